"""The process that hashes beside: it gives way to everybody, and nobody who signs in depends on it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.auth.actions import hashing
from services.auth.actions.hashing import Beside, Cost, Hashing, Question, answer_to

CHEAP = Cost(passes=1, memory=8)
PASSWORD = "एक अच्छा password"
HASH = str(answer_to(Question(PASSWORD, None)))


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 60)
    made = Beside()
    yield made
    made.end()


def wait_until(done: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 60
    while not done():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_it_hashes_and_checks_as_the_thread_would(beside: Beside) -> None:
    made = beside.ask(Question(PASSWORD, None, passes=2, memory=16))

    assert isinstance(made, str)
    assert made.startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert beside.ask(Question(PASSWORD, made)) is True is answer_to(Question(PASSWORD, made))
    assert beside.ask(Question("another", made)) is False is answer_to(Question("another", made))
    assert beside.ask(Question(PASSWORD, "no hash")) is False is answer_to(Question(PASSWORD, "no hash"))


def test_a_password_may_contain_what_ends_a_line(beside: Beside) -> None:
    odd = 'one\ntwo\r\n"three"\0\u2028'

    assert beside.ask(Question(odd, str(beside.ask(Question(odd, None))))) is True


def test_it_gives_way_as_a_session_of_its_own(beside: Beside) -> None:
    beside.ask(Question(PASSWORD, HASH))

    pid = beside.pid or 0
    assert os.getsid(pid) == pid != os.getsid(0)
    assert os.getpriority(os.PRIO_PROCESS, pid) == hashing.NICENESS_BESIDE
    assert os.sched_getscheduler(pid) == os.SCHED_IDLE
    caught = int(re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())[1], 16)  # type: ignore[index]  # it is always there
    assert caught & 1 << signal.SIGALRM - 1, "it does not offer the core"
    group = Path(f"/proc/{pid}/autogroup")
    assert not group.exists() or group.read_text().endswith(f" nice {hashing.NICENESS_BESIDE}\n")


def test_whoever_runs_it_by_hand_keeps_the_priority_of_the_own_session() -> None:
    group = Path("/proc/self/autogroup")
    before = group.exists() and group.read_text()

    subprocess.run([sys.executable, "-I", hashing.__file__], stdin=subprocess.DEVNULL, timeout=60, check=True)

    assert before == (group.exists() and group.read_text())


def test_one_that_is_killed_is_started_again_and_meanwhile_the_thread_answers(beside: Beside) -> None:
    beside.ask(Question(PASSWORD, HASH))
    killed = beside.pid or 0
    os.kill(killed, signal.SIGKILL)

    assert beside.ask(Question(PASSWORD, HASH)) is None
    assert beside.ask(Question(PASSWORD, HASH)) is True
    assert beside.pid not in (None, killed)


def test_one_that_gets_no_time_is_not_waited_for_and_its_late_answer_is_nobody_elses(
    beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside.ask(Question(PASSWORD, HASH))
    os.kill(beside.pid or 0, signal.SIGSTOP)
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.01)

    assert beside.ask(Question("wrong", HASH)) is None
    assert beside.ask(Question(PASSWORD, HASH)) is None
    os.kill(beside.pid or 0, signal.SIGCONT)
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 60)

    # The late answer was to the wrong password.
    wait_until(lambda: beside.ask(Question(PASSWORD, HASH)) is not None)
    assert beside.ask(Question(PASSWORD, HASH)) is True
    assert beside.ask(Question("wrong", HASH)) is False


def test_without_the_process_the_thread_answers_and_who_counts_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 60)
    answered: list[str] = []
    made = Hashing(1, answered.append).hash(PASSWORD, CHEAP)
    assert answered == ["process"]

    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    threads = Hashing(1, answered.append)

    assert threads.fits(made, PASSWORD)
    assert not threads.fits(made, "another")
    assert answered == ["process", "thread", "thread"]


def test_a_fork_of_who_asks_leaves_it_alone(beside: Beside) -> None:
    threads = Hashing(1)
    made = threads.hash(PASSWORD, CHEAP)
    beside.ask(Question(PASSWORD, HASH))

    # What is done before the program is executed is done in a copy of ours, in which our threads have ended.
    subprocess.run(["true"], preexec_fn=os.getpid, timeout=60, check=True)

    assert beside.ask(Question(PASSWORD, HASH)) is True
    assert threads._threads.submit(lambda: threads._own.beside.ask(Question(PASSWORD, made))).result() is True


def test_it_ends_with_whoever_asks() -> None:
    asking = "from tests.auth.test_hashing import *; one = Beside(); one.ask(Question(PASSWORD, None)); print(one.pid, flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", asking], stdout=subprocess.PIPE) as asker:
        assert asker.stdout
        with closing(asker.stdout):
            pid = int(asker.stdout.readline())
            assert Path(f"/proc/{pid}").exists()
            asker.kill()
            wait_until(lambda: not Path(f"/proc/{pid}").exists())
