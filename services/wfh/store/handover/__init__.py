"""Days that wait for a leaver's decision, and his own that were still to come."""

from datetime import date
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction

queries = Queries.beside(__file__)


def count_awaiting_posts(tx: Transaction, posts: list[UUID]) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.count_awaiting_posts, posts=posts)


def find_days_ahead(tx: Transaction, person_id: UUID, from_day: date) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_days_ahead, person_id=person_id, from_day=from_day)
