"""When a message's time has come: to whom it goes, over which channels, or until when it waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from services.notify import store
from services.notify.actions.desks import Desks, Ways
from services.notify.domain import (
    CODES,
    FINAL,
    PURPOSES,
    UNREAD,
    Addressee,
    Channel,
    Latest,
    Purpose,
    State,
    overall,
)
from services.notify.events import ContactWanted, MessageFailed

# A contact travels on its own and may arrive a little later than the case it belongs to. One that is still lacking
# then was lost with its queue, since no history keeps what is sealed: who gave it is asked to give it again.
CONTACT_PAUSE = timedelta(seconds=2)
CONTACT_LATE = timedelta(seconds=10)
CONTACT_ASKED_EVERY = timedelta(minutes=1)
CONTACT_WAIT = timedelta(hours=24)
CONTACT_FORGOTTEN = timedelta(days=2)
FAULT_PAUSE = timedelta(minutes=1)
HOLDER_PAUSE = timedelta(hours=1)
HOLDER_WAIT = timedelta(days=7)
# What is for a post is woken as soon as somebody answers for it (`review_alarms`); this is for what that cannot see.
POST_PAUSE = timedelta(days=1)
# Who works at the desk has read by then, and needs no mail.
GATHERED_FOR = timedelta(minutes=15)
# A notice of another transaction may have been told a little before the gathering that it belongs to began.
GATHERING_OVERLAP = timedelta(seconds=10)
MOST_UNREAD = 1000


NO_HOLDER = "no-holder"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided about one message."""

    message_id: UUID
    state: State
    due_at: datetime
    channels: tuple[Channel, ...] = ()
    mailed_later: UUID | None = None
    failure: str | None = None
    language: str | None = None
    told_person: UUID | None = None
    told_post: UUID | None = None
    on_behalf_of: UUID | None = None
    instead_of_post: UUID | None = None


def plan(tx: Transaction, ways: Ways, limit: int = 100) -> int:
    """Decide about messages whose time has come; the number decided about."""
    rows = store.claim_messages(tx, limit)
    if not rows:
        return 0
    desks = Desks(tx)
    plans = [_plan_for(desks, ways, row) for row in rows]
    store.save_plans(tx, [_kept(made) for made in plans])
    store.add_deliveries(tx, [row for made in plans for row in _first_deliveries(tx, made)])
    if unread := {made.mailed_later for made in plans if made.mailed_later}:
        store.add_gathering(tx, UNREAD, unread, tx.now + GATHERED_FOR)
    # What a code was for is over with it.
    if over := [made.message_id for made in plans if made.failure and made.state in FINAL]:
        store.delete_spent_secrets(tx, over)
    for made in plans:
        _announce(tx, made)
    _ask_for_contacts(tx, rows)
    return len(rows)


def postpone(tx: Transaction) -> None:
    """Leave the message that is due first for later, because deciding about it failed."""
    store.postpone_message(tx, tx.now + FAULT_PAUSE)


def _plan_for(desks: Desks, ways: Ways, row: store.Row) -> Plan:
    if row["contact_id"]:
        return _plan_for_citizen(desks.tx, ways, row)
    addressee = desks.addressee(row["post_id"]) if row["post_id"] else _person(desks.tx, row)
    return _plan_for_staff(desks, ways, row, addressee)


def _plan_for_citizen(tx: Transaction, ways: Ways, row: store.Row) -> Plan:
    message_id, now = row["message_id"], tx.now
    spent = row["purpose"] in CODES and (row["expires_at"] is None or row["expires_at"] <= now)
    if spent or row["contact_erased"]:
        return Plan(message_id, State.CANCELLED, now, failure="expired" if spent else "no-contact")
    if row["contact"]:
        channels = _purpose(row).channels_to(ways(row["contact"]))
        if channels:
            return Plan(message_id, State.SENDING, now, channels)
        return Plan(message_id, State.CANCELLED, now, failure="no-contact")
    waited = now - row["created_at"]
    if waited < CONTACT_WAIT:
        return Plan(message_id, State.WAITING, now + max(CONTACT_PAUSE, waited / 10))
    return Plan(message_id, State.PERMANENT_FAILURE, now, failure="no-contact")


