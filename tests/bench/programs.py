"""The processes of a measure: started on a leash, watched through /proc, ended by their own pids."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from deploy.local.installation import Process
from deploy.local.programs import ROOT, Child, Command, make_directory

if TYPE_CHECKING:
    from tests.bench.site import Site

HERE = Path(__file__).parent
CONTESTANTS = HERE / "contestants"
Contestant = TypeVar("Contestant")
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def foreign(name: str, venv: Path, work: Path, argv: tuple[str, ...], environment: dict[str, str]) -> Command:
    """A contestant's program, from its own environment; argv[0] is a program of that environment."""
    settings = {
        "PYTHONPATH": f"{CONTESTANTS}:{ROOT}",
        "PYTHONUNBUFFERED": "1",
    }
    settings |= {"PYTHONWARNINGS": "ignore", **environment}
    return Command(name, (str(venv / "bin" / argv[0]), *argv[1:]), make_directory(work / name), settings)


@contextlib.contextmanager
def started(command: Command) -> Iterator[Child]:
    """A program for as long as the block lasts."""
    child = Child(command)
    child.start(leash=True)
    try:
        yield child
    finally:
        child.stop(5)


def in_turn(contestants: Iterable[Contestant], number: int) -> list[Contestant]:
    """The contestants of round *number*: in each another one begins, for it finds what the one before left behind."""
    everybody = list(contestants)
    first = number % len(everybody)
    return everybody[first:] + everybody[:first]


def process(site: "Site", name: str) -> Process:
    """A process of the installation, as it is deployed."""
    return next(one for one in site.installation.processes() if one.name == name)


def cpu_ms(*children: Child) -> float:
    """Milliseconds of processor time, user and system, that these programs and all they started have used."""
    return sum(_tree_ticks(pid) for child in children if (pid := child.pid())) * _TICK_MS


def memory_mb(*children: Child) -> float:
    """Megabytes of memory, shared pages counted by their share, of these programs and all they started."""
    return sum(_tree_kb(pid) for child in children if (pid := child.pid())) / 1024


def open_files(*children: Child) -> int:
    """How many files and sockets these programs and all they started hold open."""
    return sum(_tree_files(pid) for child in children if (pid := child.pid()))


def family(pid: int) -> list[int]:
    """A process and all that it and its threads have started, and those again."""
    young: list[int] = []
    # Whoever is listed here may have ended before it is read.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                children = (thread / "children").read_text()
                young += [int(child) for child in children.split()]
    return [pid, *(each for child in young for each in family(child))]


def _tree_kb(pid: int) -> int:
    return sum(_kb(each) for each in family(pid))


def _kb(pid: int) -> int:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))


def _tree_files(pid: int) -> int:
    return sum(_files(each) for each in family(pid))


def _files(pid: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _tree_ticks(pid: int) -> int:
    return sum(_ticks(each) for each in family(pid))


def _ticks(pid: int) -> int:
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # utime, stime, and those of children that ended and were waited for.
    return sum(map(int, facts[11:15]))


def require_running(child: Child) -> None:
    """Stop the measure with the program's last words when it ended by itself."""
    if not child.is_running():
        raise RuntimeError(f"{child.command.name} ended by itself:\n{child.tail(30)}")
