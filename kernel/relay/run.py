"""The relay's rounds: look, publish, delete what is confirmed, and keep the role."""

import os
import signal
import time

from pika.adapters.select_connection import IOLoop

from kernel import clock
from kernel.chain import Chain
from kernel.crash import crash_point
from kernel.database import Connection, DatabaseError
from kernel.logs import fault, logger
from kernel.metrics import Counter, Gauge, Histogram, serve
from kernel.operations import BEAT_SECONDS, beat, end
from kernel.relay.rows import OUTBOX_HELD, Row, Rows
from kernel.relay.wire import Wire
from kernel.roles import Role
from kernel.settings import KernelSettings
from kernel.topology import backbone

LARGEST_ENVELOPE_BYTES = 1_000_000
_IN_FLIGHT = 3000
_AT_ONCE = 1000
_QUICK, _SLOW = 0.004, 0.05
_LOOK_EVERYWHERE_SECONDS = 5.0
_CHAIN_SECONDS, _BEHIND_SECONDS = 1.0, 0.2
_SETTLE_SECONDS = 0.1

PUBLISHED = Counter("karyasetu_relay_confirmed_total", "Events confirmed by the broker.", ["service"])
LAG = Histogram(
    "karyasetu_relay_lag_seconds",
    "Time from an event's record to its confirm.",
    ["service"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300),
)
OLDEST = Gauge("karyasetu_outbox_oldest_seconds", "Age of the oldest row of the outbox.", ["service"])
IN_FLIGHT = Gauge("karyasetu_relay_in_flight", "Events sent and not confirmed yet.", ["service"])
HOLDS_ROLE = Gauge("karyasetu_role_held", "Whether this process holds the role.", ["service", "role"])

log = logger(room="relay")


