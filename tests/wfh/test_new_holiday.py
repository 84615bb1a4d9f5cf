"""A holiday that is published after a day at home was given for that very day."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import directory
from kernel.calendar import Scope
from kernel.database import Transaction
from services.auth.events import AreaPublished
from services.wfh import actions
from services.wfh.domain import DayRequest, RequestState
from tests.fakes import an_id
from tests.wfh.office import ADMINISTRATOR, BEGINNING, SECTION_OFFICER, UNDER_SECRETARY, heard
from tests.wfh.test_actions import WEDNESDAY, announced, ask, entries, left
from tests.wfh.test_published import a_holiday


@pytest.fixture
def given(desk: Transaction) -> DayRequest:
    """Wednesday at home, approved on Tuesday."""
    return actions.approve(desk, UNDER_SECRETARY, ask(desk).request_id)


def let_wednesday_come(tx: Transaction, **holiday: Any) -> None:
    for code in ("CG", "CG-RPR"):
        directory.save(tx, heard(an_area(code)))
    actions.publish_rule(tx, ADMINISTRATOR, a_holiday(on=WEDNESDAY, **holiday))
    tx.now += timedelta(days=1)
    actions.bring_days_in(tx)


def an_area(code: str) -> AreaPublished:
    return AreaPublished(
        code=code,
        kind="state" if code == "CG" else "district",
        parent=None if code == "CG" else "CG",
        lgd_code=None,
        name_en=code,
        name_hi=code,
        valid_from=BEGINNING,
        valid_to=None,
        successor=None,
    )


def state(tx: Transaction, day: DayRequest) -> RequestState:
    return actions.request(tx, SECTION_OFFICER, day.request_id).state


@pytest.mark.parametrize(
    "holiday",
    [
        {},
        {"scope": Scope.DISTRICT, "scope_id": "CG"},
        {"scope": Scope.OFFICE, "scope_id": str(an_id("SEC-REV-S1"))},
    ],
    ids=["of the department", "of the area", "of the office"],
)
def test_the_day_gives_way_and_the_balance_is_whole(
    desk: Transaction, given: DayRequest, holiday: dict[str, Any]
) -> None:
    let_wednesday_come(desk, **holiday)

    assert state(desk, given) is RequestState.WITHDRAWN
    assert entries(desk) == [("GRANT", 30), ("HOLD", -2), ("RELEASE", 2)]
    assert left(desk) == 30
    assert announced(desk)[-1] == "wfh.day-withdrawn"


def test_a_holiday_of_others_changes_nothing(desk: Transaction, given: DayRequest) -> None:
    let_wednesday_come(desk, scope=Scope.DISTRICT, scope_id="CG-RPR")

    assert state(desk, given) is RequestState.TAKEN
    assert left(desk) == 28
