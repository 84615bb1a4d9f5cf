"""`make bench`: measure everything, or `--only` one measure, and print one table; `make bench-long` what takes hours."""

import argparse
import os
import time
from collections.abc import Callable
from functools import partial

from deploy.local.programs import ROOT
from tests.bench import (
    accept,
    consume,
    directory,
    flood,
    growth,
    imports,
    journey,
    lifecycle,
    overload,
    relay,
    signin,
    soak,
    whoexists,
    whole,
)
from tests.bench.site import Site, opened
from tests.bench.table import Table

MEASURES: dict[str, Callable[[Site, Table], None]] = {
    "consume": consume.measure,
    "relay": relay.measure,
    "accept": accept.measure,
    "journey": journey.measure,
    "logins": signin.measure_logins,
    "refreshes": signin.measure_refreshes,
    "token-check": signin.measure_token_check,
    "who-exists": whoexists.measure,
    "login-flood": flood.measure,
    "directory": directory.measure,
    "import": imports.measure,
    "lifecycle": lifecycle.measure,
    "overload": overload.measure,
    "w1": whole.measure,
}
# Measured with the long ones, or by itself when it is named.
APART: dict[str, Callable[[Site, Table], None]] = {"growth": growth.measure}
LONG: dict[str, Callable[[Site, Table], None]] = {
    "import": partial(imports.measure, kinds=imports.KINDS),
    "w1": partial(whole.measure, rounds=1, lengths=whole.LONG),
    "lifecycle": partial(lifecycle.measure, sizes=lifecycle.LONG_STORED, seconds=lifecycle.LONG_SECONDS),
    "overload": partial(overload.measure, seconds=overload.LONG_SECONDS),
    "growth": partial(growth.measure, stored=growth.LONG_STORED, seconds=growth.LONG_SECONDS),
    "soak": soak.measure,
}
RESULT = ROOT / "build" / "bench.json"


def main() -> None:
    """A slow figure is printed like a fast one; only what does not work ends the run."""
    asked = _arguments()
    began, table = time.monotonic(), Table()
    with opened() as site:
        _say(began, "PostgreSQL and RabbitMQ are up, with fsync")
        for name, measure in _measures(asked).items():
            if asked.only in (None, name):
                _say(began, name)
                before = len(table.rows)
                measure(site, table)
                # Who ends a long run keeps what is measured.
                print(f"\n{table.text(table.rows[before:])}\n", flush=True)
                table.write(RESULT)
    table.remark(f"machine: {os.cpu_count()} cores, shared with database, broker and generator")
    print(f"\n{table}\n")
    _say(began, f"done; the figures are also in {RESULT.relative_to(ROOT)}")


def _measures(asked: argparse.Namespace) -> dict[str, Callable[[Site, Table], None]]:
    if asked.long:
        return LONG
    return APART if asked.only in APART else MEASURES


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=MEASURES | LONG, help="one measure instead of all")
    parser.add_argument("--long", action="store_true", help="a million cases, minutes of overload")
    return parser.parse_args()


def _say(began: float, text: str) -> None:
    print(f"[{time.monotonic() - began:5.0f} s] {text}", flush=True)


if __name__ == "__main__":
    main()
