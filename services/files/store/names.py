"""What posts and people are called, and to which desks papers are sent."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from services.files.store.statements import queries


def find_names_of_posts(tx: Transaction, post_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = tx.fetch_all(queries.find_names_of_posts, post_ids=list(post_ids))
    return {row["post_id"]: row for row in rows}


def find_names_of_people(tx: Transaction, person_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = tx.fetch_all(queries.find_names_of_people, person_ids=list(person_ids))
    return {row["person_id"]: row for row in rows}


def find_desks_to_send_to(tx: Transaction, post_id: UUID, on: date, limit: int) -> list[dict[str, Any]]:
    """The desks near a post, the nearest first, each with who answers for it."""
    return tx.fetch_all(queries.find_desks_to_send_to, post_id=post_id, on=on, limit=limit)
