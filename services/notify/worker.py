"""Events in: each becomes a row or a few; what follows from them is decided when they are sent."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from kernel import calendar, directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.worker import Worker, every, subscribe
from kernel.events import Event
from services.auth import events as auth_events
from services.files import events as files_events
from services.notify import actions
from services.notify.domain import NewMessage, SealedContact
from services.public import events as public_events
from services.wfh import events as wfh_events

# The least of the urgency grades of files (CSMOP 27).
ORDINARY = "ORDINARY"


class NotifyWorker(Worker):
    """What notify hears, and its own timer."""

    service = "notify"
    follows = auth_events.DIRECTORY

    @subscribe(public_events.CaseRegistered, bulk=True)
    def on_case_registered(self, tx: Transaction, events: list[public_events.CaseRegistered]) -> None:
        _tell(tx, (told for event in events for told in _registered(event)))

    @subscribe(public_events.CaseTransferred, bulk=True)
    def on_case_transferred(self, tx: Transaction, events: list[public_events.CaseTransferred]) -> None:
        _tell(tx, (told for event in events for told in _transferred(event)))

    @subscribe(public_events.ClarificationRequested, bulk=True)
    def on_clarification_requested(
        self, tx: Transaction, events: list[public_events.ClarificationRequested]
    ) -> None:
        _tell(tx, (_citizen(event, "clarification-requested") for event in events))

    @subscribe(public_events.InterimReplied, bulk=True)
    def on_interim_replied(self, tx: Transaction, events: list[public_events.InterimReplied]) -> None:
        _tell(tx, (_citizen(event, "interim-replied") for event in events))

    @subscribe(public_events.CaseDisposed, bulk=True)
    def on_case_disposed(self, tx: Transaction, events: list[public_events.CaseDisposed]) -> None:
        _tell(tx, (_citizen(event, "case-disposed") for event in events))

    @subscribe(public_events.AppealFiled, bulk=True)
    def on_appeal_filed(self, tx: Transaction, events: list[public_events.AppealFiled]) -> None:
        _tell(tx, (told for event in events for told in _appeal_filed(event)))

    @subscribe(public_events.AppealDisposed, bulk=True)
    def on_appeal_disposed(self, tx: Transaction, events: list[public_events.AppealDisposed]) -> None:
        _tell(tx, (_citizen(event, "appeal-disposed") for event in events))

    @subscribe(public_events.AppealPassedOn, bulk=True)
    def on_appeal_passed_on(self, tx: Transaction, events: list[public_events.AppealPassedOn]) -> None:
        told = ("case_id", "appeal_id", "number")
        _tell(tx, (_desk(event, event.post_id, "appeal-received", *told) for event in events))

    @subscribe(public_events.CaseAssigned, bulk=True)
    def on_case_assigned(self, tx: Transaction, events: list[public_events.CaseAssigned]) -> None:
        _tell(tx, (_desk(event, event.to_post, "case-assigned", "case_id") for event in events))

    @subscribe(public_events.CitizenReplied, bulk=True)
    def on_citizen_replied(self, tx: Transaction, events: list[public_events.CitizenReplied]) -> None:
        _tell(tx, map(_replied, events))

    @subscribe(public_events.ActionTaken, bulk=True)
    def on_action_taken(self, tx: Transaction, events: list[public_events.ActionTaken]) -> None:
        _tell(tx, (_desk(event, event.post_id, "action-taken", "case_id") for event in events))

    @subscribe(public_events.CaseWithdrawn, bulk=True)
    def on_case_withdrawn(self, tx: Transaction, events: list[public_events.CaseWithdrawn]) -> None:
        _tell(tx, (_desk(event, event.post_id, "case-withdrawn", "case_id") for event in events))

    @subscribe(public_events.CaseOverdue, bulk=True)
    def on_case_overdue(self, tx: Transaction, events: list[public_events.CaseOverdue]) -> None:
        _tell(tx, (told for event in events for told in _overdue(tx, event)))

    @subscribe(public_events.ContactGiven, bulk=True)
    def on_contact_given(self, tx: Transaction, events: list[public_events.ContactGiven]) -> None:
        given = [SealedContact(event.contact_id, event.sealed, event.sequence) for event in events]
        actions.keep_contacts(tx, "CITIZEN", given)

    @subscribe(public_events.CodeRequested)
    def on_code_requested(self, tx: Transaction, event: public_events.CodeRequested) -> None:
        asked = NewMessage(
            event_id=event.event_id,
            purpose="code-at-centre" if event.at_centre else "code",
            contact_id=event.contact_id,
            language=event.language,
            params={"code_id": str(event.code_id)},
        )
        actions.tell_code(tx, asked, event.sealed, event.expires_at)

    @subscribe(files_events.ReceiptDiarised, bulk=True)
    def on_receipt_diarised(self, tx: Transaction, events: list[files_events.ReceiptDiarised]) -> None:
        # The diary number stays away: the notice may be read in a zone whose ceiling the paper's grade passes.
        _tell(tx, (_desk(event, event.post_id, "receipt-diarised", "receipt_id") for event in events))

    @subscribe(files_events.FileForwarded, bulk=True)
    def on_file_forwarded(self, tx: Transaction, events: list[files_events.FileForwarded]) -> None:
        _tell(tx, map(_forwarded, events))

    @subscribe(wfh_events.DayRequested, bulk=True)
    def on_day_requested(self, tx: Transaction, events: list[wfh_events.DayRequested]) -> None:
        _tell(tx, (_day_requested(event) for event in events))

    @subscribe(wfh_events.DayApproved, bulk=True)
    def on_day_approved(self, tx: Transaction, events: list[wfh_events.DayApproved]) -> None:
        _tell(tx, (_day_decided(event, "day-approved") for event in events))

    @subscribe(wfh_events.DayRefused, bulk=True)
    def on_day_refused(self, tx: Transaction, events: list[wfh_events.DayRefused]) -> None:
        _tell(tx, (_day_decided(event, "day-refused") for event in events))

    @subscribe(wfh_events.DayRecalled, bulk=True)
    def on_day_recalled(self, tx: Transaction, events: list[wfh_events.DayRecalled]) -> None:
        _tell(tx, (_day_decided(event, "day-recalled") for event in events))

    @subscribe(wfh_events.DayLapsed, bulk=True)
    def on_day_lapsed(self, tx: Transaction, events: list[wfh_events.DayLapsed]) -> None:
        _tell(tx, (_day_decided(event, "day-lapsed") for event in events))

    @subscribe(wfh_events.DutyHoursPublished, late="ignore")
    def on_duty_hours_published(self, tx: Transaction, event: wfh_events.DutyHoursPublished) -> None:
        actions.keep_duty_hours(tx, event.sequence, event.data)

    @subscribe(wfh_events.AbsenceRecorded, late="ignore")
    def on_absence_recorded(self, tx: Transaction, event: wfh_events.AbsenceRecorded) -> None:
        actions.keep_absence(tx, event.sequence, event.data)

    @subscribe(wfh_events.AbsenceCancelled, late="ignore")
    def on_absence_cancelled(self, tx: Transaction, event: wfh_events.AbsenceCancelled) -> None:
        actions.cancel_absence(tx, event.absence_id, event.sequence)

    @subscribe(wfh_events.CalendarRulePublished, queue="directory")
    def on_calendar_rule_published(self, tx: Transaction, event: wfh_events.CalendarRulePublished) -> None:
        calendar.save_rule(tx, event)

    @subscribe(auth_events.ContactPublished, bulk=True)
    def on_contact_published(self, tx: Transaction, events: list[auth_events.ContactPublished]) -> None:
        given = [SealedContact(event.person_id, event.sealed, event.sequence) for event in events]
        actions.keep_contacts(tx, "STAFF", given)

    @subscribe(auth_events.FirstLoginIssued)
    def on_first_login_issued(self, tx: Transaction, event: auth_events.FirstLoginIssued) -> None:
        asked = NewMessage(event.event_id, "first-login", contact_id=event.person_id, language=event.language)
        actions.tell_code(tx, asked, event.sealed, event.expires_at)

    @subscribe(auth_events.AccountChanged, bulk=True)
    def on_account_changed(self, tx: Transaction, events: list[auth_events.AccountChanged]) -> None:
        _tell(tx, map(_account_changed, events))

    @every(seconds=60)
    def keep_delivery_figures(self, tx: Transaction) -> None:
        actions.keep_delivery_figures(tx)

    @every(seconds=3600)
    def forget_wanted_contacts(self, tx: Transaction) -> None:
        actions.forget_wanted_contacts(tx)

    @every(seconds=60)
    def review_alarms(self, tx: Transaction) -> None:
        actions.review_alarms(tx)


def _tell(tx: Transaction, messages: Iterable[NewMessage | None]) -> None:
    actions.tell(tx, [message for message in messages if message is not None])


def _registered(event: public_events.CaseRegistered) -> tuple[NewMessage | None, ...]:
    return (
        _citizen(event, _dated(event, "case-registered"), "due_on"),
        _desk(event, event.nodal_post, _dated(event, "case-received"), "case_id", "number", "due_on"),
    )


def _forwarded(event: files_events.FileForwarded) -> NewMessage | None:
    purpose = "file-forwarded" if event.priority == ORDINARY else "file-forwarded-urgent"
    return _desk(event, event.to_post, purpose, "file_id", "priority")


def _replied(event: public_events.CitizenReplied) -> NewMessage | None:
    return _desk(event, event.post_id, _dated(event, "citizen-replied"), "case_id", "due_on")


def _transferred(event: public_events.CaseTransferred) -> tuple[NewMessage | None, ...]:
    return (
        _citizen(event, "case-transferred"),
        _desk(event, event.to_post, "case-transferred-in", "case_id", "number"),
    )


def _appeal_filed(event: public_events.AppealFiled) -> tuple[NewMessage | None, ...]:
    return (
        _citizen(event, "appeal-filed", "appeal_id"),
        _desk(event, event.post_id, "appeal-received", "case_id", "appeal_id", "number"),
    )


def _overdue(tx: Transaction, event: public_events.CaseOverdue) -> Iterator[NewMessage | None]:
    """The late desk, and the one above it, of which the citizen reads that it was told."""
    yield _desk(event, event.post_id, "case-overdue", "case_id")
    above = directory.post_above(tx, event.post_id) if event.post_id else None
    if above is not None:
        params = _params(event, "case_id") | {"late_post": str(event.post_id)}
        yield NewMessage(event.event_id, "case-overdue-below", post_id=above.post_id, params=params)


def _dated(event: Event, purpose: str) -> str:
    """Where no order sets a time limit, the text that promises no date."""
    return purpose if event.data.get("due_on") else f"{purpose}-undated"


def _citizen(event: Event, purpose: str, *about: str) -> NewMessage | None:
    if event.contact_id is None:
        return None
    return NewMessage(
        event_id=event.event_id,
        purpose=purpose,
        contact_id=event.contact_id,
        language=event.language,
        params=_params(event, "case_id", "number", *about),
    )


def _desk(event: Event, post_id: UUID | None, purpose: str, *about: str) -> NewMessage | None:
    """A notice for a post; without a post there is nobody to tell, which `make doctor` shows."""
    if post_id is None:
        return None
    return NewMessage(event.event_id, purpose, post_id=post_id, params=_params(event, *about))


def _day_requested(event: wfh_events.DayRequested) -> NewMessage:
    params = _params(event, "request_id", "on") | {"asking_person": str(event.person_id)}
    return NewMessage(event.event_id, "day-requested", post_id=event.approver_post, params=params)


def _day_decided(event: Event, purpose: str) -> NewMessage:
    params = _params(event, "request_id", "on")
    return NewMessage(event.event_id, purpose, person_id=event.person_id, params=params)


def _account_changed(event: auth_events.AccountChanged) -> NewMessage:
    happened = {"on": local_date(event.occurred_at).isoformat(), "at": event.occurred_at.isoformat()}
    purpose = event.what.lower().replace("_", "-")
    return NewMessage(event.event_id, purpose, person_id=event.person_id, params=happened)


def _params(event: Event, *about: str) -> dict[str, Any]:
    return {name: event.data[name] for name in about if event.data.get(name) is not None}
