"""Deliveries are taken, codes first."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.local import mailbox
from kernel import clock
from kernel.clock import frozen
from kernel.database import Database
from kernel.sealing import Sealing
from services.notify import actions
from services.notify.domain import Channel, Result, State
from services.notify.sender import Mail, Sender, compose
from services.public import events as public
from tests.fakes import an_id
from tests.notify.desks import (
    CONTACT,
    a_citizens_contact,
    hear,
    messages,
    received,
    registered,
)

Seals = Callable[[str], Sealing]


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


def test_a_code_is_planned_and_taken_before_what_waits_longer(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _acknowledgements(notify, seals, count=5)
    with frozen(clock.now() + timedelta(minutes=1)):
        _a_code(notify, seals)
        with notify.transaction() as tx:
            actions.plan(tx, 1)
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


def test_a_code_that_expires_between_two_attempts_has_expired_and_not_failed(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    later = _refused_for_a_time(notify, sender, seals, mail, inbox)
    with frozen(later):
        hear(notify, received(public.CaseRegistered, contact_id=an_id("another"), nodal_post=None))
        a_citizens_contact(notify, seals, contact_id=an_id("another"), email=None)
        sender.plan_once()
        (outgoing,) = _taken(notify)
        with notify.transaction() as tx:
            actions.settle(tx, [Result(outgoing.delivery_id, State.SENT)])
        sender.send_once(mail)

    (row,) = messages(notify, purpose="code")
    assert (row["state"], row["failure"]) == ("CANCELLED", "expired")
    assert mailbox.messages(inbox) == []


def _refused_for_a_time(notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path) -> datetime:
    """A code goes by mail, the relay refuses it for a time; when it has expired."""
    a_citizens_contact(notify, seals, mobile=None)
    _a_code(notify, seals)
    sender.plan_once()
    (by_sms,) = _taken(notify)
    given_up = compose(by_sms, sender.sealing)
    assert isinstance(given_up, Result)
    with notify.transaction() as tx:
        actions.settle(tx, [given_up])
    mailbox.refuse(inbox)
    sender.send_once(mail)
    mailbox.accept(inbox)
    return clock.now() + timedelta(minutes=11)
