"""Start, watch and end the programs that this directory owns, each by its own process id."""

import contextlib
import ctypes
import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.ports import free_port as free_port
from deploy.local.ports import listens as listens

PR_SET_PDEATHSIG = 1
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ROOT = Path(__file__).parent.parent.parent
LONGEST_SOCKET_PATH = 100  # Linux allows 107 bytes for the whole path of a unix socket.


class NotReadyError(RuntimeError):
    """A program did not become ready in time, or ended while starting."""


class MissingError(RuntimeError):
    """A program that has to be installed first."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to execute, in which environment and as whom. The supervisor and the tests start the same thing."""

    name: str
    argv: tuple[str, ...]
    directory: Path
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    end_signal: signal.Signals = signal.SIGTERM

    def full_environment(self) -> dict[str, str]:
        """The environment of the child: the same whoever starts it, and never the caller's own secrets."""
        return {"PATH": SYSTEM_PATH, "LC_ALL": "C.UTF-8"} | self.environment


def find_program(name: str, *places: str) -> Path:
    """The path of an installed program, looked up in *places* before PATH."""
    for place in places:
        found = sorted(Path("/").glob(f"{place.lstrip('/')}/{name}"))
        if found:
            return found[-1]
    on_path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin")
    if on_path is None:
        message = f"{name} is not installed. `make doctor` prints the line that installs it."
        raise MissingError(message)
    return Path(on_path)


def on_one_of_two_cores() -> tuple[str, ...]:
    """What begins the command of a program that keeps to the second of two cores; nothing with more cores, or one."""
    cores, taskset = sorted(os.sched_getaffinity(0)), shutil.which("taskset")
    return (taskset, "-c", str(cores[1])) if taskset and len(cores) == 2 else ()  # noqa: PLR2004 - see above.


