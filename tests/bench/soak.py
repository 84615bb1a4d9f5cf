"""An hour at half load: whether anything grows that should not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.programs import Child
from tests.bench import callers, town
from tests.bench.feeder import percentile
from tests.bench.programs import memory_mb, process, require_running, started
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most
from tests.bench.whole import CONNECTIONS, CONTESTANTS, settle, working

SLICES, SLICE_SECONDS = 60, 60.0
WARM_UP_SECONDS = 4.0
DEAD = "SELECT coalesce(sum(n_dead_tup), 0)::bigint FROM pg_stat_user_tables"


@dataclass(frozen=True)
class Moment:
    """What was there at the end of a slice, and the worst waiting in it."""

    minute: float
    megabytes: float
    files: int
    dead: int
    p99: float


def measure(site: Site, table: Table, slices: int = SLICES, seconds: float = SLICE_SECONDS) -> None:
    """Half of what can be taken, slice after slice, with a look at everything after each."""
    town.settle(site)
    ours = CONTESTANTS[0]
    with started(process(site, "gateway").command), working(site, ours) as (children, port):
        requests = town.grievances()
        peak = callers.saturate(port, requests, CONNECTIONS, WARM_UP_SECONDS, keep=True)
        settle(site, ours, peak)
        began = time.monotonic()
        moments = list(_moments(site, children, port, requests, peak.per_second / 2, slices, seconds, began))
        told = settle(site, ours, callers.offer(port, requests, 1, 1, keep=True))
        for child in children.values():
            require_running(child)
    accepted = slices * int(peak.per_second / 2 * seconds)
    half = len(moments) // 2
    first, last = moments[0], moments[-1]
    table.add("soak", OURS, "minutes", [last.minute])
    table.add("soak", OURS, "accepted/s", [peak.per_second / 2])
    table.add("soak", OURS, "accepted and not told", [max(0, accepted - len(told))], at_most(0))
    table.add("soak", OURS, "MB at first", [first.megabytes])
    table.add("soak", OURS, "MB at last", [last.megabytes])
    table.add("soak", OURS, "MB/h in the second half", [_slope(moments[half:])])
    table.add("soak", OURS, "open files at first", [first.files])
    table.add("soak", OURS, "open files at last", [last.files])
    table.add("soak", OURS, "dead rows at last", [last.dead])
    table.add("soak", OURS, "ms p99 at first", [first.p99])
    table.add("soak", OURS, "ms p99 at last", [last.p99])


def _moments(
    site: Site,
    children: dict[str, Child],
    port: int,
    requests: Iterator[bytes],
    pace: float,
    slices: int,
    seconds: float,
    began: float,
) -> Iterator[Moment]:
    for _ in range(slices):
        answers = callers.offer(port, requests, pace, seconds)
        answers.forgive(503)
        yield Moment(
            minute=(time.monotonic() - began) / 60,
            megabytes=memory_mb(*children.values()),
            files=sum(_open_files(child) for child in children.values()),
            dead=sum(site.run(service, DEAD)[0][0] for service in ("public", "notify")),
            p99=percentile(sorted(answers.waited), 99),
        )


def _open_files(child: Child) -> int:
    pid = child.pid()
    return len(list(Path(f"/proc/{pid}/fd").iterdir())) if pid else 0


def _slope(moments: list[Moment]) -> float:
    """Megabytes an hour, by least squares."""
    middle = sum(each.minute for each in moments) / len(moments)
    spread = sum((each.minute - middle) ** 2 for each in moments)
    grown = sum((each.minute - middle) * each.megabytes for each in moments)
    return 60 * grown / spread if spread else 0.0
