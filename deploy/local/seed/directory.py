"""Departments, areas, ranks, offices and posts, from the files of reference data.

What has been entered stands as orders have left it since: only what is not there yet is entered.
"""

import csv
from collections.abc import Container, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from services.auth import actions, store
from services.auth.domain import Area, Department, Office, OfficeLevel, Post, Rank, Role
from services.auth.store import structure

DATA = Path(__file__).parent.parent / "data"
SYSTEM = Actor.system("auth")
STATE = "CG"
SINCE = date(2000, 11, 1)  # The day on which the state was formed.

Row = dict[str, str]
Coded = TypeVar("Coded", Department, Area, Rank, Office, Post)


def rows(name: str) -> list[Row]:
    """The rows of a file of reference data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def enter_reference(tx: Transaction) -> None:
    departments = [
        Department(
            code=row["code"],
            kind=row["kind"],
            parent=row["parent"] or None,
            name_en=row["name_en"],
            name_hi=row["name_hi"],
            valid_from=SINCE,
        )
        for row in rows("departments")
    ]
    known = {row["code"] for row in store.find_departments_to_publish(tx)}
    actions.save_departments(tx, SYSTEM, _new(departments, known))
    areas = [
        Area(**{**row, "parent": row["parent"] or None}, valid_from=SINCE)  # type: ignore[arg-type]  # texts, by name
        for row in rows("areas")
    ]
    actions.save_areas(tx, SYSTEM, _new(areas, {row["code"] for row in store.find_areas_to_publish(tx)}))
    _enter_levels(tx)
    _enter_ranks(tx)
    enter_offices(tx, offices())


def _new(wanted: Iterable[Coded], known: Container[str]) -> list[Coded]:
    return [one for one in wanted if one.code not in known]


def _enter_levels(tx: Transaction) -> None:
    known = {level.level for level in structure.find_office_levels(tx)}
    levels = [OfficeLevel(**{k: v for k, v in row.items() if k != "source"}) for row in rows("office_levels")]
    if new := [level for level in levels if level.level not in known]:
        actions.save_office_levels(tx, SYSTEM, new)


def _enter_ranks(tx: Transaction) -> None:
    ranks = [
        Rank(
            code=row["code"],
            level=int(row["level"]),
            name_en=row["name_en"],
            name_hi=row["name_hi"],
            service_group=row["group"],
            valid_from=SINCE,
        )
        for row in rows("ranks")
    ]
    actions.save_ranks(tx, SYSTEM, _new(ranks, {rank.code for rank in structure.find_ranks(tx)}))


def enter_offices(tx: Transaction, wanted: Iterable[Office]) -> None:
    actions.save_offices(tx, SYSTEM, _new(wanted, store.find_office_ids(tx)))


def offices() -> list[Office]:
    """A secretariat office per department, a section in Revenue, a collectorate per district."""
    named = [
        ("secretariat", f"SEC-{row['code']}", "SECRETARIAT", row["code"], STATE, row)
        for row in rows("departments")
        if row["kind"] == "department"
    ]
    named += [
        ("collectorate", f"COL-{row['code']}", "DISTRICT", "REV", row["code"], row)
        for row in rows("areas")
        if row["kind"] == "district"
    ]
    endings = {
        "secretariat": (", Mantralaya", ", मंत्रालय"),
        "collectorate": (" Collectorate", " कलेक्टोरेट"),
    }
    made = [
        Office(
            code=code,
            kind=kind,
            level=level,
            department=department,
            area=area,
            name_en=row["name_en"] + endings[kind][0],
            name_hi=row["name_hi"] + endings[kind][1],
            valid_from=SINCE,
        )
        for kind, code, level, department, area, row in named
    ]
    return [*made, _section(), _centre()]


def _section() -> Office:
    return Office(
        code="SEC-REV-S1",
        kind="section",
        level="SECRETARIAT",
        department="REV",
        area=STATE,
        parent="SEC-REV",
        name_en="Revenue Section 1",
        name_hi="राजस्व अनुभाग 1",
        valid_from=SINCE,
    )


def _centre() -> Office:
    return Office(
        code="LSK-CG-DMT-1",
        kind="lok_seva_kendra",
        level="DISTRICT",
        department="REV",
        area="CG-DMT",
        parent="COL-CG-DMT",
        name_en="Lok Seva Kendra, Dhamtari",
        name_hi="लोक सेवा केंद्र, धमतरी",
        valid_from=SINCE,
    )


def enter_posts(tx: Transaction, wanted: Iterable[Post]) -> dict[str, UUID]:
    """All posts' ids by code are returned."""
    return actions.save_posts(tx, SYSTEM, _new(wanted, store.find_post_ids(tx)))


def posts() -> list[Post]:
    """Those of the demo staff, two per department, and a collector per district."""
    named = rows("demo_posts")
    taken = {row["code"] for row in named}
    departments = [row for row in rows("departments") if row["kind"] == "department"]
    made = [_post(row) for row in named]
    made += [post for row in departments for post in officers_of(row) if post.code not in taken]
    return [*made, *(_collector_of(row) for row in rows("areas") if row["kind"] == "district")]


def _post(row: Row) -> Post:
    return Post(
        code=row["code"],
        office=row["office"],
        rank=row["rank"],
        roles=frozenset(Role(role) for role in row["roles"].split("|") if role),
        reports_to=row["reports_to"] or None,
        name_en=row["name_en"],
        name_hi=row["name_hi"],
        valid_from=SINCE,
    )


def officers_of(department: Row) -> list[Post]:
    """Who answers for grievances in a department: an under secretary, and a deputy secretary for appeals."""
    code, office = department["code"], f"SEC-{department['code']}"
    shared: dict[str, Any] = {"office": office, "valid_from": SINCE}
    deputy = Post(
        code=f"{code}-DS-1",
        rank="DEPUTY_SECRETARY",
        roles=frozenset({Role.APPELLATE_OFFICER, Role.APPROVING_OFFICER}),
        name_en=f"Deputy Secretary, {department['name_en']}",
        name_hi=f"उप सचिव, {department['name_hi']}",
        **shared,
    )
    under = Post(
        code=f"{code}-US-1",
        rank="UNDER_SECRETARY",
        roles=frozenset({Role.NODAL_OFFICER, Role.APPROVING_OFFICER}),
        reports_to=deputy.code,
        name_en=f"Under Secretary, {department['name_en']}",
        name_hi=f"अवर सचिव, {department['name_hi']}",
        **shared,
    )
    return [deputy, under]


def _collector_of(district: Row) -> Post:
    return Post(
        code=f"COL-{district['code']}-1",
        office=f"COL-{district['code']}",
        rank="COLLECTOR",
        roles=frozenset({Role.COLLECTOR}),
        name_en=f"Collector, {district['name_en']}",
        name_hi=f"कलेक्टर, {district['name_hi']}",
        valid_from=SINCE,
    )
