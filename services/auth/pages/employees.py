"""Employees on pages: looked up, entered, corrected, suspended, back, gone."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.errors import NotFound
from kernel.identity import Actor
from kernel.languages import _, translate
from kernel.sealing import Sealing
from kernel.sheets import MEDIA
from services.auth import actions
from services.auth.actions import employees, first_login, imports
from services.auth.domain import PersonState
from services.auth.domain.employees import Particulars
from services.auth.pages.room import page, pages
from services.auth.schemas import employees as schemas

PEOPLE = "/staff/people"
PERSON = PEOPLE + "/{person_id:uuid}"
WORDS_OF_STATE = {
    PersonState.ACTIVE: _("serving"),
    PersonState.SUSPENDED: _("suspended"),
    PersonState.LEFT: _("left the service"),
}


@pages.get(PEOPLE, query=schemas.EmployeesAsked, may="employees.read")
def people(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The employees whom the reader administers, and the way to one of them."""
    found = employees.find(tx, actor, query["search"], query["state"], query["after"], query["limit"])
    asked = {name: query[name] for name in ("search", "state") if query[name]}
    return page(
        "people.html",
        found=found,
        values=asked,
        states=WORDS_OF_STATE,
        offered=[
            (state, translate(words, actor.language, "auth")) for state, words in WORDS_OF_STATE.items()
        ],
        next_url=f"{PEOPLE}?{urlencode({**asked, 'after': found.next})}" if found.next else "",
    )


@pages.get(PEOPLE + "/new", may="employees.keep")
def new_form(tx: Transaction, actor: Actor) -> Page:
    """Where an employee is entered."""
    departments = employees.departments_offered(tx, actor)
    return page(
        "person_form.html",
        departments=[(each["code"], each[f"name_{actor.language}"]) for each in departments],
        values={"language": "hi", "department": actor.department},
        person=None,
    )


@pages.post(PEOPLE + "/new", may="employees.keep", takes=schemas.EnterEmployee, form=new_form)
def enter(tx: Transaction, actor: Actor, sealing: Sealing, body: dict[str, Any]) -> Redirect:
    """Enter an employee, and go to the page on which a login is given."""
    staff_uid, department = body.pop("staff_uid"), body.pop("department")
    person_id = employees.enter(tx, actor, sealing, staff_uid, Particulars(**body), department)
    return Redirect(f"{PEOPLE}/{person_id}?done=entered")


@pages.get(PERSON, may="employees.read", reading=False)
def person(tx: Transaction, actor: Actor, call: Call, sealing: Sealing, person_id: UUID) -> Page:
    """One employee, and what an administrator may do."""
    return page(
        "person.html",
        person=employees.show(tx, actor, sealing, person_id),
        living_until=first_login.living_until(tx, person_id),
        is_oneself=actor.person_id == person_id,
        states=WORDS_OF_STATE,
        done=call.request.get_param("done") or "",
    )


@pages.get(PERSON + "/correct", may="employees.keep", reading=False)
def correct_form(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID) -> Page:
    """Where names, language and contacts are corrected."""
    found = employees.show(tx, actor, sealing, person_id)
    values = {name: value for name, value in found.items() if value is not None}
    return page("person_form.html", person=found, values=values, departments=[])


@pages.post(PERSON + "/correct", may="employees.keep", takes=schemas.CorrectEmployee, form=correct_form)
def correct(
    tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID, body: dict[str, Any]
) -> Redirect:
    """Correct an employee's names, language and contacts."""
    employees.correct(tx, actor, sealing, person_id, Particulars(**body))
    return Redirect(f"{PEOPLE}/{person_id}?done=corrected")


@pages.post(PERSON + "/state", may="employees.keep", takes=schemas.StateChange, form=person, fresh=True)
def change_state(tx: Transaction, actor: Actor, person_id: UUID, body: dict[str, Any]) -> Redirect:
    """Suspend, reinstate or let go an employee, by an order."""
    change = {
        "suspend": actions.suspend,
        "reinstate": actions.reinstate,
        "leave": employees.record_leaving,
    }[body["then"]]
    change(tx, actor, person_id, body["order_number"])
    return Redirect(f"{PEOPLE}/{person_id}?done={body['then']}")


@pages.get(PEOPLE + "/export/{kind}", may="employees.read")
def export(database: Database, actor: Actor, kind: str) -> Download:
    """The employees as a table, without their contacts."""
    return Download(imports.export(database, actor, kind), media_of(kind), f"people.{kind}")


@pages.get(PEOPLE + "/template/{kind}", may="employees.import")
def template(actor: Actor, kind: str) -> Download:
    """An empty table to fill in."""
    return Download(imports.template(kind, actor.language), media_of(kind), f"people-template.{kind}")


def media_of(kind: str) -> str:
    """The media type of a kind of table; raises NotFound for another kind."""
    if kind not in MEDIA:
        raise NotFound
    return MEDIA[kind]
