"""What becomes of an attempt that failed: whose fault it was decides whether it counts."""

from enum import Enum, auto

from kernel.database import Connection, DatabaseError, sqlstate
from kernel.errors import Unavailable
from kernel.inbox.delivery import Fault
from kernel.logs import fault as facts_of

_LOST = ("08", "57P")
_CIRCLE = "40"
# Out of memory, disk or connections; and a row or table that somebody else holds for long.
_PASSING = ("53", "55P03")


class LaneLost(Exception):  # noqa: N818 - an outcome, not an error
    """The lane cannot go on here: close the channel, so that the messages go back in order.

    *waited* says that a neighbour was away all the time, which is not the fault of what was tried.
    """

    def __init__(self, error: str, *, waited: bool) -> None:
        super().__init__(error)
        self.waited = waited


class Fate(Enum):
    """LOST is the connection; LATER what passes by itself; DEADLOCK what smaller batches avoid; the rest COUNTS."""

    LOST = auto()
    LATER = auto()
    DEADLOCK = auto()
    COUNTS = auto()


def fate_of(error: Exception, connection: Connection) -> Fate:
    """What an error on this connection means for what was tried."""
    if isinstance(error, Unavailable):
        return Fate.LATER
    if not isinstance(error, DatabaseError):
        return Fate.COUNTS
    state = sqlstate(error)
    if connection.closed or state.startswith(_LOST):
        return Fate.LOST
    if state.startswith(_CIRCLE):
        return Fate.DEADLOCK
    return Fate.LATER if state.startswith(_PASSING) else Fate.COUNTS


def fault_of(error: Exception) -> Fault:
    """The cause and the place of an error; never its text, which may quote what an event carried."""
    facts = facts_of(error)
    place = (facts["at"] or [""])[-1]
    state = f" {facts['sqlstate']}" if "sqlstate" in facts else ""
    cause = "statement-timed-out" if state == " 57014" else "handler-failed"
    return Fault(cause, f"{facts['error']}{state} at {place}")
