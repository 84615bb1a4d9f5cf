"""Cases and appeals before a post that ended pass to the post to which its work fell."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import directory
from services.auth.events import PostPublished
from services.public import actions, store
from services.public.actions import promises
from services.public.domain.case import Case, CaseState
from tests.fakes import an_id
from tests.public.conftest import Desk
from tests.public.questions import queries
from tests.public.test_desk import WORDS, disposed, kinds
from tests.public.town import a_citizen, a_post, appellate, nodal
from tests.wfh.office import heard

YESTERDAY = date(2026, 3, 9)


def put(desk: Desk, like: str, code: str, sequence: int = 1, **over: Any) -> UUID:
    """A post as *like* is, under its own *code*; the same code again changes it."""
    known = asdict(directory.post(desk.tx, an_id(like)))
    event = PostPublished(**{**known, "post_id": an_id(code), "code": code, **over})
    directory.save(desk.tx, heard(event, sequence=sequence))
    return an_id(code)


def end(desk: Desk, code: str, **over: Any) -> None:
    """The post ended yesterday."""
    put(desk, code, code, sequence=2, **{"valid_to": YESTERDAY, **over})


def assigned(desk: Desk, code: str = "REV-SO-1") -> Case:
    case = desk.file()
    return actions.assign(desk.tx, nodal(), case.case_id, {"to_post": an_id(code)})


def told(desk: Desk, kind: str) -> list[dict[str, Any]]:
    """What was announced of a kind, oldest first."""
    desk.tx.commit()
    rows = desk.tx.fetch_all(queries.find_announced)
    return [row["data"] for row in rows if row["type"].split(".")[-2] == kind]


def test_a_case_on_the_desk_of_an_ended_post_goes_to_its_successor(desk: Desk) -> None:
    case = assigned(desk)
    end(desk, "REV-SO-1", successor=an_id("REV-DA-1"))

    assert (actions.pass_on_what_was_left(desk.tx), actions.pass_on_what_was_left(desk.tx)) == (1, 0)

    moved = store.get_case(desk.tx, case.case_id)
    assert (moved.assigned_post, moved.nodal_post) == (an_id("REV-DA-1"), case.nodal_post)
    assert (moved.state, moved.due_at) == (CaseState.ASSIGNED, case.due_at)
    assert told(desk, "case-assigned")[-1]["to_post"] == str(an_id("REV-DA-1"))
    actions.resolve(desk.tx, a_post("REV-DA-1"), desk.means, case.case_id, WORDS)


def test_where_the_post_had_no_heir_its_case_is_the_nodal_officers_again(desk: Desk) -> None:
    case = assigned(desk)
    end(desk, "REV-SO-1")

    actions.pass_on_what_was_left(desk.tx)

    moved = store.get_case(desk.tx, case.case_id)
    assert (moved.assigned_post, moved.desk) == (None, an_id("REV-US-1"))
    assert told(desk, "case-assigned")[-1]["to_post"] == str(an_id("REV-US-1"))


def test_the_nodal_officer_of_today_takes_the_place_of_one_whose_post_ended(desk: Desk) -> None:
    waits, works = desk.file(), assigned(desk)
    put(desk, "REV-US-1", "REV-US-2")
    end(desk, "REV-US-1", successor=an_id("REV-SO-1"))

    actions.pass_on_what_was_left(desk.tx)

    moved = [store.get_case(desk.tx, case.case_id) for case in (waits, works)]
    assert [case.nodal_post for case in moved] == [an_id("REV-US-2")] * 2
    assert [case.desk for case in moved] == [an_id("REV-US-2"), an_id("REV-SO-1")]
    told_to = [event["to_post"] for event in told(desk, "case-assigned")]
    assert told_to == [str(an_id("REV-SO-1")), str(an_id("REV-US-2"))]


def test_a_case_that_came_when_there_was_no_nodal_officer_is_given_to_the_first(desk: Desk) -> None:
    end(desk, "REV-US-1")
    promises._known.clear()
    case = desk.file()
    assert (case.nodal_post, actions.pass_on_what_was_left(desk.tx)) == (None, 0)

    put(desk, "REV-US-1", "REV-US-2", valid_to=None)

    assert (actions.pass_on_what_was_left(desk.tx), actions.pass_on_what_was_left(desk.tx)) == (1, 0)
    assert store.get_case(desk.tx, case.case_id).nodal_post == an_id("REV-US-2")
    assert told(desk, "case-assigned")[-1]["to_post"] == str(an_id("REV-US-2"))


def test_a_question_to_the_citizen_stays_open_when_the_post_of_its_asker_ends(desk: Desk) -> None:
    case = assigned(desk)
    asked = actions.ask_citizen(desk.tx, a_post("REV-SO-1"), desk.means, case.case_id, WORDS)
    end(desk, "REV-SO-1", successor=an_id("REV-DA-1"))

    actions.pass_on_what_was_left(desk.tx)

    moved = store.get_case(desk.tx, case.case_id)
    assert (moved.state, moved.paused_at) == (CaseState.AWAITING_CITIZEN, asked.paused_at)
    assert moved.assigned_post == an_id("REV-DA-1")


def test_what_is_over_stays_where_it_ended(desk: Desk) -> None:
    case = disposed(desk)
    end(desk, "REV-US-1", successor=an_id("REV-SO-1"))

    assert actions.pass_on_what_was_left(desk.tx) == 0
    assert store.get_case(desk.tx, case.case_id).nodal_post == an_id("REV-US-1")


def test_an_appeal_before_an_ended_post_comes_before_the_appellate_officer_of_today(desk: Desk) -> None:
    case = disposed(desk)
    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)
    put(desk, "REV-DS-1", "REV-DS-2")
    end(desk, "REV-DS-1")

    assert (actions.pass_on_what_was_left(desk.tx), actions.pass_on_what_was_left(desk.tx)) == (1, 0)

    (appeal,) = store.find_appeals_of_case(desk.tx, case.case_id)
    event = {"appeal_id": str(appeal.appeal_id), "case_id": str(case.case_id), "number": appeal.number}
    assert told(desk, "appeal-passed-on") == [{**event, "post_id": str(an_id("REV-DS-2"))}]
    assert actions.open_appeals(desk.tx, appellate(), None, 10) == []
    heir = a_post("REV-DS-1", post_id=an_id("REV-DS-2"))
    actions.decide_appeal(desk.tx, heir, desk.means, appeal.appeal_id, {**WORDS, "accepted": False})


def test_an_appeal_that_nobody_could_hear_is_heard_as_soon_as_somebody_can(desk: Desk) -> None:
    end(desk, "REV-DS-1")
    case = disposed(desk)
    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)

    assert actions.pass_on_what_was_left(desk.tx) == 0
    put(desk, "REV-DS-1", "REV-DS-2", valid_to=None)
    assert actions.pass_on_what_was_left(desk.tx) == 1

    (appeal,) = store.find_appeals_of_case(desk.tx, case.case_id)
    assert appeal.post_id == an_id("REV-DS-2")
    assert kinds(desk)[-1] == "appeal-passed-on"


def test_nothing_goes_while_the_directory_may_be_behind(desk: Desk) -> None:
    assigned(desk)
    end(desk, "REV-SO-1")
    desk.tx.now += timedelta(hours=1)

    assert actions.pass_on_what_was_left(desk.tx) == 0


def test_many_cases_go_over_several_looks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.public.actions.succession.BATCH", 2)
    for _ in range(5):
        assigned(desk)
    end(desk, "REV-SO-1", successor=an_id("REV-DA-1"))

    assert [actions.pass_on_what_was_left(desk.tx) for _ in range(4)] == [2, 2, 1, 0]
