"""Rows of duty hours and absences in and out."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from kernel.database import Transaction
from services.notify.domain import DutyHours, DutyScope
from services.notify.store.statements import Row, queries


def save_duty_hours(tx: Transaction, sequence: int, row: Row) -> None:
    tx.execute(queries.save_duty_hours, sequence=sequence, **row)


def find_duty_hours(
    tx: Transaction, person_id: UUID, office_id: UUID | None, department: str | None, day: date
) -> list[DutyHours]:
    """The orders that may hold for a person at an office of a department on *day* or later."""
    rows = tx.fetch_all(
        queries.find_duty_hours, person_id=person_id, office_id=office_id, department=department, day=day
    )
    return [
        DutyHours(**row | {"scope": DutyScope(row["scope"]), "weekdays": tuple(row["weekdays"])})
        for row in rows
    ]


def save_absence(tx: Transaction, sequence: int, row: Row) -> None:
    tx.execute(queries.save_absence, sequence=sequence, **row)


def cancel_absence(tx: Transaction, absence_id: UUID, sequence: int) -> None:
    tx.execute(queries.cancel_absence, absence_id=absence_id, sequence=sequence)


def find_absent(tx: Transaction, person_ids: Iterable[UUID], day: date) -> set[UUID]:
    rows = tx.fetch_all(queries.find_absent, person_ids=list(person_ids), day=day)
    return {row["person_id"] for row in rows}
