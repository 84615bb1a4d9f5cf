"""What waits at a desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from kernel.database import Transaction
from services.files.domain import Grade, normalised
from services.files.store.statements import queries


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page, from which the next one begins."""

    at: datetime
    item_id: UUID

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a cursor that was handed out; raises ValueError."""
        at, _, item_id = text.partition("~")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return cls(instant, UUID(item_id))

    def __str__(self) -> str:
        return f"{self.at.isoformat().replace('+00:00', 'Z')}~{self.item_id}"


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
        after_at=after.at if after else None,
        after_id=after.item_id if after else None,
        limit=limit,
    )


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
