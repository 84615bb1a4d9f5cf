"""Employees as administrators look them up, enter and correct them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction, refusing
from kernel.directory.people import PersonUnknown
from services.auth.domain import PersonState, ReferenceMissing, Role
from services.auth.domain.employees import Particulars, StaffUidTaken
from services.auth.domain.spelling import spelt

Row = dict[str, Any]
queries = Queries.beside(__file__)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a text in number or names, a state, and the departments that may be seen (None: all)."""

    text: str = ""
    state: PersonState | None = None
    departments: Collection[str] | None = None


def find_employees(tx: Transaction, search: Search, after: str, limit: int, on: date) -> list[Row]:
    text = spelt(search.text)
    return tx.fetch_all(
        queries.find_employees,
        staff_uid="".join(text.split()).upper() or None,
        pattern=f"%{_literal(' '.join(text.split()))}%",
        state=search.state,
        departments=None if search.departments is None else sorted(search.departments),
        after=after,
        limit=limit,
        on=on,
    )


def find_to_export(tx: Transaction, search: Search, after: str, limit: int) -> list[Row]:
    listed = None if search.departments is None else sorted(search.departments)
    return tx.fetch_all(queries.find_to_export, departments=listed, after=after, limit=limit)


def find_employee(tx: Transaction, person_id: UUID) -> Row:
    row = tx.fetch_one(queries.find_employee, person_id=person_id)
    if row is None:
        raise PersonUnknown
    return row


def find_belonging(tx: Transaction, person_id: UUID, on: date) -> tuple[set[str], set[Role]]:
    row = tx.fetch_one(queries.find_belonging, person_id=person_id, on=on)
    if row is None:
        raise PersonUnknown
    return set(row["departments"]), {Role(role) for role in row["roles"]}


def find_open_charges(tx: Transaction, person_id: UUID, on: date) -> list[UUID]:
    return [row["charge_id"] for row in tx.fetch_all(queries.find_open_charges, person_id=person_id, on=on)]


def add_person(
    tx: Transaction, person_id: UUID, staff_uid: str, particulars: Particulars, home_department: str
) -> Row:
    with refusing(person_home_department_fkey=ReferenceMissing):
        try:
            with refusing(one_person_per_staff_uid=StaffUidTaken):
                row = tx.fetch_one(
                    queries.add_person,
                    person_id=person_id,
                    staff_uid=staff_uid,
                    home_department=home_department,
                    now=tx.now,
                    **_names(particulars),
                )
        except StaffUidTaken:
            raise StaffUidTaken(staff_uid=staff_uid) from None
    return row or {}


def save_particulars(tx: Transaction, person_id: UUID, particulars: Particulars) -> Row | None:
    return tx.fetch_one(queries.save_particulars, person_id=person_id, **_names(particulars))


def find_departments_named(tx: Transaction, codes: Collection[str]) -> set[str]:
    return {row["code"] for row in tx.fetch_all(queries.find_departments_named, codes=sorted(codes))}


def find_departments_offered(tx: Transaction, on: date, departments: Collection[str] | None) -> list[Row]:
    listed = None if departments is None else sorted(departments)
    return tx.fetch_all(queries.find_departments_offered, on=on, departments=listed)


def _names(particulars: Particulars) -> Row:
    return {
        "name_en": particulars.name_en,
        "name_hi": particulars.name_hi,
        "language": particulars.language,
    }


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
