"""All that operators see of a service, gathered for one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.database import Row, Transaction
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused
from kernel.operations import figures
from kernel.operations.pulse import BEAT_SECONDS
from kernel.operations.statements import queries

OPERATING_ROLES = frozenset({"operator", "state_admin"})
SILENT_AFTER_SECONDS = 3 * BEAT_SECONDS
SHOWN_PARKED = 10
SHOWN_BACK = timedelta(hours=24)
MOST_STEPS = 48
SHORTEST_STEP = timedelta(minutes=1)
STALE_AFTER = timedelta(minutes=10)
MISSED_LATELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over time: (instant, value), oldest first."""

    name: str
    label: str
    points: list[tuple[datetime, float]]


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a service: pulses, backlog and database of now, lanes as last seen, what lies parked, figures over time.

    *missed* counts the events of the last hour that no queue brought and that were found in the history.
    """

    processes: list[Row]
    backlog: Row
    missed: int
    database: Row
    lanes: list[tuple[str, int]]
    lanes_at: datetime | None
    parked: list[Row]
    series: list[Series]


def may_operate(actor: Actor) -> Decision:
    """An operator, or the state's administrator, from the VPN or nearer."""
    works = actor.kind is ActorKind.STAFF and actor.roles & OPERATING_ROLES
    return ALLOWED if works and actor.zone.level >= Zone.VPN.level else refused()


def overview(tx: Transaction, own: Iterable[str] = ()) -> Overview:
    """How the service is doing now; *own* are the names of figures that only this service keeps."""
    last = tx.fetch_all(queries.find_last_samples, names=[figures.LANE], since=tx.now - STALE_AFTER)
    return Overview(
        processes=[
            {**row, "silent": row["silent_seconds"] > SILENT_AFTER_SECONDS}
            for row in tx.fetch_all(queries.find_pulses)
        ],
        backlog=tx.fetch_one(queries.count_backlog, limit=figures.COUNTED_AT_MOST) or {},
        missed=tx.fetch_value(queries.sum_samples, name=figures.MISSED, since=tx.now - MISSED_LATELY),
        database=tx.fetch_one(queries.describe_database) or {},
        lanes=[(row["label"], int(row["value"])) for row in last],
        lanes_at=last[0]["at"] if last else None,
        parked=tx.fetch_all(queries.find_parked_events, limit=SHOWN_PARKED),
        series=series(
            tx, [figures.OUTBOX, figures.OUTBOX_AGE, figures.PARKED, figures.MISSED, figures.LANE, *own]
        ),
    )


def series(tx: Transaction, names: list[str]) -> list[Series]:
    """Figures of the last day in at most MOST_STEPS steps; the steps are shorter while there is little to show."""
    first = tx.fetch_value(queries.find_first_sample, names=names, since=tx.now - SHOWN_BACK)
    if first is None:
        return []
    step = max(SHORTEST_STEP, (tx.now - first) / MOST_STEPS)
    found: dict[tuple[str, str], list[tuple[datetime, float]]] = {}
    for row in tx.fetch_all(queries.find_series, names=names, since=first, step=step):
        found.setdefault((row["name"], row["label"]), []).append((row["at"], row["value"]))
    return [Series(name, label, points) for (name, label), points in found.items()]
