"""Working-day arithmetic over effective-dated rules; pure, without clock and database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from kernel.clock import IST, local_date

OPENS = time(10, 0)
CLOSES = time(17, 30)
LONGEST_REST_DAYS = 90


class DayKind(StrEnum):
    """How the days of a limit are counted."""

    CALENDAR = "CALENDAR"
    WORKING = "WORKING"


class Scope(StrEnum):
    """For whom a rule holds; a later member overrides an earlier one."""

    STATE = "STATE"
    DISTRICT = "DISTRICT"
    DEPARTMENT = "DEPARTMENT"
    OFFICE_KIND = "OFFICE_KIND"
    OFFICE = "OFFICE"


class RuleKind(StrEnum):
    """What a rule speaks of: a weekday, one date, or the office hours."""

    WEEKDAY = "WEEKDAY"
    DATE = "DATE"
    HOURS = "HOURS"


class NoWorkingDayError(ValueError):
    """The rules leave no working day for longer than any office rests; one of them must be wrong."""


class Hours(NamedTuple):
    """When an office opens and closes, in Indian time."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of an order about the calendar.

    `weekday` is 1 (Monday) to 7; `ordinals` narrows it to the nth of the month and is empty for all of them.
    `distance` counts the steps from the place that asks up to the place of the rule (0 is its own).
    """

    rule_id: UUID
    scope: Scope
    scope_id: str
    kind: RuleKind
    valid_from: date
    order_number: str
    valid_to: date | None = None
    weekday: int | None = None
    ordinals: tuple[int, ...] = ()
    on: date | None = None
    working: bool | None = None
    opens: time | None = None
    closes: time | None = None
    name_en: str = ""
    name_hi: str = ""
    distance: int = 0

    def speaks_of(self, day: date) -> bool:
        """Whether the rule holds on *day* and says something about it."""
        if day < self.valid_from or (self.valid_to is not None and day > self.valid_to):
            return False
        if self.kind is RuleKind.DATE:
            return day == self.on
        if self.weekday is not None and day.isoweekday() != self.weekday:
            return False
        return not self.ordinals or ordinal_in_month(day) in self.ordinals

    @property
    def weight(self) -> tuple[bool, int, int, date, UUID]:
        """The heavier of two rules decides: a date over a weekday, then the nearer scope, then the later order."""
        return (
            self.kind is RuleKind.DATE,
            list(Scope).index(self.scope),
            -self.distance,
            self.valid_from,
            self.rule_id,
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The rules that reach one place."""

    rules: tuple[Rule, ...]

    def deciding(self, day: date) -> Rule | None:
        """The rule that decides whether *day* is worked; None where no rule speaks of it."""
        return _heaviest(
            rule for rule in self.rules if rule.kind is not RuleKind.HOURS and rule.speaks_of(day)
        )

    def is_working(self, day: date) -> bool:
        """Whether the office works on *day*; a day of which no rule speaks is worked."""
        rule = self.deciding(day)
        return rule is None or bool(rule.working)

    def hours(self, day: date) -> Hours:
        """When the office opens and closes on *day*, worked or not; 10:00 to 17:30 where no rule says."""
        rule = _heaviest(rule for rule in self.rules if rule.kind is RuleKind.HOURS and rule.speaks_of(day))
        if rule is None:
            return Hours(OPENS, CLOSES)
        return Hours(rule.opens or OPENS, rule.closes or CLOSES)

    def closing(self, day: date) -> datetime:
        """The instant at which the office day of *day* ends."""
        return datetime.combine(day, self.hours(day).closes, IST)

    def add_days(self, start: datetime, days: int, kind: DayKind) -> datetime:
        """The due moment *days* after the day of *start*: the end of that office day.

        The day of *start* itself is not counted (General Clauses Act 1897, section 9). CALENDAR days count
        every day and may end on a holiday: a promise to the citizen is not stretched. WORKING days count
        only worked days, so the limit always ends on one. Raises NoWorkingDayError, ValueError for less
        than 0 days.
        """
        if days < 0:
            raise ValueError("A limit cannot be negative.")
        first = local_date(start)
        if kind is DayKind.CALENDAR:
            return self.closing(first + timedelta(days=days))
        begin = first if days == 0 else first + timedelta(days=1)
        return self.closing(next(islice(self._working_from(begin), max(days - 1, 0), None)))

    def working_days(self, first: date, last: date) -> list[date]:
        """The worked days from *first* to *last*, both included."""
        return [day for day in _days(first, last) if self.is_working(day)]

    def _working_from(self, day: date) -> Iterator[date]:
        rested = 0
        while rested <= LONGEST_REST_DAYS:
            if self.is_working(day):
                rested = 0
                yield day
            else:
                rested += 1
            day += timedelta(days=1)
        raise NoWorkingDayError(f"No working day in the {LONGEST_REST_DAYS} days before {day}.")


def ordinal_in_month(day: date) -> int:
    """1 for the first such weekday of its month, up to 5."""
    return (day.day - 1) // 7 + 1


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _heaviest(rules: Iterable[Rule]) -> Rule | None:
    return max(rules, key=lambda rule: rule.weight, default=None)
