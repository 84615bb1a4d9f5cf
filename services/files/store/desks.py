"""To which desks papers are sent."""

from datetime import date
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from services.files.store.statements import queries


def find_desks_to_send_to(tx: Transaction, post_id: UUID, on: date, limit: int) -> list[dict[str, Any]]:
    """The desks near a post, the nearest first, each with who answers for it."""
    return tx.fetch_all(queries.find_desks_to_send_to, post_id=post_id, on=on, limit=limit)
