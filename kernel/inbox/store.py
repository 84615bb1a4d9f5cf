"""The rows of the way in."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kernel.database import Queries, Transaction
from kernel.events import Event
from kernel.inbox.delivery import Delivery, Fault, Span

queries = Queries.beside(__file__)

REMEMBERED = timedelta(days=42)
_MADE_AHEAD = timedelta(days=28)


class Taken(NamedTuple):
    """What was claimed (ids), the units that have to wait, and the events that lack earlier ones."""

    fresh: set[str]
    gated: set[str]
    lacking: Mapping[str, list[str]]


def take_in(
    tx: Transaction,
    lane: str,
    deliveries: list[Delivery],
    needs: list[tuple[str, str]],
    *,
    behind_held: bool,
) -> Taken:
    """Claim the events that are new here, if what they need (pairs of later and earlier ids) was here before.

    With *behind_held*, a unit also waits while older messages of its own are in the waiting room.
    """
    row = tx.fetch_one(
        queries.take_in,
        lane=lane,
        behind_held=behind_held,
        ids=[delivery.message_id for delivery in deliveries],
        units=[delivery.unit for delivery in deliveries],
        later=[later for later, _ in needs],
        earlier=[earlier for _, earlier in needs],
    ) or {"fresh": (), "gated": (), "lacking": ()}
    lacking: dict[str, list[str]] = defaultdict(list)
    for later, earlier in row["lacking"]:
        lacking[later].append(earlier)
    return Taken(set(row["fresh"]), set(row["gated"]), lacking)


def newest_only(tx: Transaction, events: list[Event]) -> list[Event]:
    """Those of *events* (in order) that are newer than what was seen of their subject."""
    keys = sorted({event.subject_key for event in events})
    sources, subjects = [key[0] for key in keys], [key[1] for key in keys]
    found = tx.fetch_all(queries.find_seen, sources=sources, subjects=subjects)
    seen = {(row["source"], row["subject"]): row["sequence"] for row in found}
    newer = []
    for event in events:
        if event.sequence > seen.get(event.subject_key, 0):
            seen[event.subject_key] = event.sequence
            newer.append(event)
    sequences = [seen[key] for key in keys]
    if newer:
        tx.at_commit(queries.save_seen, sources=sources, subjects=subjects, sequences=sequences)
    return newer


def bump_suspect(tx: Transaction, event_id: UUID) -> int:
    """Count one more attempt alone; the number is returned."""
    return int(tx.fetch_value(queries.save_suspect, event_id=event_id))


def acquit(tx: Transaction, event_id: UUID) -> None:
    """Forget the attempts that were counted."""
    tx.execute(queries.clear_suspect, event_id=event_id)


def park(tx: Transaction, lane: str, delivery: Delivery, fault: Fault, *, span: Span, attempts: int) -> bool:
    """Put a message aside with its cause; its id counts as received from now on. False when it already did."""
    event_id = delivery.known_id(span)
    forget(tx, delivery, event_id)
    if event_id is not None and not tx.execute(queries.claim_id, event_id=event_id):
        return False
    tx.execute(
        queries.add_parked,
        event_id=event_id,
        lane=lane,
        routing_key=delivery.routing_key,
        content_type=delivery.content_type,
        body=delivery.body,
        cause=fault.cause,
        detail=fault.detail,
        attempts=attempts,
    )
    return True


def forget(tx: Transaction, delivery: Delivery, event_id: UUID | None) -> None:
    """Remove what was noted about a message while it was not handled yet."""
    if event_id is not None and (delivery.redelivered or delivery.position is not None):
        tx.at_commit(queries.clear_suspect, event_id=event_id)
    if delivery.position is not None:
        tx.at_commit(queries.delete_held, position=delivery.position)


def hold(tx: Transaction, lane: str, deliveries: list[Delivery], lacking: Mapping[str, list[str]]) -> None:
    """Let messages wait, each for what it lacks; those of a moving unit lack nothing."""
    tx.execute(
        queries.add_held,
        lane=lane,
        units=[delivery.unit for delivery in deliveries],
        ids=[delivery.message_id for delivery in deliveries],
        keys=[delivery.routing_key for delivery in deliveries],
        content_types=[delivery.content_type for delivery in deliveries],
        bodies=[delivery.body for delivery in deliveries],
        waits_for=[_array(lacking.get(delivery.message_id, [])) for delivery in deliveries],
    )


def wait_on(tx: Transaction, deliveries: list[Delivery], lacking: Mapping[str, list[str]]) -> None:
    """Let messages of the waiting room wait there for what they lack."""
    tx.execute(
        queries.save_waits_for,
        positions=[delivery.position for delivery in deliveries],
        waits_for=[_array(lacking[delivery.message_id]) for delivery in deliveries],
    )


def find_held(tx: Transaction, lane: str, *, missed: bool, limit: int) -> list[Delivery]:
    """What may leave the waiting room now, oldest first."""
    return [_held(row) for row in tx.fetch_all(queries.find_held, lane=lane, missed=missed, limit=limit)]


def count_held(tx: Transaction, lane: str) -> tuple[int, int]:
    """How many messages wait in the lane, and how many of them only the history had."""
    row = tx.fetch_one(queries.count_held, lane=lane) or {"held": 0, "missed": 0}
    return row["held"], row["missed"]


def open_gate(tx: Transaction, fence_id: str) -> int:
    """Open the gates of a fence; a fence that was met before opens nothing."""
    return tx.execute(queries.open_gate, fence_id=fence_id)


def keep_weeks(tx: Transaction, now: datetime) -> Span:
    """Make the coming parts of the inbox, drop those that no replay needs, and tell its span."""
    tx.fetch_value(queries.make_weeks, first_at=now - REMEMBERED, last_at=now + _MADE_AHEAD)
    tx.fetch_value(queries.drop_weeks, before_at=now - REMEMBERED)
    return get_span(tx)


def get_span(tx: Transaction) -> Span:
    """Between which ids the inbox can remember."""
    row = tx.fetch_one(queries.get_span) or {}
    return Span(row.get("oldest") or "", row.get("newest") or "")


def _array(ids: list[str]) -> str:
    return f"{{{','.join(ids)}}}"


def _held(row: dict[str, Any]) -> Delivery:
    event_id = row["event_id"]
    delivery = Delivery(bytes(row["body"]), row["content_type"], str(event_id or ""), row["routing_key"])
    delivery.position = row["position"]
    delivery.has_waited, delivery.in_vain = row["has_waited"], row["in_vain"]
    return delivery
