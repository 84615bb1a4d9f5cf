"""The number of a case: digits only, so that it can be keyed, said and written on a paper slip."""

from enum import IntEnum

NUMBER_LENGTH = 11
LARGEST_SERIAL = 9_999_999

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class Mode(IntEnum):
    """How a case came in; the third digit of its number."""

    PORTAL = 1
    FORM = 2
    COUNTER = 3
    PAPER = 4
    HELPLINE = 5
    APPEAL = 9


def check_digit(digits: str) -> int:
    """Damm's check digit of *digits*: it finds every single wrong digit and every swap of neighbours."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return state


def number_of(year: int, mode: Mode, serial: int) -> str:
    """The 11 digits for a *serial* (1 to 9,999,999) of a *year*: year, mode, serial, check digit."""
    if not 1 <= serial <= LARGEST_SERIAL:
        raise ValueError("A serial has at most seven digits.")
    digits = f"{year % 100:02d}{mode:d}{serial:07d}"
    return f"{digits}{check_digit(digits)}"


def is_number(text: str) -> bool:
    """Whether *text* is a whole case number with a fitting check digit."""
    return len(text) == NUMBER_LENGTH and text.isascii() and text.isdigit() and check_digit(text) == 0
