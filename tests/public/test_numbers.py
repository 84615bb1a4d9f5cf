"""A case number survives the keypad."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from kernel.database import Transaction
from services.public.domain.numbers import LARGEST_SERIAL, Mode, is_number, number_of
from services.public.domain.words import digits_only
from tests.public.questions import queries

numbers = st.builds(number_of, st.integers(2024, 2099), st.sampled_from(Mode), st.integers(1, LARGEST_SERIAL))


@given(numbers)
def test_a_number_has_eleven_digits_and_is_recognised(number: str) -> None:
    assert len(number) == 11
    assert is_number(number)


@given(numbers, st.integers(0, 10), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)

    assert not is_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 9))
def test_every_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or not is_number(swapped)


def test_a_number_may_be_keyed_in_devanagari_and_with_blanks() -> None:
    number = number_of(2026, Mode.FORM, 17)

    keyed = " ".join(chr(ord("०") + int(digit)) for digit in number)

    assert digits_only(keyed) == number


def test_the_database_makes_the_same_numbers(tx: Callable[[str], Transaction]) -> None:
    opened = tx("public")

    for serial in (1, 17, 999, 1_234_567, LARGEST_SERIAL):
        made = opened.fetch_value(queries.make_number, year=2026, mode=1, serial=serial)
        assert made == number_of(2026, Mode.PORTAL, serial)
