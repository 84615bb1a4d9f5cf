"""What lies at the desks of an officer who leaves them."""

from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction

queries = Queries.beside(__file__)


def count_at_desks(tx: Transaction, posts: list[UUID]) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.count_at_desks, posts=posts) if posts else []


def find_at_desks(tx: Transaction, posts: list[UUID], limit: int) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_at_desks, posts=posts, limit=limit) if posts else []
