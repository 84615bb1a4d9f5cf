"""`make bench`: measure everything, or `--only` one measure, and print one table."""

import argparse
import os
import time
from collections.abc import Callable

from deploy.local.programs import ROOT
from tests.bench import (
    accept,
    consume,
    directory,
    flood,
    imports,
    journey,
    lifecycle,
    relay,
    signin,
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
    "w1": whole.measure,
    "logins": signin.measure_logins,
    "refreshes": signin.measure_refreshes,
    "token-check": signin.measure_token_check,
    "who-exists": whoexists.measure,
    "login-flood": flood.measure,
    "lifecycle": lifecycle.measure,
    "directory": directory.measure,
    "import": imports.measure,
}
RESULT = ROOT / "build" / "bench.json"


def main() -> None:
    """A slow figure is printed like a fast one; only what does not work ends the run."""
    only = _arguments().only
    began, table = time.monotonic(), Table()
    with opened() as site:
        _say(began, "PostgreSQL and RabbitMQ are up, with fsync")
        for name, measure in MEASURES.items():
            if only in (None, name):
                _say(began, name)
                measure(site, table)
    table.remark(f"machine: {os.cpu_count()} cores, shared with database, broker and generator")
    print(f"\n{table}\n")
    table.write(RESULT)
    _say(began, f"done; the figures are also in {RESULT.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=MEASURES, help="one measure instead of all")
    return parser.parse_args()


def _say(began: float, text: str) -> None:
    print(f"[{time.monotonic() - began:5.0f} s] {text}", flush=True)


if __name__ == "__main__":
    main()
