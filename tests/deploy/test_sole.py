"""A program that was killed outright leaves nothing on its sockets: the next start ends what is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.local import sole
from deploy.local.programs import wait_until

FATHER_AND_CHILD = """
import os, pathlib, sys, time
child = os.fork()
if child:
    pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child}")
time.sleep(60)
"""


class _Started:
    def __init__(self, record: Path, pids: Path, *, stubborn: bool) -> None:
        program = FATHER_AND_CHILD
        if stubborn:
            program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + program
        argv = [sys.executable, "-IS", sole.__file__, str(record), "SIGTERM", "-"]
        argv += [sys.executable, "-c", program, str(pids)]
        pids.unlink(missing_ok=True)
        self.process = subprocess.Popen(argv, start_new_session=True)
        wait_until(pids.exists, 10, "The program")
        wait_until(lambda: bool(pids.read_text()), 10, "The program")
        self.father, self.child = (int(pid) for pid in pids.read_text().split())

    def kill_father(self) -> None:
        os.kill(self.father, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        for pid in (self.child, self.father):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


Start = Callable[..., _Started]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[_Started] = []

    def begin(*, stubborn: bool = False) -> _Started:
        started.append(_Started(tmp_path / "record", tmp_path / "pids", stubborn=stubborn))
        return started[-1]

    yield begin
    for one in started:
        one.end()


def _lives(pid: int) -> bool:
    return bool(sole.stat_of(pid))


def test_the_program_takes_the_place_of_the_launcher(start: Start) -> None:
    started = start()

    assert started.father == started.process.pid


def test_what_a_killed_program_left_is_ended_by_its_next_start(start: Start) -> None:
    first = start()
    first.kill_father()
    assert _lives(first.child)

    second = start()

    assert not _lives(first.child)
    assert _lives(second.child)


def test_leftovers_that_do_not_listen_are_made_to_end(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = start(stubborn=True)
    first.kill_father()
    monkeypatch.setattr(sole, "GRACE_SECONDS", 0.3)

    sole.end_recorded(tmp_path / "record")

    wait_until(lambda: not _lives(first.child), 10, "the end")


def test_a_number_that_belongs_to_somebody_else_by_now_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "30"], start_new_session=True)
    record = tmp_path / "record"
    record.write_text(f"{stranger.pid} 1")

    sole.end_recorded(record)

    try:
        assert stranger.poll() is None
        assert not record.exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_an_empty_or_missing_record_ends_nobody(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("")
    began = time.monotonic()

    sole.end_recorded(tmp_path / "record")
    sole.end_recorded(tmp_path / "absent")

    assert time.monotonic() - began < 5
