"""Who has access to the secure network: listed, and counted by rank and department, on any day."""

from datetime import date
from typing import Any

from kernel.database import Transaction
from kernel.identity import Actor
from services.auth.actions.structure import scope_of
from services.auth.store import standing, structure

PAGE = 50
# Before section officers were admitted, this rank was the last one that had access.
FORMERLY_LAST = "DEPUTY_SECRETARY"

Row = dict[str, Any]


def grants_on(tx: Transaction, actor: Actor, on: date, asked: Row) -> Row:
    """One page of the posts with access on a day, as `items`, and the post after which the next begins."""
    found = standing.find_grants(tx, on, scope_of(tx, actor), asked, PAGE + 1)
    return {"items": found[:PAGE], "next": found[PAGE - 1]["post_code"] if len(found) > PAGE else None}


def all_grants_on(tx: Transaction, actor: Actor, on: date, asked: Row) -> list[Row]:
    """All the posts with access on a day, for a table of one's own."""
    return standing.find_grants(tx, on, scope_of(tx, actor), {**asked, "after": ""}, structure.EVERYTHING)


def grants_report(tx: Transaction, actor: Actor, on: date) -> Row:
    """Posts, posts with access and their holders on a day: by rank, by department and in all."""
    cells = standing.count_grants(tx, on, scope_of(tx, actor))
    level = next((cell["rank_level"] for cell in cells if cell["rank"] == FORMERLY_LAST), None)
    last = level or next((rank.level for rank in structure.find_ranks(tx) if rank.code == FORMERLY_LAST), 0)
    return {
        "on": on,
        "by_rank": _summed(cells, ("rank", "rank_en", "rank_hi", "rank_level")),
        "by_department": _summed(cells, ("department", "department_en", "department_hi")),
        "whole": _whole(cells),
        "below": _whole([cell for cell in cells if cell["rank_level"] > last]),
        "cells": cells,
    }


def _summed(cells: list[Row], keys: tuple[str, ...]) -> list[Row]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for cell in cells:
        groups.setdefault(tuple(cell[key] for key in keys), []).append(cell)
    rows = [dict(zip(keys, group, strict=True)) | _whole(members) for group, members in groups.items()]
    return sorted(rows, key=lambda row: (row.get("rank_level", 0), row[keys[0]]))


def _whole(cells: list[Row]) -> Row:
    return {name: sum(cell[name] for cell in cells) for name in ("posts", "granted", "holders")}
