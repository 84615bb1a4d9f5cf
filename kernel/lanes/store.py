"""The rows that say which unit goes where, and which are on the move."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.database import Connection, Queries, Transaction
from kernel.units import by_lane

queries = Queries.beside(__file__)

_TAKEN_OVER = "*"


@dataclass(frozen=True, slots=True)
class Gate:
    """A unit that is moving from *source* into *lane*."""

    unit: str
    lane: str
    source: str
    fence_id: UUID
    closed_at: datetime


@contextmanager
def standing_still(connection: Connection) -> Iterator[Transaction]:
    """A transaction in which nobody else moves a unit or declares queues and bindings."""
    tx = Transaction(connection)
    try:
        stand_still(tx)
        yield tx
        tx.commit()
    except BaseException:
        tx.rollback()
        raise


def stand_still(tx: Transaction) -> None:
    """Let nobody else move a unit or declare bindings until the end of this transaction."""
    tx.execute(queries.stand_still)


def take_over_settings(tx: Transaction, dedicated: Mapping[str, Collection[str]]) -> None:
    """Let a service that never had lanes begin with those of its settings; later only moves change them."""
    if tx.fetch_all(queries.find_assigned):
        return
    own = {department.lower(): lane for lane, departments in dedicated.items() for department in departments}
    assign(tx, own | {_TAKEN_OVER: ""})


def assign(tx: Transaction, lanes: Mapping[str, str]) -> None:
    """Let units go over these lanes."""
    tx.execute(queries.assign, units=list(lanes), lanes=list(lanes.values()))


def assigned_units(tx: Transaction) -> dict[str, str]:
    """The lane of each unit that was ever moved or split; see kernel.units.lane_of."""
    rows = tx.fetch_all(queries.find_assigned)
    return {row["unit"]: row["lane"] for row in rows if row["unit"] != _TAKEN_OVER}


def assigned_lanes(tx: Transaction) -> dict[str, set[str]]:
    """The units of each dedicated lane."""
    return by_lane(assigned_units(tx))


def make_whole(tx: Transaction, department: str, lane: str) -> None:
    """A department of which all buckets go over one lane is one unit again."""
    assign(tx, {department: lane})
    tx.execute(queries.forget_buckets, department=department)


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
