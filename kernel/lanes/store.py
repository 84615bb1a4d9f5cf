"""The rows that say which department goes where, and which are on the move."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.database import Connection, Queries, Transaction

queries = Queries.beside(__file__)

_TAKEN_OVER = "*"


@dataclass(frozen=True, slots=True)
class Gate:
    """A department (lane key) that is moving from *source* into *lane*."""

    department: str
    lane: str
    source: str
    fence_id: UUID
    closed_at: datetime


@contextmanager
def standing_still(connection: Connection) -> Iterator[Transaction]:
    """A transaction in which nobody else moves a department or declares queues and bindings."""
    tx = Transaction(connection)
    try:
        tx.execute(queries.own_moves)
        yield tx
        tx.commit()
    except BaseException:
        tx.rollback()
        raise


def take_over_settings(tx: Transaction, dedicated: Mapping[str, Collection[str]]) -> None:
    """Let a service that never had lanes begin with those of its settings; later only moves change them."""
    if tx.fetch_all(queries.find_assigned):
        return
    tx.execute(queries.assign, department=_TAKEN_OVER, lane="")
    for lane, departments in dedicated.items():
        for department in departments:
            tx.execute(queries.assign, department=department.lower(), lane=lane)


def assigned_departments(tx: Transaction) -> dict[str, str]:
    """The lane of each department (lane key) that has a dedicated one."""
    rows = tx.fetch_all(queries.find_assigned)
    return {row["department"]: row["lane"] for row in rows if row["lane"] not in ("", "shared")}


def assigned_lanes(tx: Transaction) -> dict[str, set[str]]:
    """The departments (lane keys) of each dedicated lane."""
    lanes: dict[str, set[str]] = {}
    for department, lane in assigned_departments(tx).items():
        lanes.setdefault(lane, set()).add(department)
    return lanes


def gates(tx: Transaction) -> list[Gate]:
    """Moves that are not finished, oldest first."""
    return [Gate(**row) for row in tx.fetch_all(queries.find_gates)]


def mark_lost(tx: Transaction, lanes: list[str]) -> None:
    """Note that the queues of these lanes are missing, before they are made anew."""
    if lanes:
        tx.execute(queries.mark_lost, lanes=lanes)


def is_lost(tx: Transaction, lane: str) -> bool:
    """Whether the lane's queue was missing since it last looked into the history."""
    return bool(tx.fetch_value(queries.count_lost, lane=lane))


def clear_lost(tx: Transaction, lane: str) -> None:
    """The lane has looked into the history."""
    tx.execute(queries.clear_lost, lane=lane)
