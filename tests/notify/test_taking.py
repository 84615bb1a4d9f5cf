"""Deliveries are taken, codes first, and what became of them counts for who took them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import smpp34

from deploy.local import mailbox
from kernel import clock
from kernel.clock import frozen
from kernel.database import Database
from kernel.sealing import Sealing
from services.notify import actions
from services.notify.domain import Channel, Result, State
from services.notify.sender import Mail, Parcel, ProviderAwayError, ProviderBusyError, Sender, Sms, compose
from services.public import events as public
from tests.fakes import an_id
from tests.notify.desks import (
    CONTACT,
    a_citizens_contact,
    deliveries,
    everyway,
    hear,
    messages,
    received,
    registered,
)
from tests.notify.operator import Operator, an_operator

Seals = Callable[[str], Sealing]


@contextmanager
def a_session(on_submit: Callable[[Operator, smpp34.SubmitSm], None]) -> Iterator[tuple[Operator, Sms]]:
    with an_operator(on_submit) as operator:
        session = Sms(f"smpp://u:p@127.0.0.1:{operator.port}", "KRYSTU")
        yield operator, session
        session.close()


def _acknowledgements(notify: Database, seals: Seals, count: int = 1) -> None:
    a_citizens_contact(notify, seals, email=None)
    hear(notify, *(registered(nodal_post=None, case_id=an_id(f"case {n}")) for n in range(count)))


def _a_code(notify: Database, seals: Seals, **over: Any) -> None:
    sealed = seals("public").seal({"code": "402918"}, to="notify")
    until = {"expires_at": clock.now() + timedelta(minutes=10)}
    hear(notify, received(public.CodeRequested, **({"contact_id": CONTACT, "sealed": sealed} | until | over)))


def _taken(notify: Database, channel: Channel = Channel.SMS, limit: int = 50) -> list[actions.Outgoing]:
    with notify.transaction() as tx:
        return actions.claim(tx, channel, limit)


def _parcel(sender: Sender, outgoing: actions.Outgoing) -> Parcel:
    parcel = compose(outgoing, sender.sealing)
    assert isinstance(parcel, Parcel)
    return parcel


def _settled(notify: Database, *results: Result) -> None:
    with notify.transaction() as tx:
        actions.settle(tx, results)


def test_a_code_is_planned_and_taken_before_what_waits_longer(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _acknowledgements(notify, seals, count=5)
    with frozen(clock.now() + timedelta(minutes=1)):
        _a_code(notify, seals)
        with notify.transaction() as tx:
            actions.plan(tx, everyway, 1)
        planned = [row["purpose"] for row in messages(notify) if row["state"] != "CREATED"]
        sender.plan_once()
        first = _taken(notify, limit=1)
        rest = _taken(notify)

    assert planned == ["code"]
    assert [one.purpose for one in first] == ["code"]
    assert [one.purpose for one in rest] == ["case-registered"] * 5


def test_a_batch_is_filled_up_behind_the_codes(notify: Database, sender: Sender, seals: Seals) -> None:
    _acknowledgements(notify, seals, count=5)
    _a_code(notify, seals)
    sender.plan_once()

    taken = [one.purpose for one in _taken(notify, limit=4)]

    assert taken == ["code", *["case-registered"] * 3]


def test_a_code_that_cannot_be_decided_about_is_the_one_that_waits(notify: Database, seals: Seals) -> None:
    _acknowledgements(notify, seals)
    _a_code(notify, seals)
    with notify.transaction() as tx:
        actions.postpone(tx)

    assert {row["purpose"]: row["state"] for row in messages(notify)} == {
        "code": "WAITING",
        "case-registered": "CREATED",
    }


def test_who_comes_back_after_the_lease_says_nothing_about_another_taking(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _acknowledgements(notify, seals)
    sender.plan_once()
    now = clock.now()
    with frozen(now):
        (late,) = _taken(notify)
    with frozen(now + actions.LEASE):
        (present,) = _taken(notify)
        _settled(
            notify, _parcel(sender, late).result(State.PERMANENT_FAILURE, "smpp-0xb", "provider-refused")
        )
        between = deliveries(notify, channel="SMS")[0]["state"]
        _settled(notify, _parcel(sender, present).result(State.SENT, known_as="m1"))

    (row,) = deliveries(notify, channel="SMS")
    assert between == "SENDING"
    assert (row["state"], row["provider_message_id"]) == ("SENT", "m1")


def test_what_never_left_is_as_if_it_had_not_been_taken(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _acknowledgements(notify, seals)
    sender.plan_once()
    for _round in range(3):
        (outgoing,) = _taken(notify)
        _settled(notify, _parcel(sender, outgoing).given_back())

    (row,) = deliveries(notify, channel="SMS")
    assert (row["state"], row["tries"], outgoing.tries, outgoing.unanswered) == ("CREATED", 0, 1, 0)


def test_what_is_never_answered_goes_three_times_more_and_then_has_failed(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _acknowledgements(notify, seals)
    sender.plan_once()
    now, taken_after = clock.now(), []
    for minutes in (0, 1, 7, 68, 600):
        with frozen(now + timedelta(minutes=minutes)):
            for outgoing in _taken(notify):
                taken_after.append(minutes)
                _settled(notify, _parcel(sender, outgoing).not_answered())

    assert taken_after == [0, 1, 7, 68]
    (row,) = deliveries(notify, channel="SMS")
    assert (row["state"], row["reason"], row["code"]) == ("TECHNICAL_FAILURE", "retries-spent", "no-answer")


def test_of_a_batch_that_an_operator_cuts_short_the_rest_is_due_at_once(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    def enough_after_five(operator: Operator, message: smpp34.SubmitSm) -> None:
        enough = len(operator.submitted) > 5
        operator.accept(message, status=smpp34.ESME_RTHROTTLED if enough else 0)

    _acknowledgements(notify, seals, count=30)
    sender.plan_once()
    with frozen(clock.now()):
        with a_session(enough_after_five) as (_operator, session), pytest.raises(ProviderBusyError):
            sender.send_once(session)
        rows = deliveries(notify, channel="SMS")
        taken = _taken(notify)

    assert [row["state"] for row in rows].count("SENT") == 5
    untouched = [row for row in rows if (row["state"], row["tries"], row["attempt"]) == ("CREATED", 0, 1)]
    assert len(untouched) >= 15
    assert len(taken) == len(untouched)


def test_an_operator_that_does_not_know_our_header_fails_nobody(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _acknowledgements(notify, seals, count=3)
    sender.plan_once()

    def unknown(operator: Operator, message: smpp34.SubmitSm) -> None:
        operator.accept(message, status=smpp34.ESME_RINVSRCADR)

    with a_session(unknown) as (_operator, session), pytest.raises(ProviderAwayError):
        sender.send_once(session)

    assert {row["state"] for row in messages(notify)} == {"TEMPORARY_FAILURE"}


def test_a_code_that_expires_between_two_attempts_has_expired_and_not_failed(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    later = _refused_for_a_time(notify, sender, seals, mail, inbox)
    with frozen(later):
        hear(notify, received(public.CaseRegistered, contact_id=an_id("another"), nodal_post=None))
        a_citizens_contact(notify, seals, contact_id=an_id("another"), email=None)
        sender.plan_once()
        (outgoing,) = _taken(notify)
        _settled(notify, _parcel(sender, outgoing).result(State.SENT, known_as="m1"))
        sender.send_once(mail)

    (row,) = messages(notify, purpose="code")
    assert (row["state"], row["failure"]) == ("CANCELLED", "expired")
    assert mailbox.messages(inbox) == []


def _refused_for_a_time(notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path) -> datetime:
    """A code goes by mail, the relay refuses it for a time; when it has expired."""
    a_citizens_contact(notify, seals, mobile=None)
    _a_code(notify, seals)
    sender.plan_once()
    mailbox.refuse(inbox)
    sender.send_once(mail)
    mailbox.accept(inbox)
    return clock.now() + timedelta(minutes=11)
