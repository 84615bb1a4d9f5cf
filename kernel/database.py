"""PostgreSQL: a pool that waits briefly, named queries, and the transaction that carries everything."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - it is a class
from psycopg2.extras import Json, register_uuid

from kernel import audit, clock, outbox
from kernel.crash import crash_point
from kernel.errors import Refused, Unavailable
from kernel.events import Event, Origin
from kernel.identity import Actor
from kernel.statements import Queries, Query

__all__ = [
    "Connection",
    "Database",
    "DatabaseError",
    "Json",
    "Queries",
    "Query",
    "Transaction",
    "connect",
    "is_green",
    "refusing",
    "sqlstate",
]

register_uuid()  # type: ignore[no-untyped-call]  # the stubs leave it so

DatabaseError = psycopg2.Error
Row = dict[str, Any]
_TRIED_AFTER_SECONDS = 5.0


class Transaction:
    """One unit of work: state, audit and outbox are committed together or not at all."""

    def __init__(
        self,
        connection: Connection,
        *,
        correlation_id: UUID | None = None,
        causation_id: UUID | None = None,
        reading: bool = False,
    ) -> None:
        self.connection = connection
        self.now: datetime = clock.now()
        self.correlation_id = correlation_id or clock.new_id()
        self.causation_id = causation_id
        self._opening = "BEGIN READ ONLY;" if reading else "BEGIN;"
        self._open = False
        self._announced: list[outbox.Announcement] = []
        self._recorded: list[audit.Entry] = []
        self._last_words: list[tuple[Query, dict[str, Any]]] = []

    def fetch_one(self, query: Query, **params: Any) -> Row | None:
        """The first row, by column name, or None."""
        with self._run(query.sql, params) as cursor:
            row = cursor.fetchone()
            return dict(zip(_columns(cursor), row, strict=True)) if row is not None else None

    def fetch_all(self, query: Query, **params: Any) -> list[Row]:
        """All rows, by column name."""
        with self._run(query.sql, params) as cursor:
            names = _columns(cursor)
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def fetch_value(self, query: Query, **params: Any) -> Any:
        """The first column of the first row, or None."""
        with self._run(query.sql, params) as cursor:
            row = cursor.fetchone()
            return row[0] if row is not None else None

    def execute(self, query: Query, **params: Any) -> int:
        """Run a statement and tell how many rows it touched."""
        with self._run(query.sql, params) as cursor:
            return int(cursor.rowcount)

    def announce(self, event: Event, *, born_in: str | None = None) -> None:
        """Tell the world at commit; *born_in* is the department in which a new subject begins."""
        origin = Origin(self.correlation_id, self.causation_id, self.now)
        self._announced.append(outbox.Announcement(event, born_in, origin))

    def record(self, actor: Actor, act: str, subject: object, **facts: Any) -> None:
        """Write the act into the audit at commit; *facts* are ids, numbers and codes only."""
        entry = audit.Entry(clock.new_id(), self.now, actor, act, str(subject), facts, self.correlation_id)
        self._recorded.append(entry)

    def at_commit(self, query: Query, **params: Any) -> None:
        """Run a statement whose rows nobody needs in the commit's own round trip."""
        self._last_words.append((query, params))

    def commit(self) -> None:
        """Write what was recorded and announced, and end the transaction, in one round trip."""
        parts = self._endings()
        if not parts and not self._open:
            return
        crash_point("database:before-commit")
        opening, self._open = "" if self._open else self._opening, True
        with self.connection.cursor() as cursor:
            cursor.execute(opening.encode() + b";".join([*parts, b"COMMIT"]))
        self._open = False
        self._announced, self._recorded, self._last_words = [], [], []
        crash_point("database:after-commit")

    def rollback(self) -> None:
        """Undo everything; a broken connection has undone it already."""
        self._announced.clear()
        self._recorded.clear()
        self._last_words.clear()
        if self._open and not self.connection.closed:
            self._open = False
            with self.connection.cursor() as cursor:
                cursor.execute("ROLLBACK")

    def _endings(self) -> list[bytes]:
        parts: list[bytes] = []
        with self.connection.cursor() as cursor:
            parts.extend(cursor.mogrify(query.sql, params) for query, params in self._last_words)
            if self._recorded:
                parts.append(cursor.mogrify(audit.queries.record_acts.sql, audit.parameters(self._recorded)))
            if self._announced:
                parts.append(cursor.mogrify(outbox.queries.announce.sql, outbox.parameters(self._announced)))
        return parts

    def _run(self, sql: str, params: dict[str, Any]) -> Cursor:
        cursor = self.connection.cursor()
        if self._open:
            cursor.execute(sql, params)
            return cursor
        self._open = True
        cursor.execute(self._opening + sql, params)
        return cursor


