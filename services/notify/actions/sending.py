"""Deliveries are taken with a lease, sent with no transaction open, and settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Transaction
from services.notify import store
from services.notify.actions.names import Names
from services.notify.domain import (
    FINAL,
    PURPOSES,
    Channel,
    Receipt,
    Result,
    State,
    Text,
    failure_of,
    overall,
    repeat_after,
    retry_after,
)
from services.notify.events import MessageFailed

# A provider's batch and the wait for its last answers, with time to spare.
LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery as the sender takes it. What is sealed is opened by the sender alone, and never printed."""

    delivery_id: UUID
    channel: Channel
    purpose: str
    attempt: int
    tries: int
    unanswered: int
    created_at: datetime
    language: str | None
    texts: dict[str, Text] = field(repr=False)
    values: dict[str, Any] = field(repr=False)
    contact: str | None = field(repr=False)
    secret: str | None = field(repr=False)
    expires_at: datetime | None


def claim(tx: Transaction, channel: Channel, limit: int) -> list[Outgoing]:
    """Take deliveries whose time has come; whoever does not settle them within LEASE loses them."""
    rows = store.claim_deliveries(tx, channel, limit, tx.now + LEASE)
    if not rows:
        return []
    names = Names.of(tx, rows)
    texts: dict[str, dict[str, Text]] = {row["purpose"]: {} for row in rows}
    for (purpose, by, language), text in store.find_texts(tx, local_date(tx.now), texts).items():
        if by is channel:
            texts[purpose][language] = text
    return [_outgoing(names, row, texts[row["purpose"]]) for row in rows]


def settle(tx: Transaction, results: Iterable[Result]) -> None:
    """Store what became of deliveries that nobody else took meanwhile; what failed for a time is due again later."""
    settled = store.save_results(tx, [_with_pause(tx, result) for result in results])
    if again := [row for done in settled for row in _next_attempts(tx, done)]:
        store.add_deliveries(tx, again)
        # The state of their messages depends on them.
        tx.flush()
    _refresh(tx, {row["message_id"] for row in settled})


def settle_receipts(tx: Transaction, receipts: Sequence[Receipt]) -> set[str]:
    """Store what operators reported later; the ids among them that are ours."""
    # Asked first: what another session stores meanwhile is not known yet, and its receipt is offered again.
    known = store.find_known_provider_ids(tx, [receipt.provider_message_id for receipt in receipts])
    _refresh(tx, set(store.save_receipts(tx, receipts)))
    return known


def _outgoing(names: Names, row: store.Row, texts: dict[str, Text]) -> Outgoing:
    return Outgoing(
        delivery_id=row["delivery_id"],
        channel=Channel(row["channel"]),
        purpose=row["purpose"],
        attempt=row["attempt"],
        tries=row["tries"],
        unanswered=row["unanswered"],
        created_at=row["created_at"],
        language=row["language"],
        texts=texts,
        values=names.values_for(row, row["language"] or "hi"),
        contact=row["contact"],
        secret=row["secret"],
        expires_at=row["expires_at"],
    )


def _with_pause(tx: Transaction, result: Result) -> tuple[Result, datetime | None]:
    if result.state is State.TEMPORARY_FAILURE:
        pause = retry_after(result.attempt)
    elif result.unanswered:
        pause = repeat_after(result.unanswered)
    else:
        return result, None
    if pause is None:
        return replace(result, state=State.TECHNICAL_FAILURE, reason="retries-spent"), None
    return result, tx.now + pause


def _next_attempts(tx: Transaction, done: store.Row) -> list[store.Row]:
    again = {"message_id": done["message_id"], "state": State.CREATED, "due_at": done["due_at"]}
    if done["state"] == State.TEMPORARY_FAILURE:
        return [{**again, "channel": done["channel"], "attempt": done["attempt"] + 1}]
    # The plan knows the addresses; one may have gone since.
    known = PURPOSES.get(done["purpose"])
    lacks_address = done["state"] == State.CANCELLED and done["reason"] == "no-contact"
    if known and known.instead and lacks_address and done["channel"] != known.instead:
        return [{**again, "channel": known.instead, "attempt": 1, "due_at": tx.now}]
    return []


def _refresh(tx: Transaction, message_ids: set[UUID]) -> None:
    """Work out the states of messages anew from their deliveries."""
    if not message_ids:
        return
    before = store.lock_messages(tx, message_ids)
    latest = store.find_latest_deliveries(tx, before)
    states: list[store.Row] = []
    for message_id, row in before.items():
        state = overall(latest[message_id])
        failure = failure_of(latest[message_id]) if state in FINAL and state is not State.DELIVERED else None
        states.append({"message_id": message_id, "state": state, "failure": failure})
        _announce(tx, row, state, failure)
    store.save_states(tx, states)
    under_way = (State.SENDING, State.TEMPORARY_FAILURE)
    store.delete_spent_secrets(tx, [row["message_id"] for row in states if row["state"] not in under_way])


def _announce(tx: Transaction, before: store.Row, state: State, failure: str | None) -> None:
    if state in (State.PERMANENT_FAILURE, State.TECHNICAL_FAILURE) and before["state"] != state:
        tx.announce(MessageFailed(message_id=before["message_id"], reason=failure))
