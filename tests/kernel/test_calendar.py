"""The working calendar's arithmetic, on the rules that Chhattisgarh published and on invented ones."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import Calendar, DayKind, NoWorkingDayError, Rule, RuleKind, Scope
from kernel.clock import IST, local_date, new_id

BEGINNING = date(2000, 11, 1)
FIVE_DAY_WEEK = date(2022, 2, 2)


def a_rule(kind: RuleKind = RuleKind.WEEKDAY, **over: Any) -> Rule:
    known = {
        "rule_id": new_id(),
        "scope": Scope.STATE,
        "scope_id": "CG",
        "kind": kind,
        "valid_from": BEGINNING,
        "order_number": "GAD 1",
        "working": False if kind is not RuleKind.HOURS else None,
    }
    return Rule(**{**known, **over})


def a_holiday(on: date, **over: Any) -> Rule:
    return a_rule(RuleKind.DATE, on=on, **over)


SUNDAY = a_rule(weekday=7)
OLD_SATURDAY = a_rule(weekday=6, ordinals=(2, 3), valid_to=FIVE_DAY_WEEK - timedelta(days=1))
NEW_SATURDAY = a_rule(weekday=6, valid_from=FIVE_DAY_WEEK)
CHHATTISGARH = Calendar((SUNDAY, OLD_SATURDAY, NEW_SATURDAY))

days = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
starts = st.builds(datetime.combine, days, st.times(), st.just(IST))
scopes = st.sampled_from(Scope)
calendars = st.lists(
    st.one_of(
        st.builds(a_holiday, on=days, working=st.booleans(), scope=scopes),
        st.builds(
            a_rule,
            weekday=st.integers(6, 7),
            ordinals=st.sets(st.integers(1, 5)).map(tuple),
            working=st.booleans(),
            scope=scopes,
            valid_from=days,
        ),
    ),
    max_size=12,
).map(lambda rules: Calendar((*CHHATTISGARH.rules, *rules)))


def instant(day: date, at: time = time(12, 0)) -> datetime:
    return datetime.combine(day, at, IST)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2022, 1, 1), True),  # first Saturday
        (date(2022, 1, 8), False),  # second
        (date(2022, 1, 15), False),  # third
        (date(2022, 1, 22), True),  # fourth
        (date(2022, 1, 29), True),  # fifth
        (date(2022, 2, 5), False),  # the first Saturday of the five-day week
        (date(2022, 2, 26), False),
        (date(2022, 1, 30), False),  # a Sunday before
        (date(2022, 2, 6), False),  # and after
        (date(2022, 2, 2), True),  # the Wednesday on which the rule changed
    ],
)
def test_saturdays_follow_the_order_of_their_own_day(day: date, *, working: bool) -> None:
    assert CHHATTISGARH.is_working(day) is working


def test_a_limit_that_crosses_the_change_counts_each_saturday_by_its_own_rule() -> None:
    start = instant(date(2022, 1, 28))  # a Friday; the Saturday after it is still worked

    due = CHHATTISGARH.add_days(start, 6, DayKind.WORKING)

    assert local_date(due) == date(2022, 2, 4)
    assert local_date(CHHATTISGARH.add_days(start, 7, DayKind.WORKING)) == date(2022, 2, 7)


def test_the_due_moment_is_the_end_of_the_office_day() -> None:
    due = CHHATTISGARH.add_days(instant(date(2026, 3, 2)), 5, DayKind.WORKING)

    assert due == datetime(2026, 3, 9, 17, 30, tzinfo=IST)


def test_office_hours_are_those_of_the_due_day() -> None:
    shorter = a_rule(
        RuleKind.HOURS,
        opens=time(10, 0),
        closes=time(16, 0),
        valid_from=date(2026, 3, 9),
        valid_to=date(2026, 3, 9),
    )
    calendar = Calendar((*CHHATTISGARH.rules, shorter))

    due = calendar.add_days(instant(date(2026, 3, 2)), 5, DayKind.WORKING)

    assert due == datetime(2026, 3, 9, 16, 0, tzinfo=IST)


def test_a_calendar_limit_may_end_on_a_holiday() -> None:
    saturday = date(2026, 3, 7)

    due = CHHATTISGARH.add_days(instant(date(2026, 3, 2)), 5, DayKind.CALENDAR)

    assert local_date(due) == saturday


def test_the_day_in_india_counts_not_the_day_in_london() -> None:
    late_in_london = datetime.fromisoformat("2026-03-02T20:00:00+00:00")

    due = CHHATTISGARH.add_days(late_in_london, 1, DayKind.CALENDAR)

    assert local_date(due) == date(2026, 3, 4)


def test_a_limit_of_no_days_ends_today_or_on_the_next_working_day() -> None:
    assert local_date(CHHATTISGARH.add_days(instant(date(2026, 3, 6)), 0, DayKind.WORKING)) == date(
        2026, 3, 6
    )
    assert local_date(CHHATTISGARH.add_days(instant(date(2026, 3, 7)), 0, DayKind.WORKING)) == date(
        2026, 3, 9
    )


def test_a_dated_rule_outweighs_a_weekday_rule_of_a_nearer_scope() -> None:
    independence_day = date(2026, 8, 15)  # a Saturday
    control_room = a_rule(weekday=6, working=True, scope=Scope.OFFICE)
    calendar = Calendar((*CHHATTISGARH.rules, control_room, a_holiday(independence_day)))

    assert calendar.is_working(date(2026, 8, 8))
    assert not calendar.is_working(independence_day)


def test_the_nearer_scope_outweighs_the_wider() -> None:
    fair = date(2026, 2, 25)
    district = a_holiday(fair, scope=Scope.DISTRICT)
    relief_office = a_holiday(fair, scope=Scope.OFFICE, working=True)

    assert not Calendar((district,)).is_working(fair)
    assert Calendar((district, relief_office)).is_working(fair)


def test_the_own_department_outweighs_the_one_above() -> None:
    day = date(2026, 2, 25)
    above = a_holiday(day, scope=Scope.DEPARTMENT, scope_id="HOME", distance=1)
    own = a_holiday(day, scope=Scope.DEPARTMENT, scope_id="JAIL", distance=0, working=True)

    assert Calendar((above, own)).is_working(day)


def test_the_later_order_outweighs_the_earlier_of_the_same_scope() -> None:
    day = date(2026, 11, 2)
    holiday = a_holiday(day, valid_from=date(2026, 1, 1))
    cancelled = a_holiday(day, valid_from=date(2026, 10, 20), working=True)

    assert Calendar((cancelled, holiday)).is_working(day)


def test_without_rules_every_day_is_worked_from_ten_to_half_past_five() -> None:
    sunday = date(2026, 3, 8)

    assert Calendar(()).is_working(sunday)
    assert Calendar(()).closing(sunday) == datetime(2026, 3, 8, 17, 30, tzinfo=IST)


def test_rules_without_any_working_day_are_reported_as_wrong() -> None:
    never = Calendar((a_rule(weekday=None),))

    with pytest.raises(NoWorkingDayError):
        never.add_days(instant(date(2026, 3, 2)), 1, DayKind.WORKING)


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CHHATTISGARH.add_days(instant(date(2026, 3, 2)), -1, DayKind.CALENDAR)


@given(calendars, starts, st.integers(0, 60))
def test_a_working_limit_never_ends_on_a_day_of_rest(calendar: Calendar, start: datetime, limit: int) -> None:
    due = calendar.add_days(start, limit, DayKind.WORKING)

    assert calendar.is_working(local_date(due))


@given(calendars, starts, st.integers(1, 60))
def test_a_working_limit_counts_exactly_its_working_days(
    calendar: Calendar, start: datetime, limit: int
) -> None:
    due = local_date(calendar.add_days(start, limit, DayKind.WORKING))

    assert len(calendar.working_days(local_date(start) + timedelta(days=1), due)) == limit


@given(calendars, starts, starts, st.integers(0, 40), st.integers(0, 40), st.sampled_from(DayKind))
def test_a_later_start_or_a_longer_limit_never_ends_earlier(
    calendar: Calendar, one: datetime, other: datetime, short: int, extra: int, kind: DayKind
) -> None:
    earlier, later = sorted((one, other))

    first = calendar.add_days(earlier, short, kind)

    assert first <= calendar.add_days(later, short, kind)
    assert first <= calendar.add_days(earlier, short + extra, kind)


@given(calendars, starts, st.integers(1, 60))
def test_working_days_never_end_before_calendar_days(calendar: Calendar, start: datetime, limit: int) -> None:
    assert calendar.add_days(start, limit, DayKind.CALENDAR) <= calendar.add_days(
        start, limit, DayKind.WORKING
    )


@given(calendars, days, st.randoms())
def test_the_order_of_the_rules_does_not_matter(calendar: Calendar, day: date, random: Random) -> None:
    shuffled = list(calendar.rules)
    random.shuffle(shuffled)

    assert Calendar(tuple(shuffled)).is_working(day) == calendar.is_working(day)


def test_rules_are_compared_by_id_where_all_else_is_equal() -> None:
    low = a_holiday(date(2026, 3, 2), rule_id=UUID(int=1))
    high = a_holiday(date(2026, 3, 2), rule_id=UUID(int=2), working=True)

    assert Calendar((high, low)).is_working(date(2026, 3, 2))
