"""An hour at half load: whether anything grows that should not."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deploy.local.programs import Child
from tests.bench import callers, town
from tests.bench.feeder import percentile
from tests.bench.programs import memory_mb, open_files, process, require_running, started
from tests.bench.rivals import CONTESTANTS
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most
from tests.bench.whole import CONNECTIONS, Work, cases, settle, wait_for_quiet, working

SLICES, SLICE_SECONDS = 60, 60.0
WARM_UP_SECONDS = 4.0
DEAD_EVERY_SLICES = 5
DEAD = "SELECT coalesce(sum(n_dead_tup), 0)::bigint FROM pg_stat_user_tables"


@dataclass(frozen=True)
class Moment:
    """What each process held at an instant, with all that it started, and how many dead rows lay in the tables."""

    minute: float
    megabytes: dict[str, float]
    files: dict[str, int]
    dead: int


@dataclass
class Soak:
    """The moments, first that before the load, the p99 of each slice in ms, and the cases that were accepted."""

    moments: list[Moment] = field(default_factory=list)
    p99s: list[float] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)

    @property
    def minutes(self) -> list[float]:
        """The end of each slice."""
        return [each.minute for each in self.moments[1:]]


def measure(site: Site, table: Table, slices: int = SLICES, seconds: float = SLICE_SECONDS) -> None:
    """Half of what can be taken, slice after slice, with a look at everything before, between and after."""
    town.settle(site)
    ours = CONTESTANTS[0]
    with started(process(site, "gateway").command) as gateway, working(site, ours) as work:
        peak = callers.saturate(work.port, work.requests, CONNECTIONS, WARM_UP_SECONDS, keep=True)
        settle(site, ours, peak)
        everybody = {**work.children, "gateway": gateway, **site.servers()}
        soak = soaked(work, everybody, int(peak.per_second / 2), slices, seconds)
        told = {case for case, _ in wait_for_quiet(site, ours, soak.accepted)}
        for child in work.children.values():
            require_running(child)
    report(table, soak, len(soak.accepted - told))


def soaked(work: Work, everybody: Mapping[str, Child], pace: int, slices: int, seconds: float) -> Soak:
    """One slice after the other; each is an open loop."""
    soak, began = Soak(), time.monotonic()
    soak.moments.append(moment(work.site, everybody, 0.0))
    for _ in range(slices):
        answers = callers.offer(work.port, work.requests, pace, seconds, keep=True)
        answers.forgive(503)
        soak.accepted |= cases(answers)
        soak.p99s.append(percentile(sorted(answers.waited), 99))
        soak.moments.append(moment(work.site, everybody, (time.monotonic() - began) / 60))
    return soak


def moment(site: Site, everybody: Mapping[str, Child], minute: float) -> Moment:
    """A look at all processes, with all that they started, and at the tables."""
    dead = sum(site.run(service, DEAD)[0][0] for service in ("public", "notify"))
    return Moment(
        minute,
        {name: memory_mb(child) for name, child in everybody.items()},
        {name: open_files(child) for name, child in everybody.items()},
        dead,
    )


def report(table: Table, soak: Soak, untold: int) -> None:
    moments, half = soak.moments, len(soak.p99s) // 2
    table.add("soak", OURS, "minutes", [moments[-1].minute])
    table.add("soak", OURS, "accepted/s", [len(soak.accepted) / moments[-1].minute / 60])
    table.add("soak", OURS, "accepted and not told", [untold], at_most(0))
    ends: tuple[tuple[str, Callable[[Moment], float]], ...] = (
        ("MB (PSS) of all processes", lambda one: sum(one.megabytes.values())),
        ("open files of all processes", lambda one: sum(one.files.values())),
        ("dead rows", lambda one: one.dead),
    )
    for unit, value in ends:
        table.add("soak", OURS, f"{unit} at first", [value(moments[0])])
        table.add("soak", OURS, f"{unit} at last", [value(moments[-1])])
    for unit, value in ends[:2]:
        grown = slope(soak.minutes[half:], [value(one) for one in moments[1 + half :]])
        table.add("soak", OURS, f"{unit}: by how much they grow in an hour, second half", [grown])
    table.add("soak", OURS, "ms p99 of the answer in the first slice", [soak.p99s[0]])
    table.add("soak", OURS, "ms p99 of the answer in the last slice", [soak.p99s[-1]])
    table.add("soak", OURS, "ms/h by which p99 of the answer grows", [slope(soak.minutes, soak.p99s)])
    dead = ", ".join(f"{one.dead:,}" for one in moments[::DEAD_EVERY_SLICES])
    table.remark(
        "soak: all processes are ours with all that they started, PostgreSQL, RabbitMQ and nginx. What grows is told by"
        f" least squares over the slices. Dead rows before the load and after every {DEAD_EVERY_SLICES}th slice: {dead}."
    )
    table.remark("soak, MB by process: " + by_process([one.megabytes for one in moments], soak.minutes))
    table.remark("soak, open files by process: " + by_process([one.files for one in moments], soak.minutes))


def by_process(held: Sequence[Mapping[str, float]], minutes: Sequence[float]) -> str:
    """For each process what it held before the load and at last, and by how much it grew in an hour of the second half."""
    half = len(minutes) // 2
    return "; ".join(
        f"{name} {before:.0f} → {held[-1][name]:.0f}"
        f" ({slope(minutes[half:], [one[name] for one in held[1 + half :]]):+.1f}/h)"
        for name, before in held[0].items()
    )


def slope(minutes: Sequence[float], values: Sequence[float]) -> float:
    """By how much the values grow in an hour, by least squares; 0 where there is only one instant."""
    middle = sum(minutes) / len(minutes)
    spread = sum((minute - middle) ** 2 for minute in minutes)
    grown = sum((minute - middle) * value for minute, value in zip(minutes, values, strict=True))
    return 60 * grown / spread if spread else 0.0
