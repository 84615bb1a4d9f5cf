"""Passwords are hashed by processes beside the service's own, which give way to everything else.

A thread of low priority inside the service was measured to make others wait: it was put aside while it held the
interpreter's lock (decision 36).
"""

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import unicodedata
from pathlib import Path

from kernel.errors import Unavailable

_ROOT = Path(__file__).resolve().parents[1]
# It is told no secret of the service that asks.
_SURROUNDINGS = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class Hashing:
    """As many processes as *count*, started when first needed; each takes one password at a time, in turn."""

    def __init__(self, count: int) -> None:
        self._free: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        for _ in range(count):
            self._free.put(_Process())
        atexit.register(self.close)

    def hash(self, password: str) -> str:
        """The argon2id hash of *password*, with its salt and its cost; raises Unavailable."""
        return str(self._ask({"password": _plain(password)}))

    def fits(self, password_hash: str, password: str) -> bool:
        """Whether *password* belongs to *password_hash*; raises Unavailable."""
        return bool(self._ask({"password": _plain(password), "hash": password_hash}))

    def close(self) -> None:
        """End the processes that have nothing in hand; the others end with this one."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._free.get_nowait().end()

    def _ask(self, question: dict[str, str]) -> str | bool:
        process = self._free.get()
        try:
            answer = process.ask(json.dumps(question).encode() + b"\n")
        finally:
            self._free.put(process)
        if not answer:
            raise Unavailable(retry_after=3)
        found: str | bool = json.loads(answer)
        return found


class _Process:
    """Whoever holds it is alone with it."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None

    def ask(self, line: bytes) -> bytes:
        """The answer; nothing when even a fresh process gave none."""
        # It may have been killed while nobody looked: the second one is fresh.
        return self._answer(line) or self._answer(line)

    def _answer(self, line: bytes) -> bytes:
        answer = b""
        try:
            if self._running is None:
                self._running = _started()
            if self._running.stdin is not None and self._running.stdout is not None:
                self._running.stdin.write(line)
                answer = self._running.stdout.readline()
        except OSError:
            pass
        if not answer:
            self.end()
        return answer

    def end(self) -> None:
        """End it with no word; the next question starts another."""
        process, self._running = self._running, None
        if process is not None:
            process.kill()
            process.communicate()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kernel.hashing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        cwd=_ROOT,
        env=_SURROUNDINGS,
    )


def _plain(password: str) -> str:
    # The same Devanagari word may be typed with composed or decomposed signs.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass").hex()
