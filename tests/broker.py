"""One RabbitMQ for all processes of a test run, in which each has a virtual host of its own."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from deploy.local.rabbitmq import VHOST, RabbitMQ
from deploy.local.stack import SERVICES

FOLDER = "KS_BROKER_FOLDER"
# As many processes as `make test WORKERS=…` may have.
ROOMS = 8


class SharedBroker(RabbitMQ):
    """The node with many virtual hosts, seen from one of them."""

    def __init__(self, folder: Path, room: int) -> None:
        super().__init__(folder / "rabbitmq", SERVICES, durable=False)
        self.vhost = _name(room)

    def url(self, user: str = "operator") -> str:
        """The AMQP URL of a service, or of the operator, in this process's virtual host."""
        return f"{super().url(user).removesuffix(VHOST)}{self.vhost}"

    def definitions(self) -> dict[str, Any]:
        """Every virtual host with the rights that an installation's only one has."""
        of_one: dict[str, Any] = super().definitions()
        rooms = [_name(room) for room in range(ROOMS)]
        for kind in ("permissions", "topic_permissions"):
            of_one[kind] = [{**right, "vhost": name} for name in rooms for right in of_one[kind]]
        return of_one | {"vhosts": [{"name": name} for name in rooms]}


def choose_folder() -> None:
    """Name the folder of the node before the test run splits into processes."""
    os.environ[FOLDER] = str(Path(tempfile.gettempdir()) / f"ks-broker-{os.getpid()}")


@cache
def running() -> RabbitMQ:
    """The node, started by the first process that asks."""
    folder = Path(os.environ[FOLDER])
    folder.mkdir(mode=0o711, exist_ok=True)
    broker = SharedBroker(folder, _room_of_this_process())
    broker.start(leash=False)
    return broker


def end() -> None:
    """Stop the node and delete it, if this run started one."""
    folder = Path(os.environ.pop(FOLDER, ""))
    if folder.name.startswith("ks-broker-") and folder.exists():
        SharedBroker(folder, 0).stop()
        shutil.rmtree(folder, ignore_errors=True)


def _room_of_this_process() -> int:
    room = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    assert room < ROOMS, f"At most {ROOMS} processes share a broker: WORKERS={ROOMS}"
    return room


def _name(room: int) -> str:
    return f"{VHOST}-{room}"
