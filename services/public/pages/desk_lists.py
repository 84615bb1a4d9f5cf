"""Lists that leave the screen: the weekly list for the review meeting on paper, and tables for other programs."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from kernel import directory
from kernel.clock import local_date
from kernel.database import Row, Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page
from kernel.identity import Actor
from kernel.languages import _, translate
from services.public import actions, schemas
from services.public.domain.case import AT_WORK, OPEN_STATES, CaseState
from services.public.pages.desk import WORDS, address, desk_page
from services.public.pages.room import pages

BYTE_ORDER_MARK = "\ufeff"
_HEADS = (
    _("Case number"),
    _("Nature"),
    _("Department"),
    _("Area"),
    _("Since"),
    _("Due"),
    _("Days over"),
    _("State"),
    _("Where it lies"),
    _("Last step"),
    _("Date of the last step"),
)
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


@pages.get("/desk/weekly", query=schemas.DeskSearch, may="cases.read")
def weekly(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The list for the weekly review: what is late and what falls due within seven days, by department."""
    wanted = {**query, "state": None, "when": "review"}
    rows = actions.list_cases(tx, actor, wanted, actions.MOST_PRINTED + 1)
    today = local_date(tx.now)
    shown = [_told(row, tx.now) for row in rows[: actions.MOST_PRINTED]]
    return desk_page(
        "desk_weekly.html",
        groups=[(code, list(each)) for code, each in groupby(shown, key=lambda row: row["department"])],
        cases=len(shown),
        late=sum(row["late"] for row in shown),
        more=len(rows) > actions.MOST_PRINTED,
        most=actions.MOST_PRINTED,
        today=today,
        csv_url=address("/desk/weekly.csv", {**wanted, "when": None}),
        back_url=address("/desk", query),
        **_names(tx),
    )


@pages.get("/desk/weekly.csv", query=schemas.DeskSearch, may="cases.read", reading=False)
def weekly_csv(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Download:
    """The weekly list as a table."""
    return _exported(tx, actor, call, {**query, "state": None, "when": "review"}, "weekly")


@pages.get("/desk/cases.csv", query=schemas.DeskSearch, may="cases.read", reading=False)
def cases_csv(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Download:
    """What the desk shows, all its pages, as a table."""
    return _exported(tx, actor, call, query, "cases")


def as_csv(rows: Iterable[Iterable[Any]]) -> bytes:
    """A table that spreadsheets open in any language and never run."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _exported(tx: Transaction, actor: Actor, call: Call, wanted: dict[str, Any], name: str) -> Download:
    language, today = call.language, local_date(tx.now)
    rows = [_told(row, tx.now) for row in actions.export_cases(tx, actor, wanted)]
    names = _names(tx)
    heads = [translate(head, language, "public") for head in _HEADS]
    table = as_csv([heads, *(_cells(row, language, names) for row in rows)])
    return Download([table], "text/csv; charset=utf-8", f"{name}-{today.isoformat()}.csv", len(table))


def _names(tx: Transaction) -> dict[str, Any]:
    return {
        "department_names": {each.code: each for each in directory.departments(tx)},
        "area_names": {each.code: each for each in directory.areas(tx)},
    }


def _told(row: Row, now: datetime) -> Row:
    state, due_at = CaseState(row["state"]), row["due_at"]
    due_on = local_date(due_at) if due_at else None
    stands = row["paused_at"] is not None
    # Of what is answered the days count to its answer.
    until = now if state in OPEN_STATES else row["disposed_at"]
    over = max(0, (local_date(until) - due_on).days) if due_on and until and not stands else 0
    late = row["overdue_at"] is not None or (
        state in AT_WORK and not stands and bool(due_at and due_at < now)
    )
    return {**row, "state": state, "due_on": due_on, "stands": stands, "days_over": over, "late": late}


def _cells(row: Row, language: str, names: dict[str, Any]) -> list[Any]:
    def said(text: str) -> str:
        return translate(text, language, "public")

    def named(kind: str, code: str) -> str:
        found = names[kind].get(code)
        return str(found.name(language)) if found else code

    return [
        row["number"],
        said(WORDS["natures"][row["nature"]]),
        named("department_names", row["department"]),
        named("area_names", row["area"]),
        _day(row["registered_at"]),
        _day(row["due_at"]),
        row["days_over"],
        said(WORDS["states"][row["state"]]),
        row["desk_en" if language == "en" else "desk_hi"] or "",
        said(WORDS["whats"][row["what"]]) if row["what"] else "",
        _day(row["last_at"]),
    ]


def _day(at: datetime | None) -> str:
    return local_date(at).isoformat() if at else ""


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_BEGINS) else cell
