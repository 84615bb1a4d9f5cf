"""What a page shows at once: a year of one's own, a month, today, an office, and a decision with its surroundings."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel import calendar, directory
from kernel.calendar import Place
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.wfh import access, store
from services.wfh.actions.days import Wish
from services.wfh.actions.standing import own
from services.wfh.actions.views import balance, calendar_days
from services.wfh.domain import (
    LIVE_STATES,
    Absence,
    DayRequest,
    Part,
    RequestState,
    TooManyAtOnce,
    days_must_run_forward,
)

AT_MOST_DAYS = 31
LOOK_AHEAD_DAYS = 366
AT_ONCE = 50

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """How an office stands on a day: who is where, and whether it is worked at all."""

    on: date
    working: bool
    name: str
    places: Counter[str]


def wishes_between(tx: Transaction, actor: Actor, first: date, last: date | None, part: Part) -> list[Wish]:
    """The worked days of a span at the acting post's place; the first day where none of them is worked.

    Raises EndsBeforeItStarts, TooManyAtOnce.
    """
    if last is None or last == first:
        return [(first, part)]
    days_must_run_forward(first, last)
    _person_id, charge = own(actor)
    here = calendar.calendar_of(tx, first, last, Place(charge.department, charge.area, charge.office_id))
    worked = here.working_days(first, last) if (last - first).days < LOOK_AHEAD_DAYS else []
    if len(worked) > AT_MOST_DAYS or (last - first).days >= LOOK_AHEAD_DAYS:
        raise TooManyAtOnce(most=AT_MOST_DAYS)
    return [(on, part) for on in worked or [first]]


def my_year(tx: Transaction, actor: Actor, year: int | None) -> Facts:
    """The balance of a year, its days at home, the ledger behind them, and of which years there are more."""
    person_id, _charge = own(actor)
    today = local_date(tx.now)
    asked = year or today.year
    requests = store.find_requests_between(tx, person_id, date(asked, 1, 1), date(asked, 12, 31))
    return {
        "year": asked,
        "today": today,
        "balance": balance(tx, actor, asked),
        "ahead": sorted((one for one in requests if _is_ahead(one, today)), key=lambda one: one.on),
        "earlier": [one for one in requests if not _is_ahead(one, today)],
        "entries": store.find_entries(tx, person_id, asked, 0, AT_ONCE * 10),
        "years": sorted({*store.find_years(tx, person_id), today.year}, reverse=True),
    }


def my_month(tx: Transaction, actor: Actor, first: date) -> list[Facts]:
    """Each day of the month that begins on *first*: worked or not, and where the acting person is."""
    person_id, _charge = own(actor)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = calendar_days(tx, actor, {"first": first, "last": last})["items"]
    at_home = store.find_live_requests(tx, person_id, first, last)
    absences = store.find_absences_between(tx, person_id, first, last)
    return [
        {
            **day,
            "requests": [one for one in at_home if one.on == day["on"]],
            "absence": _absence_on(absences, day["on"]),
        }
        for day in days
    ]


def my_today(tx: Transaction, actor: Actor) -> Facts:
    """Where the acting person works today, what is left, the next day at home, and how much waits for a decision."""
    person_id, charge = own(actor)
    today = local_date(tx.now)
    live = store.find_live_requests(tx, person_id, today, today + timedelta(days=LOOK_AHEAD_DAYS))
    given = [one for one in live if one.state is not RequestState.REQUESTED]
    (day,) = calendar_days(tx, actor, {"first": today, "last": today})["items"]
    return {
        "today": today,
        "day_facts": day,
        "absence": _absence_on(store.find_absences_between(tx, person_id, today, today), today),
        "at_home": [one for one in given if one.on == today],
        "next_day": next((one for one in given if one.on > today), None),
        "asked": sum(one.state is RequestState.REQUESTED for one in live),
        "balance": balance(tx, actor),
        "awaiting": store.count_awaiting(tx, charge.post_id),
    }


def office_days(tx: Transaction, actor: Actor, days: list[date]) -> Facts:
    """Where the people of the acting post's office are on some days, and by which orders."""
    _person_id, charge = own(actor)
    office = directory.office(tx, charge.office_id)
    rows = store.find_roster(tx, charge.office_id, days)
    first, last = min(days), max(days)
    worked = {day["on"]: day for day in calendar_days(tx, actor, {"first": first, "last": last})["items"]}
    people: dict[tuple[UUID, UUID], Facts] = {}
    for row in rows:
        line = people.setdefault((row["post_id"], row["person_id"]), {**row, "on_days": {}})
        line["on_days"][row["on"]] = row
    orders = [one for one in store.find_orders(tx, None, AT_ONCE) if _touches(one, first, last)]
    return {
        "office": office,
        "days": [_office_day(worked[day], rows, actor.language) for day in days],
        "people": list(people.values()),
        "orders": [one for one in orders if one.reaches(office.level)],
    }


