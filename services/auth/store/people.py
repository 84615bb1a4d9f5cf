"""Charges, secure-network access, portals, and the state of employees."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction, refusing
from kernel.directory import posts
from kernel.directory.people import PersonUnknown
from kernel.errors import NotFound, Refused
from services.auth.domain import (
    Charge,
    ChargeAlreadyHeld,
    ChargeKind,
    ChargeUnknown,
    GrantOverlaps,
    GrantUnknown,
    PersonHasPost,
    PersonState,
    PostIsOccupied,
    PostTerms,
    Role,
)

Row = dict[str, Any]
queries = Queries.beside(str(Path(__file__).parent))
_AS_HELD: dict[str, type[Refused]] = {
    "one_substantive_holder_per_seat": PostIsOccupied,
    "one_substantive_post_per_person": PersonHasPost,
    "one_charge_of_a_kind": ChargeAlreadyHeld,
}


def get_post(tx: Transaction, post_id: UUID) -> PostTerms:
    row = tx.fetch_one(queries.get_post, post_id=post_id)
    if row is None:
        raise posts.PostUnknown
    return PostTerms(**{**row, "roles": frozenset(Role(role) for role in row["roles"])})


def find_person(tx: Transaction, person_id: UUID) -> Row:
    row = tx.fetch_one(queries.find_person, person_id=person_id)
    if row is None:
        raise PersonUnknown
    return row


def find_departments_of_person(tx: Transaction, person_id: UUID, on: date) -> set[str]:
    rows = tx.fetch_all(queries.find_departments_of_person, person_id=person_id, on=on)
    return {row["department"] for row in rows}


def find_same_charge(tx: Transaction, charge: Charge) -> UUID | None:
    same: UUID | None = tx.fetch_value(queries.find_same_charge, **_columns(charge))
    return same


def find_charges_of_principal(tx: Transaction, person_id: UUID, post_id: UUID) -> list[Charge]:
    rows = tx.fetch_all(queries.find_charges_of_principal, person_id=person_id, post_id=post_id)
    return [_charge(row) for row in rows]


def add_charge(tx: Transaction, charge: Charge) -> None:
    with refusing(**_AS_HELD):
        tx.execute(queries.add_charge, **_columns(charge))


def get_charge_for_update(tx: Transaction, charge_id: UUID) -> tuple[Charge, str]:
    row = tx.fetch_one(queries.get_charge_for_update, charge_id=charge_id)
    if row is None:
        raise ChargeUnknown
    department = row.pop("department")
    return _charge(row), department


def end_charge(tx: Transaction, charge_id: UUID, valid_to: date, order_number: str) -> Row:
    row = tx.fetch_one(queries.end_charge, charge_id=charge_id, valid_to=valid_to, ended_by=order_number)
    return row or {}


def end_standing_in_for(tx: Transaction, charge: Charge, valid_to: date, order_number: str) -> list[Row]:
    return tx.fetch_all(
        queries.end_standing_in_for,
        post_id=charge.post_id,
        person_id=charge.person_id,
        valid_to=valid_to,
        ended_by=order_number,
    )


def restore_charge(tx: Transaction, ended_by: str, last_day: date, before: Row) -> Row | None:
    with refusing(**_AS_HELD):
        return tx.fetch_one(queries.restore_charge, order_number=ended_by, last_day=last_day, **before)


def find_charges_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_charges_to_publish)


def find_holders(tx: Transaction, post_id: UUID, on: date) -> list[UUID]:
    return [row["person_id"] for row in tx.fetch_all(queries.find_holders, post_id=post_id, on=on)]


def find_same_grant(tx: Transaction, grant: Row) -> UUID | None:
    same: UUID | None = tx.fetch_value(queries.find_same_grant, **grant)
    return same


def add_grant(tx: Transaction, grant: Row) -> None:
    with refusing(one_grant_per_post_and_day=GrantOverlaps):
        tx.execute(queries.add_grant, **grant)


def get_grant_for_update(tx: Transaction, grant_id: UUID) -> Row:
    row = tx.fetch_one(queries.get_grant_for_update, grant_id=grant_id)
    if row is None:
        raise GrantUnknown
    return row


def end_grant(tx: Transaction, grant_id: UUID, valid_to: date, order_number: str) -> Row:
    row = tx.fetch_one(queries.end_grant, grant_id=grant_id, valid_to=valid_to, ended_by=order_number)
    return row or {}


def find_grants_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_grants_to_publish)


def add_portal(tx: Transaction, portal: Row) -> None:
    tx.execute(queries.add_portal, **portal)


def close_portal(tx: Transaction, portal_id: UUID) -> Row:
    row = tx.fetch_one(queries.close_portal, portal_id=portal_id)
    if row is None:
        raise NotFound
    return row


def save_person_state(tx: Transaction, person_id: UUID, state: PersonState, order_number: str) -> Row:
    row = tx.fetch_one(
        queries.save_person_state, person_id=person_id, state=state, order_number=order_number, now=tx.now
    )
    if row is None:
        raise PersonUnknown
    return row


def save_contact(tx: Transaction, person_id: UUID, wrapped: bytes) -> None:
    tx.execute(queries.save_contact, person_id=person_id, wrapped=wrapped)


def _columns(charge: Charge) -> Row:
    return {
        "charge_id": charge.charge_id,
        "person_id": charge.person_id,
        "post_id": charge.post_id,
        "seat": charge.seat,
        "kind": charge.kind,
        "for_person": charge.for_person,
        "order_number": charge.order_number,
        "valid_from": charge.valid_from,
        "valid_to": charge.valid_to,
        "scope": charge.scope,
    }


def _charge(row: Row) -> Charge:
    return Charge(**{**row, "kind": ChargeKind(row["kind"])})
