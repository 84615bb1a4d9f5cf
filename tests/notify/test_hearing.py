"""An event becomes its messages, once, whoever sends it how often."""

from collections.abc import Callable
from typing import Any

import pytest
from nameko.extensions import Entrypoint

from kernel import clock
from kernel.database import Database, Queries
from kernel.events import Event
from kernel.sealing import Sealing
from services.auth import events as auth
from services.files import events as files
from services.notify import store
from services.notify.worker import NotifyWorker
from services.public import events as public
from services.wfh import events as wfh
from tests.fakes import an_id
from tests.notify.desks import (
    CASE,
    CONTACT,
    DS,
    NUMBER,
    ON_DUTY,
    US,
    a_citizens_contact,
    hear,
    holder_of,
    messages,
    received,
    registered,
)

queries = Queries.beside(__file__)

CITIZEN = {"case_id": CASE, "number": NUMBER, "contact_id": CONTACT, "language": "hi"}
DAY = {"person_id": holder_of(US), "post_id": US, "approver_post": DS, "on": "2026-03-23"}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (registered(), {("case-registered", CONTACT), ("case-received", US)}),
        (registered(nodal_post=None), {("case-registered", CONTACT)}),
        (registered(nodal_post=None, due_on=None), {("case-registered-undated", CONTACT)}),
        (
            received(public.CaseTransferred, **CITIZEN, to_post=DS),
            {("case-transferred", CONTACT), ("case-transferred-in", DS)},
        ),
        (received(public.ClarificationRequested, **CITIZEN), {("clarification-requested", CONTACT)}),
        (received(public.InterimReplied, **CITIZEN), {("interim-replied", CONTACT)}),
        (received(public.CaseDisposed, **CITIZEN), {("case-disposed", CONTACT)}),
        (
            received(public.AppealFiled, contact_id=CONTACT, post_id=DS),
            {("appeal-filed", CONTACT), ("appeal-received", DS)},
        ),
        (received(public.AppealDisposed, contact_id=CONTACT), {("appeal-disposed", CONTACT)}),
        (received(public.AppealPassedOn, post_id=DS), {("appeal-received", DS)}),
        (received(public.CaseAssigned, to_post=US), {("case-assigned", US)}),
        (received(public.CitizenReplied, post_id=US), {("citizen-replied", US)}),
        (received(public.ActionTaken, post_id=US), {("action-taken", US)}),
        (received(public.CaseWithdrawn, post_id=US), {("case-withdrawn", US)}),
        (received(public.CaseOverdue, post_id=US), {("case-overdue", US), ("case-overdue-below", DS)}),
        (received(public.CaseOverdue, post_id=DS), {("case-overdue", DS)}),
        (received(public.CaseOverdue, post_id=None), set()),
        (received(public.CodeRequested, contact_id=CONTACT), {("code", CONTACT)}),
        (received(public.CodeRequested, contact_id=CONTACT, at_centre=True), {("code-at-centre", CONTACT)}),
        (received(auth.FirstLoginIssued, person_id=CONTACT), {("first-login", CONTACT)}),
        *(
            (
                received(auth.AccountChanged, person_id=holder_of(US), what=what),
                {(what.lower().replace("_", "-"), holder_of(US))},
            )
            for what in auth.Change
        ),
        (received(files.ReceiptDiarised, post_id=US), {("receipt-diarised", US)}),
        (received(files.FileForwarded, to_post=US), {("file-forwarded", US)}),
        (received(files.FileForwarded, to_post=US, priority="PRIORITY"), {("file-forwarded-urgent", US)}),
        (received(wfh.DayRequested, **DAY), {("day-requested", DS)}),
        (received(wfh.DayApproved, **DAY), {("day-approved", holder_of(US))}),
        (received(wfh.DayRefused, **DAY), {("day-refused", holder_of(US))}),
        (received(wfh.DayRecalled, **DAY), {("day-recalled", holder_of(US))}),
        (received(wfh.DayLapsed, **DAY), {("day-lapsed", holder_of(US))}),
    ],
    ids=lambda value: value.name if isinstance(value, Event) else "",
)
def test_an_event_tells_whom_it_concerns_once(
    notify: Database, event: Event, told: set[tuple[str, Any]]
) -> None:
    hear(notify, event)
    hear(notify, event)

    rows = messages(notify)

    assert {(row["purpose"], row["post_id"] or row["contact_id"] or row["person_id"]) for row in rows} == told
    assert len(rows) == len(told)
    assert {row["state"] for row in rows} <= {"CREATED"}


