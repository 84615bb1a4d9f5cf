"""Argon2id in a process beside, which takes what time nobody else wants.

A priority of a thread holds among the threads at one core, and between sessions hardly at all (the kernel's autogroup).
So it is a session of its own that gives way as a whole, of the class beside which others are placed as at an idle core,
and it offers the core anew every half millisecond, where the kernel would look every four. Decision 36 has the figures.

Run by its path this file is that process: a question a line from its standard input, an answer a line to its output,
until the input ends, with whoever asks.
"""

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

NICENESS, NICENESS_BESIDE = 10, 19
# Where everybody wants the processor, the process beside gets next to none: then the thread that asked does it.
PATIENCE_SECONDS = 0.25
# How long somebody else may have to wait for the core.
_OFFERED_EVERY_SECONDS = 0.0005
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs: passes, and KiB of memory, over one lane."""

    passes: int
    memory: int


@dataclass(frozen=True, slots=True)
class Question:
    """Does the password belong to this hash? Without a hash: what is the password's hash, at this cost?"""

    password: str
    password_hash: str | None
    passes: int = 1
    memory: int = 8


class Hashing:
    """So many threads, each with a process beside; *tell* hears of each question who answered it, process or thread."""

    def __init__(self, at_a_time: int, tell: Callable[[str], None] = lambda _: None) -> None:
        self._threads = ThreadPoolExecutor(at_a_time, "hashing", initializer=_give_way)
        self._tell = tell
        self._own = threading.local()

    def hash(self, password: str, cost: Cost) -> str:
        """The hash of *password*, with its salt and its cost."""
        return str(self._ask(Question(password, None, cost.passes, cost.memory)))

    def fits(self, password_hash: str, password: str) -> bool:
        """Whether *password* belongs to the hash."""
        return bool(self._ask(Question(password, password_hash)))

    def _ask(self, question: Question) -> str | bool:
        return self._threads.submit(self._answer, question).result()

    def _answer(self, question: Question) -> str | bool:
        if not hasattr(self._own, "beside"):
            self._own.beside = Beside()
        answer: str | bool | None = self._own.beside.ask(question)
        self._tell("thread" if answer is None else "process")
        return answer_to(question) if answer is None else answer


class Beside:
    """The process of one thread; one that ended is started again for the next question."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owes = False
        self._owner = os.getpid()

    def __del__(self) -> None:
        """It ends with the thread that asked; a process that was forked from ours has a copy of this, and no say."""
        if os.getpid() == self._owner:
            self.end()

    @property
    def pid(self) -> int | None:
        """Which process it is; None before the first question."""
        return self._process.pid if self._process else None

    def ask(self, question: Question) -> str | bool | None:
        """Its answer; None when it cannot be had soon, and whoever asks had better see to it."""
        try:
            if self._owes and self._read(0) is None:
                return None
            self._write(question)
            return self._read(PATIENCE_SECONDS)
        except OSError:
            self.end()
            return None

    def _write(self, question: Question) -> None:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - what is executed is this very file
                [sys.executable, "-I", __file__],
                env={},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        os.write(self._ends()[0], json.dumps(asdict(question)).encode() + b"\n")
        self._owes = True

    def _read(self, seconds: float) -> str | bool | None:
        """The answer that it owes, if it comes in time; raises OSError when it has ended."""
        _, source = self._ends()
        waiting = select.poll()
        waiting.register(source, select.POLLIN)
        if not waiting.poll(seconds * 1000):
            return None
        found = os.read(source, _LONGEST_ANSWER)
        if not found:
            raise BrokenPipeError
        self._owes = False
        answer: str | bool = json.loads(found)
        return answer

    def _ends(self) -> tuple[int, int]:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            raise BrokenPipeError
        return self._process.stdin.fileno(), self._process.stdout.fileno()

    def end(self) -> None:
        """Ask it nothing more; a later question starts it anew."""
        self._owes = False
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def answer_to(question: Question) -> str | bool:
    """The hash that was asked for, or whether the password fits."""
    if question.password_hash is None:
        hasher = PasswordHasher(question.passes, question.memory, parallelism=1)
        return hasher.hash(question.password)
    try:
        return PasswordHasher().verify(question.password_hash, question.password)
    except (VerificationError, InvalidHashError):
        return False


def _give_way() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _give_way_as_a_session() -> None:
    os.nice(NICENESS_BESIDE)
    # Somebody else's session keeps its priority; a kernel without such groups has no such file.
    with suppress(OSError):
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text(str(NICENESS_BESIDE), "ascii")
    # A fence around the service may forbid it; then it gives way by its priority alone.
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    # A hash is one long call, in which no handler of Python's is run: the handler is the call of the system itself.
    library = ctypes.CDLL(None)
    library.signal(signal.SIGALRM, library.sched_yield)


@contextmanager
def _offering_the_core() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, _OFFERED_EVERY_SECONDS, _OFFERED_EVERY_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def _serve() -> None:
    _give_way_as_a_session()
    for line in sys.stdin:
        with _offering_the_core():
            answer = answer_to(Question(**json.loads(line)))
        print(json.dumps(answer), flush=True)  # noqa: T201 - it is its answer


if __name__ == "__main__":
    _serve()
