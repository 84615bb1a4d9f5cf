"""Employees one by one: entered, found in both scripts, corrected, gone; each administrator within his departments."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.identity import Actor
from services.auth import actions
from services.auth.access import STATE_ROLES
from services.auth.domain import ChargeKind, PersonState
from services.auth.store import employees as store
from services.auth.store import find_departments_of_person
from services.auth.store import imports as tables
from tests.auth.administrators import Administration, an_administration
from tests.auth.organisation import NOW, SYSTEM, TODAY, a_charge_of
from tests.fakes import an_id
from tests.forms import attribute, send

queries = Queries.beside(__file__)
DEEPAK = {
    "staff_uid": "cg 200001",
    "name_en": "Deepak  Verma",
    "name_hi": "दीपक वर्मा",
    "mobile": "098-00000001",
    "email": "deepak@office.example",
}


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> Iterator[Administration]:
    with frozen(NOW):
        yield an_administration(database("auth"), tmp_path)


def enter(office: Administration, actor: Actor | None = None, **over: Any) -> Any:
    return office.client.post("/v1/people", actor=actor or office.state_admin, json={**DEEPAK, **over})


def found(office: Administration, text: str, actor: Actor | None = None, **asked: str) -> list[str]:
    answer = office.client.get(
        "/v1/people", actor=actor or office.state_admin, params={"search": text, **asked}
    )
    return [each["staff_uid"] for each in answer.json["items"]]


def acts(office: Administration) -> list[str]:
    with office.database.transaction() as tx:
        return [row["act"] for row in tx.fetch_all(queries.find_acts)]


def test_an_employee_is_entered_tidily_and_found_by_number_and_by_name_in_both_scripts(
    office: Administration,
) -> None:
    person_id = enter(office).json["person_id"]
    shown = office.client.get(f"/v1/people/{person_id}", actor=office.state_admin).json

    assert (shown["staff_uid"], shown["name_en"], shown["mobile"]) == (
        "CG200001",
        "Deepak Verma",
        "+919800000001",
    )
    assert shown["home_department"] == "REV"
    for text in ("CG2000", "cg200001", "deepak", "verma", "दीपक", "पक वर"):
        assert found(office, text) == ["CG200001"]
    assert found(office, "100%") == found(office, "_") == []
    assert acts(office)[-3:] == [
        "directory.person-entered",
        "directory.contact-saved",
        "directory.person-read",
    ]


def test_an_employee_is_found_however_the_letters_of_the_name_were_typed(office: Administration) -> None:
    one, two = "ग\u095dवाल", "ग\u0922\u093cवाल"
    enter(office, name_hi=f"दीपक {one}")

    assert found(office, one) == found(office, two) == ["CG200001"]


def test_a_staff_number_is_given_once(office: Administration) -> None:
    enter(office)

    again = enter(office, name_en="Another")

    assert (again.status_code, "CG200001" in again.json["title"]) == (409, True)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"staff_uid": "12"}, "staff-uid-invalid"),
        ({"name_en": "दीपक"}, "latin-name-invalid"),
        ({"name_en": "R2D2"}, "latin-name-invalid"),
        ({"name_hi": "Deepak"}, "hindi-name-invalid"),
        ({"name_hi": "<b>दीपक</b>"}, "hindi-name-invalid"),
        ({"mobile": "5800000001"}, "mobile-invalid"),
        ({"email": "=x@office.example"}, "email-invalid"),
        ({"department": "NONE"}, "unknown-code"),
    ],
)
def test_what_does_not_fit_is_refused(office: Administration, wrong: dict[str, str], kind: str) -> None:
    answer = enter(office, **wrong)

    assert (answer.status_code, answer.json["type"]) == (422, f"urn:karyasetu:{kind}")
    assert found(office, "CG200001") == []


def test_lists_go_on_after_the_last_number(office: Administration) -> None:
    first = office.client.get("/v1/people", actor=office.state_admin, params={"limit": "2"}).json
    rest = office.client.get(
        "/v1/people", actor=office.state_admin, params={"limit": "2", "after": first["next"]}
    ).json

    assert [each["staff_uid"] for each in first["items"]] == ["CG100001", "CG100002"]
    assert [each["staff_uid"] for each in rest["items"]] == ["CG100003"]
    assert rest["next"] is None


def test_a_departments_administrator_sees_and_keeps_his_own_subtree_only(office: Administration) -> None:
    admin = office.department_admin
    own = enter(office, admin, department="LAND").json["person_id"]
    other = enter(office, staff_uid="CG200002", department="HFW").json["person_id"]

    assert found(office, "CG2", admin) == ["CG200001"]
    assert enter(office, admin, staff_uid="CG200003", department="HFW").status_code == 403
    for path in ("", "/correct", "/link", "/leave"):
        body = {"order_number": "1"} if path == "/leave" else {} if path == "/link" else DEEPAK
        body = {key: value for key, value in body.items() if key != "staff_uid"}
        answers = [
            office.client.post(f"/v1/people/{each}{path}", actor=admin, json=body).status_code
            if path
            else office.client.get(f"/v1/people/{each}", actor=admin).status_code
            for each in (other, own)
        ]
        assert (answers[0], answers[1] < 300) == (403, True), path


def test_a_charge_that_never_came_to_hold_makes_nobody_belong_anywhere(office: Administration) -> None:
    office.state.people["CG200001"] = UUID(enter(office, department="HFW").json["person_id"])
    to_come: dict[str, Any] = {"kind": ChargeKind.ADDITIONAL_CHARGE, "valid_from": TODAY + timedelta(days=30)}
    charge = a_charge_of(office.state, "REV-DS-1", "CG200001", **to_come)
    person_id = charge.person_id

    with office.database.transaction() as tx:
        actions.appoint(tx, SYSTEM, charge)
        actions.end_charge(tx, SYSTEM, charge.charge_id, "GAD/8")

    with office.database.transaction() as tx:
        known = tables.find_known(tx, ["CG200001"], STATE_ROLES, TODAY)["CG200001"]
        assert (known.departments, known.works_for_state) == ({"HFW"}, False)
        assert find_departments_of_person(tx, person_id, TODAY) == {"HFW"}
        assert store.find_belonging(tx, person_id, TODAY) == ({"HFW"}, set())
        assert store.find_open_charges(tx, person_id, TODAY) == []
        search = store.Search("CG2", departments={"HFW"})
        assert [each["staff_uid"] for each in store.find_employees(tx, search, "", 9, TODAY)] == ["CG200001"]
    assert found(office, "CG2", office.department_admin) == []


def test_who_works_for_the_whole_state_is_kept_by_the_state_only(office: Administration) -> None:
    state_admin = office.state.people["CG100002"]

    answers = [
        office.client.post(f"/v1/people/{state_admin}/{path}", actor=office.department_admin, json=body)
        for path, body in (("link", {"everything_lost": True}), ("leave", {"order_number": "1"}))
    ]

    assert [answer.json["type"] for answer in answers] == ["urn:karyasetu:state-post"] * 2


def acts_about(office: Administration, staff_uid: str) -> list[tuple[str, dict[str, Any]]]:
    """Everything that takes something from an employee."""
    person_id = office.state.people[staff_uid]
    with office.database.transaction() as tx:
        (charge_id,) = store.find_open_charges(tx, person_id, NOW.date())
    order = {"order_number": "GAD/9"}
    dated = {**order, "last_day": NOW.date().isoformat()}
    moved = {"person_id": str(person_id), "post_id": str(office.state.posts["REV-SO-1"])}
    return [
        (f"/v1/people/{person_id}/sessions/end", {}),
        (f"/v1/people/{person_id}/suspend", order),
        (f"/v1/people/{person_id}/reinstate", order),
        ("/v1/transfers", {**dated, **moved}),
        (f"/v1/charges/{charge_id}/end", order),
        (f"/v1/people/{person_id}/retire", dated),
    ]


def test_nobody_but_the_state_takes_anything_from_who_works_for_the_whole_state(
    office: Administration,
) -> None:
    acts, sessions = acts_about(office, "CG100002"), "/v1/staff/CG100002/sessions"

    refused = [office.client.get(sessions, actor=office.department_admin)]
    refused += [office.client.post(path, actor=office.department_admin, json=body) for path, body in acts]
    superior = replace(office.state_admin, person_id=an_id("a colleague"))
    allowed = [office.client.post(path, actor=superior, json=body) for path, body in acts]

    assert [answer.json.get("type") for answer in refused] == ["urn:karyasetu:state-post"] * 7
    assert [answer.status_code for answer in allowed] == [204, 204, 204, 201, 204, 201]


def test_who_works_for_the_whole_state_may_give_up_what_is_his_own(office: Administration) -> None:
    bharat = office.state.people["CG100002"]

    answer = office.client.post(
        f"/v1/people/{bharat}/sessions/end",
        actor=replace(office.department_admin, person_id=bharat),
        json={},
    )

    assert answer.status_code == 204


@pytest.mark.parametrize("zone", ["INTERNET"])
def test_from_the_open_internet_nobody_administers(office: Administration, zone: str) -> None:
    answer = office.client.get("/v1/people", actor=office.state_admin, headers={"X-Zone": zone})

    assert answer.status_code == 403


def test_corrections_are_announced_and_the_number_stays(office: Administration) -> None:
    person_id = enter(office).json["person_id"]
    body = {
        "name_en": "Deepa Verma",
        "name_hi": "दीपा वर्मा",
        "language": "en",
        "email": "deepa@office.example",
    }

    office.client.post(f"/v1/people/{person_id}/correct", actor=office.state_admin, json=body)
    office.client.post(f"/v1/people/{person_id}/correct", actor=office.state_admin, json=body)

    shown = office.client.get(f"/v1/people/{person_id}", actor=office.state_admin).json
    assert (shown["staff_uid"], shown["name_hi"], shown["mobile"]) == ("CG200001", "दीपा वर्मा", None)
    assert acts(office).count("directory.person-corrected") == 1


def test_who_leaves_loses_charges_sessions_and_the_login_at_once(office: Administration) -> None:
    person_id = office.state.people["CG100003"]

    office.client.post(
        f"/v1/people/{person_id}/leave", actor=office.state_admin, json={"order_number": "GAD/1"}
    )

    shown = office.client.get(f"/v1/people/{person_id}", actor=office.state_admin).json
    assert (shown["state"], shown["state_order"], shown["charges"]) == ("LEFT", "GAD/1", [])
    assert found(office, "", state="LEFT") == ["CG100003"]
    with office.database.transaction() as tx:
        acts_then = [row["act"] for row in tx.fetch_all(queries.find_acts)]
    assert {"directory.charge-ended", "directory.person-left"} <= set(acts_then)


def test_nobody_lets_himself_go(office: Administration) -> None:
    person_id = office.state.people["CG100002"]

    answer = office.client.post(
        f"/v1/people/{person_id}/leave", actor=office.state_admin, json={"order_number": "1"}
    )

    assert answer.json["type"] == "urn:karyasetu:not-for-yourself"


def test_an_administrator_enters_corrects_and_suspends_on_pages(office: Administration) -> None:
    client, admin = office.client, office.department_admin
    form = client.get("/staff/people/new", actor=admin)
    wrong = send(
        client, form, "/staff/people/new", admin, **{**DEEPAK, "mobile": "1"}, language="hi", department="REV"
    )
    entered = send(client, form, "/staff/people/new", admin, **DEEPAK, language="hi", department="REV")
    path = entered.headers["location"].split("?")[0]
    correction = client.get(f"{path}/correct", actor=admin)
    send(client, correction, f"{path}/correct", admin, name_en="Deepa", name_hi="दीपा", language="en")
    shown = client.get(path, actor=admin)
    send(client, shown, f"{path}/state", admin, order_number="GAD/2", then="suspend")

    assert (wrong.status_code, "ten digits" in wrong.text, 'value="Deepak  Verma"' in wrong.text) == (
        422,
        True,
        True,
    )
    assert entered.status_code == 303
    assert "Deepa" in shown.text
    assert found(office, "", state=PersonState.SUSPENDED) == ["CG200001"]
    listed = client.get("/staff/people", actor=admin, params={"search": "दीपा"})
    assert f'href="{path}"' in listed.text
    assert attribute(listed.text, "value")


def test_an_order_is_asked_for_beside_its_field(office: Administration) -> None:
    client, admin, person_id = office.client, office.state_admin, office.state.people["CG100003"]
    path = f"/staff/people/{person_id}"

    answer = send(
        client, client.get(path, actor=admin), f"{path}/state", admin, order_number="", then="suspend"
    )

    assert (answer.status_code, "order_number-error" in answer.text) == (422, True)


def test_an_officer_without_the_role_finds_no_door(office: Administration) -> None:
    with office.database.transaction() as tx:
        people = actions.save_people(tx, SYSTEM, [])
    assert people == {}
    for path in ("/staff/people", "/staff/people/import", "/staff/audit"):
        actor = office.auditor if "audit" not in path else office.state_admin
        assert office.client.get(path, actor=actor).status_code == 403
