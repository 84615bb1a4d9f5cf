"""Rows of messages, deliveries, contacts, alarms and duty in and out."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Json, Transaction
from kernel.errors import NotFound
from kernel.languages import _
from services.notify.domain import (
    CODES,
    GATHERED,
    PURPOSES,
    Channel,
    Dlt,
    Latest,
    NewMessage,
    Receipt,
    Result,
    SealedContact,
    State,
    Text,
)
from services.notify.store.alarms import (
    clear_alarm,
    find_alarms,
    find_open_alarms,
    lock_alarm,
    raise_alarm,
)
from services.notify.store.duty import (
    cancel_absence,
    find_absent,
    find_duty_hours,
    save_absence,
    save_duty_hours,
)
from services.notify.store.statements import Row, queries

__all__ = [
    "Row",
    "cancel_absence",
    "clear_alarm",
    "find_absent",
    "find_alarms",
    "find_duty_hours",
    "find_open_alarms",
    "lock_alarm",
    "raise_alarm",
    "save_absence",
    "save_duty_hours",
]

Texts = dict[tuple[str, Channel, str], Text]


class MessageUnknown(NotFound):
    """There is no message with this id."""

    text = _("There is no message with this id. Check it and try again.")


class TextUnknown(NotFound):
    """There is no approved text for this purpose, channel and language."""

    text = _("There is no approved text for this purpose, channel and language.")


def add_messages(tx: Transaction, messages: Sequence[NewMessage]) -> None:
    """Add what events ask for, in one statement; what is there already stays as it is."""
    tx.execute(
        queries.add_messages,
        now=tx.now,
        message_ids=[clock.new_id() for _message in messages],
        event_ids=[message.event_id for message in messages],
        purposes=[message.purpose for message in messages],
        post_ids=[message.post_id for message in messages],
        contact_ids=[message.contact_id for message in messages],
        person_ids=[message.person_id for message in messages],
        languages=[message.language for message in messages],
        params=[Json(message.params) for message in messages],
    )


def add_gathering(tx: Transaction, purpose: str, person_ids: Collection[UUID], due_at: datetime) -> None:
    """Add, at the commit, a message to each of these people for whom none of the purpose waits."""
    tx.at_commit(
        queries.add_gathering,
        now=tx.now,
        purpose=purpose,
        message_ids=[clock.new_id() for _person in person_ids],
        # In one order, so that two planners do not wait for each other.
        person_ids=sorted(person_ids),
        due_at=due_at,
    )


def has_unread(tx: Transaction, person_id: UUID, since: datetime, limit: int) -> bool:
    """Whether a person has not read something, of what is gathered, that was told since an instant."""
    about = {"person_id": person_id, "since": since, "purposes": list(GATHERED), "limit": limit}
    return bool(tx.fetch_value(queries.has_unread, **about))


def add_secret(tx: Transaction, event_id: UUID, sealed: str, expires_at: datetime) -> None:
    known = {"event_id": event_id, "purposes": list(CODES), "expires_at": expires_at}
    tx.execute(queries.add_secret, **known, sealed=sealed)


def delete_spent_secrets(tx: Transaction, message_ids: Sequence[UUID]) -> None:
    tx.at_commit(queries.delete_spent_secrets, message_ids=list(message_ids), now=tx.now)


def save_contacts(tx: Transaction, kind: str, contacts: Collection[SealedContact]) -> None:
    """Keep contacts, each of them once among these, unless a newer one of the same id is there."""
    tx.execute(
        queries.save_contacts,
        kind=kind,
        contact_ids=[contact.contact_id for contact in contacts],
        sealed=[contact.sealed for contact in contacts],
        sequences=[contact.sequence for contact in contacts],
        now=tx.now,
    )


def find_contact(tx: Transaction, contact_id: UUID) -> str | None:
    """A contact as it was sealed; None for one that is unknown or erased."""
    return (tx.fetch_one(queries.find_contact, contact_id=contact_id) or {}).get("sealed")


def erase_contact(tx: Transaction, contact_id: UUID) -> bool:
    """Forget a contact and cancel what waits for it; False when there never was one."""
    known = tx.execute(queries.erase_contact, contact_id=contact_id, now=tx.now) > 0
    tx.execute(queries.cancel_messages_to, contact_id=contact_id)
    return known


def claim_messages(tx: Transaction, limit: int) -> list[Row]:
    """Messages whose time has come, of purposes known here, held until the transaction ends."""
    return tx.fetch_all(queries.claim_messages, now=tx.now, limit=limit, purposes=list(PURPOSES))


def wake_messages(tx: Transaction, post_id: UUID, limit: int) -> int:
    """Let what nobody could be told for a post be due now; how many messages that were, at most *limit*."""
    return tx.execute(queries.wake_messages, post_id=post_id, limit=limit, now=tx.now)


def postpone_message(tx: Transaction, until: datetime) -> None:
    """Let the message that is due first wait, so that it does not hold up the others."""
    tx.execute(queries.postpone_message, now=tx.now, until=until, purposes=list(PURPOSES))


def want_contacts(tx: Transaction, contact_ids: Iterable[UUID], before: datetime) -> list[UUID]:
    """Those of some contacts that are to be asked for now, since nobody asked for them after *before*."""
    rows = tx.fetch_all(queries.want_contacts, contact_ids=list(contact_ids), now=tx.now, before=before)
    return [row["contact_id"] for row in rows]


def delete_wanted_contacts(tx: Transaction, before: datetime) -> None:
    tx.execute(queries.delete_wanted_contacts, before=before)


def save_plans(tx: Transaction, plans: Sequence[Row]) -> None:
    tx.at_commit(queries.save_plans, now=tx.now, plans=_recordset(plans))


def add_deliveries(tx: Transaction, deliveries: Sequence[Row]) -> None:
    """Add attempts at the commit; each row has message_id, channel, attempt, state and due_at."""
    rows = [{"delivery_id": clock.new_id(), **delivery} for delivery in deliveries]
    tx.at_commit(queries.add_deliveries, now=tx.now, deliveries=_recordset(rows))


def claim_deliveries(tx: Transaction, channel: Channel, limit: int, lease_until: datetime) -> list[Row]:
    """Take deliveries whose time has come, until the lease ends."""
    return tx.fetch_all(
        queries.claim_deliveries, channel=channel, limit=limit, now=tx.now, lease_until=lease_until
    )


def find_texts(tx: Transaction, day: date, purposes: Iterable[str] | None = None) -> Texts:
    """The approved texts that hold on *day*, all or those of some purposes, by purpose, channel and language."""
    rows = tx.fetch_all(queries.find_texts, day=day, purposes=purposes and list(purposes))
    return {(text.purpose, text.channel, text.language): text for text in map(_text, rows)}


def save_registration(tx: Transaction, row: Row) -> bool:
    """Note a text message's registration; False when there is no such text."""
    return tx.execute(queries.save_registration, **row) > 0


