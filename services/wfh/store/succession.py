"""Days at home that lie before posts that ended."""

from datetime import date
from uuid import UUID

from kernel.database import Transaction
from services.wfh.domain import DayRequest
from services.wfh.store.rows import queries, request_of


def find_ended_deciders(tx: Transaction, today: date) -> list[UUID]:
    return [row["post_id"] for row in tx.fetch_all(queries.find_ended_deciders, today=today)]


def find_left_requests(tx: Transaction, post_id: UUID, today: date, limit: int) -> list[DayRequest]:
    rows = tx.fetch_all(queries.find_left_requests, post_id=post_id, today=today, limit=limit)
    return [request_of(row) for row in rows]
