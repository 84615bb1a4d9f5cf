"""What `make run` and its neighbours print: steps with their times, tables, and clear last words."""

import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn


def say(text: str = "") -> None:
    """One line, at once."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and print how long it took when it is done."""
    print(f"  {title:<46}", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"{'failed':>8} after {time.monotonic() - began:.1f} s", flush=True)
        raise
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under a head; columns that hold only numbers are flushed right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(_width(row[at]) for row in [list(head), *cells]) for at in range(len(head))]
    right = [bool(rows) and all(isinstance(row[at], int | float) for row in rows) for at in range(len(head))]
    for row in [list(head), ["-" * width for width in widths], *cells]:
        line = (_padded(cell, widths[at], right=right[at]) for at, cell in enumerate(row))
        say("  " + "  ".join(line).rstrip())


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    """Columns on a terminal: marks that combine with a letter before them take none."""
    return sum(0 if unicodedata.category(letter) in ("Mn", "Cf") else 1 for letter in text)


def give_up(text: str) -> NoReturn:
    """Say what is wrong and what mends it, and end."""
    sys.exit(f"\n{text}")
