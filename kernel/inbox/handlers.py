"""Who handles what: the methods of a worker, as the inbox sees them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from kernel.database import Transaction
from kernel.events import Event

Late = Literal["handle", "ignore"]


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done with events of one class; `call` takes one event, or with `bulk` a list of them."""

    call: Callable[[Transaction, list[Event]], None]
    bulk: bool = False
    late: Late = "handle"


Handlers = Mapping[type[Event], tuple[Handler, ...]]

_BULK_AT_ONCE, _SINGLE_AT_ONCE = 200, 20


def weight(handlers: Handlers, event: Event) -> float:
    """The part of a batch that an event fills: 1/200 when inserted in bulk, 1/20 otherwise."""
    return 1 / (_BULK_AT_ONCE if _is_bulk(handlers, event) else _SINGLE_AT_ONCE)


def stretches(handlers: Handlers, events: list[Event]) -> Iterator[tuple[type[Event], list[Event]]]:
    """Events of one class together when all its handlers take lists; otherwise each event alone.

    The events of a subject stay in their order; no event passes one that is handled alone.
    """
    for in_bulk, neighbours in groupby(events, key=lambda event: _is_bulk(handlers, event)):
        if in_bulk:
            yield from _gathered(neighbours)
        else:
            for event in neighbours:
                yield type(event), [event]


def _gathered(events: Iterable[Event]) -> list[tuple[type[Event], list[Event]]]:
    gathered: list[tuple[type[Event], list[Event]]] = []
    newest_of: dict[type[Event], int] = {}
    last_of: dict[tuple[str, str], int] = {}
    for event in events:
        place = newest_of.get(type(event), -1)
        if place < last_of.get(event.subject_key, 0):
            place = newest_of[type(event)] = len(gathered)
            gathered.append((type(event), []))
        gathered[place][1].append(event)
        last_of[event.subject_key] = place
    return gathered


def _is_bulk(handlers: Handlers, event: Event) -> bool:
    return all(handler.bulk for handler in handlers[type(event)])
