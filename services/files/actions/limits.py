"""How long a paper may stay at a desk, counted in the days that its office works."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel import calendar, clock
from kernel.calendar import Calendar, DayKind, Place
from kernel.clock import IST
from kernel.database import Transaction
from kernel.identity import Actor
from services.files import store

_BACK, _AHEAD = timedelta(days=400), timedelta(days=120)


@dataclass(frozen=True, slots=True)
class DeskClock:
    """The limit that is in force, with the calendar by which it is counted; without a limit nothing is due."""

    now: datetime
    calendar: Calendar
    days: int | None = None
    kind: DayKind = DayKind.WORKING
    order_number: str = ""

    def due(self, since: datetime) -> datetime | None:
        """Until when a paper that came at the instant *since* may stay with one official (CSMOP 60)."""
        return None if self.days is None else self.calendar.add_days(since, self.days, self.kind)

    def is_overdue(self, since: datetime) -> bool:
        """Whether a paper that came at the instant *since* lies too long."""
        due = self.due(since)
        return due is not None and due < self.now

    def overdue_before(self) -> datetime | None:
        """Every paper that came before this instant lies too long, and no other; None without a limit."""
        if self.days is None:
            return None
        day = clock.local_date(self.now)
        while not self.is_overdue(_morning(day)):
            day -= timedelta(days=1)
        return _morning(day + timedelta(days=1))


def desk_clock(tx: Transaction, actor: Actor) -> DeskClock:
    """The limit in force today, counted by the calendar of the acting post's office."""
    today = clock.local_date(tx.now)
    charge = actor.charge
    place = Place(charge.department, charge.area, charge.office_id) if charge else Place()
    rules = calendar.calendar_of(tx, today - _BACK, today + _AHEAD, place)
    limit = store.find_desk_limit(tx, today)
    if limit is None:
        return DeskClock(tx.now, rules)
    return DeskClock(tx.now, rules, limit["days"], DayKind(limit["day_kind"]), limit["order_number"])


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, IST)
