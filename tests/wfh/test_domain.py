"""The rules of a day at home, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kernel.clock import new_id
from services.wfh.domain import (
    Absence,
    AbsenceKind,
    Account,
    AttendanceOrder,
    DayRequest,
    Entry,
    EntryKind,
    Part,
    RequestKind,
    RequestState,
    day_must_be_ahead,
    days_must_be_distinct,
    days_must_run_forward,
)
from services.wfh.domain.refusals import (
    AbsenceIsCancelled,
    DayHasBegun,
    DayIsPast,
    EndsBeforeItStarts,
    NotOpen,
    NotWithinOrder,
    OrderForOtherOffices,
    QuotaSpent,
    SameDayTwice,
    TooFarAhead,
)
from tests.fakes import an_id

TODAY = date(2026, 3, 10)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


def a_day(**over: Any) -> DayRequest:
    known: dict[str, Any] = {
        "request_id": new_id(),
        "person_id": an_id("section officer"),
        "post_id": an_id("REV-SO-1"),
        "department": "REV",
        "office_id": an_id("SEC-REV-S1"),
        "approver_post": an_id("REV-US-1"),
        "kind": RequestKind.QUOTA,
        "on": TOMORROW,
        "part": Part.FULL,
        "state": RequestState.REQUESTED,
        "reason": "",
        "requested_at": datetime(2026, 3, 9, tzinfo=UTC),
    }
    return DayRequest(**{**known, **over})


def an_order(**over: Any) -> AttendanceOrder:
    order = AttendanceOrder(
        order_id=an_id("order"),
        authority="DoPT",
        number=None,
        dated=date(2020, 5, 18),
        valid_from=date(2020, 5, 18),
        valid_to=date(2020, 5, 31),
        always_attends="DEPUTY_SECRETARY",
        always_attends_level=7,
        cap_numerator=1,
        cap_denominator=2,
        slots=["09:00-17:30"],
        exemptions=[],
        office_levels=[],
        confirmed=True,
    )
    return replace(order, **over)


def an_absence(**over: Any) -> Absence:
    absence = Absence(
        absence_id=new_id(),
        person_id=an_id("section officer"),
        department="REV",
        kind=AbsenceKind.LEAVE,
        starts_on=TODAY,
        ends_on=TOMORROW,
        recorded_by=an_id("under secretary"),
        recorded_at=datetime(2026, 3, 9, tzinfo=UTC),
    )
    return replace(absence, **over)


def test_a_day_asked_for_can_be_approved_until_it_is_over() -> None:
    assert a_day().approved(TODAY).state is RequestState.APPROVED
    assert a_day(on=TODAY).approved(TODAY).state is RequestState.APPROVED
    with pytest.raises(DayIsPast):
        a_day(on=YESTERDAY).approved(TODAY)


@pytest.mark.parametrize("state", sorted(set(RequestState) - {RequestState.REQUESTED}))
def test_what_was_decided_is_not_decided_again(state: RequestState) -> None:
    with pytest.raises(NotOpen):
        a_day(state=state).approved(TODAY)
    with pytest.raises(NotOpen):
        a_day(state=state).refused()


def test_an_approved_day_is_withdrawn_only_before_it_begins() -> None:
    assert a_day(state=RequestState.APPROVED).withdrawn(TODAY).state is RequestState.WITHDRAWN
    with pytest.raises(DayHasBegun):
        a_day(state=RequestState.APPROVED, on=TODAY).withdrawn(TODAY)


def test_an_open_day_is_withdrawn_at_any_time() -> None:
    assert a_day(on=TODAY).withdrawn(TODAY).state is RequestState.WITHDRAWN


def test_a_recall_is_possible_on_the_day_itself_but_not_after_it() -> None:
    assert a_day(on=TODAY, state=RequestState.TAKEN).recalled(TODAY).state is RequestState.RECALLED
    with pytest.raises(DayIsPast):
        a_day(on=YESTERDAY, state=RequestState.TAKEN).recalled(TODAY)


def test_an_approved_day_is_taken_when_it_comes() -> None:
    assert a_day(on=TODAY, state=RequestState.APPROVED).arrived(TODAY).state is RequestState.TAKEN
    assert a_day(on=TOMORROW, state=RequestState.APPROVED).arrived(TODAY).state is RequestState.APPROVED


def test_a_day_that_became_a_day_of_rest_gives_way_unless_it_is_by_order() -> None:
    approved = a_day(on=TODAY, state=RequestState.APPROVED)
    mandated = replace(approved, kind=RequestKind.ROSTER, order_id=an_id("order"))

    assert approved.arrived(TODAY, worked=False).state is RequestState.WITHDRAWN
    assert approved.arrived(YESTERDAY, worked=False).state is RequestState.APPROVED
    assert mandated.arrived(TODAY, worked=False).state is RequestState.TAKEN
    assert a_day(on=YESTERDAY).arrived(TODAY, worked=False).state is RequestState.LAPSED


def test_a_day_that_nobody_decided_lapses_only_after_it() -> None:
    assert a_day(on=TODAY).arrived(TODAY).state is RequestState.REQUESTED
    assert a_day(on=YESTERDAY).arrived(TODAY).state is RequestState.LAPSED


@pytest.mark.parametrize(
    ("before", "after", "entries"),
    [
        ("REQUESTED", "APPROVED", []),
        ("REQUESTED", "REFUSED", [Entry(EntryKind.RELEASE, 2)]),
        ("REQUESTED", "WITHDRAWN", [Entry(EntryKind.RELEASE, 2)]),
        ("REQUESTED", "LAPSED", [Entry(EntryKind.RELEASE, 2)]),
        ("APPROVED", "RECALLED", [Entry(EntryKind.RELEASE, 2)]),
        ("APPROVED", "TAKEN", [Entry(EntryKind.RELEASE, 2), Entry(EntryKind.CONSUME, -2)]),
        ("TAKEN", "RECALLED", [Entry(EntryKind.REVERSE, 2)]),
        ("TAKEN", "WITHDRAWN", [Entry(EntryKind.REVERSE, 2)]),
    ],
)
def test_every_step_writes_its_own_entries(before: str, after: str, entries: list[Entry]) -> None:
    assert a_day(state=RequestState(after)).entries_from(RequestState(before)) == entries


def test_a_mandated_day_never_touches_the_ledger() -> None:
    day = a_day(kind=RequestKind.ROSTER, order_id=an_id("order"), state=RequestState.TAKEN)

    assert day.entries_from(RequestState.APPROVED) == []
    assert day.half_days == 0


def test_half_a_day_costs_half() -> None:
    assert a_day(part=Part.FORENOON).half_days == 1
    assert a_day(part=Part.FULL).half_days == 2


def test_an_account_covers_exactly_what_is_left() -> None:
    account = Account(person_id=new_id(), year=2026, half_days=1, quota_half_days=30, order_number="GAD 7")

    account.must_cover(1)
    with pytest.raises(QuotaSpent) as refusal:
        account.must_cover(2)
    assert refusal.value.sentence("en") == (
        "You ask for 2 half-days, but 1 of the 30 half-days of 2026 are left (GAD 7). "
        "Days that wait for approval count. Ask for fewer, or withdraw one."
    )


def test_forenoon_and_afternoon_of_one_day_may_be_asked_for_together() -> None:
    days_must_be_distinct([(TODAY, Part.FORENOON), (TODAY, Part.AFTERNOON)])


@pytest.mark.parametrize("second", [Part.FULL, Part.FORENOON])
def test_the_same_half_cannot_be_asked_for_twice_in_one_request(second: Part) -> None:
    with pytest.raises(SameDayTwice):
        days_must_be_distinct([(TODAY, Part.FORENOON), (TOMORROW, Part.FULL), (TODAY, second)])


def test_days_are_asked_for_from_today_to_the_end_of_next_year() -> None:
    day_must_be_ahead(TODAY, TODAY)
    day_must_be_ahead(date(2027, 12, 31), TODAY)
    with pytest.raises(DayIsPast):
        day_must_be_ahead(YESTERDAY, TODAY)
    with pytest.raises(TooFarAhead):
        day_must_be_ahead(date(2028, 1, 1), TODAY)


def test_an_order_is_cited_with_what_is_known_of_it() -> None:
    assert an_order().reference == "DoPT 18.05.2020"
    assert an_order(number="11013/9/2014").reference == "DoPT 11013/9/2014 18.05.2020"


def test_the_rank_named_in_an_order_and_all_above_attend_every_day() -> None:
    assert an_order().wants_in_office(7, "SECRETARIAT")
    assert an_order().wants_in_office(1, "DISTRICT")
    assert not an_order().wants_in_office(8, "SECRETARIAT")
    assert not an_order(always_attends=None, always_attends_level=None).wants_in_office(1, "SECRETARIAT")


def test_an_order_that_names_levels_of_offices_speaks_of_no_other() -> None:
    order = an_order(office_levels=["SECRETARIAT", "DIRECTORATE"])

    assert order.wants_in_office(7, "DIRECTORATE")
    assert not order.wants_in_office(7, "DISTRICT")
    order.must_reach("SECRETARIAT")
    with pytest.raises(OrderForOtherOffices):
        order.must_reach("DISTRICT")


def test_a_mandated_day_lies_within_its_order() -> None:
    an_order().must_hold_on(date(2020, 5, 31))
    with pytest.raises(NotWithinOrder):
        an_order().must_hold_on(date(2020, 6, 1))


def test_an_absence_ends_after_it_starts() -> None:
    days_must_run_forward(TODAY, TODAY)
    with pytest.raises(EndsBeforeItStarts):
        days_must_run_forward(TODAY, YESTERDAY)


def test_to_an_own_absence_nothing_gives_way_that_is_past() -> None:
    own = an_absence(recorded_by=an_id("section officer"), starts_on=YESTERDAY)

    assert own.gives_way_from(TODAY) == TODAY
    assert replace(own, starts_on=TOMORROW).gives_way_from(TODAY) == TOMORROW
    assert an_absence(starts_on=YESTERDAY).gives_way_from(TODAY) == YESTERDAY


def test_an_absence_is_cancelled_once() -> None:
    cancelled = an_absence().cancelled(datetime(2026, 3, 10, tzinfo=UTC))

    with pytest.raises(AbsenceIsCancelled):
        cancelled.cancelled(datetime(2026, 3, 11, tzinfo=UTC))
