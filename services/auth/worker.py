"""Events and timers in: auth follows its own directory, and beats so that the copies know they are fresh."""

import os
import subprocess
import sys
from typing import ClassVar

from kernel.blobs import Blobs
from kernel.database import Transaction
from kernel.edge.worker import Worker, every
from services.auth import actions
from services.auth import events as auth_events
from services.auth.actions import imports, record


class AuthWorker(Worker):
    """The worker of auth."""

    service = "auth"
    follows = auth_events.DIRECTORY
    importer: ClassVar[subprocess.Popen[bytes] | None] = None

    @every(seconds=15)
    def beat(self, tx: Transaction) -> None:
        """Say that nothing is missing."""
        actions.beat(tx)

    @every(seconds=3600)
    def forget(self, tx: Transaction) -> None:
        """Let go of what nobody may use any more."""
        actions.forget(tx)

    @every(seconds=1)
    def start_importer(self, tx: Transaction) -> None:
        """Start the short process that works off tables; one that died is followed by the next."""
        running = AuthWorker.importer is not None and AuthWorker.importer.poll() is None
        if not running and imports.has_work(tx):
            AuthWorker.importer = _start_importer()

    @every(seconds=60)
    def forget_tables(self, tx: Transaction, blobs: Blobs) -> None:
        """Let go of tables that everybody has seen."""
        imports.forget(tx, blobs)

    @every(seconds=60)
    def walk_record(self, tx: Transaction) -> None:
        """Walk a part of the record's chain again."""
        record.walk(tx)


def _start_importer() -> subprocess.Popen[bytes]:
    # Whoever starts it may be ended meanwhile: what it has begun it brings to its end.
    surroundings = {**os.environ, "KS_PROCESS": "auth-importer"}
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.launch", "auth", "importer"],
        env=surroundings,
        stdin=subprocess.DEVNULL,
    )
