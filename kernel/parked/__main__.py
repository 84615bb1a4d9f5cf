"""The operator's command: `python -m kernel.parked list|show|replay|discard|unsent|resend [number …]`.

The environment names the service's database (KS_DATABASE_URL). Only ids, causes and sizes are shown, also of what was
changed. `list 7` begins behind number 7.
"""

import argparse
import sys
from collections.abc import Callable

from kernel import parked
from kernel.database import Database, Transaction
from kernel.parked import Row
from kernel.settings import environment

_CHANGES: dict[str, Callable[[Transaction, int], None]] = {
    "replay": parked.replay,
    "discard": parked.discard,
    "resend": parked.send_again,
}
_DONE = {"replay": "replayed", "discard": "discarded", "resend": "to be sent again"}
_SHOWN = 100


def main(arguments: list[str]) -> int:
    """Do what was asked; the exit code is returned."""
    parser = argparse.ArgumentParser(
        prog="python -m kernel.parked", description="Messages that could not be handled."
    )
    parser.add_argument("act", choices=["list", "show", "unsent", *_CHANGES])
    parser.add_argument("numbers", nargs="*", type=int)
    asked = parser.parse_args(arguments)
    if asked.act in ("show", *_CHANGES) and not asked.numbers:
        parser.error(f"{asked.act} which? Give the number, or several, that the list shows.")
    database = Database(environment().str("DATABASE_URL"), name="operator", wait_ms=5000)
    try:
        with database.transaction() as tx:
            lines = _do(tx, asked.act, asked.numbers)
    except (parked.NotParked, parked.SpokenAsAnother) as refusal:
        print(refusal.sentence("en"), file=sys.stderr)  # noqa: T201 - an operator's command
        return 1
    for line in lines:
        print(line)  # noqa: T201 - an operator's command
    return 0


def _do(tx: Transaction, act: str, numbers: list[int]) -> list[str]:
    """The lines to be shown once it is committed."""
    if act == "list":
        return _list(tx, max(numbers, default=0))
    if act == "unsent":
        rows = [_line(row) for row in parked.unsent(tx, _SHOWN + 1)]
        return [*rows[:_SHOWN], *(["… and more"] if len(rows) > _SHOWN else [])]
    if act == "show":
        return [_line(parked.get(tx, number)) for number in numbers]
    return [_change(tx, act, number) for number in numbers]


def _list(tx: Transaction, after: int) -> list[str]:
    rows = parked.listed(tx, after, _SHOWN)
    last = rows[-1]["parked_id"] if rows else after
    more = parked.count(tx, last)
    return [*map(_line, rows), *([f"… and {more} more, which follow with: list {last}"] if more else [])]


def _change(tx: Transaction, act: str, number: int) -> str:
    row = parked.get_unsent(tx, number) if act == "resend" else parked.get(tx, number)
    _CHANGES[act](tx, number)
    return f"{_DONE[act]}: {_line(row)}"


def _line(row: Row) -> str:
    return "  ".join(f"{name}={value}" for name, value in row.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
