"""What an absence that somebody records for himself does to days at home that are past."""

from datetime import timedelta
from typing import Any

import pytest

from kernel.database import Transaction
from services.wfh import actions
from services.wfh.domain import Absence, AbsenceKind, DayRequest, RequestState
from services.wfh.domain.refusals import AbsenceOverlaps
from tests.wfh.office import AT_HOME, SECTION_OFFICER, TUESDAY, UNDER_SECRETARY, person_of
from tests.wfh.test_actions import WEDNESDAY, ask, entries, left

THURSDAY = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def days(desk: Transaction) -> list[DayRequest]:
    """Tuesday, Wednesday and Thursday at home; it is Wednesday, and Tuesday is past and used."""
    asked = [ask(desk, on) for on in (TUESDAY, WEDNESDAY, THURSDAY)]
    for day in asked:
        actions.approve(desk, UNDER_SECRETARY, day.request_id)
    desk.now += timedelta(days=1)
    actions.bring_days_in(desk)
    return asked


def tour(tx: Transaction, actor: Any) -> Absence:
    """Away from Tuesday to Thursday, as *actor* records it of the section officer."""
    whose = person_of(SECTION_OFFICER)
    return actions.record_absence(tx, actor, whose, AbsenceKind.TOUR, TUESDAY, THURSDAY)


def states(tx: Transaction, days: list[DayRequest]) -> list[RequestState]:
    return [actions.request(tx, SECTION_OFFICER, day.request_id).state for day in days]


def test_an_own_absence_over_the_past_gives_no_used_day_back(
    desk: Transaction, days: list[DayRequest]
) -> None:
    tour(desk, AT_HOME)

    given_way = [RequestState.WITHDRAWN, RequestState.WITHDRAWN]
    assert states(desk, days) == [RequestState.TAKEN, *given_way]
    assert entries(desk)[-2:] == [("REVERSE", 2), ("RELEASE", 2)]
    assert left(desk) == 28


def test_an_own_absence_that_is_wholly_past_is_recorded_and_changes_no_day(
    desk: Transaction, days: list[DayRequest]
) -> None:
    before = entries(desk)

    actions.record_absence(desk, AT_HOME, None, AbsenceKind.TOUR, TUESDAY - timedelta(days=60), TUESDAY)

    assert (states(desk, days)[0], entries(desk)) == (RequestState.TAKEN, before)


def test_the_used_day_comes_back_when_the_post_above_records_the_absence(
    desk: Transaction, days: list[DayRequest]
) -> None:
    own = tour(desk, AT_HOME)
    with pytest.raises(AbsenceOverlaps):
        tour(desk, UNDER_SECRETARY)

    actions.cancel_absence(desk, UNDER_SECRETARY, own.absence_id)
    tour(desk, UNDER_SECRETARY)

    assert states(desk, days) == [RequestState.WITHDRAWN] * 3
    assert left(desk) == 30
