"""Where faults act, and the hands with which they do: the database's superuser, the broker's operator."""

import contextlib
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from psycopg2 import sql

from deploy.local.programs import Child
from deploy.local.stack import SERVICES
from tests.chaos.crowd import Crowd
from tests.chaos.place import Place

pause = time.sleep


class UnstruckError(Exception):
    """Nothing broke: what a fault was to strike was not there, or a crash point was not passed in its time."""


@dataclass
class Scene:
    """Where faults act, and the identities of what they left on purpose, by the service that must park it.

    An operator's command that waits a minute for what goes on meanwhile is given so many times: *patience*.
    """

    place: Place
    crowd: Crowd
    random: random.Random
    patience: int = 2
    poison: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


Fault = Callable[[Scene], None]
# In the name of a fault that makes relays lose what is under way and publish it again: every relay, or that of the
# service which the name says. Of a queue that goes RabbitMQ 3.10 ends the channels that publish into it, or leaves
# their confirms out.
EXCUSES = (
    "postgres",
    "rabbitmq",
    "backend",
    "memory",
    "holder",
    "lane",
    "queue",
    "LAND",
    "REHAB",
    "node",
    "disk",
)
EXCUSES_OF_A_SERVICE = ("relay", "connections", "crash", "clock")


def excused(name: str) -> Collection[str]:
    """The services whose relays may publish again after the fault of this *name*."""
    if any(word in name for word in EXCUSES):
        return SERVICES
    if not any(word in name for word in EXCUSES_OF_A_SERVICE):
        return ()
    return [service for service in SERVICES if service in name] or SERVICES


def as_superuser(scene: Scene, database: str, statement: sql.Composable) -> None:
    """Execute a statement, as soon as the database answers."""
    for _ in range(20):
        try:
            with scene.place.stack.postgres.connection(database) as connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return
        except psycopg2.Error:
            time.sleep(0.3)
    raise RuntimeError("the database does not answer its superuser")


def broker_tool(scene: Scene, *arguments: str) -> None:
    """Run one of the broker's own tools, as soon as it answers."""
    scene.place.broker().close()
    child = Child(scene.place.stack.rabbitmq.tool("rabbitmqctl", *arguments))
    child.start(leash=True)
    end = time.monotonic() + 30
    while child.is_running() and time.monotonic() < end:
        time.sleep(0.1)
    child.stop()


@contextlib.contextmanager
def channel_of(scene: Scene) -> Iterator[Any]:
    """A channel with the operator's rights."""
    connection = scene.place.broker()
    try:
        yield connection.channel()
    finally:
        connection.close()
