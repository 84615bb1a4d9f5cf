"""Which passwords are taken (NIST SP 800-63B 3.1.1.2): long enough, and none that is tried first. Nothing else.

No kinds of signs are asked for, and no password grows old. A password is held against the list as a whole: it is refused
when nothing is left of it but one or two words that everybody tries and what people hang on them, digits, signs, runs on
the keyboard, repetitions. Three words of anybody's own are welcome, in any script.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

from kernel.errors import Invalid
from kernel.languages import _
from services.auth.domain.common_words import WORDS

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
# Of which words a password may consist before it counts as somebody's own.
FEWEST_WORDS = 3
SHORTEST_OWN_WORD = 3

# People write 0 for o and @ for a, and whoever guesses knows that.
_DISGUISES = str.maketrans("0134578@$!|", "oieastbasil")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"),
    "कखगघङचछजझञटठडढणतथदधन",
)
_SHORTEST_RUN = 3
_HUNG_ON = "0123456789०१२३४५६७८९!@#$%^&*()-_=+.,:;?/ "


class PasswordTooWeak(Invalid):
    """A password that is tried first protects nobody."""

    beside = ("password_new",)
    text = _(
        "Choose a password of 12 to 128 signs that is not among the first that others would try: no common "
        "word with digits behind it, no digits alone, no row of the keyboard, not your name or staff number."
    )


def check_password(password: str, staff_uid: str, names: Iterable[str] = ()) -> None:
    """Raise PasswordTooWeak for a password that is short, or that a stranger or an acquaintance tries first.

    *names* are words that belong to the person, such as the names in both scripts.
    """
    text = unicodedata.normalize("NFC", password)
    own = [staff_uid, *names, *(word for name in names for word in name.split())]
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD or is_tried_first(text, own):
        raise PasswordTooWeak


def is_tried_first(password: str, own: Iterable[str] = ()) -> bool:
    """Whether nothing is left of *password* but few common words, words of one's *own*, and what hides them."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    mine = {bare for word in own if len(bare := _bare(word.casefold())) >= SHORTEST_OWN_WORD}
    # Digits behind a word are hung on; within it they stand for letters.
    word = folded.rstrip(_HUNG_ON)
    unmasked = word.translate(_DISGUISES)
    readings = {folded, folded.translate(_DISGUISES), unmasked + folded[len(word) :]}
    return any(_is_made_of_few(_bare(reading), mine) for reading in readings)


def _is_made_of_few(reading: str, own: set[str]) -> bool:
    """Whether the *reading* can be cut into runs, repetitions, digits and fewer than FEWEST_WORDS other words."""
    known = WORDS | own
    longest = max(map(len, known))
    # The sets of words with which each beginning can be cut; more than a few words is somebody's own.
    cuts: list[set[frozenset[str]]] = [set() for _ in range(len(reading) + 1)]
    cuts[0].add(frozenset())
    for at in range(len(reading)):
        if not cuts[at]:
            continue
        for end in range(at + 1, min(len(reading), at + longest) + 1):
            piece = reading[at:end]
            if piece in known:
                cuts[end] |= {words for cut in cuts[at] if len(words := cut | {piece}) < FEWEST_WORDS}
        for length in _worthless(reading, at):
            cuts[at + length] |= cuts[at]
    return bool(cuts[-1])


def _worthless(reading: str, at: int) -> list[int]:
    """How many signs from *at* on add nothing: a digit, a run of the keyboard, one sign again and again."""
    lengths = [1] if reading[at].isdigit() else []
    rest = reading[at:]
    same = len(rest) - len(rest.lstrip(rest[0]))
    lengths += [same] if same >= _SHORTEST_RUN else []
    lengths += [length for length in range(_SHORTEST_RUN, len(rest) + 1) if _is_run(rest[:length])]
    return lengths


@cache
def _pieces_of_runs() -> frozenset[str]:
    both = [run for row in _RUNS for run in (row, row[::-1])]
    return frozenset(
        run[at:end]
        for run in both
        for at in range(len(run))
        for end in range(at + _SHORTEST_RUN, len(run) + 1)
    )


def _is_run(piece: str) -> bool:
    return piece in _pieces_of_runs()


def _bare(text: str) -> str:
    """Letters, signs of vowels and digits; what stands between them is no secret."""
    return "".join(sign for sign in text if sign.isalnum() or unicodedata.category(sign).startswith("M"))