def _ask_for_contacts(tx: Transaction, rows: list[store.Row]) -> None:
    lacking = {
        row["contact_id"]
        for row in rows
        if row["contact_id"]
        and not row["contact"]
        and not row["contact_erased"]
        and CONTACT_LATE <= tx.now - row["created_at"] < CONTACT_WAIT
    }
    if lacking:
        for contact_id in store.want_contacts(tx, lacking, tx.now - CONTACT_ASKED_EVERY):
            tx.announce(ContactWanted(contact_id=contact_id))


def forget_wanted_contacts(tx: Transaction) -> None:
    """Forget what was asked for long ago: it came, or it never will."""
    store.delete_wanted_contacts(tx, tx.now - CONTACT_FORGOTTEN)


def _plan_for_staff(desks: Desks, ways: Ways, row: store.Row, addressee: Addressee | None) -> Plan:
    message_id, now = row["message_id"], desks.tx.now
    if addressee is None:
        given_up_at = row["created_at"] + HOLDER_WAIT
        if now < given_up_at:
            pause = POST_PAUSE if row["post_id"] else HOLDER_PAUSE
            return Plan(message_id, State.WAITING, min(now + pause, given_up_at), failure=NO_HOLDER)
        return Plan(message_id, State.PERMANENT_FAILURE, now, failure=NO_HOLDER)
    free_at = desks.free_at(addressee) if _purpose(row).waits_for_duty else now
    if free_at > now:
        return Plan(message_id, State.WAITING, free_at)
    purpose, reached_by = _purpose(row), desks.reached_by(addressee.person_id, ways)
    channels = purpose.channels_to(reached_by)
    if not channels:
        return Plan(message_id, State.CANCELLED, now, failure="no-contact")
    if purpose.key == UNREAD and not _has_unread(desks.tx, row, addressee):
        return Plan(message_id, State.CANCELLED, now, failure="read")
    return Plan(
        message_id,
        overall([Latest(_first_state(channel), 1) for channel in channels]),
        now,
        channels,
        mailed_later=addressee.person_id if purpose.gathered and Channel.EMAIL in reached_by else None,
        language=addressee.language,
        # A message without a notice is none of those that are read at the desk.
        told_person=addressee.person_id if Channel.NOTICE in channels else None,
        told_post=addressee.post_id,
        on_behalf_of=addressee.on_behalf_of,
        instead_of_post=addressee.instead_of_post,
    )


def _has_unread(tx: Transaction, row: store.Row, addressee: Addressee) -> bool:
    since = row["created_at"] - GATHERING_OVERLAP
    return store.has_unread(tx, addressee.person_id, since, MOST_UNREAD)


def _person(tx: Transaction, row: store.Row) -> Addressee | None:
    person = directory.find_person(tx, row["person_id"])
    if person is None:
        return None
    charges = directory.charges_of(tx, person.person_id, tx.now)
    return Addressee(person.person_id, charges[0].post_id if charges else None, person.language)


def _kept(made: Plan) -> store.Row:
    """What a message's row keeps of a plan; what else follows from it are rows of their own."""
    return {name: getattr(made, name) for name in Plan.__slots__ if name not in ("channels", "mailed_later")}


def _first_deliveries(tx: Transaction, made: Plan) -> list[store.Row]:
    return [
        {
            "message_id": made.message_id,
            "channel": channel,
            "attempt": 1,
            "state": _first_state(channel),
            "due_at": tx.now,
        }
        for channel in made.channels
    ]


def _first_state(channel: Channel) -> State:
    """A notice is where it shall be as soon as it is written; the rest has to be sent."""
    return State.DELIVERED if channel is Channel.NOTICE else State.CREATED


def _purpose(row: store.Row) -> Purpose:
    return PURPOSES[row["purpose"]]


def _announce(tx: Transaction, made: Plan) -> None:
    if made.state is State.PERMANENT_FAILURE:
        tx.announce(MessageFailed(message_id=made.message_id, reason=made.failure))
