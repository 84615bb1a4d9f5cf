"""Who of my office works where: a week or a month, on the screen, on paper, and in a spreadsheet."""

import csv
import io
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.http import Download
from kernel.edge.pages import Page
from kernel.identity import Actor
from kernel.languages import _, translate
from services.wfh import actions
from services.wfh.pages.room import PARTS, PLACES, pages, worded
from services.wfh.schemas import forms

HEADS = (_("Day"), _("Name"), _("Post"), _("Where"), _("Part of the day"))
NOT_WORKED = _("Not a working day")
# A spreadsheet would calculate what begins with one of these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pages.get("/wfh/roster", query=forms.SpanShown, may="wfh.read")
def roster(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """Where the people of my office work, day by day."""
    on = query["on"] or local_date(tx.now)
    days = _days(query["view"], on)
    return worded(
        "roster.html",
        **actions.office_days(tx, actor, days),
        today=local_date(tx.now),
        view=query["view"],
        on=on,
        first=days[0],
        last=days[-1],
        before=days[0] - timedelta(days=1),
        following=days[-1] + timedelta(days=1),
        short_days={day: format_date(day, "EEE d", locale=actor.language) for day in days},
    )


@pages.get("/wfh/roster.csv", query=forms.SpanShown, may="wfh.read")
def roster_sheet(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Download:
    """The same as a table for a spreadsheet, one line for each person and day."""
    days = _days(query["view"], query["on"] or local_date(tx.now))
    sheet = io.StringIO(newline="")
    # Without this mark a spreadsheet takes Hindi for something else.
    sheet.write("\ufeff")
    csv.writer(sheet).writerows(_lines(actions.office_days(tx, actor, days), actor.language))
    name = f"roster-{days[0]:%Y-%m-%d}-{days[-1]:%Y-%m-%d}.csv"
    return Download([sheet.getvalue().encode()], "text/csv; charset=utf-8", name)


def _days(view: str, on: date) -> list[date]:
    """The week from Monday to Sunday, or the month, in which *on* lies."""
    if view == "week":
        first, count = on - timedelta(days=on.weekday()), 7
    else:
        first, count = on.replace(day=1), monthrange(on.year, on.month)[1]
    return [first + timedelta(days=n) for n in range(count)]


def _lines(office: dict[str, Any], language: str) -> list[list[str]]:
    def said(text: str) -> str:
        return translate(text, language, "wfh")

    lines = [[said(head) for head in HEADS]]
    for person in office["people"]:
        name, post = (person[f"{what}_{'en' if language == 'en' else 'hi'}"] for what in ("name", "post"))
        for day in office["days"]:
            row = person["on_days"].get(day.on)
            if row is None:
                continue
            where = said(PLACES[row["place"]][0]) if day.working else said(NOT_WORKED)
            part = said(PARTS[row["part"]]) if day.working and row["place"] == "HOME" else ""
            lines.append([day.on.isoformat(), name, post, where, part])
    return [[_harmless(cell) for cell in line] for line in lines]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
