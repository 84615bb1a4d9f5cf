"""Cases that lie with the posts of an officer who leaves them."""

from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction
from services.public.domain.case import OPEN_STATES

queries = Queries.beside(__file__)


def count_with_posts(tx: Transaction, posts: list[UUID]) -> list[dict[str, Any]]:
    """Open and late cases by the post with which they lie."""
    return tx.fetch_all(queries.count_with_posts, posts=posts, open_states=sorted(OPEN_STATES), now=tx.now)


def count_with_nodal_posts(tx: Transaction, posts: list[UUID]) -> list[dict[str, Any]]:
    """Open cases that no desk has yet, by their nodal post."""
    return tx.fetch_all(queries.count_with_nodal_posts, posts=posts, open_states=sorted(OPEN_STATES))
