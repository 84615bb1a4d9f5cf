"""How long a fault was felt is measured up to the next one, so that a dip that begins later counts."""

from tests.chaos.pace import STEP_SECONDS, steady_from

PER_SECOND, BEGAN, UNTIL = 20.0, 100.0, 130.0


def moments(*gaps: tuple[float, float]) -> list[float]:
    """Cases at an even pace, but for these gaps."""
    even = [BEGAN - 10 + number / PER_SECOND for number in range(int(50 * PER_SECOND))]
    return [at for at in even if not any(begins <= at < ends for begins, ends in gaps)]


def felt(*gaps: tuple[float, float]) -> float:
    return steady_from(moments(*gaps), BEGAN, UNTIL, PER_SECOND) - BEGAN


def test_a_fault_that_nobody_felt_took_no_time() -> None:
    assert felt() == 0


def test_a_gap_counts_until_it_ends() -> None:
    assert abs(felt((101, 105)) - 5) <= STEP_SECONDS


def test_a_dip_that_begins_after_the_pace_was_back_counts_too() -> None:
    assert abs(felt((101, 103), (112, 113)) - 13) <= STEP_SECONDS


def test_a_dip_before_the_fault_or_after_the_next_one_is_not_its_own() -> None:
    assert felt((95, 97), (131, 135)) == 0


def test_a_pace_that_never_came_back_counts_to_the_end() -> None:
    assert felt((110, 150)) == UNTIL - BEGAN
