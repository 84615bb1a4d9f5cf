"""Who handles what: the methods of a worker, as the inbox sees them."""

from collections.abc import Callable, Iterator, Mapping
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
    bulk = all(handler.bulk for handler in handlers[type(event)])
    return 1 / (_BULK_AT_ONCE if bulk else _SINGLE_AT_ONCE)


def stretches(handlers: Handlers, events: list[Event]) -> Iterator[tuple[type[Event], list[Event]]]:
    """Neighbours of one class together when all its handlers take lists; otherwise each event alone."""
    for event_class, neighbours in groupby(events, key=type):
        if all(handler.bulk for handler in handlers[event_class]):
            yield event_class, list(neighbours)
        else:
            for event in neighbours:
                yield event_class, [event]
