"""Whose sessions an administrator looks at."""

from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction

queries = Queries.beside(__file__)


def find_person_by_uid(tx: Transaction, staff_uid: str) -> dict[str, Any] | None:
    return tx.fetch_one(queries.find_person_by_uid, staff_uid=staff_uid)


def find_staff_uid(tx: Transaction, person_id: UUID) -> str:
    staff_uid: str | None = tx.fetch_value(queries.find_staff_uid, person_id=person_id)
    return staff_uid or ""
