"""Up to which number of a sequence every row is there: rows become visible out of the order of their numbers."""

from kernel.database import Connection, Queries

queries = Queries.beside(__file__)

# A row's number is drawn a moment before its transaction gets a number of its own; so many others may be drawn meanwhile.
DRAWN_MEANWHILE = 500


class Horizon:
    """The horizon of one sequence: a number that had been drawn before any transaction began that still runs.

    A row with that number or a lower one is visible to every statement that begins after `look`, or was undone; but for
    DRAWN_MEANWHILE below it.
    """

    def __init__(self, connection: Connection, sequence: str) -> None:
        self.connection, self.sequence = connection, sequence
        self.settled = 0
        self._drawn, self._begins_after = 0, 0

    def look(self) -> None:
        """See whether all transactions that ran at an earlier look have ended."""
        with self.connection.cursor() as cursor:
            cursor.execute(queries.find_horizon.sql, {"sequence": self.sequence})
            ((drawn, oldest_running, this_one),) = cursor.fetchall()
        if oldest_running >= self._begins_after:
            self.settled = self._drawn
            self._drawn, self._begins_after = drawn or 0, this_one
