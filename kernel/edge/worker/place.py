"""Where a worker works: its database, its broker, and the queues that must stand there."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kernel.database import Connection
from kernel.edge.worker.inflow import declare, depth
from kernel.edge.worker.replay import replay_missed
from kernel.edge.worker.wire import connect
from kernel.lanes import assigned_lanes, standing_still, take_over_settings
from kernel.logs import logger
from kernel.topology import DIRECTORY, SHARED, Listener, backbone, of_service


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
        """Declare what the service needs, while nobody moves a department."""
        with standing_still(connection) as tx:
            take_over_settings(tx, self.dedicated)
            lanes = {lane: set[str]() for lane in self.lanes if lane not in (SHARED, DIRECTORY)}
            broker = connect(self.amqp_url)
            try:
                topology = of_service(self.listener, lanes | assigned_lanes(tx))
                declare(broker.channel(), backbone() + topology)
            finally:
                broker.close()

    def stand(self, connection: Connection, queue: str, lane: str, *, lost: bool) -> None:
        """See that the lane's queue stands; when it was *lost*, fetch from the history what it missed."""
        lost = lost or depth(self.amqp_url, queue) is None
        self.declare(connection)
        if lost:
            began = time.monotonic()
            found = replay_missed(self.amqp_url, connection, self.listener, only_lane=lane)
            seconds = round(time.monotonic() - began, 3)
            logger(room="lane", lane=lane).warning("queue-made", missed=found, seconds=seconds)