class Database:
    """A pool of connections to one service's database, for threads."""

    def __init__(self, dsn: str, *, size: int = 8, wait_ms: int = 100, name: str = "karyasetu") -> None:
        self.dsn, self.name = dsn, name
        self._wait_seconds = wait_ms / 1000
        self._all = threading.BoundedSemaphore(size)
        self._reads = threading.BoundedSemaphore(max(1, size // 2))
        self._idle: list[tuple[Connection, float]] = []
        self._lock = threading.Lock()

    @contextmanager
    def transaction(
        self,
        *,
        correlation_id: UUID | None = None,
        causation_id: UUID | None = None,
        reading: bool = False,
    ) -> Iterator[Transaction]:
        """A transaction that commits at the end of the block and rolls back on any exception.

        Raises Unavailable when no connection comes free in time or the database is away.
        Reads hold at most half the pool, so that writing goes on.
        """
        with self._slot(reading=reading), self._borrowed() as connection:
            tx = Transaction(
                connection, correlation_id=correlation_id, causation_id=causation_id, reading=reading
            )
            try:
                yield tx
                tx.commit()
            except BaseException:
                _roll_back_quietly(tx)
                raise

    def close(self) -> None:
        """Close what is idle; a borrowed connection closes when it comes back."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            connection.close()

    @contextmanager
    def _slot(self, *, reading: bool) -> Iterator[None]:
        semaphores = [self._reads, self._all] if reading else [self._all]
        held: list[threading.BoundedSemaphore] = []
        try:
            for semaphore in semaphores:
                if not semaphore.acquire(timeout=self._wait_seconds):
                    raise Unavailable(retry_after=1)
                held.append(semaphore)
            yield
        finally:
            for semaphore in held:
                semaphore.release()

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        connection = self._take()
        try:
            yield connection
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            if _is_away(error):
                self.close()
                raise Unavailable(retry_after=2) from error
            raise
        finally:
            self._give_back(connection)

    def _take(self) -> Connection:
        while True:
            with self._lock:
                connection, since = self._idle.pop() if self._idle else (None, 0.0)
            if connection is None:
                return self._open()
            if time.monotonic() - since < _TRIED_AFTER_SECONDS or _answers(connection):
                return connection
            connection.close()

    def _open(self) -> Connection:
        try:
            return connect(self.dsn, self.name)
        except psycopg2.OperationalError as error:
            raise Unavailable(retry_after=2) from error

    def _give_back(self, connection: Connection) -> None:
        if connection.closed:
            return
        if connection.info.transaction_status != psycopg2.extensions.TRANSACTION_STATUS_IDLE:
            connection.close()
            return
        with self._lock:
            self._idle.append((connection, time.monotonic()))


def connect(dsn: str, name: str, **options: str) -> Connection:
    """A connection with our time-outs; statements are bounded, and a dead peer is noticed."""
    settings = {
        "statement_timeout": "10s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "10s",
        "jit": "off",
        "timezone": "UTC",
        **options,
    }
    connection = psycopg2.connect(
        dsn,
        application_name=name,
        connect_timeout=3,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=10_000,
        options=" ".join(f"-c {key}={value}" for key, value in settings.items()),
    )
    connection.autocommit = True
    return connection


def is_green() -> bool:
    """Whether waiting for the database lets other green threads run."""
    return psycopg2.extensions.get_wait_callback() is not None


def sqlstate(error: BaseException) -> str:
    """The five characters by which PostgreSQL names a fault; empty when the connection itself broke."""
    return getattr(error, "pgcode", None) or ""


@contextmanager
def refusing(**constraints: type[Refused]) -> Iterator[None]:
    """Turn the violation of a constraint, named as the keyword, into its refusal."""
    try:
        yield
    except psycopg2.IntegrityError as error:
        refusal = constraints.get(error.diag.constraint_name or "")
        if refusal is None:
            raise
        raise refusal from error


def _columns(cursor: Cursor) -> list[str]:
    return [column[0] for column in cursor.description or ()]


def _is_away(error: psycopg2.Error) -> bool:
    state = sqlstate(error)
    return state == "" or state[:2] in ("08", "53") or state.startswith("57P")


def _answers(connection: Connection) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except psycopg2.Error:
        return False
    return True


def _roll_back_quietly(tx: Transaction) -> None:
    try:
        tx.rollback()
    except psycopg2.Error:
        tx.connection.close()
