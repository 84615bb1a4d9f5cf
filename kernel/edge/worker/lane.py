"""A lane at work: take the role, see that the queue stands, consume, and begin again when anything breaks."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import eventlet

from kernel.database import Connection
from kernel.edge.worker.inflow import NEIGHBOUR_ERRORS, Inflow, QueueGone
from kernel.edge.worker.place import Place
from kernel.inbox import LaneLost, Limits, Reception
from kernel.inbox.handlers import Handlers
from kernel.logs import fault, logger
from kernel.metrics import Gauge
from kernel.roles import Role
from kernel.topology import queue_name

HOLDS_LANE = Gauge("karyasetu_lane_held", "Whether this process serves the lane.", ["service", "lane"])

_LOOK_SECONDS, _WAITING_LOOK_SECONDS = 1.0, 0.05
_PREPARE_SECONDS = 3600
_AGAIN_SECONDS = (0.1, 0.5, 1.0, 2.0)


class Lane:
    """One lane of one service in one process."""

    def __init__(
        self,
        place: Place,
        name: str,
        handlers: Handlers,
        limits: Limits,
        watch: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self.place, self.name, self.handlers = place, name, handlers
        self.limits, self.watch = limits, watch
        self.queue = queue_name(place.service, name)
        self.role = Role(place.database_url, f"lane {name}", statement_timeout=place.statement_timeout)
        self._held = HOLDS_LANE.labels(place.service, name)
        self._log = logger(room="lane", lane=name)
        self._barrier: int | None = None
        self._asked = 0.0

    def run(self) -> None:
        """Serve the lane for ever: whatever breaks ends a term, never the process."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                self._term()
            except QueueGone:
                self._log.error("queue-lost", queue=self.queue)
            except LaneLost as lost:
                self._log.warning("lane-interrupted", **fault(lost))
            except NEIGHBOUR_ERRORS as error:
                self._log.warning("lane-interrupted", **fault(error))
            except Exception as error:  # noqa: BLE001 - an error here would end every lane of the process
                self._log.error("lane-broken", **fault(error))
            self._held.set(0)
            failures = 0 if time.monotonic() - began > 10 else failures + 1  # noqa: PLR2004 - a term that lasted
            eventlet.sleep(_AGAIN_SECONDS[min(failures, len(_AGAIN_SECONDS) - 1)])

    def _term(self) -> None:
        connection = self.role.take()
        try:
            self._log.info("role-taken", role=self.role.name)
            self._held.set(1)
            self._serve(connection)
        finally:
            connection.close()

    def _serve(self, connection: Connection) -> None:
        place = self.place
        reception = Reception(connection, place.service, self.name, self.handlers, self.limits, self.watch)
        try:
            self._receive(reception)
        finally:
            reception.leave()

    def _receive(self, reception: Reception) -> None:
        place = self.place
        reception.prepare()
        place.stand(reception.connection, self.name)
        self._barrier = None
        reception.look_into_waiting_room()
        while reception.release(missed=True):
            pass
        inflow = Inflow(place.amqp_url, self.queue)
        self._log.info("lane-open")
        try:
            self._consume(reception, inflow)
        finally:
            inflow.close()

    def _consume(self, reception: Reception, inflow: Inflow) -> None:
        looked = prepared = time.monotonic()
        while True:
            pause = _WAITING_LOOK_SECONDS if reception.holding else _LOOK_SECONDS
            if inflow.wait(pause):
                if reception.holding:
                    self._release(reception, inflow)
                while batch := reception.plan(inflow.arrived):
                    reception.receive(batch, inflow.settle)
                    if reception.holding or time.monotonic() - looked > _LOOK_SECONDS:
                        break
            now = time.monotonic()
            if now - looked > pause:
                looked = now
                reception.look_into_waiting_room()
                self._release(reception, inflow)
            if now - prepared > _PREPARE_SECONDS:
                prepared = now
                reception.prepare()

    def _release(self, reception: Reception, inflow: Inflow) -> None:
        """Let out what may leave; what only the history had, once the queue is emptied past it."""
        while reception.holding and reception.release(missed=self._is_emptied(reception, inflow)):
            pass

    def _is_emptied(self, reception: Reception, inflow: Inflow) -> bool:
        """Whether all was taken that waited in the queue when something was missed.

        A cluster that loses a node may fail to tell that our queue is gone, or feed a consumer that was of its
        predecessor, and would let us wait for ever. What only the history had is the sign of it: then the broker is
        asked until the queue is emptied. Raises QueueGone.
        """
        if not reception.missed:
            self._barrier = None
            return False
        now = time.monotonic()
        if self._barrier is None or now - self._asked > _LOOK_SECONDS:
            waiting = inflow.require_fed()
            self._asked = now
            if self._barrier is None:
                self._barrier = inflow.taken + waiting
        return inflow.taken - len(inflow.arrived) >= self._barrier
