"""Figures that are taken once a minute and kept for a week."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from kernel.database import Transaction
from kernel.operations.statements import queries

KEPT = timedelta(days=7)
# Who ended on purpose is forgotten at once; who did not is looked for, also after a holiday.
GONE_AFTER = timedelta(days=30)
COUNTED_AT_MOST = 100_000

OUTBOX, OUTBOX_AGE, UNSENT, PARKED, HELD, LANE, MISSED = (
    "outbox",
    "outbox-oldest-seconds",
    "unsent",
    "parked",
    "held",
    "lane",
    "missed",
)


class Sample(NamedTuple):
    """One figure; *label* tells apart what it counts several of."""

    name: str
    label: str
    value: float


def add_samples(tx: Transaction, samples: Iterable[Sample]) -> None:
    """Keep figures of this moment."""
    rows = list(samples)
    if rows:
        tx.execute(
            queries.add_samples,
            at=tx.now.replace(microsecond=0),
            names=[row.name for row in rows],
            labels=[row.label for row in rows],
            figures=[float(row.value) for row in rows],
        )


def figures_of_kernel(tx: Transaction) -> list[Sample]:
    """The backlogs that every service has."""
    row = tx.fetch_one(queries.count_backlog, limit=COUNTED_AT_MOST) or {}
    names = {
        OUTBOX: "outbox",
        OUTBOX_AGE: "outbox_oldest",
        UNSENT: "unsent",
        PARKED: "parked",
        HELD: "held",
    }
    return [Sample(name, "", row[column]) for name, column in names.items()]


def figures_of_lanes(depths: Mapping[str, int | None]) -> list[Sample]:
    """What waits in each lane's queue, by the lane's name; None for a queue that is not there."""
    return [Sample(LANE, lane, depth) for lane, depth in sorted(depths.items()) if depth is not None]


def add_missed(tx: Transaction, count: int) -> None:
    """Count events that no queue brought and that were found in the history."""
    tx.execute(queries.add_to_sample, name=MISSED, label="", at=tx.now.replace(microsecond=0), value=count)


def tidy(tx: Transaction) -> None:
    """Forget old figures, and processes that are gone for good."""
    tx.execute(queries.forget_samples, before=tx.now - KEPT)
    tx.execute(queries.forget_pulses, before=tx.now - GONE_AFTER)
