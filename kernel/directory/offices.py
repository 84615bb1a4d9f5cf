"""Departments, areas and offices: one, all that exist today, and everything below one."""

from uuid import UUID

from kernel.clock import local_date
from kernel.database import Queries, Transaction
from kernel.directory.nouns import Area, Department, Office
from kernel.errors import NotFound
from kernel.languages import _

queries = Queries.beside(__file__)


class DepartmentUnknown(NotFound):
    """No department of this code was ever announced."""

    text = _("There is no department with the code %(code)s. Choose one from the list of departments.")


class AreaUnknown(NotFound):
    """No area of this code was ever announced."""

    text = _("There is no area with the code %(code)s. Choose one from the list of areas.")


class OfficeUnknown(NotFound):
    """No office of this id was ever announced."""

    text = _("This office is not in the directory. Choose one from the list of offices.")


def department(tx: Transaction, code: str) -> Department:
    """The department with *code*, closed ones too; raises DepartmentUnknown."""
    row = tx.fetch_one(queries.find_department, code=code)
    if row is None:
        raise DepartmentUnknown(code=code)
    return Department(**row)


def departments(tx: Transaction) -> list[Department]:
    """The departments that exist today, by code."""
    return [Department(**row) for row in tx.fetch_all(queries.find_departments, on=local_date(tx.now))]


def department_subtree(tx: Transaction, code: str) -> list[str]:
    """The codes of a department, of all below it and of all merged into these; empty when unknown."""
    return [row["code"] for row in tx.fetch_all(queries.find_department_subtree, code=code)]


def departments_without_role(tx: Transaction, role: str, area: str | None = None) -> list[Department]:
    """Departments of today for which no post with *role* answers, neither their own nor a parent's.

    With an *area* only posts of that area and of those around it count, as in `post_with_role`.
    """
    rows = tx.fetch_all(queries.find_departments_without_role, role=role, area=area, on=local_date(tx.now))
    return [Department(**row) for row in rows]


def area(tx: Transaction, code: str) -> Area:
    """The area with *code*, closed ones too; raises AreaUnknown."""
    row = tx.fetch_one(queries.find_area, code=code)
    if row is None:
        raise AreaUnknown(code=code)
    return Area(**row)


def areas(tx: Transaction) -> list[Area]:
    """The areas that exist today, by code."""
    return [Area(**row) for row in tx.fetch_all(queries.find_areas, on=local_date(tx.now))]


def area_subtree(tx: Transaction, code: str) -> list[str]:
    """The codes of an area, of all within it and of all merged into these; empty when unknown."""
    return [row["code"] for row in tx.fetch_all(queries.find_area_subtree, code=code)]


def office(tx: Transaction, office_id: UUID) -> Office:
    """The office with *office_id*, closed ones too; raises OfficeUnknown."""
    row = tx.fetch_one(queries.find_office, office_id=office_id)
    if row is None:
        raise OfficeUnknown
    return Office(**row)


def find_office_by_code(tx: Transaction, code: str) -> Office | None:
    """The office that bears *code* today."""
    row = tx.fetch_one(queries.find_office_by_code, code=code, on=local_date(tx.now))
    return Office(**row) if row else None
