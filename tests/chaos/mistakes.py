"""The seeded mistakes by name: in which kind of process each is made, what brings it to light soon, and as what."""

from typing import NamedTuple

KINDS = {
    "ack-before-commit": "worker",
    "no-inbox": "worker",
    "park-without-storing": "worker",
    "cursor-outbox": "relay",
    "ignored-confirm": "relay",
    "two-relays": "relay",
}
# How soon a mistake must be found: by its stored seed, and by any.
STORED_SECONDS, RANDOM_SECONDS = 60.0, 600.0


class Stored(NamedTuple):
    """The seed and the faults; the kind of violation as which alone the mistake is found.

    What it *leaves* by itself (rows of an outbox, what is held for an event that was lost, lost contacts) may wait when it
    is judged. Whatever else waits might only be late, and late looks like lost.
    """

    seed: int
    faults: tuple[str, ...]
    found_as: str = ""
    leaves: tuple[str, ...] = ()


# Without any mistake (the control) the same faults must break no promise.
STORED = {
    "": Stored(1, ("kill notify-worker-revenue", "slow answers", "late commits of public")),
    "ack-before-commit": Stored(
        1, ("kill notify-worker-revenue", "kill notify-worker-revenue"), "lost", ("held", "contacts")
    ),
    "no-inbox": Stored(2, ("old events for public",), "duplicated"),
    "cursor-outbox": Stored(3, ("late commits of public",), "lost", ("outbox", "held", "contacts")),
    "ignored-confirm": Stored(4, ("stop rabbitmq and kill it",), "lost", ("held", "contacts")),
    "two-relays": Stored(5, ("slow answers",), "duplicated"),
    # What is thrown away out of a waiting room stays there.
    "park-without-storing": Stored(6, ("poison for notify",), "parked", ("held",)),
}
