"""What waits at a desk, and at several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from services.files.domain import Grade, normalised
from services.files.store.statements import queries

# A page begins after the row with this instant and id.
Cursor = tuple[datetime, UUID]
# A page in a wished order begins after the row with this place and id.
PlaceCursor = tuple[Decimal, UUID]


class Sort(StrEnum):
    """The orders in which an inbox is read."""

    OLDEST = "oldest"
    NEWEST = "newest"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Wish:
    """What of an inbox is wanted: one desk, one kind, what is unread or overdue, some words."""

    post: UUID | None = None
    kind: str = ""
    unread: bool = False
    overdue: bool = False
    search: str = ""
    sort: Sort = Sort.OLDEST


def count_waiting_from_internet(tx: Transaction, post_id: UUID) -> int:
    return int(tx.fetch_value(queries.count_waiting_from_internet, post_id=post_id))


def count_waiting(tx: Transaction, post_id: UUID, ceiling: Grade) -> int:
    return int(tx.fetch_value(queries.count_waiting, post_id=post_id, ceiling=ceiling))


def find_inbox(
    tx: Transaction, post_id: UUID, ceiling: Grade, search: str, page: tuple[Cursor | None, int]
) -> list[dict[str, Any]]:
    """One page of what lies at a desk, at most the page's number of rows after its cursor."""
    after, limit = page
    return tx.fetch_all(
        queries.find_inbox,
        post_id=post_id,
        ceiling=ceiling,
        **_words(search),
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


def find_inbox_of_desks(
    tx: Transaction,
    posts: Sequence[UUID],
    ceiling: Grade,
    wish: Wish,
    before: datetime | None,
    page: tuple[PlaceCursor | None, int],
) -> list[dict[str, Any]]:
    """One page of what lies at several desks; each row carries its place in the wished order.

    What came *before* that instant counts as overdue.
    """
    after, limit = page
    return tx.fetch_all(
        queries.find_inbox_of_desks,
        posts=list(posts),
        ceiling=ceiling,
        kind=wish.kind,
        unread=wish.unread,
        before=before if wish.overdue else None,
        sort=wish.sort,
        **_words(wish.search),
        after_place=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


def count_inbox_of_desks(
    tx: Transaction, posts: Sequence[UUID], ceiling: Grade, before: datetime | None
) -> dict[UUID, dict[str, int]]:
    """For each desk at which something waits: how much, how much of it is unread, and overdue."""
    rows = tx.fetch_all(queries.count_inbox_of_desks, posts=list(posts), ceiling=ceiling, before=before)
    return {row.pop("post_id"): row for row in rows}


def find_desk_limit(tx: Transaction, on: date) -> dict[str, Any] | None:
    return tx.fetch_one(queries.find_desk_limit, on=on)


def _words(search: str) -> dict[str, str]:
    return {
        "words": normalised(search.strip()),
        "number_like": f"%{_literal(search.strip())}%",
    }


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
