"""All is well again when a row of seconds is as before, and never seen is a failing figure."""

from tests.bench.callers import Answers
from tests.bench.overload import AFTER_SECONDS, STEADY_SECONDS, as_before, recovered_after

PACE, USUAL_MS, BEGAN = 70, 40.0, 1234.5
GOAL_SECONDS = 30


def answered(*seconds: float, refused: int | None = None) -> Answers:
    """A steady pace whose requests waited so many ms in each second; that of one number was turned away."""
    answers = Answers(began=BEGAN)
    for number in range(len(seconds) * PACE):
        status = 503 if number == refused else 201
        answers.each.append((BEGAN + number / PACE, seconds[number // PACE], status))
    return answers


def test_who_was_never_slower_has_recovered_at_once() -> None:
    answers = answered(*[10.0] * STEADY_SECONDS)

    assert recovered_after(answers, PACE, USUAL_MS) == 0


def test_slow_seconds_after_the_flood_count() -> None:
    answers = answered(900.0, 300.0, 100.0, *[10.0] * STEADY_SECONDS)

    assert recovered_after(answers, PACE, USUAL_MS) == 3


def test_a_row_that_breaks_begins_again() -> None:
    answers = answered(900.0, *[10.0] * (STEADY_SECONDS - 1), 300.0, *[10.0] * STEADY_SECONDS)

    assert recovered_after(answers, PACE, USUAL_MS) == STEADY_SECONDS + 1


def test_a_second_in_which_somebody_is_turned_away_is_not_as_before() -> None:
    answers = answered(*[10.0] * (STEADY_SECONDS + 1), refused=PACE // 2)

    assert recovered_after(answers, PACE, USUAL_MS) == 1


def test_a_second_is_not_judged_before_all_its_answers_are_there() -> None:
    answers = answered(*[10.0] * STEADY_SECONDS)
    answers.each.pop(PACE + 3)

    assert as_before(answers, PACE, USUAL_MS) == [True, False, *[True] * (STEADY_SECONDS - 2)]


def test_requests_lie_in_their_second_at_every_pace() -> None:
    for pace in range(1, 1200, 7):
        answers = Answers(began=BEGAN)
        answers.each = [(BEGAN + number / pace, 10.0, 201) for number in range(5 * pace)]

        assert as_before(answers, pace, USUAL_MS) == [True] * 5


def test_who_never_recovers_fails_the_goal() -> None:
    never = answered(*[300.0] * int(AFTER_SECONDS))

    assert recovered_after(never, PACE, USUAL_MS) == AFTER_SECONDS + 1 > GOAL_SECONDS
    assert recovered_after(Answers(), PACE, USUAL_MS) == AFTER_SECONDS + 1


def test_a_503_has_to_say_when_to_come_back() -> None:
    answers = Answers()

    answers.note(BEGAN, 503, b"", (b"content-type", b"retry-after"))
    answers.note(BEGAN, 503, b"", (b"content-type",))
    answers.note(BEGAN, 429, b"", ())
    answers.note(BEGAN, 201, b"", ())

    assert answers.busy_without_hint == 1
    assert len(answers.refused) == 3
