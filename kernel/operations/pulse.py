"""A process says every few seconds that it is alive, into its own service's database."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kernel import clock
from kernel.database import Connection, Database, DatabaseError, Json, connect
from kernel.errors import Refused
from kernel.logs import fault, logger
from kernel.operations.statements import queries

BEAT_SECONDS = 15.0

Facts = Callable[[], Mapping[str, Any]]


def beat(
    connection: Connection, process: str, kind: str, started_at: datetime, facts: Mapping[str, Any]
) -> None:
    """Write one pulse on a connection of its own or between two pieces of work; raises DatabaseError."""
    with connection.cursor() as cursor:
        row = {"process": process, "kind": kind, "started_at": started_at, "facts": Json(dict(facts))}
        cursor.execute(queries.save_pulse.sql, row)


def end(connection: Connection, process: str, started_at: datetime) -> None:
    """Take back the pulse of a process that ends on purpose; raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute(queries.end_pulse.sql, {"process": process, "started_at": started_at})


@dataclass
class Pulse:
    """The pulse of a process; *facts* are figures and names that help an operator."""

    process: str
    kind: str
    facts: Facts = dict
    started_at: datetime = field(default_factory=clock.now)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _has_ended: bool = field(default=False, init=False)

    def start(self, database: Database) -> None:
        """Beat in a thread of its own, with the connections of the process, until the process ends."""
        threading.Thread(target=self._beat_on, args=(database,), name="pulse", daemon=True).start()

    def run(self, dsn: str, sleep: Callable[[float], None]) -> None:
        """Beat for ever in the caller's thread, each time over a short connection."""
        while True:
            self._say(dsn, lambda on: beat(on, self.process, self.kind, self.started_at, self.facts()))
            sleep(BEAT_SECONDS)

    def end(self, dsn: str) -> None:
        """Be missed by nobody: the process ends on purpose. Where the database is away, it will be said to be silent."""
        with self._turn:
            self._has_ended = True
            self._say(dsn, lambda on: end(on, self.process, self.started_at))

    def _say(self, dsn: str, what: Callable[[Connection], None]) -> None:
        try:
            with closing(connect(dsn, f"pulse {self.process}")) as connection:
                what(connection)
        except DatabaseError as error:
            logger(room="pulse").warning("pulse-missed", **fault(error))

    def _beat_on(self, database: Database) -> None:
        while True:
            with self._turn:
                if self._has_ended:
                    return
                self._beat_once(database)
            time.sleep(BEAT_SECONDS)

    def _beat_once(self, database: Database) -> None:
        try:
            with database.transaction() as tx:
                row = {"process": self.process, "kind": self.kind, "started_at": self.started_at}
                tx.execute(queries.save_pulse, **row, facts=Json(dict(self.facts())))
        except (Refused, DatabaseError) as error:
            logger(room="pulse").warning("pulse-missed", **fault(error))
