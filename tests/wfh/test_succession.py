"""Days at home before a post that ended pass to the post to which its work fell."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, directory
from kernel.database import Transaction
from services.wfh import actions
from services.wfh.domain import DayRequest, RequestState
from services.wfh.domain.refusals import RequestUnknown
from tests.fakes import an_id
from tests.wfh.office import (
    ASSISTANT,
    DEPUTY_SECRETARY,
    LADDER,
    SECOND_OFFICER,
    SECTION_OFFICER,
    TUESDAY,
    UNDER_SECRETARY,
    a_hold,
    a_post,
    heard,
)
from tests.wfh.test_actions import WEDNESDAY, announced, ask

YESTERDAY = TUESDAY - timedelta(days=1)
UNDER, DEPUTY = "REV-US-1", an_id("REV-DS-1")


def end(tx: Transaction, code: str, successor: str | None, **over: Any) -> None:
    """A post ended yesterday, unless something else is said."""
    (known,) = [row for row in LADDER if row[0] == code]
    ended = {"valid_to": YESTERDAY, "successor": an_id(successor) if successor else None, **over}
    directory.save(tx, heard(a_post(*known, **ended), sequence=2))


def approver(tx: Transaction, day: DayRequest, actor: Any = SECTION_OFFICER) -> UUID:
    return actions.request(tx, actor, day.request_id).approver_post


def recorded(tx: Transaction) -> list[tuple[str, dict[str, Any]]]:
    return [(entry.subject, entry.facts) for entry in tx._recorded if entry.act == "day.passed-on"]


def test_what_waits_is_decided_and_what_was_given_is_recalled_by_the_successor(desk: Transaction) -> None:
    waiting, given = ask(desk), ask(desk, on=WEDNESDAY + timedelta(days=1))
    actions.approve(desk, UNDER_SECRETARY, given.request_id)
    end(desk, UNDER, "REV-DS-1")
    before = len(announced(desk))

    assert (actions.pass_on_what_was_left(desk), actions.pass_on_what_was_left(desk)) == (2, 0)

    assert announced(desk)[before:] == ["wfh.day-requested"]
    told = desk._announced[-1].event
    assert (told.request_id, told.approver_post) == (waiting.request_id, DEPUTY)
    way = {"from_post": an_id(UNDER), "to_post": DEPUTY}
    assert recorded(desk) == [(str(day.request_id), way) for day in (waiting, given)]
    with pytest.raises(RequestUnknown):
        actions.request(desk, UNDER_SECRETARY, waiting.request_id)
    approved = actions.approve(desk, DEPUTY_SECRETARY, waiting.request_id)
    recalled = actions.recall(desk, DEPUTY_SECRETARY, given.request_id, "Flood in the district")
    assert (approved.state, recalled.state) == (RequestState.APPROVED, RequestState.RECALLED)


def test_a_vacant_successor_is_passed_over(desk: Transaction) -> None:
    day = ask(desk)
    end(desk, UNDER, "REV-US-2")

    assert actions.pass_on_what_was_left(desk) == 1
    assert approver(desk, day) == DEPUTY


def test_nobody_comes_to_decide_about_himself(desk: Transaction) -> None:
    of_the_assistant, of_the_officer = ask(desk, actor=ASSISTANT), ask(desk)
    end(desk, UNDER, "REV-SO-1")
    end(desk, "REV-SO-1", "REV-SO-2")
    directory.save(desk, heard(a_hold("section officer", "REV-SO-2", kind="ADDITIONAL_CHARGE"), sequence=2))
    directory.save(desk, heard(a_hold("second officer", "REV-SO-2", valid_to=YESTERDAY), sequence=2))

    assert actions.pass_on_what_was_left(desk) == 2
    assert approver(desk, of_the_assistant, ASSISTANT) == an_id("REV-SO-2")
    assert approver(desk, of_the_officer) == DEPUTY


def test_where_nobody_is_left_it_stays_and_hides_no_other(desk: Transaction) -> None:
    stays, goes = ask(desk, actor=SECOND_OFFICER), ask(desk)
    end(desk, "REV-DS-1", None, valid_to=YESTERDAY - timedelta(days=1))
    end(desk, UNDER, "REV-SO-2")

    assert actions.pass_on_what_was_left(desk) == 1
    assert (approver(desk, stays, SECOND_OFFICER), approver(desk, goes)) == (DEPUTY, an_id("REV-SO-2"))


def test_a_day_that_is_past_stays_where_it_was(desk: Transaction) -> None:
    lapsing, taken = ask(desk), ask(desk, on=TUESDAY)
    actions.approve(desk, UNDER_SECRETARY, taken.request_id)
    desk.now += timedelta(days=2)
    with clock.frozen(desk.now):
        end(desk, UNDER, "REV-DS-1")

    assert actions.pass_on_what_was_left(desk) == 0
    assert {approver(desk, day) for day in (lapsing, taken)} == {an_id(UNDER)}


def test_a_post_on_its_last_day_still_decides(desk: Transaction) -> None:
    waiting = ask(desk)
    end(desk, UNDER, "REV-DS-1", valid_to=TUESDAY)

    assert actions.pass_on_what_was_left(desk) == 0
    assert actions.approve(desk, UNDER_SECRETARY, waiting.request_id).state is RequestState.APPROVED


def test_nothing_goes_while_the_directory_may_be_behind(desk: Transaction) -> None:
    ask(desk)
    end(desk, UNDER, "REV-DS-1")
    desk.now += timedelta(hours=1)

    assert actions.pass_on_what_was_left(desk) == 0


def test_many_days_go_over_several_looks(desk: Transaction, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.wfh.actions.succession.BATCH", 2)
    for ahead in range(3):
        ask(desk, on=TUESDAY + timedelta(days=ahead))
    end(desk, UNDER, "REV-DS-1")

    assert [actions.pass_on_what_was_left(desk) for _look in range(3)] == [2, 1, 0]
