"""How a service declares what it listens to: a class with marked methods."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal, TypeVar

from nameko.extensions import Entrypoint

from kernel import directory, housekeeping, operations
from kernel.database import Transaction
from kernel.events import Event
from kernel.inbox import Handler
from kernel.inbox.handlers import Late
from kernel.topology import DIRECTORY, Listener

Queue = Literal["lane", "directory"]
Method = TypeVar("Method", bound=Callable[..., None])


class Subscription(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """Marks a method as the handler of an event class."""

    def __init__(self, event: type[Event], **how: Any) -> None:
        super().__init__()
        self.event, self.how = event, how


class Timer(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """Marks a method as something to be done again and again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def subscribe(
    event: type[Event], *, bulk: bool = False, queue: Queue = "lane", late: Late = "handle"
) -> Callable[[Method], Method]:
    """Handle *event* with (self, tx, event), or with `bulk` (self, tx, events), which may only insert.

    Within a batch, events of several subjects may come in bulk in another order than they were said in.
    `queue="directory"` takes it over the queue that no business can delay. `late="ignore"` leaves out an
    event whose subject was already seen at a newer sequence: right for read models, wrong for notices.
    """
    mark: Callable[[Method], Method] = Subscription.decorator(event, bulk=bulk, queue=queue, late=late)
    return mark


def every(*, seconds: float) -> Callable[[Method], Method]:
    """Do (self, tx) every so many seconds, in one process of the service, in a transaction of its own."""
    mark: Callable[[Method], Method] = Timer.decorator(seconds)
    return mark


class Worker:
    """A service's ear and clock: `service`, what it `follows`, and its marked methods."""

    service: ClassVar[str]
    follows: ClassVar[tuple[type[Event], ...]] = ()
    name: ClassVar[str]
    context: Any = None

    def __init_subclass__(cls) -> None:
        """Give nameko the name it looks for, and refuse contradictions at once."""
        cls.name = cls.service
        listener_of(cls)

    @every(seconds=60)
    def take_figures(self, tx: Transaction) -> None:
        """Keep what operators look at."""
        operations.add_samples(tx, operations.figures_of_kernel(tx))

    @every(seconds=3600)
    def tidy(self, tx: Transaction) -> None:
        """Forget, in every service alike, what has served its time."""
        housekeeping.tidy(tx)


def marks(worker: type[Worker], kind: type[Entrypoint]) -> Iterator[tuple[str, Any]]:
    """The methods of a worker that carry marks of a kind, in the order of their names."""
    for name, method in inspect.getmembers(worker, inspect.isfunction):
        found = [mark for mark in getattr(method, "nameko_entrypoints", ()) if isinstance(mark, kind)]
        yield from ((name, mark) for mark in found)


def listener_of(worker: type[Worker]) -> Listener:
    """What the topology has to know of a worker; raises TypeError when an event would come over two queues."""
    wanted: dict[type[Event], str] = dict.fromkeys(worker.follows, "directory")
    for name, mark in marks(worker, Subscription):
        queue = mark.how["queue"]
        if wanted.setdefault(mark.event, queue) != queue:
            raise TypeError(f"{worker.__name__}.{name}: {mark.event.name} already comes over another queue")
    lane = tuple(event for event, queue in wanted.items() if queue == "lane")
    return Listener(
        worker.service, lane, tuple(event for event, queue in wanted.items() if queue == "directory")
    )


def handlers_of(instance: Worker, lane: str) -> dict[type[Event], tuple[Handler, ...]]:
    """The handlers of a worker for one of its lanes."""
    queue = "directory" if lane == DIRECTORY else "lane"
    handlers: dict[type[Event], tuple[Handler, ...]] = {}
    if lane == DIRECTORY:
        handlers = {event: (Handler(_save_directory),) for event in instance.follows}
    for name, mark in marks(type(instance), Subscription):
        if mark.how["queue"] == queue:
            call = _calling(getattr(instance, name), instance.context, bulk=mark.how["bulk"])
            handler = Handler(call, mark.how["bulk"], mark.how["late"])
            handlers[mark.event] = (*handlers.get(mark.event, ()), handler)
    return handlers


def timers_of(instance: Worker) -> list[tuple[str, float, Callable[[Transaction], None]]]:
    """Name, period in seconds and call of each timer of a worker."""
    found = []
    for name, mark in marks(type(instance), Timer):
        method = getattr(instance, name)
        found.append((name, mark.seconds, _timed(method, _extras(method, instance.context))))
    return found


def _timed(method: Callable[..., None], extras: dict[str, Any]) -> Callable[[Transaction], None]:
    return lambda tx: method(tx, **extras)


def _calling(
    method: Callable[..., None], context: Any, *, bulk: bool
) -> Callable[[Transaction, list[Event]], None]:
    extras = _extras(method, context)
    if bulk:
        return lambda tx, events: method(tx, events, **extras)

    def call(tx: Transaction, events: list[Event]) -> None:
        for event in events:
            method(tx, event, **extras)

    return call


def _extras(method: Callable[..., None], context: Any) -> dict[str, Any]:
    """What a method asks of the context by the names of its further parameters."""
    asked = {"blobs", "sealing", "settings", "context"} & inspect.signature(method).parameters.keys()
    return {name: context if name == "context" else getattr(context, name) for name in asked}


def _save_directory(tx: Transaction, events: list[Event]) -> None:
    for event in events:
        directory.save(tx, event)
