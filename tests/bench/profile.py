"""`make profile`: where the processor's time goes, of a case and of an event, by process, function and statement."""

import argparse
import asyncio
import contextlib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.programs import ROOT, Child
from tests.bench import callers, consume, lifecycle, relay, town, whole
from tests.bench.programs import cpu_ms, family, process, started
from tests.bench.rivals import BARE, CONTESTANTS, Contestant
from tests.bench.site import Site, opened

SECONDS, SAMPLES_PER_SECOND = 20, 100
MOST_FUNCTIONS, MOST_STATEMENTS = 12, 10
# A process that takes less of the whole than this is not worth a table.
LEAST_SHARE = 0.03
# More than one process handles, or a relay sends, while it is looked at.
QUEUED_EVENTS, ANNOUNCED_EVENTS = 120_000, 360_000
RESULT = ROOT / "build" / "profile.md"
STATEMENTS = """
SELECT d.datname, calls, total_exec_time + total_plan_time, regexp_replace(left(query, 400), '\\s+', ' ', 'g')
  FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid
 WHERE d.datname <> 'postgres'
 ORDER BY 3 DESC LIMIT %s
"""

Load = Callable[[float], int]


@dataclass
class Profile:
    """What the processor did for one load: ms a piece by process, samples by stack, and the database's statements."""

    unit: str
    pieces: int
    spent: dict[str, float]
    stacks: dict[str, Counter[str]]
    statements: list[tuple[str, int, float, str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make profile", description=__doc__)
    parser.add_argument("--only", choices=LOADS)
    parser.add_argument(
        "--stored", type=int, nargs="+", default=[0], help="cases stored before, one profile for each"
    )
    asked = parser.parse_args()
    text = [
        "# Where the time goes\n",
        (
            f"`make profile`, {time.strftime('%d %B %Y')}: {SECONDS} s at saturation, everything on one machine. Python"
            f" processes are looked at {SAMPLES_PER_SECOND} times a second from outside (py-spy), only while a thread holds the"
            " interpreter: who waits for the database or a socket is not seen. The database counts its statements"
            " (pg_stat_statements; time waited for the disk and for locks included). *Itself*: the function was running;"
            " *within*: it or what it called.\n"
        ),
    ]
    with opened(preload="pg_stat_statements") as site:
        town.settle(site)
        for stored in asked.stored:
            lifecycle.fill(site, stored)
            for name, load in LOADS.items():
                if asked.only in (None, name):
                    text.append(as_text(f"{name}, {stored:,} stored", load(site)))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text("\n".join(text), "utf-8")
    print("\n".join(text))


def of_w1(site: Site, contestant: Contestant = CONTESTANTS[0]) -> Profile:
    """As much as it can take of the work that all contestants do."""
    with started(process(site, "gateway").command) as nginx, whole.working(site, contestant) as work:
        everybody = work.children | site.servers() | {"nginx": nginx}

        def load(seconds: float) -> int:
            busy = callers.saturate(work.port, work.requests, whole.CONNECTIONS, seconds, keep=True)
            whole.settle(site, work.contestant, busy)
            return len(busy.waited)

        return profiled(site, everybody, load)


def of_lives(site: Site) -> Profile:
    """Fifty users, each filing, assigning, resolving and searching."""
    with lifecycle.working(site) as office:
        everybody = {child.command.name: child for child in office.children}
        return profiled(site, everybody, lambda seconds: asyncio.run(lifecycle.users(office, seconds)).in_all)


def of_w1_bare(site: Site) -> Profile:
    """The same of what it costs at least."""
    return of_w1(site, BARE)


def of_consuming(site: Site) -> Profile:
    """Of one worker whose handler says one statement for each event."""
    ours = next(one for one in consume.CONSUMERS if one.how == "single")
    with consume.working(site, ours, QUEUED_EVENTS) as worker:

        def load(seconds: float) -> int:
            before = consume.count(site, ours.table)
            time.sleep(seconds)
            if (done := consume.count(site, ours.table)) >= QUEUED_EVENTS:
                raise RuntimeError("the queue is empty")
            return done - before

        return profiled(site, {"worker": worker} | site.servers(), load, "event")


def of_relaying(site: Site) -> Profile:
    """Of a relay that empties a full outbox into the history and a lane."""
    relay.stand(site, with_lane=True)
    relay.fill(site, ANNOUNCED_EVENTS)
    with started(process(site, "public-relay").command) as child:

        def load(seconds: float) -> int:
            before = relay.first_waiting(site)
            time.sleep(seconds)
            return relay.first_waiting(site) - before

        return profiled(site, {"public-relay": child} | site.servers(), load, "event")


LOADS: dict[str, Callable[[Site], Profile]] = {
    "w1": of_w1,
    "w1-bare": of_w1_bare,
    "lifecycle": of_lives,
    "consume": of_consuming,
    "relay": of_relaying,
}


def profiled(site: Site, everybody: dict[str, Child], load: Load, unit: str = "case") -> Profile:
    """The load once to be warm, and then looked at."""
    load(3)
    with site.stack.postgres.connection() as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        cursor.execute("SELECT pg_stat_statements_reset()")
        before = {name: cpu_ms(child) for name, child in everybody.items()}
        with watched(site.work, everybody) as stacks:
            pieces = load(SECONDS)
        spent = {name: (cpu_ms(child) - before[name]) / pieces for name, child in everybody.items()}
        cursor.execute(STATEMENTS, [MOST_STATEMENTS])
        return Profile(unit, pieces, spent, stacks, cursor.fetchall())


@contextlib.contextmanager
def watched(folder: Path, everybody: dict[str, Child]) -> Iterator[dict[str, Counter[str]]]:
    """Look at every Python process for as long as the block lasts; its stacks are there when it ended."""
    stacks: dict[str, Counter[str]] = {}
    watchers = []
    for name, child in everybody.items():
        for pid in filter(_is_python, family(child.pid() or 0)):
            kept = folder / f"{name}-{pid}.stacks"
            watchers.append((name, kept, _watcher(pid, kept)))
    yield stacks
    for name, kept, watcher in watchers:
        watcher.wait(SECONDS)
        for line in kept.read_text("utf-8").splitlines():
            stack, _, count = line.rpartition(" ")
            stacks.setdefault(name, Counter())[stack] += int(count)


def _is_python(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "python" in Path(f"/proc/{pid}/exe").resolve().name
    return False


def _watcher(pid: int, kept: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(str(Path(sys.executable).with_name("py-spy")), "record", "--pid", str(pid), "--gil"),
            *("--rate", str(SAMPLES_PER_SECOND), "--duration", str(SECONDS), "--function", "--format", "raw"),
            *("--output", str(kept)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def as_text(name: str, found: Profile) -> str:
    """The profile as a section of a page."""
    rows, whole_ms = sorted(found.spent.items(), key=lambda each: -each[1]), sum(found.spent.values())
    text = [f"## {name}: {found.pieces:,} {found.unit}s, {found.pieces / SECONDS:,.0f} a second\n"]
    text += [f"| process | CPU-ms per {found.unit} |", "|---|---|"]
    text += [f"| {process} | {ms:.3g} |" for process, ms in [*rows, ("all", whole_ms)]]
    for process_name, ms in rows:
        if process_name in found.stacks and ms >= LEAST_SHARE * whole_ms:
            text += ["", f"### {process_name}, {ms:.3g} ms\n", *_functions(found.stacks[process_name])]
    text += [
        "",
        "### PostgreSQL, the dearest statements\n",
        f"| ms per {found.unit} | calls | database | statement |",
    ]
    text += ["|---|---|---|---|"]
    for database, calls, ms, statement in found.statements:
        said = statement.replace("|", "\\|").strip()
        text.append(f"| {ms / found.pieces:.3f} | {calls / found.pieces:.2f} | {database} | `{said[:160]}` |")
    return "\n".join([*text, ""])


def _functions(stacks: Counter[str]) -> list[str]:
    itself, within = Counter[str](), Counter[str]()
    for stack, count in stacks.items():
        frames = [_short(frame) for frame in stack.split(";") if frame.strip()]
        if not frames:
            continue
        itself[frames[-1]] += count
        within.update(dict.fromkeys(set(frames), count))
    whole_time = sum(itself.values())
    ours = [each for each in within.most_common() if each[0].startswith(("kernel", "services"))]
    text = ["| itself | | within (ours) | |", "|---|---|---|---|"]
    for left, right in zip(itself.most_common(MOST_FUNCTIONS), ours[:MOST_FUNCTIONS], strict=False):
        cells = [f"{100 * count / whole_time:.1f} % | `{name}`" for name, count in (left, right)]
        text.append(f"| {' | '.join(cells)} |")
    return text


def _short(frame: str) -> str:
    """`kernel/outbox.py announce` for a frame of ours, the library and the function for others."""
    function, _, path = frame.rstrip(")").partition(" (")
    path = path.rpartition(":")[0] or path
    parts = Path(path).parts
    for root in ("kernel", "services", "deploy"):
        if root in parts and "site-packages" not in parts:
            return f"{'/'.join(parts[parts.index(root) :])} {function}"
    return f"{'/'.join(parts[-2:])} {function}"


if __name__ == "__main__":
    main()