def test_a_batch_of_registrations_is_noted_whole_and_once(notify: Database) -> None:
    events = [registered(case_id=clock.new_id(), number=f"{n:011}") for n in range(200)]
    worker = NotifyWorker()

    for _repetition in range(2):
        with notify.transaction() as tx:
            worker.on_case_registered(tx, events)

    assert len(messages(notify)) == 400


def test_messages_hold_ids_numbers_and_dates_and_nothing_else(notify: Database) -> None:
    hear(notify, registered())

    citizen, desk = sorted(messages(notify), key=lambda row: row["purpose"], reverse=True)

    assert citizen["params"] == {"case_id": str(CASE), "number": NUMBER, "due_on": "2026-03-17"}
    assert desk["params"] == citizen["params"]


def test_a_code_stays_sealed(notify: Database, seals: Callable[[str], Sealing]) -> None:
    sealed = seals("public").seal({"code": "402918"}, to="notify")
    hear(notify, received(public.CodeRequested, contact_id=CONTACT, sealed=sealed))

    with notify.transaction() as tx:
        everything = tx.fetch_value(queries.find_everything)

    assert "402918" not in everything
    assert sealed in everything


def test_a_contact_stays_sealed_and_the_newest_is_kept(
    notify: Database, seals: Callable[[str], Sealing]
) -> None:
    a_citizens_contact(notify, seals, sequence=2, mobile="9800000002")
    a_citizens_contact(notify, seals, sequence=1, mobile="9800000001")

    with notify.transaction() as tx:
        everything = tx.fetch_value(queries.find_everything)

    assert "98000" not in everything
    sealed = next(part for part in everything.split(",") if part.startswith("eyJ"))
    assert seals("notify").open(sealed)["mobile"] == "9800000002"


def test_of_two_contacts_in_one_batch_the_newest_is_kept(notify: Database) -> None:
    given = [
        received(public.ContactGiven, contact_id=contact_id, sealed=sealed, sequence=sequence)
        for contact_id, sealed, sequence in (
            (CONTACT, "newer", 3),
            (an_id("another"), "only", 1),
            (CONTACT, "older", 2),
        )
    ]

    with notify.transaction() as tx:
        NotifyWorker().on_contact_given(tx, given)
        everything = tx.fetch_value(queries.find_everything)

    assert "newer" in everything
    assert "only" in everything
    assert "older" not in everything


def test_a_cancelled_absence_is_over_and_an_older_word_does_not_bring_it_back(notify: Database) -> None:
    absence = {"absence_id": an_id("absence"), "person_id": holder_of(US)}
    recorded = received(wfh.AbsenceRecorded, **absence, starts_on="2026-03-16", ends_on="2026-03-20")
    hear(notify, recorded, received(wfh.AbsenceCancelled, absence_id=an_id("absence"), sequence=2), recorded)

    with notify.transaction() as tx:
        absent = store.find_absent(tx, [holder_of(US)], ON_DUTY.date())

    assert absent == set()


def test_every_handler_is_marked_for_its_own_event() -> None:
    handlers = {
        name: method.nameko_entrypoints
        for name in dir(NotifyWorker)
        if name.startswith("on_") and (method := getattr(NotifyWorker, name))
    }

    wrong = [name for name, marks in handlers.items() if not _named_after(name, marks)]

    assert wrong == []


def _named_after(name: str, marks: set[Entrypoint]) -> bool:
    (mark,) = marks
    return bool(mark.event.name.partition(".")[2].replace("-", "_") == name.removeprefix("on_"))