class Term:
    """One term of office: from taking the role to losing it."""

    def __init__(self, connection: Connection, settings: KernelSettings) -> None:
        self.connection, self.settings = connection, settings
        self.loop = IOLoop()
        self.rows = Rows(connection, settings.service)
        self.chain = Chain(connection, settings.service, settings.witness_dir)
        self.wire = Wire(self.loop, settings.amqp_url, backbone())
        self._pause = _QUICK
        self._full = False
        self._held_until: dict[str, float] = {}
        self._looked_everywhere = 0.0
        self.began_at, self._beat_at = clock.now(), -BEAT_SECONDS
        self._broker_told: bool | None = None
        self.process = os.environ.get("KS_PROCESS", f"{settings.service}-relay")
        self._stop_at: float | None = None
        self._pump_planned = False
        self._ended = False

    def serve(self) -> None:
        """Work until the role is lost, which raises DatabaseError, or `stop` was called."""
        self.rows.tell_inherited()
        self.wire.on_open = self.rows.look_everywhere
        self.wire.on_confirm = self._pump_soon
        self.loop.call_later(0, self._tick)
        self.loop.call_later(0, self._extend_chain)
        self.loop.call_later(0, self._settle)
        self.loop.call_later(0, self._pump)
        self.wire.connect()
        try:
            self.loop.start()
        finally:
            self._end()

    def _end(self) -> None:
        """Say goodbye to the broker, but not for long."""
        self._ended = True
        self.wire.close()
        self.loop.call_later(1, self.loop.stop)
        self.loop.start()
        self.loop.close()

    def stop(self) -> None:
        """Publish nothing more, wait briefly for confirms, and end."""
        self._stop_at = time.monotonic() + 2

    def _tick(self) -> None:
        if self._ended:
            return
        self.loop.call_later(1, self._tick)
        service = self.settings.service
        self.rows.refresh_parked()
        self._beat()
        self.wire.renew_if_silent()
        OLDEST.labels(service).set(self.rows.oldest_seconds())
        IN_FLIGHT.labels(service).set(len(self.wire.in_flight()))
        if time.monotonic() - self._looked_everywhere > _LOOK_EVERYWHERE_SECONDS:
            self._looked_everywhere = time.monotonic()
            self.rows.look_everywhere()
            self.wire.declare_again()

    def _beat(self) -> None:
        """When it is time, and as soon as the broker goes or comes."""
        is_open = self.wire.is_open
        if time.monotonic() - self._beat_at > BEAT_SECONDS or is_open is not self._broker_told:
            self._beat_at, self._broker_told = time.monotonic(), is_open
            beat(self.connection, self.process, "relay", self.began_at, {"broker": is_open})

    def _extend_chain(self) -> None:
        if self._ended:
            return
        try:
            self.chain.extend()
        except OSError as error:
            log.error("chain-not-witnessed", **fault(error))  # noqa: TRY400 - a traceback may quote a person
        self.loop.call_later(_BEHIND_SECONDS if self.chain.is_behind else _CHAIN_SECONDS, self._extend_chain)

    def _settle(self) -> None:
        if self._ended:
            return
        self.rows.settle()
        self.loop.call_later(_SETTLE_SECONDS, self._settle)

    def _pump_soon(self) -> None:
        """A confirm makes room; while there is a backlog it is used at once."""
        if self._full and not self._pump_planned and not self._gathering():
            self._pump_planned = True
            self.loop.call_later(0, self._pump_extra)

    def _pump_extra(self) -> None:
        self._pump_planned = False
        self._work()

    def _pump(self) -> None:
        began = time.monotonic()
        busy = self._work()
        if self._ended:
            return
        self._pause = _QUICK if busy else min(self._pause * 1.1, _SLOW)
        # While a transaction writes for long, each look reads anew what came since.
        self.loop.call_later(max(self._pause, time.monotonic() - began), self._pump)
        if self._stop_at is not None and (time.monotonic() > self._stop_at or not self.wire.in_flight()):
            self.loop.stop()

    def _gathering(self) -> bool:
        """With a backlog, confirms are gathered until they make room for a whole look: few statements, not many."""
        return self._full and self._stop_at is None and self.wire.unconfirmed > _IN_FLIGHT - _AT_ONCE

    def _work(self) -> bool:
        if self._ended:
            return False
        if self._gathering():
            return True
        done = self._forget_confirmed()
        self._count_unroutable()
        room = _IN_FLIGHT - len(self.wire.in_flight())
        if not self.wire.is_open or room < _AT_ONCE or self._stop_at is not None:
            return done
        rows, behind = self._publish_next(self._held(), _AT_ONCE)
        self._full = len(rows) == _AT_ONCE
        if self._full and len(behind) > _AT_ONCE // 2:
            # Subjects with many rows must not hide those of others.
            behind += self._publish_next(self._held() | self.wire.subjects(), _AT_ONCE // 2)[1]
        if behind:
            self.rows.look_again_from(min(behind, key=lambda row: row.seq))
        return done or bool(rows)

    def _publish_next(self, held: set[str], limit: int) -> tuple[list[Row], list[Row]]:
        """Send what waits; the rows that were seen, and those of them that are not sent yet.

        A subject goes on when what went before is confirmed: it may come back, or be lost on its way into the history
        when a node dies, and be published again after what followed it.
        """
        rows = self.rows.waiting(self.wire.in_flight(), held, limit)
        behind, waiting = [], self.wire.subjects()
        for row in rows:
            if row.subject in waiting:
                behind.append(row)
            else:
                waiting.add(row.subject)
                self._send(row)
        return rows, behind

    def _send(self, row: Row) -> None:
        if (
            len(row.envelope) > LARGEST_ENVELOPE_BYTES // 4
            and len(row.envelope.encode()) > LARGEST_ENVELOPE_BYTES
        ):
            log.error("parked", seq=row.seq, event_id=row.event_id, cause="too-large")
            self.rows.failed(row, "too-large", at_once=True)
        elif row.subject not in self.rows.parked:
            crash_point("relay:before-publish")
            self.wire.publish(row)
            crash_point("relay:after-publish")

    def _forget_confirmed(self) -> bool:
        confirmed = self.wire.confirmed
        if not confirmed:
            return False
        crash_point("relay:before-delete")
        self.rows.forget([row.seq for row, _ in confirmed])
        crash_point("relay:after-delete")
        self.wire.confirmed = []
        # The confirm was stamped on the monotonic clock, the record on the database's.
        offset = time.time() - time.monotonic()
        lag = LAG.labels(self.settings.service)
        for row, at in confirmed:
            lag.observe(max(0.0, at + offset - row.recorded_at.timestamp()))
        PUBLISHED.labels(self.settings.service).inc(len(confirmed))
        return True

    def _count_unroutable(self) -> None:
        """What nobody takes is tried a few times, with its subject held, and then parked."""
        if not self.wire.unroutable:
            return
        for row in self.wire.unroutable:
            attempts = self.rows.failed(row, "unroutable")
            log.error("unroutable", seq=row.seq, event_id=row.event_id, attempts=attempts)
            self._held_until[row.subject] = time.monotonic() + 0.5 * attempts
        self.wire.unroutable = []
        self.wire.declare_again()

    def _held(self) -> set[str]:
        now = time.monotonic()
        over = [subject for subject, until in self._held_until.items() if until < now]
        for subject in over:
            del self._held_until[subject]
            self.rows.look_everywhere()
        return set(self._held_until)


class Relay:
    """The process: waits for the role, serves a term, and begins again when it is lost."""

    def __init__(self, settings: KernelSettings) -> None:
        self.settings = settings
        self.role = Role(settings.database_url, "relay")
        self.term: Term | None = None
        self.stopping = False

    def run(self) -> None:
        """Serve until stopped."""
        held = HOLDS_ROLE.labels(self.settings.service, "relay")
        while not self.stopping:
            held.set(0)
            try:
                connection = self.role.take()
                log.info("role-taken", role="relay")
                held.set(1)
                self._serve(connection)
            except DatabaseError as error:
                log.warning("role-lost", role="relay", **fault(error))
                time.sleep(0.5)

    def stop(self) -> None:
        """End after the present round; without the role there is nothing to finish."""
        self.stopping = True
        if self.term is None:
            os._exit(0)
        self.term.stop()

    def _serve(self, connection: Connection) -> None:
        try:
            self.term = Term(connection, self.settings)
            self.term.serve()
            end(connection, self.term.process, self.term.began_at)
        finally:
            self.term = None
            for gauge in (OLDEST, IN_FLIGHT, OUTBOX_HELD):
                gauge.remove(self.settings.service)
            connection.close()


def run_relay(settings: KernelSettings) -> None:
    """Be the relay of a service until SIGTERM or SIGINT."""
    serve(settings.metrics_port)
    relay = Relay(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: relay.stop())
    relay.run()
