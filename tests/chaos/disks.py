"""Disks of a fixed size, so that they can be full: file systems in memory, filled and freed. They need root."""

import contextlib
import errno
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.programs import own
from deploy.local.stack import Stack

MIB = 1024 * 1024
# PostgreSQL keeps 512 MB of log between checkpoints; the outbox is empty most of the time.
WAL_MIB, OUTBOX_MIB = 900, 96
BALLAST = "ballast"


class NoDiskError(RuntimeError):
    """Why this machine gives no file systems."""


@dataclass
class Disk:
    """One mounted file system."""

    at: Path
    mib: int
    user: str | None

    def mount(self) -> None:
        """Make it; raises NoDiskError."""
        if os.geteuid() != 0:
            raise NoDiskError("disks of a fixed size need root")
        self.at.mkdir(parents=True, exist_ok=True, mode=0o700)
        asked = ["mount", "-t", "tmpfs", "-o", f"size={self.mib}m,mode=700", "tmpfs", str(self.at)]
        done = subprocess.run(asked, check=False, capture_output=True, text=True)
        if done.returncode:
            raise NoDiskError(f"no disks of a fixed size here: {done.stderr.strip()}")
        own(self.at, self.user)

    def unmount(self) -> None:
        """Take it away, with what is on it."""
        subprocess.run(["umount", str(self.at)], check=False, capture_output=True)

    def fill(self, leave_mib: int = 0) -> None:
        """Leave no byte free, or only so much."""
        with (self.at / BALLAST).open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while self._free_bytes() > leave_mib * MIB:
                _write_whole(ballast.fileno(), bytes(min(MIB, self._free_bytes() - leave_mib * MIB)))

    def _free_bytes(self) -> int:
        room = os.statvfs(self.at)
        return room.f_bavail * room.f_frsize

    def free(self) -> None:
        """Give back what was filled."""
        (self.at / BALLAST).unlink(missing_ok=True)


@dataclass
class Disks:
    """The disks of one installation."""

    stack: Stack
    rabbitmq_mib: int
    wal: Disk = field(init=False)
    outbox: Disk = field(init=False)
    rabbitmq: Disk = field(init=False)

    def __post_init__(self) -> None:
        folder, postgres, broker = self.stack.directory, self.stack.postgres, self.stack.rabbitmq
        self.wal = Disk(folder / "disk-wal", WAL_MIB, postgres.user)
        self.outbox = Disk(folder / "disk-outbox", OUTBOX_MIB, postgres.user)
        self.rabbitmq = Disk(broker.directory / "mnesia", self.rabbitmq_mib, broker.user)

    def mount(self) -> None:
        """Mount all of them, before anything is written; raises NoDiskError, and leaves nothing behind then."""
        try:
            for disk in self._all():
                disk.mount()
        except NoDiskError:
            self.unmount()
            raise

    def unmount(self) -> None:
        """Take all of them away."""
        for disk in self._all():
            disk.unmount()

    def move_wal(self) -> None:
        """Let PostgreSQL, which is not started yet, keep its log on a disk of its own."""
        kept, place = self.wal.at / "pg_wal", self.stack.postgres.data / "pg_wal"
        if place.is_symlink():
            return
        subprocess.run(["cp", "-a", str(place), str(kept)], check=True)
        subprocess.run(["rm", "-r", str(place)], check=True)
        place.symlink_to(kept)

    def move_outbox(self, service: str) -> None:
        """Let the outbox of a service lie on a disk of its own."""
        with self.stack.postgres.connection() as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLESPACE small LOCATION %s", (str(self.outbox.at),))
        with self.stack.postgres.connection(service) as connection, connection.cursor() as cursor:
            cursor.execute("ALTER TABLE outbox SET TABLESPACE small")

    def _all(self) -> tuple[Disk, ...]:
        return (self.wal, self.outbox, self.rabbitmq)


def _write_whole(descriptor: int, data: bytes) -> None:
    """Write all of it or raise OSError: a disk that takes a part of it is full."""
    if os.write(descriptor, data) < len(data):
        raise OSError(errno.ENOSPC, "full")
