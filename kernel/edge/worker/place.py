"""Where a worker works: its database, its broker, and the queues that must stand there."""

import time
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field

import amqp

from kernel.database import Connection, Transaction
from kernel.edge.worker.inflow import declare, depth
from kernel.edge.worker.replay import replay_lane
from kernel.edge.worker.wire import Wire, connect
from kernel.lanes import assigned_lanes, clear_lost, is_lost, mark_lost, standing_still, take_over_settings
from kernel.logs import logger
from kernel.roles import ping
from kernel.topology import DIRECTORY, SHARED, Listener, backbone, of_service, queue_name

_TURN_SECONDS = 1.0


@dataclass(frozen=True)
class Place:
    """What all lanes of a worker share; *dedicated* maps lanes to departments for a service's first start."""

    listener: Listener
    database_url: str
    amqp_url: str
    lanes: tuple[str, ...]
    dedicated: Mapping[str, Collection[str]] = field(default_factory=dict)
    statement_timeout: str = "10s"

    @property
    def service(self) -> str:
        """The service's name."""
        return self.listener.service

    def declare(self, connection: Connection) -> None:
        """Declare what the service needs, and note first which queues are missing.

        Where the broker is slow, a few parts at a time: a role ends with a transaction that idles for long, and meanwhile
        nobody moves a unit. What a move changes between two turns it binds by itself.
        """
        with closing(connect(self.amqp_url)) as broker:
            with standing_still(connection) as tx:
                take_over_settings(tx, self.dedicated)
                lanes = (SHARED, DIRECTORY, *self._lanes(tx))
                mark_lost(tx, [lane for lane in lanes if not self._stands(broker, lane, connection)])
            channel, done, there = broker.channel(), 0, 1
            while done < there:
                with standing_still(connection) as tx:
                    parts = (backbone() + of_service(self.listener, self._lanes(tx))).in_parts()
                    there, turn_ends = len(parts), time.monotonic() + _TURN_SECONDS
                    while done < there and time.monotonic() < turn_ends:
                        declare(channel, parts[done])
                        done += 1

    def depths(self, tx: Transaction) -> dict[str, int | None]:
        """How many messages wait in each of the service's queues, None for one that is not there, by lane."""
        lanes = (SHARED, DIRECTORY, *sorted(self._lanes(tx)))
        return {lane: self._depth(tx.connection, lane) for lane in lanes}

    def stand(self, connection: Connection, lane: str) -> None:
        """See that the lane's queue stands; when it was missing, fetch from the history what it did not get."""
        self.declare(connection)
        tx = Transaction(connection)
        lost = is_lost(tx, lane)
        tx.commit()
        if not lost:
            return
        began = time.monotonic()
        found = replay_lane(self.amqp_url, connection, self.listener, lane)
        tx = Transaction(connection)
        clear_lost(tx, lane)
        tx.commit()
        logger(room="lane", lane=lane).warning(
            "queue-made", missed=found, seconds=round(time.monotonic() - began, 3)
        )

    def _lanes(self, tx: Transaction) -> dict[str, set[str]]:
        own = {lane: set[str]() for lane in self.lanes if lane not in (SHARED, DIRECTORY)}
        return own | assigned_lanes(tx)

    def _depth(self, connection: Connection, lane: str) -> int | None:
        ping(connection)
        return depth(self.amqp_url, queue_name(self.service, lane))

    def _stands(self, broker: Wire, lane: str, connection: Connection) -> bool:
        ping(connection)
        try:
            broker.channel().queue_declare(queue_name(self.service, lane), passive=True)
        except amqp.NotFound:
            return False
        return True
