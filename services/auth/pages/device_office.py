"""The issuing officer: what waits for approval, which certificates hold, and taking one back."""

from typing import Any
from uuid import UUID

from kernel import directory, sheets
from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import _, translate
from services.auth import actions
from services.auth.domain.words import WORDS_OF_EQUIPMENT
from services.auth.pages.room import page, pages
from services.auth.schemas import ButtonForm
from services.auth.schemas import devices as schemas

QUEUE = "/staff/devices/queue"
ONE_WAITING = QUEUE + "/{enrolment_id:uuid}"
ALL = "/staff/devices/all"
ONE = ALL + "/{serial}"
AT_ONCE = 50
HEADS = (
    _("Certificate"),
    _("Device"),
    _("Kind"),
    _("Staff number"),
    _("Name"),
    _("Department"),
    _("Issued on"),
    _("Valid until"),
)


@pages.get(QUEUE, query=schemas.QueueQuery, may="devices.approve")
def queue(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page:
    """What waits for this officer, the oldest first."""
    waiting = actions.waiting_enrolments(tx, actor, query["after"], AT_ONCE)
    return page("device_queue.html", waiting=waiting, done=call.request.get_param("done") or "")


@pages.get(ONE_WAITING, may="devices.approve")
def waiting(tx: Transaction, actor: Actor, enrolment_id: UUID) -> Page:
    """One enrolment, to be approved or refused."""
    return page("device_decide.html", waiting=actions.waiting_enrolment(tx, actor, enrolment_id))


@pages.post(ONE_WAITING + "/approve", takes=ButtonForm, may="devices.approve")
def approve(tx: Transaction, actor: Actor, enrolment_id: UUID) -> Redirect:
    """Approve an enrolment."""
    actions.approve_enrolment(tx, actor, enrolment_id)
    return Redirect(f"{QUEUE}?done=approved")


@pages.post(ONE_WAITING + "/refuse", takes=schemas.RefusalForm, may="devices.approve", form=waiting)
def refuse(tx: Transaction, actor: Actor, enrolment_id: UUID, body: dict[str, Any]) -> Redirect:
    """Refuse an enrolment, with the grounds."""
    actions.refuse_enrolment(tx, actor, enrolment_id, body["remark"])
    return Redirect(f"{QUEUE}?done=refused")


@pages.get(ALL, query=schemas.FilterForm, may="devices.issue")
def certificates(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page:
    """Valid certificates of the officer's departments, the earliest end first."""
    found = actions.certificates(tx, actor, actions.Wanted(**query, limit=AT_ONCE))
    done = call.request.get_param("done") or ""
    departments = directory.departments(tx)
    return page("device_list.html", found=found, wanted=query, departments=departments, done=done)


@pages.get(ALL + ".csv", query=schemas.FilterForm, may="devices.issue", reading=False)
def sheet(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Download:
    """The same as a table for a spreadsheet, whole."""
    rows = actions.every_certificate(tx, actor, actions.Wanted(**query))
    heads = [translate(head, actor.language, "auth") for head in HEADS]
    table = sheets.Table(heads, [_line(row, actor.language) for row in rows])
    return Download(sheets.as_csv(table), sheets.CSV, "devices.csv")


@pages.get(ONE, may="devices.issue")
def certificate(tx: Transaction, actor: Actor, serial: str) -> Page:
    """One certificate, to be taken back."""
    return page("device_certificate.html", certificate=actions.certificate(tx, actor, serial))


@pages.post(ONE + "/revoke", takes=schemas.OrderForm, may="devices.issue", form=certificate)
def withdraw(tx: Transaction, actor: Actor, serial: str, body: dict[str, Any]) -> Redirect:
    """Take a certificate back by an order."""
    actions.withdraw_certificate(tx, actor, serial, body["order_number"])
    return Redirect(f"{ALL}?done=revoked")


def _line(row: dict[str, Any], language: str) -> list[Any]:
    kind = translate(WORDS_OF_EQUIPMENT[row["kind"]], language, "auth") if row["kind"] else ""
    return [
        row["serial"],
        row["label"],
        kind,
        row["staff_uid"],
        row["name_hi" if language == "hi" else "name_en"],
        row["department"],
        row["issued_on"],
        row["expires_on"],
    ]
