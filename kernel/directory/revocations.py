"""Sessions and people cut off while their tokens still live."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction

# Tokens live five minutes; an hour leaves room for clocks and for a queue that lags.
REMEMBERED_FOR = timedelta(hours=1)

queries = Queries.beside(__file__)


def is_revoked(tx: Transaction, session_id: UUID, person_id: UUID, issued_at: datetime) -> bool:
    """Whether the session was ended, or its person was cut off at or after *issued_at*."""
    row = tx.fetch_one(
        queries.find_revocation, session_id=session_id, person_id=person_id, issued_at=issued_at
    )
    return row is not None


def revocations_since(tx: Transaction, since: datetime) -> list[dict[str, Any]]:
    """Sessions and people cut off after an instant: person_id, session_id (None for the person), revoked_at."""
    return tx.fetch_all(queries.find_revocations_since, since=since)


def save_revocation(tx: Transaction, session_id: UUID | None, person_id: UUID, revoked_at: datetime) -> None:
    """Remember that a session, or with None the whole person, was cut off at *revoked_at*."""
    tx.execute(queries.forget_revocations, before=tx.now - REMEMBERED_FOR)
    tx.execute(queries.save_revocation, session_id=session_id, person_id=person_id, revoked_at=revoked_at)
