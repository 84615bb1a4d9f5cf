"""Comparing the history with the inbox: what a lost queue or binding kept from a service is found and made up for."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kernel.database import Queries, Transaction
from kernel.history.tails import Read
from kernel.inbox import Delivery, Span
from kernel.inbox.store import get_span
from kernel.topology import DIRECTORY, EVENTS, Listener
from kernel.units import lane_of

queries = Queries.beside(__file__)

# What was recorded later than this may still be on its way through its queue.
SETTLED_AFTER = timedelta(seconds=30)
_CLOCKS_DIFFER = timedelta(seconds=5)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


class Comparison:
    """What a service should have received, by routing key, and over which lane."""

    def __init__(
        self, listener: Listener, assigned: Mapping[str, str], span: Span, awaited: Collection[str]
    ) -> None:
        self._queue = {
            **{f"{event.name}.v{event.version}": "lane" for event in listener.lane_events},
            **{f"{event.name}.v{event.version}": DIRECTORY for event in listener.directory_events},
        }
        self._assigned, self._span, self._awaited = assigned, span, awaited

    def lane_of(self, delivery: Delivery) -> str | None:
        """The lane in which a message belongs, None when the service does not listen to it."""
        queue = self._queue.get(delivery.kind)
        return lane_of(delivery.unit, self._assigned) if queue == "lane" else queue

    def is_awaited(self, delivery: Delivery) -> bool:
        """Whether a later event came already and waits for this one, which is therefore not on its way any more."""
        return delivery.message_id in self._awaited

    def of_service(self, read: list[Delivery]) -> list[Read]:
        """Those of *read* that the service's inbox can remember, each with its lane.

        Whoever may write into the history may do it over an exchange of his own making, past the rights by which a
        service speaks only in its own name; what came so is not heard.
        """
        return [
            (lane, delivery)
            for delivery in read
            if delivery.exchange == EVENTS
            and (lane := self.lane_of(delivery)) is not None
            and delivery.known_id(self._span) is not None
        ]

    def unreceived(self, tx: Transaction, read: list[Read]) -> set[str]:
        """The ids of those that the service neither handled nor parked, and that do not wait with it."""
        ids = [delivery.message_id for _, delivery in read]
        return {row["id"] for row in tx.fetch_all(queries.find_unknown, ids=ids)} if ids else set()

    def hold_missing(self, tx: Transaction, read: list[Read]) -> int:
        """Put those of *read* that the service never got into the waiting room; how many."""
        unreceived = self.unreceived(tx, read)
        by_id = {delivery.message_id: (lane, delivery) for lane, delivery in read}
        missed = [(event_id, *pair) for event_id, pair in by_id.items() if event_id in unreceived]
        if missed:
            tx.execute(
                queries.hold_missed,
                lanes=[lane for _, lane, _ in missed],
                units=[delivery.unit for _, _, delivery in missed],
                ids=[event_id for event_id, _, _ in missed],
                keys=[delivery.routing_key for _, _, delivery in missed],
                content_types=[delivery.content_type for _, _, delivery in missed],
                bodies=[delivery.body for _, _, delivery in missed],
            )
        return len(missed)


def comparison(tx: Transaction, listener: Listener, assigned: Mapping[str, str]) -> Comparison:
    """A comparison for the service as it stands now; *assigned* maps units to lanes."""
    awaited = {row["event_id"] for row in tx.fetch_all(queries.find_awaited)}
    return Comparison(listener, assigned, get_span(tx), awaited)


def is_urgent(tx: Transaction, settled_after: timedelta) -> bool:
    """Whether nothing was compared yet, or a comparison would let an event go that waits in vain."""
    return bool(tx.fetch_value(queries.is_urgent, settled_after=settled_after))


def awaited_since(tx: Transaction) -> datetime | None:
    """From when on an event that is waited for may be in the history and not be compared yet; None when none is."""
    oldest: str | None = tx.fetch_value(queries.find_oldest_awaited)
    if oldest is None:
        return None
    announced_at = datetime.fromtimestamp((UUID(oldest).int >> 80) / 1000, UTC)
    return max(announced_at - _CLOCKS_DIFFER, position(tx))


def position(tx: Transaction) -> datetime:
    """Up to when everything was compared; a new service begins with the oldest that is kept."""
    found: datetime | None = tx.fetch_value(queries.find_position)
    return found or BEGINNING


def now(tx: Transaction) -> datetime:
    """The instant by the database's clock, by which announcements are recorded; the process's own may be wrong."""
    found: datetime = tx.fetch_value(queries.find_now)
    return found


def reached(tx: Transaction, settled: datetime) -> None:
    """A comparison has read everything that was there at this instant."""
    tx.execute(queries.save_position, compared_to=settled)
