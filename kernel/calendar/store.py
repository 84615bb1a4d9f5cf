"""A service's own copy of the calendar rules, and the questions asked of it."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kernel.calendar.arithmetic import Calendar, DayKind, Rule, RuleKind, Scope
from kernel.clock import local_date
from kernel.database import Queries, Transaction
from kernel.events import Event

queries = Queries.beside(__file__)


class Place(NamedTuple):
    """Where a calendar is asked for; what is None is left to the wider scope."""

    department: str | None = None
    area: str | None = None
    office_id: UUID | None = None


EVERYWHERE = Place()


def save_rule(tx: Transaction, rule: Event | Rule, sequence: int | None = None) -> None:
    """Keep a published rule; an older *sequence* of the same rule changes nothing.

    A received event brings its own sequence; the owner of the rules passes its rule without one.
    """
    known = sequence if sequence is not None else rule.sequence if isinstance(rule, Event) else 0
    tx.execute(
        queries.save_rule,
        rule_id=rule.rule_id,
        scope=rule.scope,
        scope_id=rule.scope_id,
        kind=rule.kind,
        weekday=rule.weekday,
        ordinals=list(rule.ordinals),
        on=rule.on,
        working=rule.working,
        opens=rule.opens,
        closes=rule.closes,
        name_en=rule.name_en,
        name_hi=rule.name_hi,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        order_number=rule.order_number,
        sequence=known,
    )


def find_rule(tx: Transaction, rule_id: UUID) -> Rule | None:
    """One rule as it now stands."""
    row = tx.fetch_one(queries.find_rule, rule_id=rule_id)
    return _rule(row) if row else None


def rules_in_force(tx: Transaction, first: date, last: date, place: Place = EVERYWHERE) -> list[Rule]:
    """The rules that reach *place* on some day from *first* to *last*."""
    rows = tx.fetch_all(queries.find_rules, first=first, last=last, **place._asdict())
    return [_rule(row) for row in rows]


def calendar_of(tx: Transaction, first: date, last: date, place: Place = EVERYWHERE) -> Calendar:
    """The calendar of *place*, good for the days from *first* to *last*."""
    return Calendar(tuple(rules_in_force(tx, first, last, place)))


def is_working_day(
    tx: Transaction, day: date, department: str | None = None, area: str | None = None
) -> bool:
    """Whether *day* is worked there."""
    return calendar_of(tx, day, day, Place(department, area)).is_working(day)


def add_days(
    tx: Transaction,
    start: datetime,
    days: int,
    kind: str,
    department: str | None = None,
    area: str | None = None,
) -> datetime:
    """The due moment *days* (CALENDAR or WORKING) after *start*: the end of that office day, as an instant."""
    first = local_date(start)
    last = first + timedelta(days=4 * days + 120)
    return calendar_of(tx, first, last, Place(department, area)).add_days(start, days, DayKind(kind))


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        rule_id=row["rule_id"],
        scope=Scope(row["scope"]),
        scope_id=row["scope_id"],
        kind=RuleKind(row["kind"]),
        valid_from=row["valid_from"],
        order_number=row["order_number"],
        valid_to=row["valid_to"],
        weekday=row["weekday"],
        ordinals=tuple(row["ordinals"]),
        on=row["on_date"],
        working=row["working"],
        opens=row["opens"],
        closes=row["closes"],
        name_en=row["name_en"],
        name_hi=row["name_hi"],
        distance=row["distance"],
    )
