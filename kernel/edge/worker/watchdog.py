"""Ends a process in which a handler hangs: what it took goes back to the broker and is then tried alone."""

import faulthandler
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import eventlet

from kernel.logs import logger

_EXIT_CODE = 1


class Watchdog:
    """One for the process: each batch has a deadline, and a loop that never yields has one too."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._deadlines: dict[int, float] = {}
        self._next = 0

    def run(self) -> None:
        """Feed the dog as long as the green threads run and no batch is overdue.

        The timer of faulthandler is a thread in C: it ends the process even when a handler never yields.
        """
        while True:
            faulthandler.dump_traceback_later(self.seconds, exit=True)
            eventlet.sleep(min(1.0, self.seconds / 4))
            now = time.monotonic()
            if any(deadline < now for deadline in self._deadlines.values()):
                logger(room="worker").error("handler-hangs", seconds=self.seconds)
                faulthandler.dump_traceback()
                os._exit(_EXIT_CODE)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Give the block `seconds` to end."""
        self._next += 1
        number = self._next
        self._deadlines[number] = time.monotonic() + self.seconds
        try:
            yield
        finally:
            del self._deadlines[number]
