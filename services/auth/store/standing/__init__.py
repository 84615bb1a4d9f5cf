"""Who holds what: charges of a person and of a post, access to the secure network, devices."""

from datetime import date
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction
from kernel.directory.people import PersonUnknown
from services.auth.domain import Charge, ChargeKind, ChargeUnknown, GrantUnknown, Scope

Row = dict[str, Any]
queries = Queries.beside(__file__)


def get_person(tx: Transaction, staff_uid: str) -> Row:
    row = tx.fetch_one(queries.get_person_by_staff_uid, staff_uid=staff_uid)
    if row is None:
        raise PersonUnknown
    return row


def find_charges_after(tx: Transaction, person_id: UUID, last_day: date) -> list[Charge]:
    rows = tx.fetch_all(queries.find_charges_after, person_id=person_id, last_day=last_day)
    return [Charge(**{**row, "kind": ChargeKind(row["kind"]), "scope": Scope(row["scope"])}) for row in rows]


def find_ends_of_charges(tx: Transaction, person_id: UUID, last_day: date) -> list[Row]:
    return tx.fetch_all(queries.find_ends_of_charges, person_id=person_id, last_day=last_day)


def find_charges_of_person(tx: Transaction, person_id: UUID) -> list[Row]:
    return tx.fetch_all(queries.find_charges_of_person, person_id=person_id)


def find_charges_of_post(tx: Transaction, code: str) -> list[Row]:
    return tx.fetch_all(queries.find_charges_of_post, code=code)


def get_charge(tx: Transaction, charge_id: UUID) -> Row:
    row = tx.fetch_one(queries.get_charge, charge_id=charge_id)
    if row is None:
        raise ChargeUnknown
    return row


def find_delegations(tx: Transaction, person_id: UUID, on: date) -> list[Row]:
    return tx.fetch_all(queries.find_delegations, person_id=person_id, on=on)


def find_grants_of_posts(tx: Transaction, post_ids: list[UUID], on: date) -> list[Row]:
    return tx.fetch_all(queries.find_grants_of_posts, post_ids=post_ids, on=on) if post_ids else []


def get_grant(tx: Transaction, grant_id: UUID) -> Row:
    row = tx.fetch_one(queries.get_grant, grant_id=grant_id)
    if row is None:
        raise GrantUnknown
    return row


def find_grants(tx: Transaction, on: date, within: list[str] | None, asked: Row, limit: int) -> list[Row]:
    filters = {name: asked.get(name) for name in ("department", "rank", "ends_by")}
    after = asked.get("after") or ""
    return tx.fetch_all(queries.find_grants, on=on, within=within, after=after, limit=limit, **filters)


def count_grants(tx: Transaction, on: date, within: list[str] | None) -> list[Row]:
    return tx.fetch_all(queries.count_grants, on=on, within=within)
