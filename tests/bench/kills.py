"""Programs that die with no word to anybody under a steady offer, and come back at once."""

import contextlib
import itertools
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.programs import Child, wait_until
from tests.bench import callers, town
from tests.bench.programs import family

PER_SECOND, EVERY_SECONDS = 50, 2.0


def offered_while_killing(port: int, children: dict[str, Child], seconds: float) -> callers.Answers:
    """The answers to a steady offer, while one process after the other is killed and comes back."""
    requests = town.grievances()
    # Who starts a program on a leash is its parent: that has to be this thread, which stays.
    with ThreadPoolExecutor(1) as pool:
        offer = pool.submit(callers.offer, port, requests, PER_SECOND, seconds, keep=True)
        for child in itertools.cycle(children.values()):
            with contextlib.suppress(TimeoutError):
                return offer.result(timeout=EVERY_SECONDS)
            kill(child)
            revive(child)
    raise RuntimeError("nothing was offered")


def kill(child: Child) -> None:
    """End a program and all that it started, with no word to any of them."""
    pid = child.pid()
    for each in reversed(family(pid) if pid else []):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    wait_until(lambda: not child.is_running(), 5, f"the end of {child.command.name}")


def revive(child: Child) -> None:
    """Start a program again, if it does not run."""
    if not child.is_running():
        if (socket := child.command.environment.get("BENCH_SOCKET")) is not None:
            Path(socket).unlink(missing_ok=True)
        child.start(leash=True)
