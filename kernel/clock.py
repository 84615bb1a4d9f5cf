"""The one place that asks what time it is and hands out ids."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

IST = ZoneInfo("Asia/Kolkata")

_frozen_at: ContextVar[datetime | None] = ContextVar("frozen_at", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen_at.get() or datetime.now(UTC)


def local_date(at: datetime) -> date:
    """The day in India on which the instant *at* falls."""
    return at.astimezone(IST).date()


def new_id() -> UUID:
    """A UUIDv7: unique, and sorted by the millisecond in which it was made (RFC 9562)."""
    return uuid7()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock of this context at *at*, which must be aware."""
    if at.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    token = _frozen_at.set(at)
    try:
        yield at
    finally:
        _frozen_at.reset(token)
