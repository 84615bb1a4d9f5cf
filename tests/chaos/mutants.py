"""Seeded mistakes, each made in a running process by tests.chaos.launch.

A checker that finds nothing wrong proves nothing until it has found each of these.
"""

import time
from collections.abc import Callable
from typing import Any


def ack_before_commit() -> None:
    """The worker acknowledges what it received before it is handled."""
    from kernel.inbox import Reception  # noqa: PLC0415 - a worker goes green before it loads anything.

    receive = Reception.receive

    def receive_acknowledged(self: Any, batch: Any, settled: Callable[[Any], None]) -> None:
        settled(batch)
        # A slow handler: what is in its hands when it dies is gone. What it had in its hands comes again one by one, for
        # hundreds of times; there it is quick, or the round lasts long for nothing.
        time.sleep(0.05 if len(batch) > 1 else 0)
        receive(self, batch, lambda _: None)

    Reception.receive = receive_acknowledged


def no_inbox() -> None:
    """Everything that comes counts as new."""
    from kernel.inbox import store  # noqa: PLC0415 - as above.

    take_in = store.take_in

    def take_all_in(tx: Any, lane: str, deliveries: Any, needs: Any, *, behind_held: bool) -> Any:
        taken = take_in(tx, lane, deliveries, needs, behind_held=behind_held)
        return taken._replace(fresh={delivery.message_id for delivery in deliveries})

    store.take_in = take_all_in


def cursor_outbox() -> None:
    """The relay remembers how far it came, as if rows became visible in the order of their numbers.

    What it has read it keeps in mind until it is confirmed, so that only what becomes visible late is lost.
    """
    from kernel.relay.rows import Rows  # noqa: PLC0415 - as above.

    waiting, forget = Rows.waiting, Rows.forget

    def never_go_back(self: Any, *_rows: Any) -> None:
        """Trust the cursor."""

    def trust_the_highest(self: Any, in_flight: Any, held: Any, limit: int) -> Any:
        read = self.__dict__.setdefault("read", {})
        read.update((row.seq, row) for row in waiting(self, in_flight, set(), limit))
        self._after = self._highest
        under_way, left_out = set(in_flight), self.parked | held
        free = (row for seq, row in sorted(read.items()) if seq not in under_way)
        return [row for row in free if row.subject not in left_out][:limit]

    def forget_what_was_read(self: Any, seqs: Any) -> None:
        forget(self, seqs)
        for seq in seqs:
            self.read.pop(seq, None)

    Rows.waiting, Rows.forget = trust_the_highest, forget_what_was_read
    Rows.look_everywhere = Rows.look_again_from = never_go_back


def ignored_confirm() -> None:
    """The relay forgets a row as soon as it is sent."""
    from kernel.relay.wire import Wire  # noqa: PLC0415 - as above.

    publish = Wire.publish

    def publish_and_forget(self: Any, row: Any) -> None:
        if self.is_open:
            publish(self, row)
            self._lines[row.exchange].sent.popitem()
            self.confirmed.append((row, time.monotonic()))

    Wire.publish = publish_and_forget


def two_relays() -> None:
    """Nobody asks whether the role is taken, and two relays are at work."""
    import threading  # noqa: PLC0415 - only this mistake needs it.

    from kernel.relay import run  # noqa: PLC0415 - as above.
    from kernel.roles import Role  # noqa: PLC0415 - as above.

    def never_taken(self: Any, connection: Any) -> bool:
        return True

    Role._locked = never_taken
    alone = run.Relay.run

    def run_twice(self: Any) -> None:
        threading.Thread(target=alone, args=(run.Relay(self.settings),), daemon=True).start()
        alone(self)

    run.Relay.run = run_twice


def park_without_storing() -> None:
    """What cannot be handled is acknowledged and thrown away."""
    from kernel.inbox import store  # noqa: PLC0415 - as above.

    store.park = lambda *_args, **_kwargs: True


MUTANTS: dict[str, Callable[[], None]] = {
    "ack-before-commit": ack_before_commit,
    "no-inbox": no_inbox,
    "cursor-outbox": cursor_outbox,
    "ignored-confirm": ignored_confirm,
    "two-relays": two_relays,
    "park-without-storing": park_without_storing,
}
