"""Counts what the gateway answered, its own refusals too: `python -m deploy.gateway.counting <access log>`.

It reads the log as it grows and offers the figures on KS_METRICS_PORT, and the gateway's own part of the operations
page beside them. What it counts by are the zone, the status and the cause: never an address, never a path.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from prometheus_client import CollectorRegistry, Counter, Gauge

from deploy.gateway.hour import LastHour
from deploy.gateway.offering import offered
from deploy.gateway.part import Part
from deploy.gateway.pulse import PULSE, written_at
from deploy.gateway.signals import full
from kernel import clock

ZONES = frozenset({"INTERNET", "VPN", "SECURE_LAN"})
# Its refusals in kernel.ui.problems, as a test compares; the gateway also answers by itself with pages, and otherwise a service does.
CAUSES = frozenset(
    {
        *("nothing-here", "not-readable", "needs-https", "no-device", "zone-named"),
        *("too-large", "too-many", "busy", "service-down"),
    }
)
PAUSE_SECONDS = 0.5

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "gateway_requests_total",
    "Requests by zone and status; the cause is a refusal of the gateway, else who answered.",
    ["zone", "status", "cause"],
    registry=REGISTRY,
)
SILENT = Gauge(
    "gateway_keeper_silent_seconds",
    "Since the keeper of the gateway's lists was last heard.",
    registry=REGISTRY,
)
UNREADABLE = Counter("gateway_unreadable_lines_total", "Lines of the log that are none.", registry=REGISTRY)


class Log:
    """Lines of a growing file, each once: also over a rotation, and over a restart of the reader."""

    def __init__(self, path: Path, kept: Path) -> None:
        self._path, self._kept = path, kept
        self._file: IO[bytes] | None = None
        self._begun = b""
        self._is_full = False

    def lines(self) -> Iterator[bytes]:
        """The whole lines that were added since the last asking."""
        if self._file is None:
            self._open(*self._remembered())
        while (file := self._file) is not None:
            while chunk := file.read(256 * 1024):
                *whole, self._begun = (self._begun + chunk).split(b"\n")
                yield from whole
            if not self._was_rotated(file):
                return
            # What nginx has not written yet when the new one is there goes to the full one: that is asked once more.
            if not self._is_full:
                self._is_full = True
                return
            file.close()
            self._begun, self._is_full = b"", False
            self._open(self._path, 0)

    def remember(self) -> None:
        """Write down how far it was read."""
        if self._file is None:
            return
        place = {"file": os.fstat(self._file.fileno()).st_ino, "at": self._file.tell() - len(self._begun)}
        draft = self._kept.with_suffix(".new")
        draft.write_text(json.dumps(place), "utf-8")
        draft.replace(self._kept)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _open(self, path: Path, at: int) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._file = path.open("rb")
            self._file.seek(at)
            return
        self._file = None

    def _remembered(self) -> tuple[Path, int]:
        """The file that was read last, which may be full since, and how far."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            place = json.loads(self._kept.read_text("utf-8"))
            for path in filter(Path.exists, (self._path, full(self._path))):
                there = path.stat()
                if place["file"] == there.st_ino and place["at"] <= there.st_size:
                    return path, int(place["at"])
        return self._path, 0

    def _was_rotated(self, file: IO[bytes]) -> bool:
        with contextlib.suppress(FileNotFoundError):
            there, here = self._path.stat(), os.fstat(file.fileno())
            return there.st_ino != here.st_ino or there.st_size < file.tell()
        return False


def count(line: bytes, hour: LastHour) -> None:
    """Count one line of the log, in its *hour* too; what is none is counted as such."""
    try:
        said: dict[str, Any] = json.loads(line)
        zone, status, cause = said["zone"], int(said["status"]), said.get("cause")
        at = datetime.fromisoformat(said["at"])
    except (ValueError, TypeError, KeyError):
        UNREADABLE.inc()
        return
    if cause not in CAUSES:
        cause = "service" if said.get("upstream") else "gateway"
    REQUESTS.labels(zone if zone in ZONES else "other", str(status), cause).inc()
    hour.add(at, cause)


def heard_of_the_keeper(pulse: Path) -> None:
    """Tell how long ago the keeper beside was last heard; where it never was, since the clock began."""
    at = written_at(pulse)
    SILENT.set(max(0.0, time.time() - (at.timestamp() if at else 0)))


def main(path: Path, port: int) -> None:
    """Read and count until told to end."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ended.append(number))
    began_at = clock.now()
    hour = LastHour(began_at)
    log = Log(path, path.with_name("counted.json"))
    with offered(port, REGISTRY, Part(path.parent, hour, began_at)):
        while not ended:
            for line in log.lines():
                count(line, hour)
            # On a full disk it is forgotten how far the log was read; the counting goes on.
            with contextlib.suppress(OSError):
                log.remember()
            heard_of_the_keeper(path.with_name(PULSE))
            time.sleep(PAUSE_SECONDS)
    log.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(os.environ["KS_METRICS_PORT"]))
