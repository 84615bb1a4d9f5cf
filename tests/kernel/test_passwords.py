"""Passwords are hashed beside the service, whatever becomes of the process that does it."""

import os
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kernel.hashing import NICENESS
from kernel.passwords import Hashing

PASSWORD = "पेड़ के नीचे बैठकर"


@pytest.fixture(scope="module")
def hashing() -> Iterator[Hashing]:
    with closing(Hashing(1)) as hashing:
        yield hashing


def process_of(hashing: Hashing) -> int:
    process = hashing._free.get()
    hashing._free.put(process)
    assert process._running is not None
    return process._running.pid


def test_only_the_same_password_fits_however_its_signs_are_composed(hashing: Hashing) -> None:
    hashed = hashing.hash(PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashing.hash(PASSWORD) != hashed
    for form in ("NFC", "NFD"):
        assert hashing.fits(hashed, unicodedata.normalize(form, PASSWORD))
    assert not hashing.fits(hashed, PASSWORD + "।")


@pytest.mark.parametrize(
    "password", ["", "two\nlines", "\x00", "\ud800", '"}{"', "क" * 5000], ids=lambda each: ascii(each[:9])
)
def test_any_text_is_a_password(hashing: Hashing, password: str) -> None:
    hashed = hashing.hash(password)

    assert hashing.fits(hashed, password)
    assert not hashing.fits(hashed, password + "a")


@pytest.mark.parametrize("kept", ["", "no hash", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$"])
def test_nothing_fits_what_is_no_hash(hashing: Hashing, kept: str) -> None:
    assert not hashing.fits(kept, PASSWORD)


def test_a_killed_process_is_replaced_unnoticed(hashing: Hashing) -> None:
    hashed = hashing.hash(PASSWORD)
    before = process_of(hashing)
    os.kill(before, signal.SIGKILL)

    assert hashing.fits(hashed, PASSWORD)
    assert process_of(hashing) != before


def test_one_that_is_killed_at_work_is_replaced_too(hashing: Hashing) -> None:
    hashed = hashing.hash(PASSWORD)
    done = threading.Event()

    def kill_now_and_then() -> None:
        while not done.is_set():
            os.kill(process_of(hashing), signal.SIGKILL)
            time.sleep(0.9)

    answers = []
    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        answers = [hashing.fits(hashed, PASSWORD) for _ in range(20)]
    finally:
        done.set()
        killer.join()

    assert answers == [True] * 20


def test_it_gives_way_to_everything_else(hashing: Hashing) -> None:
    hashing.hash(PASSWORD)

    assert (
        os.getpriority(os.PRIO_PROCESS, process_of(hashing)) == os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
    )


def test_it_ends_with_the_service_even_when_that_is_killed() -> None:
    script = (
        "from kernel.passwords import Hashing; hashing = Hashing(1); hashing.hash('a');"
        " print(hashing._free.get()._running.pid, flush=True); input()"
    )
    service = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with service:
        assert service.stdout is not None
        pid = int(service.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        service.kill()
        service.wait()

    end = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
