"""Parked messages: what could not be handled lies here with its cause until an operator replays or discards it."""

from typing import Any

from kernel.database import Queries, Transaction
from kernel.errors import NotAllowed, NotFound
from kernel.inbox import SPOKEN_AS_ANOTHER, Delivery
from kernel.lanes import assigned_units, stand_still
from kernel.languages import _
from kernel.topology import DIRECTORY
from kernel.units import lane_of

queries = Queries.beside(__file__)

Row = dict[str, Any]


class NotParked(NotFound):
    """The message was replayed or discarded meanwhile, or never parked."""

    text = _("Nothing is parked under the number %(parked_id)s. List what is parked and choose one of those.")


class SpokenAsAnother(NotAllowed):
    """Who said it had not the right to say it; no replay may give it."""

    text = _(
        "The message %(parked_id)s is not replayed: it came over an exchange that is not ours, or under a key that is "
        "not its own, so somebody spoke as another. Find out who, then discard it."
    )


def listed(tx: Transaction, after: int = 0, limit: int = 100) -> list[Row]:
    """What lies parked, oldest first: ids, cause and size, never content."""
    return tx.fetch_all(queries.list_parked, after=after, limit=limit)


def get(tx: Transaction, parked_id: int) -> Row:
    """One parked message without its content; raises NotParked."""
    row = tx.fetch_one(queries.find_parked, parked_id=parked_id)
    if row is None:
        raise NotParked(parked_id=parked_id)
    return row


def replay(tx: Transaction, parked_id: int) -> None:
    """Let the lane in which it belongs by now handle the message once more, exactly once.

    Raises NotParked, and SpokenAsAnother for what the waiting room would make genuine.
    """
    stand_still(tx)
    row = tx.fetch_one(queries.find_message, parked_id=parked_id)
    if row is None:
        raise NotParked(parked_id=parked_id)
    if row["cause"] in SPOKEN_AS_ANOTHER:
        raise SpokenAsAnother(parked_id=parked_id)
    message = Delivery(bytes(row["body"]), row["content_type"], str(row["event_id"]), row["routing_key"])
    lane = row["lane"]
    if message.department and lane != DIRECTORY:
        lane = lane_of(message.unit, assigned_units(tx))
    tx.execute(queries.replay, parked_id=parked_id, lane=lane, unit=message.unit)


def discard(tx: Transaction, parked_id: int) -> None:
    """Let go of the message for good; raises NotParked."""
    if not tx.execute(queries.discard, parked_id=parked_id):
        raise NotParked(parked_id=parked_id)


def count(tx: Transaction, after: int = 0) -> int:
    """How many messages lie parked, behind this number."""
    return int(tx.fetch_value(queries.count_parked, after=after))


def unsent(tx: Transaction, limit: int = 100) -> list[Row]:
    """Announcements that the relay parked: unroutable or too large."""
    return tx.fetch_all(queries.list_unsent, limit=limit)


def get_unsent(tx: Transaction, seq: int) -> Row:
    """One announcement that the relay parked, without its content; raises NotParked."""
    row = tx.fetch_one(queries.find_unsent, seq=seq)
    if row is None:
        raise NotParked(parked_id=seq)
    return row


def send_again(tx: Transaction, seq: int) -> None:
    """Let the relay try a parked announcement again, before anything newer of its subject; raises NotParked."""
    if not tx.execute(queries.send_again, seq=seq):
        raise NotParked(parked_id=seq)
