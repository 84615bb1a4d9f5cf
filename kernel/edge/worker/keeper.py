"""What one process of a service does for all of them, on the connection that holds its role."""

from typing import Any

import eventlet

from kernel.database import Connection, DatabaseError
from kernel.edge.worker.place import Place
from kernel.logs import fault, logger
from kernel.roles import Role

LONGEST_REST_SECONDS = 1.0


class Keeper:
    """Takes its role, works while it has it, and takes it again; never ends the process."""

    name: str

    def __init__(self, place: Place) -> None:
        self.place = place
        self.role = Role(place.database_url, self.name)
        self._log: Any = logger(room=self.name)

    def run(self) -> None:
        """Hold the role and work for ever."""
        while True:
            try:
                connection = self.role.take()
                try:
                    self._log.info("role-taken", role=self.name)
                    self.work(connection)
                finally:
                    self.leave()
                    connection.close()
            except DatabaseError as error:
                self._log.warning("role-lost", role=self.name, **fault(error))
            except Exception as error:  # noqa: BLE001 - an error here would end every lane of the process
                self._log.error("role-broken", role=self.name, **fault(error))
            eventlet.sleep(1)

    def work(self, connection: Connection) -> None:
        """Work on the connection of the role until it is lost; say `ping` at least every second or two."""
        raise NotImplementedError

    def leave(self) -> None:
        """Take back the figures that only who holds the role can tell."""
