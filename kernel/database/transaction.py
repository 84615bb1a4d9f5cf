"""The transaction that carries everything: state, audit and outbox, committed together or not at all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - it is a class

from kernel import audit, clock, outbox
from kernel.crash import crash_point
from kernel.database.connection import Connection
from kernel.events import Event, Origin
from kernel.identity import Actor
from kernel.statements import Query

Row = dict[str, Any]


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
        with self._run(query, params) as cursor:
            row = cursor.fetchone()
            return dict(zip(_columns(cursor), row, strict=True)) if row is not None else None

    def fetch_all(self, query: Query, **params: Any) -> list[Row]:
        """All rows, by column name."""
        with self._run(query, params) as cursor:
            names = _columns(cursor)
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def fetch_value(self, query: Query, **params: Any) -> Any:
        """The first column of the first row, or None."""
        with self._run(query, params) as cursor:
            row = cursor.fetchone()
            return row[0] if row is not None else None

    def execute(self, query: Query, **params: Any) -> int:
        """Run a statement and tell how many rows it touched."""
        with self._run(query, params) as cursor:
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

    def flush(self) -> None:
        """Write what was recorded and announced so far, so that a long transaction holds little in memory."""
        parts = self._endings()
        if parts:
            opening, self._open = "" if self._open else self._opening, True
            with self.connection.cursor() as cursor:
                cursor.execute(opening.encode() + b";".join(parts))
        self._announced, self._recorded, self._last_words = [], [], []

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
        ending = [*self._last_words, *audit.statements(self._recorded), *outbox.statements(self._announced)]
        with self.connection.cursor() as cursor:
            return [cursor.mogrify(self._text(query), params) for query, params in ending]

    def _text(self, query: Query) -> str:
        """What is sent for *query*; a connection learns a prepared statement at its first use."""
        prepared, learned = query.prepared, getattr(self.connection, "learned", None)
        if prepared is None or learned is None:
            return query.sql
        if prepared.handle not in learned:
            with self.connection.cursor() as cursor:
                cursor.execute(prepared.preparation)
            learned.add(prepared.handle)
        return prepared.sql

    def _run(self, query: Query, params: dict[str, Any]) -> Cursor:
        sql = self._text(query)
        cursor = self.connection.cursor()
        if self._open:
            cursor.execute(sql, params)
            return cursor
        self._open = True
        cursor.execute(self._opening + sql, params)
        return cursor


def _columns(cursor: Cursor) -> list[str]:
    return [column[0] for column in cursor.description or ()]
