"""Units of the organisation as they are edited, and the orders about them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel.database import Json, Queries, Transaction
from kernel.directory.posts import PostUnknown
from services.auth.domain import Area, Department, Office, OfficeLevel, Post, Rank, Role
from services.auth.domain.spelling import spelt
from services.auth.domain.structure import (
    Order,
    OrderAct,
    OrderState,
    OrderUnknown,
    Unit,
    UnitKind,
    UnitUnknown,
)

Row = dict[str, Any]
queries = Queries.beside(__file__)

EVERYTHING = 1_000_000
REFUSED_SHOWN = timedelta(days=60)
_FINDING = {
    UnitKind.DEPARTMENT: queries.find_departments,
    UnitKind.AREA: queries.find_areas,
    UnitKind.OFFICE: queries.find_offices,
    UnitKind.POST: queries.find_posts,
}
_CIRCLES = {
    UnitKind.DEPARTMENT: queries.find_department_circle,
    UnitKind.AREA: queries.find_area_circle,
    UnitKind.OFFICE: queries.find_office_circle,
    UnitKind.POST: queries.find_post_circle,
}
_ASKED = ("codes", "within", "parent", "department", "area", "office", "reports_to", "living_after", "search")


def lock_organisation(tx: Transaction) -> None:
    tx.fetch_value(queries.lock_organisation)


def find_units(
    tx: Transaction, kind: UnitKind, *, after: str = "", limit: int = EVERYTHING, **asked: Any
) -> list[Any]:
    """Units of a *kind* in the order of their codes; *asked* are the filters of the statement."""
    filters = dict.fromkeys(_ASKED) | asked
    filters["search"] = f"%{_plain(spelt(asked['search']))}%" if asked.get("search") else None
    return [_unit(kind, row) for row in tx.fetch_all(_FINDING[kind], after=after, limit=limit, **filters)]


def get_unit(tx: Transaction, kind: UnitKind, code: str) -> Any:
    found = find_unit(tx, kind, code)
    if found is None:
        raise UnitUnknown(code=code)
    return found


def find_unit(tx: Transaction, kind: UnitKind, code: str) -> Unit | None:
    return next(iter(find_units(tx, kind, codes=[code])), None)


def find_ranks(tx: Transaction) -> list[Rank]:
    return [Rank(**row) for row in tx.fetch_all(queries.find_ranks)]


def find_office_levels(tx: Transaction) -> list[OfficeLevel]:
    return [OfficeLevel(**row) for row in tx.fetch_all(queries.find_office_levels)]


def get_post_id(tx: Transaction, code: str) -> UUID:
    post_id: UUID | None = tx.fetch_value(queries.find_post_id, code=code)
    if post_id is None:
        raise PostUnknown
    return post_id


def find_circle(tx: Transaction, kind: UnitKind) -> str | None:
    code: str | None = tx.fetch_value(_CIRCLES[kind])
    return code


def find_outliving(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_outliving)


def find_charges_beyond(tx: Transaction, codes: Iterable[str], last_day: date) -> list[Row]:
    return tx.fetch_all(queries.find_charges_beyond, codes=list(codes), last_day=last_day)


def find_grants_beyond(tx: Transaction, code: str, last_day: date) -> list[Row]:
    return tx.fetch_all(queries.find_grants_beyond, code=code, last_day=last_day)


def count_seats_beyond(tx: Transaction, code: str, sanctioned: int, on: date) -> int:
    return int(tx.fetch_value(queries.count_seats_beyond, code=code, sanctioned=sanctioned, on=on))


def find_holders_of_code(tx: Transaction, code: str, on: date) -> set[UUID]:
    return {row["person_id"] for row in tx.fetch_all(queries.find_holders_of_code, code=code, on=on)}


def find_roles_in_office(tx: Transaction, code: str, on: date) -> set[Role]:
    return {Role(row["role"]) for row in tx.fetch_all(queries.find_roles_in_office, code=code, on=on)}


def find_officers(tx: Transaction, on: date, within: list[str] | None) -> list[Row]:
    return tx.fetch_all(queries.find_officers, on=on, within=within)


def add_order(tx: Transaction, order: Order, state: OrderState, given_by: UUID | None) -> None:
    row = {
        name: getattr(order, name)
        for name in ("order_id", "kind", "code", "act", "order_number", "holds_from")
    }
    facts = Json(order.facts)
    tx.execute(queries.add_order, **row, facts=facts, state=state, given_by=given_by, now=tx.now)


def find_orders_of_unit(tx: Transaction, kind: str, code: str) -> list[Row]:
    return tx.fetch_all(queries.find_orders_of_unit, kind=kind, code=code)


def find_orders_waiting(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_orders_waiting, since=tx.now - REFUSED_SHOWN)


def find_due_orders(tx: Transaction, on: date) -> list[Order]:
    return [_order(row) for row in tx.fetch_all(queries.find_due_orders, on=on)]


def get_waiting_order(tx: Transaction, order_id: UUID) -> Order:
    row = tx.fetch_one(queries.get_waiting_order, order_id=order_id)
    if row is None:
        raise OrderUnknown
    return _order(row)


def get_waiting_order_for_update(tx: Transaction, order_id: UUID) -> Order:
    order = find_waiting_order_for_update(tx, order_id)
    if order is None:
        raise OrderUnknown
    return order


def find_waiting_order_for_update(tx: Transaction, order_id: UUID) -> Order | None:
    row = tx.fetch_one(queries.find_waiting_order_for_update, order_id=order_id)
    return _order(row) if row else None


def save_order_state(tx: Transaction, order_id: UUID, state: OrderState, refusal: str | None = None) -> None:
    tx.execute(queries.save_order_state, order_id=order_id, state=state, refusal=refusal, now=tx.now)


def _unit(kind: UnitKind, row: Row) -> Unit:
    if kind is UnitKind.DEPARTMENT:
        return Department(**row)
    if kind is UnitKind.AREA:
        return Area(**row)
    if kind is UnitKind.OFFICE:
        return Office(**row)
    return Post(**{**row, "roles": frozenset(Role(role) for role in row["roles"])})


def _order(row: Row) -> Order:
    return Order(**{**row, "act": OrderAct(row["act"])})


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
