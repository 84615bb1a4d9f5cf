"""Days on which everybody works by the calendar that every installation begins with."""

from datetime import date, timedelta

from kernel.clock import local_date, now

SATURDAY = 5
NATIONAL_HOLIDAYS = {(1, 26), (8, 15), (10, 2)}


def worked_day(ahead: int) -> date:
    """The first day of work at least so many days ahead; distinct for distinct weeks."""
    day = local_date(now()) + timedelta(days=ahead)
    while day.weekday() >= SATURDAY or (day.month, day.day) in NATIONAL_HOLIDAYS:
        day += timedelta(days=1)
    return day