def save_results(tx: Transaction, results: Iterable[tuple[Result, datetime | None]]) -> list[Row]:
    """Store what became of deliveries, each with the instant of a repetition; the rows that were still open."""
    rows = [_fields(one) | {"due_at": due_at, "given_back": one.is_given_back} for one, due_at in results]
    return tx.fetch_all(queries.save_results, now=tx.now, results=_recordset(rows))


def save_receipts(tx: Transaction, receipts: Sequence[Receipt]) -> list[UUID]:
    """Store what the operator reported later; the messages concerned."""
    rows = tx.fetch_all(
        queries.save_receipts, now=tx.now, receipts=_recordset([_fields(r) for r in receipts])
    )
    return [row["message_id"] for row in rows]


def find_known_provider_ids(tx: Transaction, provider_message_ids: Sequence[str]) -> set[str]:
    rows = tx.fetch_all(queries.find_known_provider_ids, provider_message_ids=list(provider_message_ids))
    return {row["provider_message_id"] for row in rows}


def lock_messages(tx: Transaction, message_ids: Iterable[UUID]) -> dict[UUID, Row]:
    rows = tx.fetch_all(queries.lock_messages, message_ids=list(message_ids))
    return {row["message_id"]: row for row in rows}


def find_latest_deliveries(tx: Transaction, message_ids: Iterable[UUID]) -> dict[UUID, list[Latest]]:
    """The newest attempt over each channel, by message."""
    latest: dict[UUID, list[Latest]] = {}
    for row in tx.fetch_all(queries.find_latest_deliveries, message_ids=list(message_ids)):
        newest = Latest(State(row["state"]), row["attempt"], row["reason"])
        latest.setdefault(row["message_id"], []).append(newest)
    return latest


def save_states(tx: Transaction, states: Sequence[Row]) -> None:
    tx.at_commit(queries.save_states, now=tx.now, states=_recordset(states))


def find_notices(
    tx: Transaction, person_id: UUID, after: UUID | None, limit: int, *, unread: bool | None
) -> list[Row]:
    return tx.fetch_all(queries.find_notices, person_id=person_id, after=after, limit=limit, unread=unread)


def count_unread(tx: Transaction, person_id: UUID, limit: int) -> int:
    return int(tx.fetch_value(queries.count_unread, person_id=person_id, limit=limit))


def find_told_since(tx: Transaction, since: datetime) -> list[Row]:
    return tx.fetch_all(queries.find_told_since, since=since)


def find_unread_of(tx: Transaction, person_ids: Iterable[UUID], limit: int) -> list[Row]:
    return tx.fetch_all(queries.find_unread_of, person_ids=list(person_ids), limit=limit)


def save_read(tx: Transaction, person_id: UUID, message_id: UUID) -> None:
    tx.execute(queries.save_read, person_id=person_id, message_id=message_id, now=tx.now)


def save_all_read(tx: Transaction, person_id: UUID, until: UUID, told_until: datetime | None) -> int:
    last = {"until": until, "told_until": told_until}
    return tx.execute(queries.save_all_read, person_id=person_id, now=tx.now, **last)


def get_message(tx: Transaction, message_id: UUID) -> Row:
    row = tx.fetch_one(queries.find_message, message_id=message_id)
    if row is None:
        raise MessageUnknown
    return row


def find_messages(tx: Transaction, **marks: Any) -> list[Row]:
    return tx.fetch_all(queries.find_messages, **marks)


def count_deliveries(tx: Transaction, since: datetime) -> list[Row]:
    """Attempts to deliver made since an instant, by channel and state."""
    return tx.fetch_all(queries.count_deliveries, since=since)


def find_deliveries(tx: Transaction, **marks: Any) -> list[Row]:
    return tx.fetch_all(queries.find_deliveries, **marks)


def count_waiting(tx: Transaction, limit: int) -> Row:
    return tx.fetch_one(queries.count_waiting, now=tx.now, limit=limit) or {}


def _text(row: Row) -> Text:
    dlt = None
    if row["dlt_category"]:
        dlt = Dlt(row["dlt_category"], row["dlt_entity_id"], row["dlt_header"], row["dlt_template_id"])
    about = {name: row[name] for name in ("purpose", "language", "version", "subject", "body")}
    return Text(channel=Channel(row["channel"]), dlt=dlt, **about)


def _fields(record: Result | Receipt) -> Row:
    return {name: getattr(record, name) for name in record.__slots__}


def _recordset(rows: Sequence[Row]) -> Json:
    return Json([{key: _plain(value) for key, value in row.items()} for row in rows])


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
