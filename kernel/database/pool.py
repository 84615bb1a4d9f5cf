"""A pool of connections that waits briefly and refuses rather than queue."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg2

from kernel.database.connection import Connection, connect, is_passing, sqlstate
from kernel.database.transaction import Transaction
from kernel.errors import OutcomeUnknown, Unavailable

_TRIED_AFTER_SECONDS = 5.0


class Database:
    """A pool of connections to one service's database, for threads."""

    def __init__(self, dsn: str, *, size: int = 8, wait_ms: int = 400, name: str = "karyasetu") -> None:
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
                _commit(tx)
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
            if not is_passing(error):
                raise
            if connection.closed:
                self.close()
            raise Unavailable(retry_after=2) from error
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


def _commit(tx: Transaction) -> None:
    try:
        tx.commit()
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        if sqlstate(error):
            raise
        raise OutcomeUnknown(retry_after=2) from error


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
