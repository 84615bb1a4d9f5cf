"""A role that one process holds at a time, and the only connection on which its work may be done."""

from kernel.database import Connection, DatabaseError, connect, sqlstate

LOST_AFTER = "4s"
_LOCK_NOT_AVAILABLE = "55P03"


class Role:
    """The right to do a piece of work alone; it is a session lock, so it lives and dies with its connection.

    A holder that is stopped, cut off or dead loses lock and open transaction together within LOST_AFTER, and
    can never commit afterwards. A holder must say `ping` at least every second or two when it has no work.
    """

    def __init__(self, dsn: str, name: str, **options: str) -> None:
        self.dsn, self.name, self.options = dsn, name, options

    def take(self) -> Connection:
        """Wait until the role is free, take it, and return its connection; raises DatabaseError."""
        limits = {
            "idle_session_timeout": LOST_AFTER,
            "idle_in_transaction_session_timeout": LOST_AFTER,
            "client_connection_check_interval": "2s",
        }
        connection = connect(self.dsn, f"role {self.name}", **limits, **self.options)
        while not self._locked(connection):
            pass
        return connection

    def _locked(self, connection: Connection) -> bool:
        """Wait for the lock, but never so long that the waiting holds back vacuum."""
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '4s';"
                    "SELECT pg_advisory_lock(hashtext(%s)); COMMIT",
                    (self.name,),
                )
        except DatabaseError as error:
            if sqlstate(error) != _LOCK_NOT_AVAILABLE:
                connection.close()
                raise
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
            return False
        return True


def ping(connection: Connection) -> None:
    """Keep the role while there is no work; raises DatabaseError when it is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
