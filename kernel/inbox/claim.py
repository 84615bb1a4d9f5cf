"""Which events of a batch are handled now: what is new, of a unit that is free, after the earlier ones it names."""

from collections.abc import Collection
from dataclasses import dataclass, field

from kernel.database import Transaction
from kernel.events import Event
from kernel.inbox import store
from kernel.inbox.delivery import Delivery


@dataclass(slots=True)
class Claim:
    """What becomes of a batch: events to handle, deliveries behind a gate, and deliveries that came too early."""

    events: list[Event] = field(default_factory=list)
    gated: list[Delivery] = field(default_factory=list)
    early: list[Delivery] = field(default_factory=list)

    @property
    def held(self) -> int:
        """How many went into the waiting room."""
        return len(self.gated) + sum(delivery.position is None for delivery in self.early)


def claim(
    tx: Transaction, lane: str, batch: list[Delivery], kinds: Collection[str], *, behind_held: bool
) -> Claim:
    """Take in a batch of a lane that handles these kinds of events; what has to wait is put where it waits."""
    taken = store.take_in(tx, lane, batch, needs_of(batch, kinds), behind_held=behind_held)
    found = Claim()
    for delivery in batch:
        event = delivery.event
        if taken.gated and delivery.is_among(taken.gated):
            found.gated.append(delivery)
        elif delivery.message_id in taken.lacking:
            found.early.append(delivery)
        elif event is not None:
            store.forget(tx, delivery, event.event_id)
            if delivery.message_id in taken.fresh:
                taken.fresh.remove(delivery.message_id)
                found.events.append(event)
    _let_wait(tx, lane, found, taken)
    return found


def needs_of(batch: list[Delivery], kinds: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of an event and an earlier one, not of this batch, that must have been here before it.

    What comes after a neighbour of the batch needs what that one needs. What has waited needs nothing any more.
    """
    needs: dict[str, set[str]] = {}
    for delivery in batch:
        needed = needs.setdefault(delivery.message_id, set())
        if delivery.event is not None and not delivery.has_waited:
            for kind, earlier in delivery.event.after.items():
                if kind in kinds:
                    needed |= needs.get(earlier, {earlier})
    return [(later, earlier) for later, needed in needs.items() for earlier in needed]


def _let_wait(tx: Transaction, lane: str, found: Claim, taken: store.Taken) -> None:
    if found.gated:
        store.hold(tx, lane, found.gated, {})
    if arrived := [delivery for delivery in found.early if delivery.position is None]:
        store.hold(tx, lane, arrived, taken.lacking)
    if returning := [delivery for delivery in found.early if delivery.position is not None]:
        store.wait_on(tx, returning, taken.lacking)