def to_decide(tx: Transaction, actor: Actor, after: UUID | None, limit: int) -> Facts:
    """What waits for the acting post with how each day stands in the asker's office, and what could be recalled."""
    _person_id, charge = own(actor)
    rows = store.find_requests_awaiting(tx, charge.post_id, after, limit + 1)
    waiting = rows[:limit]
    ahead = store.find_decided_ahead(tx, charge.post_id, local_date(tx.now), AT_ONCE)
    return {
        "waiting": waiting,
        "next": waiting[-1]["request_id"] if len(rows) > limit else None,
        "ahead": ahead,
        "posts": directory.posts_by_id(tx, {row["post_id"] for row in [*waiting, *ahead]}),
        "presence": _presence(tx, waiting),
    }


def decision(tx: Transaction, actor: Actor, request_id: UUID) -> Facts:
    """One day at home before its deciding post, with who else is away that day and the cap that is ordered."""
    request = store.get_request(tx, request_id)
    require(access.may_see(actor, request))
    require(access.may_decide(actor, request))
    office = directory.office(tx, request.office_id)
    others = store.find_roster(tx, request.office_id, [request.on])
    return {
        "request": request,
        "today": local_date(tx.now),
        "person": directory.find_person(tx, request.person_id),
        "post": directory.posts_by_id(tx, [request.post_id]).get(request.post_id),
        "office": office,
        "others": [row for row in others if row["person_id"] != request.person_id],
        "orders": [one for one in store.find_orders_on(tx, request.on) if one.reaches(office.level)],
        "is_open": request.state is RequestState.REQUESTED,
        "can_recall": _can_recall(request, local_date(tx.now)),
    }


def on_duty(tx: Transaction, actor: Actor, after: UUID | None, limit: int) -> Facts:
    """The acting person's absences, and who stands in for the acting post today."""
    person_id, charge = own(actor)
    found = store.find_absences_of_person(tx, person_id, after, limit + 1)
    return {
        "today": local_date(tx.now),
        "absences": found[:limit],
        "next": found[limit - 1].absence_id if len(found) > limit else None,
        "link_officer": directory.link_officer(tx, charge.post_id, tx.now),
        "post": directory.posts_by_id(tx, [charge.post_id]).get(charge.post_id),
    }


def _is_ahead(request: DayRequest, today: date) -> bool:
    return request.on >= today and request.state in LIVE_STATES


def _can_recall(request: DayRequest, today: date) -> bool:
    return request.on >= today and request.state in (RequestState.APPROVED, RequestState.TAKEN)


def _absence_on(absences: list[Absence], day: date) -> Absence | None:
    return next((one for one in absences if one.starts_on <= day <= one.ends_on), None)


def _office_day(day: Facts, rows: list[store.Row], language: str) -> OfficeDay:
    places = Counter(row["place"] for row in rows if row["on"] == day["on"])
    name = day["name_en"] if language == "en" else day["name_hi"]
    return OfficeDay(day["on"], day["working"], "" if day["working"] else name, places)


def _touches(order: Any, first: date, last: date) -> bool:
    return bool(order.valid_from <= last and order.valid_to >= first)


def _presence(tx: Transaction, waiting: list[store.Row]) -> dict[UUID, Counter[str]]:
    days: dict[UUID, set[date]] = {}
    for row in waiting:
        days.setdefault(row["office_id"], set()).add(row["on"])
    places = {
        (office_id, day): Counter[str]() for office_id, office_days in days.items() for day in office_days
    }
    for office_id, office_days in days.items():
        for row in store.find_roster(tx, office_id, sorted(office_days)):
            places[office_id, row["on"]][row["place"]] += 1
    return {row["request_id"]: places[row["office_id"], row["on"]] for row in waiting}
