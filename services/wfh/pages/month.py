"""My calendar: a month that prints, and an address under which a telephone may subscribe to it."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date, get_day_names

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.domain import FeedUnknown
from services.wfh.pages.feed import calendar_text
from services.wfh.pages.room import pages, worded
from services.wfh.schemas import forms

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@pages.get("/wfh/calendar", query=forms.MonthShown, may="wfh.read")
def month(tx: Transaction, actor: Actor, call: Call, form_key: bytes, query: dict[str, Any]) -> Page:
    """A month of mine: worked days, holidays, days at home, absences."""
    today = local_date(tx.now)
    first = date.fromisoformat(f"{query['month']}-01") if query["month"] else today.replace(day=1)
    days = actions.my_month(tx, actor, first)
    names = get_day_names("abbreviated", locale=actor.language)
    return worded(
        "month.html",
        today=today,
        title=format_date(first, "LLLL y", locale=actor.language),
        weekdays=[names[number] for number in range(7)],
        weeks=_weeks(first, days),
        days=days,
        before=f"{first - timedelta(days=1):%Y-%m}",
        following=f"{first + timedelta(days=31):%Y-%m}",
        address=_whole(call, actions.feed_address(tx, actor, form_key)),
    )


@pages.post("/wfh/calendar/feed", takes=forms.Nothing, may="wfh.read")
def make_feed(tx: Transaction, actor: Actor) -> Redirect:
    """Give my calendar an address; an earlier one ends."""
    actions.make_feed(tx, actor)
    return Redirect("/wfh/calendar#feed")


@pages.post("/wfh/calendar/feed/end", takes=forms.Nothing, may="wfh.read")
def end_feed(tx: Transaction, actor: Actor) -> Redirect:
    """End the address of my calendar."""
    actions.end_feed(tx, actor)
    return Redirect("/wfh/calendar#feed")


@pages.get("/wfh/calendar/{name}", public=True)
def feed(tx: Transaction, form_key: bytes, name: str) -> Download:
    """The calendar of whoever made this address: day and kind, and nothing else."""
    token, dot, ending = name.rpartition(".")
    if not dot or ending != "ics":
        raise FeedUnknown
    text = calendar_text(actions.feed_of(tx, token, form_key))
    return Download([text.encode()], CALENDAR_TYPE, "karyasetu.ics")


def _whole(call: Call, token: str | None) -> str:
    """An address that a telephone reaches: it is neither on the VPN nor in the secretariat."""
    if not token:
        return ""
    home = call.context.settings.public_address or call.request.forwarded_prefix
    return f"{home}/wfh/calendar/{token}.ics"


def _weeks(first: date, days: list[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    """The days in rows from Monday to Sunday, with gaps before the first and after the last."""
    cells: list[dict[str, Any] | None] = [*([None] * first.weekday()), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]
