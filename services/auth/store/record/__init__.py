"""The record of acts, as its readers see it, and the walk along its chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.chain import Walk
from kernel.database import Queries, Transaction

Row = dict[str, Any]
queries = Queries.beside(__file__)
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class ActsWanted:
    """Which acts: between two instants, and if given of a person, a post, a kind, or about a subject."""

    since: datetime
    until: datetime
    person_id: UUID | None = None
    post_id: UUID | None = None
    act: str | None = None
    subject: str | None = None


def find_own_acts(tx: Transaction, person_id: UUID, before: int | None, limit: int) -> list[Row]:
    return tx.fetch_all(
        queries.find_own_acts,
        person_id=person_id,
        subject=str(person_id),
        before=before or NEWEST,
        limit=limit,
    )


def find_acts(tx: Transaction, wanted: ActsWanted, before: int | None, limit: int) -> list[Row]:
    return tx.fetch_all(
        queries.find_acts,
        since=wanted.since,
        until=wanted.until,
        person_id=wanted.person_id,
        post_id=wanted.post_id,
        act=wanted.act,
        subject=wanted.subject,
        before=before or NEWEST,
        limit=limit,
    )


def find_actor_named(tx: Transaction, name: str) -> Row:
    return tx.fetch_one(queries.find_actor_named, name=name) or {"person_id": None, "post_id": None}


def lock_walk(tx: Transaction) -> Walk:
    row = tx.fetch_one(queries.lock_walk)
    return Walk(row["position"], row["digest"], tuple(row["faults"])) if row else Walk()


def find_walk(tx: Transaction) -> Row:
    return tx.fetch_one(queries.find_walk) or {}


def save_walk(tx: Transaction, walk: Walk) -> None:
    tx.execute(
        queries.save_walk, position=walk.position, digest=walk.head, faults=list(walk.faults), now=tx.now
    )


def end_walk(tx: Transaction) -> None:
    tx.execute(queries.end_walk, now=tx.now)
