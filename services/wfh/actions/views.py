"""What may be looked at: balance, ledger, requests, roster, calendar, orders and duty hours."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel import calendar
from kernel.calendar import Place
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.wfh import access, store
from services.wfh.actions.standing import own
from services.wfh.domain import (
    Absence,
    AttendanceOrder,
    DayRequest,
    EntryKind,
    SpanTooLong,
    days_must_run_forward,
)

LONGEST_SPAN_DAYS = 366

Page = dict[str, Any]


def balance(tx: Transaction, actor: Actor, year: int | None = None) -> dict[str, Any]:
    """The acting person's half-days of a year; before the first request the quota is still whole."""
    person_id, _charge = own(actor)
    today = local_date(tx.now)
    asked = year or today.year
    account = store.find_account(tx, person_id, asked)
    sums = store.sum_entries(tx, person_id, asked)
    quota = None if account else store.find_quota(tx, max(today, date(asked, 1, 1)))
    return {
        "year": asked,
        "half_days_left": account.half_days if account else quota["half_days"] if quota else 0,
        "half_days_granted": sums.get(EntryKind.GRANT, quota["half_days"] if quota else 0),
        "half_days_held": -(sums.get(EntryKind.HOLD, 0) + sums.get(EntryKind.RELEASE, 0)),
        "half_days_used": -(sums.get(EntryKind.CONSUME, 0) + sums.get(EntryKind.REVERSE, 0)),
        "order_number": account.order_number if account else quota["order_number"] if quota else "",
    }


def ledger(tx: Transaction, actor: Actor, year: int | None, after: int, limit: int) -> Page:
    """The acting person's entries of a year, oldest first."""
    person_id, _charge = own(actor)
    rows = store.find_entries(tx, person_id, year or local_date(tx.now).year, after, limit + 1)
    return _page(rows, limit, "position")


def requests(tx: Transaction, actor: Actor, state: str | None, after: UUID | None, limit: int) -> Page:
    """The acting person's days at home, newest first."""
    person_id, _charge = own(actor)
    rows = store.find_requests_of_person(tx, person_id, state, after, limit + 1)
    return _page(rows, limit, "request_id")


def request(tx: Transaction, actor: Actor, request_id: UUID) -> DayRequest:
    """One day at home; for others than the requester and the deciding post it does not exist."""
    found = store.get_request(tx, request_id)
    require(access.may_see(actor, found))
    return found


def awaiting(tx: Transaction, actor: Actor, after: UUID | None, limit: int) -> Page:
    """What waits for the acting post's decision, oldest first."""
    _person_id, charge = own(actor)
    rows = store.find_requests_awaiting(tx, charge.post_id, after, limit + 1)
    return _page(rows, limit, "request_id")


def absences(tx: Transaction, actor: Actor, after: UUID | None, limit: int) -> Page:
    """The acting person's absences, newest first."""
    person_id, _charge = own(actor)
    found: list[Absence] = store.find_absences_of_person(tx, person_id, after, limit + 1)
    following = str(found[limit - 1].absence_id) if len(found) > limit else None
    return {"items": found[:limit], "next": following}


def roster(tx: Transaction, actor: Actor, on: date | None) -> Page:
    """Where the people of the acting post's office are on a day; never why somebody is absent."""
    _person_id, charge = own(actor)
    return {"items": store.find_roster(tx, charge.office_id, [on or local_date(tx.now)]), "next": None}


def calendar_days(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """Which days are worked between two dates, at the acting post's place or another, and by which order."""
    _person_id, charge = own(actor)
    first: date = query.get("first") or local_date(tx.now)
    last: date = query.get("last") or first + timedelta(days=30)
    days_must_run_forward(first, last)
    if (last - first).days >= LONGEST_SPAN_DAYS:
        raise SpanTooLong(days=LONGEST_SPAN_DAYS)
    elsewhere = query.get("department") or query.get("area")
    own_place = Place(charge.department, charge.area, charge.office_id)
    place = Place(query.get("department"), query.get("area")) if elsewhere else own_place
    here = calendar.calendar_of(tx, first, last, place)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {"items": [_calendar_day(here, day) for day in days], "next": None}


def attendance_orders(tx: Transaction, on: date | None, limit: int) -> list[AttendanceOrder]:
    """The attendance orders in force on a day, or all of them."""
    return store.find_orders(tx, on, limit)


def duty_hours(tx: Transaction, actor: Actor, on: date | None) -> dict[str, Any] | None:
    """The hours in which the acting person must be within reach of a phone call on a day."""
    person_id, charge = own(actor)
    departments = store.find_departments_above(tx, charge.department)
    return store.find_duty_hours(tx, on or local_date(tx.now), person_id, charge.office_id, departments)


def _calendar_day(here: calendar.Calendar, day: date) -> dict[str, Any]:
    rule = here.deciding(day)
    hours = here.hours(day)
    return {
        "on": day,
        "working": here.is_working(day),
        "name_en": rule.name_en if rule else "",
        "name_hi": rule.name_hi if rule else "",
        "order_number": rule.order_number if rule else "",
        "opens": f"{hours.opens:%H:%M}",
        "closes": f"{hours.closes:%H:%M}",
    }


def _page(rows: list[dict[str, Any]], limit: int, cursor: str) -> Page:
    following = str(rows[limit - 1][cursor]) if len(rows) > limit else None
    return {"items": rows[:limit], "next": following}
