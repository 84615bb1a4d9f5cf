"""How long a fault was felt is measured up to the next one, so that a dip that begins later counts."""

import pytest

from tests.chaos.pace import STEP_SECONDS, WINDOW_SECONDS, steady_from

PER_SECOND, BEGAN, UNTIL = 20.0, 100.0, 130.0


def moments(*gaps: tuple[float, float]) -> list[float]:
    """Cases at an even pace, but for these gaps."""
    even = [BEGAN - 10 + number / PER_SECOND for number in range(int(50 * PER_SECOND))]
    return [at for at in even if not any(begins <= at < ends for begins, ends in gaps)]


def felt(*gaps: tuple[float, float], until: float = UNTIL) -> float:
    steady = steady_from(moments(*gaps), BEGAN, until, PER_SECOND)
    assert steady is not None
    return steady - BEGAN


def test_a_fault_that_nobody_felt_took_no_time() -> None:
    assert felt() == 0


def test_a_gap_counts_until_it_ends() -> None:
    assert abs(felt((101, 105)) - 5) <= STEP_SECONDS


def test_a_dip_that_begins_after_the_pace_was_back_counts_too() -> None:
    assert abs(felt((101, 103), (112, 113)) - 13) <= STEP_SECONDS


def test_a_dip_before_the_fault_or_after_the_next_one_is_not_its_own() -> None:
    assert felt((95, 97), (131, 135)) == 0


@pytest.mark.parametrize("gap", [(110, 150), (110, 129)])
def test_a_pace_that_was_not_back_before_the_next_fault_was_not_seen(gap: tuple[float, float]) -> None:
    assert steady_from(moments(gap), BEGAN, UNTIL, PER_SECOND) is None


def test_between_two_faults_in_a_row_nothing_is_seen() -> None:
    assert steady_from(moments(), BEGAN, BEGAN + 1.5, PER_SECOND) is None


def test_a_pace_that_was_back_just_in_time_was_seen() -> None:
    assert felt((101, 103), until=BEGAN + 5.5) <= 5.5 - WINDOW_SECONDS
