"""Departments, areas, offices, ranks, posts and people, many rows at a time."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.database import Json, Queries, Transaction
from services.auth.domain import Area, Department, Office, OfficeLevel, Person, Post, Rank
from services.auth.domain.spelling import spelt

Row = dict[str, Any]
Noun = Department | Area | OfficeLevel | Rank | Office | Post | Person
queries = Queries.beside(str(Path(__file__).parent))


def save_departments(tx: Transaction, rows: Iterable[Department]) -> list[Row]:
    return tx.fetch_all(queries.save_departments, rows=_json(map(_row, rows)))


def save_areas(tx: Transaction, rows: Iterable[Area]) -> list[Row]:
    return tx.fetch_all(queries.save_areas, rows=_json(map(_row, rows)))


def save_office_levels(tx: Transaction, rows: Iterable[OfficeLevel]) -> None:
    tx.execute(queries.save_office_levels, rows=_json(map(_row, rows)))


def save_ranks(tx: Transaction, rows: Iterable[Rank]) -> list[str]:
    changed = tx.fetch_all(queries.save_ranks, rows=_json(map(_row, rows)))
    return [row["code"] for row in changed]


def save_offices(tx: Transaction, rows: Iterable[Office], ids: dict[str, UUID]) -> list[Row]:
    plain = [
        _row(row)
        | {
            "office_id": ids[row.code],
            "parent_id": ids[row.parent] if row.parent else None,
            "successor": ids[row.successor] if row.successor else None,
        }
        for row in rows
    ]
    return tx.fetch_all(queries.save_offices, rows=_json(plain))


def save_posts(
    tx: Transaction, rows: Iterable[Post], ids: dict[str, UUID], offices: dict[str, UUID]
) -> list[UUID]:
    plain = [
        _row(row)
        | {
            "post_id": ids[row.code],
            "office_id": offices[row.office],
            "reports_to": ids[row.reports_to] if row.reports_to else None,
            "successor": ids[row.successor] if row.successor else None,
            "roles": sorted(row.roles),
        }
        for row in rows
    ]
    return [row["post_id"] for row in tx.fetch_all(queries.save_posts, rows=_json(plain))]


def save_people(tx: Transaction, rows: Iterable[Person], ids: dict[str, UUID]) -> list[Row]:
    plain = [_row(row) | {"person_id": ids[row.staff_uid]} for row in rows]
    return tx.fetch_all(queries.save_people, rows=_json(plain), now=tx.now)


def find_office_ids(tx: Transaction) -> dict[str, UUID]:
    return {row["code"]: row["id"] for row in tx.fetch_all(queries.find_office_ids)}


def find_post_ids(tx: Transaction) -> dict[str, UUID]:
    return {row["code"]: row["id"] for row in tx.fetch_all(queries.find_post_ids)}


def find_person_ids(tx: Transaction, staff_uids: list[str]) -> dict[str, UUID]:
    rows = tx.fetch_all(queries.find_person_ids, staff_uids=staff_uids)
    return {row["code"]: row["id"] for row in rows}


def find_rank_codes(tx: Transaction, on: date) -> set[str]:
    return {row["code"] for row in tx.fetch_all(queries.find_rank_codes, on=on)}


def find_department_subtree(tx: Transaction, code: str) -> set[str]:
    return {row["code"] for row in tx.fetch_all(queries.find_department_subtree, code=code)}


def find_departments_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_departments_to_publish)


def find_areas_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_areas_to_publish)


def find_offices_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_offices_to_publish)


def find_posts_to_publish(
    tx: Transaction,
    on: date,
    *,
    post_ids: list[UUID] | None = None,
    office_ids: list[UUID] | None = None,
    ranks: list[str] | None = None,
) -> list[Row]:
    return tx.fetch_all(
        queries.find_posts_to_publish, on=on, post_ids=post_ids, office_ids=office_ids, ranks=ranks
    )


def find_people_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_people_to_publish)


def find_portals_to_publish(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_portals_to_publish)


def find_contacts(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_contacts)


def lock_directory(tx: Transaction) -> None:
    tx.fetch_value(queries.lock_directory)


def _row(noun: Noun) -> Row:
    return asdict(noun) | {"name_en": spelt(noun.name_en), "name_hi": spelt(noun.name_hi)}


def _json(rows: Iterable[Row]) -> Json:
    return Json(list(rows), dumps=partial(json.dumps, default=str))
