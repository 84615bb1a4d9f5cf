"""The operator's command: `python -m kernel.parked list|show|replay|discard|unsent|resend [number …]`.

The environment names the service's database (KS_DATABASE_URL). Only ids, causes and sizes are shown.
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


def main(arguments: list[str]) -> int:
    """Do what was asked; the exit code is returned."""
    parser = argparse.ArgumentParser(
        prog="python -m kernel.parked", description="Messages that could not be handled."
    )
    parser.add_argument("act", choices=["list", "show", "unsent", *_CHANGES])
    parser.add_argument("numbers", nargs="*", type=int)
    asked = parser.parse_args(arguments)
    database = Database(environment().str("DATABASE_URL"), name="operator", wait_ms=5000)
    try:
        with database.transaction() as tx:
            _do(tx, asked.act, asked.numbers)
    except parked.NotParked as refusal:
        print(refusal.sentence("en"), file=sys.stderr)  # noqa: T201 - an operator's command
        return 1
    return 0


def _do(tx: Transaction, act: str, numbers: list[int]) -> None:
    if act == "list":
        _print(parked.listed(tx))
    elif act == "unsent":
        _print(parked.unsent(tx))
    elif act == "show":
        _print([parked.get(tx, number) for number in numbers])
    else:
        for number in numbers:
            _CHANGES[act](tx, number)


def _print(rows: list[Row]) -> None:
    for row in rows:
        print("  ".join(f"{name}={value}" for name, value in row.items()))  # noqa: T201 - an operator's command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
