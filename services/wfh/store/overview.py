"""What pages show at a glance: a year, a roster, what waits, and the feeds of calendars."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from kernel.database import Transaction, refusing
from services.wfh.domain import Absence, DayRequest, FeedIsThere
from services.wfh.store.rows import Row, absence_of, queries, request_of


def find_requests_between(tx: Transaction, person_id: UUID, first: date, last: date) -> list[DayRequest]:
    rows = tx.fetch_all(queries.find_requests_between, person_id=person_id, first=first, last=last)
    return [request_of(row) for row in rows]


def find_years(tx: Transaction, person_id: UUID) -> list[int]:
    return [row["year"] for row in tx.fetch_all(queries.find_years, person_id=person_id)]


def find_absences_between(tx: Transaction, person_id: UUID, first: date, last: date) -> list[Absence]:
    rows = tx.fetch_all(queries.find_absences_between, person_id=person_id, first=first, last=last)
    return [absence_of(row) for row in rows]


def find_roster(tx: Transaction, office_id: UUID, days: Sequence[date]) -> list[Row]:
    return tx.fetch_all(queries.find_roster, office_id=office_id, days=list(days))


def count_awaiting(tx: Transaction, post_id: UUID) -> int:
    return int(tx.fetch_value(queries.count_awaiting, post_id=post_id))


def find_decided_ahead(tx: Transaction, post_id: UUID, today: date, limit: int) -> list[Row]:
    return tx.fetch_all(queries.find_decided_ahead, post_id=post_id, today=today, limit=limit)


def find_feed(tx: Transaction, *, person_id: UUID | None = None, feed_id: UUID | None = None) -> Row | None:
    """The living feed of a person, or the one with an id."""
    return tx.fetch_one(queries.find_feed, person_id=person_id, feed_id=feed_id)


def add_feed(tx: Transaction, feed_id: UUID, person_id: UUID) -> None:
    with refusing(one_living_feed=FeedIsThere):
        tx.execute(queries.add_feed, feed_id=feed_id, person_id=person_id, now=tx.now)


def end_feeds(tx: Transaction, person_id: UUID) -> int:
    return tx.execute(queries.end_feeds, person_id=person_id, now=tx.now)
