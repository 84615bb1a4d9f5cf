"""What is done again and again, by the one process of a service that holds the timer's role."""

import time
from collections.abc import Callable
from datetime import timedelta

import eventlet

from kernel import history, operations, parked
from kernel.database import Connection, DatabaseError, Transaction
from kernel.edge.worker.inflow import BROKER_ERRORS, NEIGHBOUR_ERRORS
from kernel.edge.worker.place import Place
from kernel.edge.worker.replay import compare, fetch_awaited
from kernel.history.tails import Tails
from kernel.logs import fault, logger
from kernel.metrics import Counter, Gauge
from kernel.roles import Role, ping

LYING = Gauge("karyasetu_parked", "Messages that lie parked for an operator.", ["service"])
RUNS = Counter("karyasetu_timer_runs_total", "Runs of timers.", ["service", "timer", "outcome"])

TimerCall = tuple[str, float, Callable[[Transaction], None]]

# How many times as long as declaring took the next one is put off.
_DECLARE_SECONDS, _DECLARE_RESTS = 30.0, 4
_COMPARE_SECONDS, _COMPARE_SOON_SECONDS = 60.0, 5.0
_LOOK_SECONDS = 3.0
_PING_SECONDS = 1.0
_COUNT_SECONDS = 5.0
_MEASURE_SECONDS = 60.0


class Timers:
    """The timers of a service, one after the other on the connection that holds their role."""

    def __init__(
        self,
        place: Place,
        timers: list[TimerCall],
        compare_seconds: float = _COMPARE_SECONDS,
        settled_after: timedelta = history.SETTLED_AFTER,
        measure_seconds: float = _MEASURE_SECONDS,
    ) -> None:
        self.place, self.compare_seconds, self.settled_after = place, compare_seconds, settled_after
        self._tails = Tails()
        self.role = Role(place.database_url, "timer")
        self._log = logger(room="timer")
        self._timers = [
            *timers,
            ("count-parked", _COUNT_SECONDS, self._count_parked),
            ("measure-lanes", measure_seconds, self._measure_lanes),
            ("hasten-comparison", _PING_SECONDS, self._hasten),
        ]
        # Kept when the role is lost: a timer that loses it each time must not keep all others from their turn.
        now = time.monotonic()
        self._due = {name: now for name, _, _ in self._timers}
        self._compare_at, self._compare_soonest_at, self._look_at = now + compare_seconds, now, now

    def run(self) -> None:
        """Hold the role and keep time for ever."""
        while True:
            try:
                connection = self.role.take()
                try:
                    self._keep_time(connection)
                finally:
                    connection.close()
            except DatabaseError as error:
                self._log.warning("role-lost", role="timer", **fault(error))
            except Exception as error:  # noqa: BLE001 - an error here would end every lane of the process
                self._log.error("timers-broken", **fault(error))
            eventlet.sleep(1)

    def _keep_time(self, connection: Connection) -> None:
        self._log.info("role-taken", role="timer")
        while True:
            for name, seconds, call in self._timers:
                if time.monotonic() >= self._due[name]:
                    self._due[name] = time.monotonic() + seconds
                    self._do(connection, name, call)
            if time.monotonic() >= self._compare_at:
                began = time.monotonic()
                self._compare_at = began + self.compare_seconds
                self._compare(connection)
                # What is still on its way is read each time, which must not keep a service busy that is behind already.
                ended, took = time.monotonic(), time.monotonic() - began
                self._compare_at = max(began + self.compare_seconds, ended + took)
                self._compare_soonest_at = ended + max(_COMPARE_SOON_SECONDS, took)
            if time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + _LOOK_SECONDS
                self._look(connection)
            ping(connection)
            soonest = min(self._compare_at, *self._due.values())
            eventlet.sleep(max(0.01, min(_PING_SECONDS, soonest - time.monotonic())))

    def _count_parked(self, tx: Transaction) -> None:
        LYING.labels(self.place.service).set(parked.count(tx))

    def _hasten(self, tx: Transaction) -> None:
        """Compare soon when an event waits in vain, and at once when it was never done."""
        if history.is_urgent(tx, self.settled_after):
            self._compare_at = min(self._compare_at, self._compare_soonest_at)

    def _measure_lanes(self, tx: Transaction) -> None:
        """Keep how much waits in each queue; while the broker is away nobody knows."""
        try:
            depths = self.place.depths(tx)
        except BROKER_ERRORS as error:
            self._log.warning("lanes-not-measured", **fault(error))
        else:
            operations.add_samples(tx, operations.figures_of_lanes(depths))

    def _do(self, connection: Connection, name: str, call: Callable[[Transaction], None]) -> None:
        tx = Transaction(connection)
        try:
            call(tx)
            tx.commit()
        except Exception as error:
            RUNS.labels(self.place.service, name, "failed").inc()
            self._log.error("timer-failed", timer=name, **fault(error))
            tx.rollback()
            if connection.closed:
                raise
        else:
            RUNS.labels(self.place.service, name, "done").inc()

    def _compare(self, connection: Connection) -> None:
        try:
            place = self.place
            compare(place.amqp_url, connection, place.listener, self._tails, self.settled_after)
        except BROKER_ERRORS as error:
            self._log.warning("history-away", **fault(error))

    def _look(self, connection: Connection) -> None:
        """Bring what later events wait for."""
        try:
            fetch_awaited(self.place.amqp_url, connection, self.place.listener)
        except BROKER_ERRORS as error:
            self._log.warning("history-away", **fault(error))


class Declarer:
    """Declares the topology again and again, so that a lost binding comes back."""

    def __init__(self, place: Place, seconds: float = _DECLARE_SECONDS) -> None:
        self.place, self.seconds = place, seconds

    def run(self) -> None:
        """Go on for ever; what is away will be there next time."""
        role = Role(self.place.database_url, f"declare {self.place.service} {','.join(self.place.lanes)}")
        took = 0.0
        while True:
            # A broker that is slow because it is busy is not made busier.
            eventlet.sleep(max(self.seconds, _DECLARE_RESTS * took))
            began = time.monotonic()
            try:
                connection = role.take()
                began = time.monotonic()
                try:
                    self.place.declare(connection)
                finally:
                    connection.close()
            except NEIGHBOUR_ERRORS as error:
                logger(room="topology").warning("not-declared", **fault(error))
            took = time.monotonic() - began
