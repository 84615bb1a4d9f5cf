"""What grows in an hour is told by all slices, not by the first and the last alone."""

import pytest

from tests.bench.soak import by_process, slope


def test_what_stays_does_not_grow() -> None:
    assert slope([1, 2, 3, 4], [80.0] * 4) == 0


def test_what_grows_by_one_a_minute_grows_by_sixty_an_hour() -> None:
    assert slope([10, 11, 12, 13], [5, 6, 7, 8]) == pytest.approx(60)


def test_one_slow_slice_in_the_middle_is_no_drift() -> None:
    assert slope(range(1, 62), [20.0] * 30 + [900.0] + [20.0] * 30) == pytest.approx(0)


def test_one_instant_tells_nothing() -> None:
    assert slope([1.0], [20.0]) == 0


def test_each_process_is_told_by_itself_so_that_what_grows_has_a_name() -> None:
    held = [{"api": 40.0, "postgres": 90.0}] + [{"api": 50.0, "postgres": 100.0 + each} for each in range(4)]

    told = by_process(held, [1.0, 2.0, 3.0, 4.0])

    assert told == "api 40 → 50 (+0.0/h); postgres 90 → 103 (+60.0/h)"
