"""What waits at a desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from services.files.domain import Grade, normalised
from services.files.store.statements import queries

# A page begins after the row with this instant and id.
Cursor = tuple[datetime, UUID]


def count_waiting_from_internet(tx: Transaction, post_id: UUID) -> int:
    return int(tx.fetch_value(queries.count_waiting_from_internet, post_id=post_id))


def count_waiting(tx: Transaction, post_id: UUID, ceiling: Grade) -> int:
    return int(tx.fetch_value(queries.count_waiting, post_id=post_id, ceiling=ceiling))


def find_inbox(
    tx: Transaction, post_id: UUID, ceiling: Grade, search: str, page: tuple[Cursor | None, int]
) -> list[dict[str, Any]]:
    """One page of what lies at a desk, at most the page's number of rows after its cursor."""
    after, limit = page
    words = normalised(search.strip())
    return tx.fetch_all(
        queries.find_inbox,
        post_id=post_id,
        ceiling=ceiling,
        words=words,
        number_like=f"%{_literal(search.strip())}%",
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
