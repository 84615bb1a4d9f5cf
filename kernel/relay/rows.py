"""The relay's side of the outbox table: what waits, what is done, what is parked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.database import Connection, Queries, Query
from kernel.horizon import DRAWN_MEANWHILE, Horizon
from kernel.logs import logger
from kernel.metrics import Counter, Gauge

queries = Queries.beside(__file__)
log = logger(room="relay")

PARKED_AFTER_ATTEMPTS = 5

OUTBOX_PARKED = Counter(
    "karyasetu_outbox_parked_total", "Outbox rows parked by the relay.", ["service", "cause"]
)
OUTBOX_HELD = Gauge(
    "karyasetu_outbox_parked_subjects", "Subjects that wait behind a parked row.", ["service"]
)


@dataclass(frozen=True, slots=True)
class Row:
    """One announcement on its way."""

    seq: int
    event_id: str
    subject: str
    exchange: str
    routing_key: str
    envelope: str
    recorded_at: datetime


def tell_may_repeat(events: int, recorded_from: datetime, recorded_until: datetime) -> None:
    """Log that so many events, recorded in this span, go out, and may have gone out before.

    Nothing else is published twice, so whoever finds two copies in the history finds the reason here.
    """
    log.info(
        "may-repeat",
        events=events,
        recorded_from=recorded_from.isoformat(),
        recorded_until=recorded_until.isoformat(),
    )


class Rows:
    """The outbox as its one relay sees it; each statement is its own transaction."""

    def __init__(self, connection: Connection, service: str) -> None:
        self.connection, self.service = connection, service
        self.parked: set[str] = set()
        self._after = self._highest = 0
        self._horizon = Horizon(connection, "outbox_seq_seq")
        self.refresh_parked()

    def look_everywhere(self) -> None:
        """Let the next look begin at the oldest row."""
        self._after = 0

    def look_again_from(self, row: Row) -> None:
        """Let the next look see a row that could not be sent yet, and what is younger."""
        self._after = min(self._after, row.seq - 1)

    def waiting(self, in_flight: list[int], held: set[str], limit: int) -> list[Row]:
        """The next rows to publish, oldest first."""
        held_back = list(self.parked | held)
        found = self._run(
            queries.find_waiting, after=self._after, in_flight=in_flight, held=held_back, limit=limit
        )
        rows = [Row(*columns) for columns in found]
        if rows:
            self._highest = max(self._highest, rows[-1].seq)
        # Rows become visible out of the order of their numbers: what may still come is not passed over.
        settled = self._horizon.settled
        seen_to = min(rows[-1].seq, settled) if len(rows) == limit else settled
        self._after = max(self._after, seen_to - DRAWN_MEANWHILE)
        return rows

    def settle(self) -> None:
        """See up to which number every row is there now, if any was seen beyond; about ten times a second."""
        if self._highest > self._horizon.settled:
            self._horizon.look()

    def forget(self, seqs: list[int]) -> None:
        """Delete rows that the broker confirmed."""
        self._run(queries.delete_confirmed, seqs=seqs)

    def failed(self, row: Row, cause: str, *, at_once: bool = False) -> int:
        """Count an attempt, park the row after the last one; how many attempts were made is returned."""
        limit = 1 if at_once else PARKED_AFTER_ATTEMPTS
        saved = self._run(queries.save_attempt, seq=row.seq, cause=cause, limit=limit)
        if not saved:
            return 0
        attempts, parked = saved[0]
        if parked:
            self.parked.add(row.subject)
            OUTBOX_PARKED.labels(self.service, cause).inc()
        return int(attempts)

    def refresh_parked(self) -> None:
        """See what an operator released; released rows are older than what the quick look sees."""
        parked = {str(subject) for (subject,) in self._run(queries.find_parked_subjects)}
        if self.parked - parked:
            self.look_everywhere()
        self.parked = parked
        OUTBOX_HELD.labels(self.service).set(len(parked))

    def oldest_seconds(self) -> float:
        """The age of the oldest row, 0 when none waits."""
        found = self._run(queries.get_oldest)
        return float(found[0][0]) if found else 0.0

    def tell_inherited(self) -> None:
        """Of what waits when a term begins a relay before this one may have published some."""
        ((events, recorded_from, recorded_until),) = self._run(queries.get_waiting)
        if events:
            tell_may_repeat(events, recorded_from, recorded_until)

    def _run(self, query: Query, **params: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(query.sql, params)
            return cursor.fetchall() if cursor.description else []
