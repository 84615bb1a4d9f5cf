"""A case's life: whatever officers and citizen do, in whatever order, the clock keeps its promise."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kernel.errors import Refused
from services.public.domain.case import MOST_TRANSFERS, OPEN_STATES, Case, CaseState, Nature
from services.public.domain.refusals import (
    AlreadyReferred,
    CaseIsOver,
    NoActionYet,
    NotDisposedYet,
    TransferredTooOften,
)
from tests.fakes import an_id
from tests.public.town import MORNING

DUE = MORNING + timedelta(days=15)


def a_case(**over: Any) -> Case:
    facts = {
        "case_id": an_id("case"),
        "number": "26100000178",
        "nature": Nature.GRIEVANCE,
        "born_in": "REV",
        "department": "REV",
        "area": "CG-DMT",
        "level": "SECRETARIAT",
        "state": CaseState.REGISTERED,
        "language": "hi",
        "protected": False,
        "contact_id": an_id("contact"),
        "registered_at": MORNING,
        "due_at": DUE,
        **over,
    }
    return Case(**facts)


def test_a_case_without_action_cannot_be_disposed_of() -> None:
    with pytest.raises(NoActionYet):
        a_case().disposed(MORNING)


def test_a_referred_case_is_not_transferred_away_from_its_file() -> None:
    with pytest.raises(AlreadyReferred):
        a_case().referred().transferred_to("HFW", None, "SECRETARIAT")


def test_a_case_is_not_a_ball_between_departments() -> None:
    case = a_case(transfers=MOST_TRANSFERS)

    with pytest.raises(TransferredTooOften):
        case.transferred_to("HFW", None, "SECRETARIAT")


def test_a_withdrawn_case_changes_no_more() -> None:
    with pytest.raises(CaseIsOver):
        a_case().withdrawn().referred()


def test_silence_is_no_consent() -> None:
    with pytest.raises(NotDisposedYet):
        a_case().judged(satisfied=True)


def test_an_accepted_appeal_reopens_with_the_old_clock() -> None:
    disposed = a_case().action_taken().disposed(MORNING)

    reopened = disposed.judged(satisfied=False).appeal_decided(accepted=True)

    assert reopened.state is CaseState.REGISTERED
    assert reopened.due_at == DUE


def test_a_late_reply_from_the_file_does_not_revive_a_withdrawn_case() -> None:
    assert a_case().withdrawn().replied_from_file(MORNING).state is CaseState.WITHDRAWN


def test_a_standing_clock_breaks_no_promise() -> None:
    asked = a_case().asked(MORNING)

    assert not asked.is_overdue(DUE + timedelta(days=100))


ACTS = {
    "assign": lambda case, _at: case.assigned_to(an_id("desk")),
    "transfer": lambda case, _at: case.transferred_to(
        "HFW" if case.department == "REV" else "REV", an_id("nodal"), "SECRETARIAT"
    ),
    "interim": lambda case, _at: case.interim_answered(),
    "refer": lambda case, _at: case.referred(),
    "act": lambda case, _at: case.action_taken(),
    "reply": lambda case, at: case.replied_from_file(at),
    "dispose": lambda case, at: case.disposed(at),
    "satisfied": lambda case, _at: case.judged(satisfied=True),
    "contest": lambda case, _at: case.judged(satisfied=False),
    "accept appeal": lambda case, _at: case.appeal_decided(accepted=True),
    "reject appeal": lambda case, _at: case.appeal_decided(accepted=False),
    "withdraw": lambda case, _at: case.withdrawn(),
    "ask": lambda case, at: case.asked(at),
    "answer": lambda case, at: case.citizen_answered(at),
    "proceed": lambda case, at: case.proceeds(at),
}


class Life(RuleBasedStateMachine):
    """Time passes and people act; refused acts change nothing."""

    @initialize()
    def begin(self) -> None:
        self.case, self.at = a_case(), MORNING
        self.stood = timedelta()

    @rule(hours=st.integers(1, 24 * 30))
    def wait(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(name=st.sampled_from(sorted(ACTS)))
    def act(self, name: str) -> None:
        before = self.case
        try:
            after = ACTS[name](before, self.at)
        except Refused:
            return
        if before.paused_at and not after.paused_at and after.state is not CaseState.WITHDRAWN:
            self.stood += self.at - before.paused_at
        assert after.version > before.version
        self.case = after

    @invariant()
    def the_due_moment_moved_by_exactly_the_time_for_which_the_clock_stood(self) -> None:
        assert self.case.due_at == DUE + self.stood

    @invariant()
    def the_clock_stands_exactly_while_the_citizen_is_awaited(self) -> None:
        waiting = self.case.state is CaseState.AWAITING_CITIZEN
        assert waiting == (self.case.paused_at is not None) == (self.case.resumes_to is not None)

    @invariant()
    def number_order_and_lane_never_change(self) -> None:
        assert (self.case.number, self.case.born_in, self.case.registered_at) == (
            "26100000178",
            "REV",
            MORNING,
        )

    @invariant()
    def transfers_stay_within_the_limit(self) -> None:
        assert self.case.transfers <= MOST_TRANSFERS

    @invariant()
    def only_an_ended_case_has_no_clock(self) -> None:
        if self.case.state in OPEN_STATES:
            assert self.case.disposed_at is None


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=120, stateful_step_count=30)