def python_command(name: str, module: str, directory: Path, *arguments: str) -> Command:
    """A module of this tree run by the same Python, lean on memory and deaf to the caller's Python settings."""
    environment = {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    argv = (sys.executable, "-m", module, *arguments)
    return Command(name, argv, make_directory(directory), environment)


def other_user(preferred: str) -> str | None:
    """The user a program must drop to: None for an ordinary user, who simply stays himself."""
    if os.geteuid() != 0:
        return None
    for name in (preferred, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    message = f"There is no user {preferred} to run as, and root may not."
    raise MissingError(message)


def own(path: Path, user: str | None) -> None:
    """Give *path* to the user the program runs as."""
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def make_directory(path: Path, user: str | None = None, mode: int = 0o700) -> Path:
    """A directory that exists, with that owner and mode."""
    path.mkdir(parents=True, exist_ok=True)
    own(path, user)
    path.chmod(mode)
    return path


def write_private(path: Path, text: str, user: str | None = None, mode: int = 0o600) -> Path:
    """Write a file that nobody else can read at any moment, and put it in place whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    own(draft, user)
    draft.chmod(mode)
    draft.replace(path)
    return path


def require_passage(path: Path, user: str | None) -> None:
    """Refuse early when the other user cannot reach *path* through its parents."""
    if user is None:
        return
    closed = next((parent for parent in path.parents if not parent.stat().st_mode & 0o001), None)
    if closed is not None:
        message = f"{user} cannot pass {closed}. Choose a place that others may pass: chmod o+x {closed}"
        raise NotReadyError(message)


def short_directory(path: Path, longest_name: str) -> Path:
    """*path*, or a short stand-in for it under /tmp when a socket's name there would be too long."""
    if len(str(path / longest_name)) <= LONGEST_SOCKET_PATH:
        return path
    remembered = Memory(path.parent / f"{path.name}.short.json")
    return Path(remembered.once("directory", lambda: f"/tmp/ks-{secrets.token_hex(6)}"))  # noqa: S108 - the name is random and the directory is created 0700.


class Memory:
    """A small private file of facts that must stay the same from one start to the next."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, str]:
        """All facts remembered so far."""
        if not self.path.exists():
            return {}
        facts: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        return facts

    def once(self, name: str, invent: Callable[[], str]) -> str:
        """The remembered fact, invented and written down at the first asking."""
        facts = self.read()
        if name in facts:
            return facts[name]
        self.keep(name, invent())
        return self.read()[name]

    def keep(self, name: str, fact: str) -> None:
        """Remember a fact from now on, whatever was remembered before."""
        facts = self.read() | {name: fact}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_private(self.path, json.dumps(facts, indent=1, sort_keys=True))

    def secret(self, name: str) -> str:
        """A password that is made once and needs no quoting anywhere."""
        return self.once(name, lambda: secrets.token_urlsafe(24).replace("-", "x").replace("_", "y"))

    def port(self, name: str) -> int:
        """A port that was free when it was chosen."""
        return int(self.once(name, lambda: str(free_port())))


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock file *path*: several test workers may ask for the same instance at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_until(
    ready: Callable[[], bool], seconds: float, what: str, alive: Callable[[], bool] = lambda: True
) -> None:
    """Wait for *ready*; NotReadyError names *what* did not come up."""
    end = time.monotonic() + seconds
    while not ready():
        if not alive():
            message = f"{what} ended while starting."
            raise NotReadyError(message)
        if time.monotonic() > end:
            message = f"{what} was not ready after {seconds:.0f} s."
            raise NotReadyError(message)
        time.sleep(0.05)


def _tie_to_parent(end_signal: int) -> Callable[[], None]:
    """Let the kernel end the child when the process that started it is gone, however it went."""
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, end_signal)

    return tie


class Child:
    """One running program: its pid is written down, and only that pid is ever signalled."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.pid_file = command.directory / f"{command.name}.pid"
        self.log = command.directory / f"{command.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, leash: bool) -> None:
        """Start it, unless it runs already. On a *leash* it ends with the process that started it."""
        if self.is_running():
            return
        command = self.command
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command.argv,
                cwd=command.directory,
                env=command.full_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Where sessions share the processor (the kernel's autogroup), a priority holds within one only.
                start_new_session=not leash,
                process_group=0 if leash else None,
                preexec_fn=_tie_to_parent(command.end_signal) if leash else None,  # noqa: PLW1509 - one libc call, loaded before the fork.
                user=command.user,
                group=group_of(command.user),
                extra_groups=None if command.user is None else [],
            )
        write_private(self.pid_file, f"{self._process.pid} {_birth(self._process.pid)}")

    def pid(self) -> int | None:
        """The pid that was written down, if that very process still lives."""
        try:
            pid, birth = self.pid_file.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if _birth(int(pid)) == birth else None

    def is_running(self) -> bool:
        """Whether it lives; a dead child is buried on the way."""
        if self._process is not None and self._process.poll() is not None:
            return False
        return self.pid() is not None

    def stop(self, seconds: float = 20) -> None:
        """Ask it to end, wait, and insist at last."""
        for sign in (self.command.end_signal, signal.SIGKILL):
            pid = self.pid()
            if pid is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            with contextlib.suppress(NotReadyError):
                wait_until(lambda: not self.is_running(), seconds, self.command.name)
        if self._process is not None:
            self._process.wait()
        self.pid_file.unlink(missing_ok=True)

    def tail(self, lines: int = 15) -> str:
        """The end of its log, for the message of a failed start."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@contextlib.contextmanager
def running(command: Command, port: int) -> Iterator[Child]:
    """A program that listens on *port*, for as long as the block lasts: what tests use."""
    child = Child(command)
    child.start(leash=True)
    try:
        wait_until(lambda: listens(port), 20, f"{command.name} ({child.log})", child.is_running)
        yield child
    finally:
        child.stop(5)


def group_of(user: str | None) -> int | None:
    """The primary group of that user; None stays None."""
    return None if user is None else pwd.getpwnam(user).pw_gid


def _birth(pid: int) -> str:
    """The start time of a process in clock ticks since boot, so that a reused pid is never mistaken; '' when gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]
