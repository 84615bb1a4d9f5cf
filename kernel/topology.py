"""What stands in the broker: exchanges, queues and bindings, derived from what a service listens to."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.events import Event

EVENTS, SEALED, HISTORY = "events", "sealed", "history"
SHARED, DIRECTORY = "shared", "directory"

_LANE_ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "quorum",
    "x-single-active-consumer": True,
    # Every clean reconnection counts as a delivery, so only our own count of attempts may park a message.
    "x-delivery-limit": 1_000_000,
}
# Each exchange and queue is answered by itself; a binding was seen to take 25 ms where three nodes were busy.
_ANSWERED_AT_ONCE, _BOUND_AT_ONCE = 3, 40
_HISTORY_ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "stream",
    "x-max-age": "30D",
    "x-max-length-bytes": 20_000_000_000,
    "x-stream-max-segment-size-bytes": 50_000_000,
}


@dataclass(frozen=True)
class Exchange:
    """Where messages are sorted."""

    name: str
    kind: str = "topic"
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Queue:
    """Where messages wait."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Binding:
    """What flows from an exchange into a queue or another exchange."""

    source: str
    destination: str
    key: str
    to_exchange: bool = False


@dataclass(frozen=True)
class Topology:
    """Exchanges, queues and bindings that belong together."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]

    def __add__(self, other: "Topology") -> "Topology":
        """Both together, each thing once."""
        return Topology(
            _unique((*self.exchanges, *other.exchanges), lambda thing: thing.name),
            _unique((*self.queues, *other.queues), lambda thing: thing.name),
            _unique((*self.bindings, *other.bindings), lambda thing: thing),
        )

    def in_parts(self) -> list["Topology"]:
        """The same in small parts, in the order in which they are declared; each waits for few answers."""
        return [
            *(Topology(part, (), ()) for part in _parts(self.exchanges, _ANSWERED_AT_ONCE)),
            *(Topology((), part, ()) for part in _parts(self.queues, _ANSWERED_AT_ONCE)),
            *(Topology((), (), part) for part in _parts(self.bindings, _BOUND_AT_ONCE)),
        ]


@dataclass(frozen=True)
class Listener:
    """What a service listens to: event classes over its lanes, and over its directory queue."""

    service: str
    lane_events: tuple[type[Event], ...]
    directory_events: tuple[type[Event], ...] = ()


def backbone() -> Topology:
    """What everybody shares: the two exchanges, and the history that takes every event."""
    return Topology(
        (Exchange(EVENTS), Exchange(SEALED)),
        (Queue(HISTORY, _HISTORY_ARGUMENTS),),
        (Binding(EVENTS, HISTORY, "#"),),
    )


def of_service(listener: Listener, lanes: Mapping[str, Collection[str]]) -> Topology:
    """A service's own part; *lanes* maps each dedicated lane to the units that go over it (see kernel.units)."""
    service = listener.service
    entrance, shared = f"{service}.in", f"{service}.in.shared"
    exchanges = (
        Exchange(entrance, "topic", {"alternate-exchange": shared}),
        Exchange(shared, "fanout"),
    )
    queues = tuple(
        Queue(queue_name(service, lane), _LANE_ARGUMENTS) for lane in (SHARED, DIRECTORY, *sorted(lanes))
    )
    bindings = (
        *(
            Binding(_exchange(event), entrance, _key(event), to_exchange=True)
            for event in listener.lane_events
        ),
        *(
            Binding(_exchange(event), queue_name(service, DIRECTORY), _key(event))
            for event in listener.directory_events
        ),
        Binding(shared, queue_name(service, SHARED), ""),
        *(binding for lane, units in sorted(lanes.items()) for binding in to_lane(service, lane, units)),
    )
    return Topology(exchanges, queues, bindings)


def to_lane(service: str, lane: str, units: Collection[str]) -> tuple[Binding, ...]:
    """The bindings that lead *units* into a dedicated lane; none lead into the shared one.

    A department is bound with `#`, which takes its keys with a bucket and those of the release before without one.
    """
    if lane == SHARED:
        return ()
    queue = queue_name(service, lane)
    keys = (f"{unit.lower()}{'' if '.' in unit else '.#'}" for unit in sorted(units))
    return tuple(Binding(f"{service}.in", queue, f"*.*.*.{key}") for key in keys)


def queue_name(service: str, lane: str) -> str:
    """The queue of a service's lane."""
    return f"{service}.directory" if lane == DIRECTORY else f"{service}.lane.{lane}"


def names_queue(key: str) -> bool:
    """Whether a routing key is that of what was put straight into a queue, past the exchanges."""
    _service, _, queue = key.partition(".")
    return queue == DIRECTORY or queue.startswith("lane.")


def definitions(topology: Topology, vhost: str) -> dict[str, Any]:
    """The topology in the form in which the broker exports and imports it."""
    return {
        "exchanges": [_exported(exchange, vhost, type=exchange.kind) for exchange in topology.exchanges],
        "queues": [_exported(queue, vhost) for queue in topology.queues],
        "bindings": [
            {
                "source": binding.source,
                "vhost": vhost,
                "destination": binding.destination,
                "destination_type": "exchange" if binding.to_exchange else "queue",
                "routing_key": binding.key,
                "arguments": {},
            }
            for binding in topology.bindings
        ],
    }


def _exported(thing: Exchange | Queue, vhost: str, **more: str) -> dict[str, Any]:
    fixed = {"durable": True, "auto_delete": False, "arguments": dict(thing.arguments)}
    return {"name": thing.name, "vhost": vhost, **more, **fixed, **({"internal": False} if more else {})}


def _exchange(event: type[Event]) -> str:
    return EVENTS if event.history else SEALED


def _key(event: type[Event]) -> str:
    return f"{event.name}.v{event.version}.#"


def _parts(things: tuple[Any, ...], size: int) -> Iterator[tuple[Any, ...]]:
    return (things[begin : begin + size] for begin in range(0, len(things), size))


def _unique(things: Iterable[Any], identity: Any) -> tuple[Any, ...]:
    return tuple({identity(thing): thing for thing in things}.values())
