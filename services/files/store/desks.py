"""To which desks papers are sent, and at which ended ones some were left."""

from datetime import date
from typing import Any
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Transaction
from services.files.store.statements import queries


def find_desks_to_send_to(tx: Transaction, post_id: UUID, on: date, limit: int) -> list[dict[str, Any]]:
    """The desks near a post, the nearest first, each with who answers for it."""
    return tx.fetch_all(queries.find_desks_to_send_to, post_id=post_id, on=on, limit=limit)


def find_ended_desks(tx: Transaction) -> list[UUID]:
    """Posts that ended and at which something still lies."""
    return [row["post_id"] for row in tx.fetch_all(queries.find_ended_desks, on=local_date(tx.now))]
