"""The seeded mistakes by name: in which kind of process each is made, and what brings it to light soon."""

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
# The seed and the faults. Without any mistake (the control) the same faults must break no promise.
STORED = {
    "": (1, ("kill notify-worker-revenue", "slow answers")),
    "ack-before-commit": (1, ("kill notify-worker-revenue", "kill notify-worker-revenue")),
    "no-inbox": (2, ("old events for public",)),
    "cursor-outbox": (3, ("slow answers",)),
    "ignored-confirm": (4, ("stop rabbitmq and kill it",)),
    "two-relays": (5, ("slow answers",)),
    "park-without-storing": (6, ("poison for notify",)),
}
