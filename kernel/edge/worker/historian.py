"""Comparing the history with the inbox again and again; it may take long, so it has a role beside the timers'."""

import time
from datetime import timedelta

import eventlet

from kernel import history
from kernel.database import Connection, Transaction
from kernel.edge.worker.inflow import BROKER_ERRORS
from kernel.edge.worker.keeper import LONGEST_REST_SECONDS, Keeper
from kernel.edge.worker.place import Place
from kernel.edge.worker.replay import compare, fetch_awaited
from kernel.history.tails import Tails
from kernel.logs import fault
from kernel.roles import ping

_COMPARE_SECONDS, _SOON_SECONDS = 60.0, 5.0
_LOOK_SECONDS = 3.0


class Historian(Keeper):
    """Finds what a lost queue or binding kept from the service, and brings what later events wait for."""

    name = "history"

    def __init__(
        self,
        place: Place,
        seconds: float = _COMPARE_SECONDS,
        settled_after: timedelta = history.SETTLED_AFTER,
    ) -> None:
        super().__init__(place)
        self.seconds, self.settled_after = seconds, settled_after
        self._tails = Tails()
        # Kept when the role is lost: what loses it each time must not put off the comparison for ever.
        now = time.monotonic()
        self._at, self._soonest_at, self._look_at = now + seconds, now, now

    def work(self, connection: Connection) -> None:
        """Compare in time, look for what is awaited in between."""
        while True:
            if self._is_urgent(connection):
                self._at = min(self._at, self._soonest_at)
            if time.monotonic() >= self._at:
                self._compare(connection)
            if time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + _LOOK_SECONDS
                self._look(connection)
            ping(connection)
            eventlet.sleep(max(0.01, min(LONGEST_REST_SECONDS, self._at - time.monotonic())))

    def _is_urgent(self, connection: Connection) -> bool:
        """Whether to compare soon because an event waits in vain, or at once because it was never done."""
        tx = Transaction(connection)
        urgent = history.is_urgent(tx, self.settled_after)
        tx.commit()
        return urgent

    def _compare(self, connection: Connection) -> None:
        began = time.monotonic()
        self._at = began + self.seconds
        place = self.place
        try:
            compare(place.amqp_url, connection, place.listener, self._tails, self.settled_after)
        except BROKER_ERRORS as error:
            self._log.warning("history-away", **fault(error))
        # What is still on its way is read each time, which must not keep a service busy that is behind already.
        ended, took = time.monotonic(), time.monotonic() - began
        self._at = max(began + self.seconds, ended + took)
        self._soonest_at = ended + max(_SOON_SECONDS, took)

    def _look(self, connection: Connection) -> None:
        """Bring what later events wait for."""
        try:
            fetch_awaited(self.place.amqp_url, connection, self.place.listener)
        except BROKER_ERRORS as error:
            self._log.warning("history-away", **fault(error))
