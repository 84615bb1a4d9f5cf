"""A run is clean only when nothing is amiss or missing, and its figures say what was not seen."""

import json

import pytest

from tests.chaos.mistakes import KINDS, RANDOM_SECONDS, STORED, STORED_SECONDS
from tests.chaos.nemesis import Struck
from tests.chaos.report import Outcome, page
from tests.chaos.violation import KINDS as KINDS_OF_VIOLATIONS
from tests.chaos.violation import Violation


def test_a_run_in_which_nothing_was_found_is_clean() -> None:
    assert Outcome(seed=1).is_clean


@pytest.mark.parametrize("ability", ["cluster", "disks", "clocks"])
def test_a_run_that_lacked_what_it_wanted_is_not_clean(ability: str) -> None:
    assert not Outcome(seed=1, lacking={ability: "it needs root"}).is_clean


def test_a_storm_that_ended_before_its_time_is_not_clean() -> None:
    assert not Outcome(seed=1, cut_short="lanes move ended with 1").is_clean


def test_a_broken_promise_or_a_finding_without_a_mistake_is_not_clean() -> None:
    assert not Outcome(seed=1, violations=[Violation("lost", "case 1")]).is_clean
    assert not Outcome(seed=1, control={"lost": 1}).is_clean


@pytest.mark.parametrize("limit", [STORED_SECONDS, RANDOM_SECONDS])
@pytest.mark.parametrize(
    ("kinds", "late", "caught"),
    [({"duplicated": 1}, -1, True), ({"duplicated": 1}, 1, False), ({"lost": 1}, -1, False), ({}, -1, False)],
)
def test_a_mistake_is_caught_as_what_it_is_within_its_time_or_not_at_all(
    kinds: dict[str, int], late: float, caught: bool, limit: float
) -> None:
    outcome = Outcome(seed=1)

    outcome.mistake("no-inbox", kinds, limit + late, limit)

    assert outcome.figures()["mutants"] == {"no-inbox": caught}
    assert outcome.is_clean is caught


def test_a_mistake_is_not_judged_while_what_is_late_may_look_lost() -> None:
    outcome = Outcome(seed=1)

    outcome.mistake("ack-before-commit", {"lost": 9}, 20.0, STORED_SECONDS, calm=False)

    assert not outcome.is_clean
    assert "NOT JUDGED" in page(outcome)


def test_every_mistake_says_as_what_it_is_found() -> None:
    assert set(STORED) == {"", *KINDS}
    assert {STORED[mistake].found_as for mistake in KINDS} <= set(KINDS_OF_VIOLATIONS) - {
        "waiting",
        "refused",
    }


def test_a_recovery_that_was_not_seen_is_counted_apart() -> None:
    seen, slow = Struck("kill postgres", 100.0, 101.0, 102.5), Struck("memory alarm", 200.0, 207.0, 218.0)
    long = Struck("unplug a node", 250.0, 276.0, 276.5)
    unseen = Struck("slow answers", 300.0, 303.0, None)
    unstruck = Struck("crash public-api at blob:after-write", 400.0, 410.0, 400.0, fired=False)
    outcome = Outcome(seed=1, struck=[seen, slow, long, unseen, unstruck])

    figures = outcome.figures()

    assert (figures["faults"], figures["not_struck"]) == (4, ["crash public-api at blob:after-write"])
    assert (figures["recovery_seconds"], figures["recovery_not_seen"]) == ([2.5, 18.0, 26.5], 1)
    assert list(outcome.counts().values())[-4:] == [1, 2, 1, 1]
    assert [row["fired"] for row in figures["timeline"]] == [True, True, True, True, False]
    assert json.loads(json.dumps(figures)) == figures


def test_the_page_says_what_was_not_seen_and_what_did_not_strike() -> None:
    unseen = Struck("slow answers", 300.0, 303.0, None)
    unstruck = Struck("kill a gateway worker", 400.0, 402.0, 400.0, fired=False)

    shown = page(Outcome(seed=1, struck=[unseen, unstruck]))

    assert "<td>slow answers</td><td>3.0</td><td>not seen</td><td>not seen</td>" in shown
    assert "kill a gateway worker (did not strike)" in shown
    assert "<td>pace not seen back before the next fault</td><td>1</td>" in shown
