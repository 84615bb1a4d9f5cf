"""What a case costs, the whole way, the more is stored, the more lanes there are and the larger its paper is."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deploy.local.programs import ROOT, Child, Command
from kernel.topology import SHARED, queue_name
from services.public.domain.papers import LARGEST_PAPER_MB
from tests.bench import callers, lifecycle, plot, town
from tests.bench.feeder import middle_and_worst
from tests.bench.programs import cpu_ms, process, require_running, started
from tests.bench.rivals import CONTESTANTS, Contestant
from tests.bench.site import Site
from tests.bench.table import OURS, Table
from tests.bench.whole import CONNECTIONS, settle, working

STORED = (0, 10_000, 50_000, 100_000)
LONG_STORED = (*STORED, 300_000)
LANES = (1, 10, 40, 85)
PAPERS_KB = (0, 50, 500, 2_000)
PER_SECOND = 40
BEGINNING_SECONDS, WARM_UP_SECONDS, REST_SECONDS, SECONDS = 3.0, 1.0, 1.0, 6.0
LONG_SECONDS = 30.0
FOLDERS_SECONDS = 5.0
PLOT = ROOT / "build" / "growth.svg"
ALONE = CONTESTANTS[0]

FIND_LANES = "SELECT DISTINCT lane FROM lane_department WHERE lane <> ''"


@dataclass(frozen=True)
class Point:
    """What was measured at one place of an axis: milliseconds, those of each process beside; refusals with 503."""

    at: int
    cpu: float
    p50: float
    p99: float
    rest: float
    parts: dict[str, float]
    refused: int


@dataclass(frozen=True)
class Axis:
    """What grows, and what a case cost at each of its sizes."""

    name: str
    points: list[Point]


@dataclass(frozen=True)
class Way:
    """All that a case passes on its way, at work."""

    site: Site
    contestant: Contestant
    children: dict[str, Child]
    port: int
    seconds: float

    def point(self, at: int, requests: Iterator[bytes]) -> Point:
        """Look at what it costs to wait, then at the modest pace until all of it is told."""
        self.offer(requests, WARM_UP_SECONDS)
        before = self._cpu()
        time.sleep(REST_SECONDS)
        rest, before = sum(self._cpu().values()) - sum(before.values()), self._cpu()
        answers = self.offer(requests, self.seconds)
        done = len(answers.waited)
        parts = {name: (ms - before[name]) / done for name, ms in self._cpu().items()}
        for child in self.children.values():
            require_running(child)
        p50, p99 = middle_and_worst(answers.waited)
        return Point(at, sum(parts.values()), p50, p99, rest / REST_SECONDS, parts, len(answers.refused))

    def offer(self, requests: Iterator[bytes], seconds: float) -> callers.Answers:
        """The answers to the modest pace, when all that was accepted is told."""
        answers = callers.offer(self.port, requests, PER_SECOND, seconds, keep=True)
        settle(self.site, self.contestant, answers)
        return answers

    def _cpu(self) -> dict[str, float]:
        return {name: cpu_ms(child) for name, child in self.children.items()}


def measure(site: Site, table: Table, stored: tuple[int, ...] = STORED, seconds: float = SECONDS) -> None:
    """One axis after the other, each from empty tables; then the rows and the plot."""
    axes = [
        Axis("stored cases", over_stored(site, seconds, stored)),
        Axis("dedicated lanes", over_lanes(site, seconds)),
        Axis("kB of paper", over_papers(site, seconds)),
    ]
    begin_anew(site)
    for axis in axes:
        report(table, axis)
    explain(table, seconds)
    draw(axes)


def over_stored(site: Site, seconds: float, sizes: tuple[int, ...]) -> list[Point]:
    """Ever more cases stored under the same processes."""
    points = []
    with opened(site, ALONE, seconds) as way:
        for size in sizes:
            lifecycle.fill(site, size)
            points.append(way.point(size, town.grievances()))
    return points


def over_lanes(site: Site, seconds: float) -> list[Point]:
    """So many departments, each with a lane of its own, and the cases go to them in turn."""
    points = []
    for count in LANES:
        chosen = town.DEPARTMENTS[:count]
        keys = [town.key_of(code) for code in chosen]
        with opened(site, with_lanes(chosen), seconds, keys) as way:
            points.append(way.point(count, town.grievances(keys)))
    return points


def over_papers(site: Site, seconds: float) -> list[Point]:
    """One paper with each case, and each larger."""
    with opened(site, ALONE, seconds) as way:
        # The first papers of an installation make their folders, which the others then find: some hundreds do it.
        first = town.grievances(paper_bytes=1000)
        settle(site, ALONE, callers.saturate(way.port, first, CONNECTIONS, FOLDERS_SECONDS, keep=True))
        return [way.point(size, town.grievances(paper_bytes=1000 * size)) for size in PAPERS_KB]


@contextlib.contextmanager
def opened(
    site: Site, contestant: Contestant, seconds: float, keys: Sequence[str] = (town.PORTAL_KEY,)
) -> Iterator[Way]:
    """Everything as deployed and warm, the gateway too, with all departments; nothing older is stored."""
    begin_anew(site)
    with (
        started(process(site, "gateway").command) as gateway,
        working(site, contestant) as work,
    ):
        everything = {**work.children, "gateway": gateway, **site.servers()}
        way = Way(site, contestant, everything, work.port, seconds)
        way.offer(town.grievances(keys), BEGINNING_SECONDS)
        yield way


def with_lanes(departments: list[str]) -> Contestant:
    """Ours with a lane for each of these departments; one process beside the shared lane's serves them all."""
    lanes = {code.lower(): code for code in departments}
    dedicated = {"KS_DEPARTMENTS_DEDICATED": ",".join(f"{lane}={code}" for lane, code in lanes.items())}

    def programs(site: Site) -> list[Command]:
        return [_told(command, dedicated, ",".join(lanes)) for command in ALONE.programs(site)]

    return replace(
        ALONE, queues=tuple(queue_name("notify", lane) for lane in (SHARED, *lanes)), programs=programs
    )


