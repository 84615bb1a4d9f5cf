"""Figures of a desk, from what is kept beside the cases: how much lies where, what is late, what falls due."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kernel import operations
from kernel.clock import IST, local_date
from kernel.database import Row, Transaction
from kernel.identity import Actor, require
from kernel.operations import Sample
from services.public import access, store
from services.public.actions.reading import DUE_SOON, filters_of
from services.public.domain.case import OPEN_STATES

COUNTED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Pendency:
    """What lies in a scope: cases of each state, and of the open ones how many are late or due within seven days."""

    states: dict[str, int]
    late: int
    due_soon: int
    due_days: dict[date, int]

    @property
    def open(self) -> int:
        """All cases that wait for an end."""
        return sum(self.states.get(state, 0) for state in OPEN_STATES)


def pendency(tx: Transaction, actor: Actor, wanted: dict[str, Any]) -> Pendency:
    """The figures of the acting post's scope, narrowed by department, area and nature."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    narrowed = {name: wanted.get(name) for name in ("department", "area", "nature")}
    return _pendency(tx, {**access.scope_of(actor), **filters_of(tx, narrowed)})


def count_new_today(tx: Transaction, actor: Actor) -> int:
    """Cases of the scope registered today, counted up to COUNTED_AT_MOST."""
    midnight = datetime.combine(local_date(tx.now), time.min, IST)
    return store.count_new_cases(tx, access.scope_of(actor), midnight, COUNTED_AT_MOST)


def fold_pendency(tx: Transaction) -> int:
    """Keep the figures short to read."""
    return store.fold_pendency(tx)


def pendency_by_department(tx: Transaction) -> list[Row]:
    """Open and late cases of every department, for operators."""
    return store.count_pendency_by_department(tx)


def keep_pendency_figures(tx: Transaction) -> None:
    """How pendency went over time."""
    rows = pendency_by_department(tx)
    figures = {"pendency-open": "cases", "pendency-late": "late"}
    operations.add_samples(
        tx, [Sample(name, "", sum(row[column] for row in rows)) for name, column in figures.items()]
    )


def _pendency(tx: Transaction, search: dict[str, Any]) -> Pendency:
    today = local_date(tx.now)
    rows = store.count_pendency(tx, search, today + DUE_SOON)
    days = {row["due_on"]: row["cases"] for row in rows if row["due_on"] and row["due_on"] >= today}
    return Pendency(
        states={row["state"]: row["cases"] for row in rows if row["state"]},
        late=sum(row["late"] for row in rows if row["state"] in OPEN_STATES),
        due_soon=sum(days.values()),
        due_days={today + timedelta(days=n): days.get(today + timedelta(days=n), 0) for n in range(7)},
    )
