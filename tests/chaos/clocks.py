"""Clocks that step: libfaketime tells a running process another time, which a file of its own holds."""

import os
import platform
from pathlib import Path

from tests.architecture.house import ROOT

LIBRARIES = ("usr/lib/*/faketime/libfaketime.so.1", "usr/lib64/faketime/libfaketime.so.1")
# Which processes have a clock of their own in a run with stepping clocks.
CLOCKED = ("public-api", "public-relay", "notify-worker-revenue", "notify-sender", "files-api-vpn")


class NoClockError(RuntimeError):
    """Why clocks cannot step here."""


class Clocks:
    """A file for each of those processes, which are looked at once a second."""

    def __init__(self, folder: Path) -> None:
        found = [path for pattern in LIBRARIES for path in sorted(Path("/").glob(pattern))]
        found.sort(key=lambda path: platform.machine() not in str(path))
        if not found:
            raise NoClockError("libfaketime is not there: apt-get install faketime")
        self.library, self.folder = found[0], folder

    def prepare(self) -> None:
        """All clocks are right."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in CLOCKED:
            self.set(name, 0)

    def set(self, name: str, seconds: int) -> None:
        """Put the clock of a process forward, or back; what it measures durations with goes on."""
        draft = self.folder / f".{name}.new"
        draft.write_text(f"{seconds:+d}s\n")
        draft.replace(self.folder / name)

    def environment(self, name: str) -> dict[str, str]:
        """What such a process must be started with."""
        if name not in CLOCKED:
            return {}
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / name),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            # Else a thread that waits for the interpreter wakes at once, over and over: twice the processor time.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "PYTHONPATH": os.pathsep.join((str(Path(__file__).with_name("preload")), str(ROOT))),
        }