def _told(command: Command, dedicated: dict[str, str], lanes: str) -> Command:
    if not command.name.startswith("notify-worker"):
        return command
    own = {"KS_LANES": lanes} if command.name == "notify-worker-revenue" else {}
    return replace(command, environment={**command.environment, **dedicated, **own})


def begin_anew(site: Site) -> None:
    """Public and notify as at their very first start; what led into lanes is taken away before it is forgotten."""
    channel = site.channel()
    for (lane,) in site.run("notify", FIND_LANES):
        channel.queue_delete(queue_name("notify", lane))
    channel.exchange_delete("notify.in")
    for service in town.COPIES:
        site.create_anew(service)
    town.settle(site)
    town.enlarge(site)


def report(table: Table, axis: Axis) -> None:
    """The figures at each point, and how many times those of the first they are at the last."""
    for point in axis.points:
        name = f"growth, {axis.name}: {point.at:,}"
        table.add(name, OURS, "CPU-ms/case, all processes", [point.cpu])
        table.add(name, OURS, "CPU-ms/s at rest, all processes", [point.rest])
        table.add(name, OURS, "ms p50 of the answer", [point.p50])
        table.add(name, OURS, "ms p99 of the answer", [point.p99])
        table.add(name, OURS, "refused with 503", [point.refused] if point.refused else [])
    first, last = axis.points[0], axis.points[-1]
    name = f"growth, {axis.name}"
    table.add(name, OURS, "× the first point at the last, CPU-ms/case", [last.cpu / first.cpu])
    table.add(name, OURS, "× the first point at the last, ms p50", [last.p50 / first.p50])
    table.add(name, OURS, "× the first point at the last, ms p99", [last.p99 / first.p99])
    for point in (first, last):
        parts = sorted(point.parts.items(), key=lambda part: -part[1])
        told = ", ".join(f"{part} {ms:.2f}" for part, ms in parts)
        table.remark(f"growth, {axis.name}: {point.at:,}: CPU-ms per case by process: {told}.")


def explain(table: Table, seconds: float) -> None:
    """What one has to know to read the figures."""
    count = int(PER_SECOND * seconds)
    table.remark(
        f"growth: at each point {count} cases at {PER_SECOND}/s, open loop, by a portal's key through the gateway, until"
        f" notify has told all of them; p99 is the slowest but {count - 1 - int(count * 0.99)}. CPU-ms per case include what"
        f" the processes use while they wait, a {PER_SECOND}th of the CPU-ms/s at rest."
    )
    table.remark(
        "growth: stored cases are those of one department. Each lane has a department with a portal and a nodal officer of"
        " its own; one process serves all dedicated lanes. A paper is one PDF that cannot be pressed smaller, sent as"
        f" multipart; without a paper a case comes as JSON. A paper may have {LARGEST_PAPER_MB} MB. The generator, which"
        f" shares the cores, makes and sends {PER_SECOND * PAPERS_KB[-1] // 1000} MB a second at the last point."
    )


def draw(axes: list[Axis]) -> None:
    """The plot of all axes."""
    panels = [
        plot.Panel(
            axis.name,
            tuple(point.at for point in axis.points),
            (
                plot.Line("CPU per case, all processes", tuple(point.cpu for point in axis.points)),
                plot.Line("p99 of the answer", tuple(point.p99 for point in axis.points)),
            ),
        )
        for axis in axes
    ]
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    PLOT.write_text(plot.svg(f"Cost growth, at {PER_SECOND} cases a second", "ms", panels), encoding="utf-8")
