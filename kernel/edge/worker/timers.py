"""What is done again and again, by the one process of a service that holds the timer's role."""

import time
from collections.abc import Callable

import eventlet

from kernel import operations, parked
from kernel.database import Connection, Transaction
from kernel.edge.worker.inflow import BROKER_ERRORS, NEIGHBOUR_ERRORS
from kernel.edge.worker.keeper import LONGEST_REST_SECONDS, Keeper
from kernel.edge.worker.place import Place
from kernel.logs import fault, logger
from kernel.metrics import Counter, Gauge
from kernel.roles import Role, ping

LYING = Gauge("karyasetu_parked", "Messages that lie parked for an operator.", ["service"])
RUNS = Counter("karyasetu_timer_runs_total", "Runs of timers.", ["service", "timer", "outcome"])

TimerCall = tuple[str, float, Callable[[Transaction], None]]

# How many times as long as declaring took the next one is put off.
_DECLARE_SECONDS, _DECLARE_RESTS = 30.0, 4
_COUNT_SECONDS = 5.0
_MEASURE_SECONDS = 60.0


class Timers(Keeper):
    """The timers of a service, one after the other on the connection that holds their role."""

    name = "timer"

    def __init__(
        self, place: Place, timers: list[TimerCall], measure_seconds: float = _MEASURE_SECONDS
    ) -> None:
        super().__init__(place)
        self._timers = [
            *timers,
            ("count-parked", _COUNT_SECONDS, self._count_parked),
            ("measure-lanes", measure_seconds, self._measure_lanes),
        ]
        # Kept when the role is lost: a timer that loses it each time must not keep all others from their turn.
        now = time.monotonic()
        self._due = {name: now for name, _, _ in self._timers}

    def work(self, connection: Connection) -> None:
        """Call each timer when it is due."""
        while True:
            for name, seconds, call in self._timers:
                if time.monotonic() >= self._due[name]:
                    self._due[name] = time.monotonic() + seconds
                    self._do(connection, name, call)
            ping(connection)
            soonest = min(self._due.values())
            eventlet.sleep(max(0.01, min(LONGEST_REST_SECONDS, soonest - time.monotonic())))

    def leave(self) -> None:
        """Who holds the role now counts what lies parked."""
        LYING.remove(self.place.service)

    def _count_parked(self, tx: Transaction) -> None:
        LYING.labels(self.place.service).set(parked.count(tx))

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
