"""Duty hours: when staff may be disturbed, and when they next may."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from kernel.clock import IST

LOOK_AHEAD_DAYS = 60
LAST_MINUTE = time(23, 59)
DAYS_OF_A_WEEK = 7


class DutyScope(StrEnum):
    """For whom duty hours hold; a later member overrides an earlier one."""

    STATE = "STATE"
    DEPARTMENT = "DEPARTMENT"
    OFFICE = "OFFICE"
    PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class DutyHours:
    """The hours, Indian time, on certain weekdays (1 is Monday); `valid_to` is the last day."""

    scope: DutyScope
    weekdays: tuple[int, ...]
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None = None
    distance: int = 0

    def hold_on(self, day: date) -> bool:
        """Whether the order is in force on *day*."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_duty_day(self, day: date, is_working: Callable[[date], bool]) -> bool:
        """Whether *day* has duty. An order that names all seven weekdays means every day, Sundays and holidays too."""
        named = set(self.weekdays)
        return day.isoweekday() in named and (len(named) == DAYS_OF_A_WEEK or is_working(day))

    def over_at(self, day: date) -> datetime:
        """When duty ends on *day*. An order cannot write 24:00; 23:59 means it, or a control room had a minute off."""
        if self.ends == LAST_MINUTE:
            return datetime.combine(day + timedelta(days=1), time.min, IST)
        return datetime.combine(day, self.ends, IST)


def narrowest(rules: Sequence[DutyHours], day: date) -> DutyHours | None:
    """The duty hours that decide on *day*: the nearest scope, then the later order."""
    in_force = [rule for rule in rules if rule.hold_on(day)]
    order = list(DutyScope)
    return max(
        in_force, key=lambda rule: (order.index(rule.scope), -rule.distance, rule.valid_from), default=None
    )


def next_duty(rules: Sequence[DutyHours], at: datetime, is_working: Callable[[date], bool]) -> datetime:
    """*at* itself when it lies within duty hours, else the instant at which duty next begins.

    A holiday is no duty day, unless the order names all seven weekdays, as that of a control room does. Where no
    duty hours were ever ordered nobody waits. After LOOK_AHEAD_DAYS without a duty day the orders must be wrong,
    and the message goes out.
    """
    local = at.astimezone(IST)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        rule = narrowest(rules, day)
        if rule is None:
            return max(at, datetime.combine(day, time.min, IST))
        if rule.is_duty_day(day, is_working) and at < rule.over_at(day):
            return max(at, datetime.combine(day, rule.starts, IST))
    return at
