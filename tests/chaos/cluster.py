"""Three RabbitMQ nodes on one machine: own names, addresses and data, one cookie, a majority that decides."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from deploy.local.programs import Command, wait_until
from deploy.local.rabbitmq import OPERATOR, VHOST, RabbitMQ
from deploy.local.stack import SERVICES
from tests.chaos.network import Network

NODES = 3
READY_SECONDS = 120
# As deployed: whoever sees no majority stops by himself, within 15 to 19 seconds.
TOGETHER = """
cluster_partition_handling = pause_minority
net_ticktime = 15
cluster_formation.peer_discovery_backend = classic_config
"""


class Node(RabbitMQ):
    """One of them. All share the memory beside their directories, and so ports, passwords and cookie."""

    def __init__(self, folder: Path, number: int, network: Network) -> None:
        super().__init__(folder / ("rabbitmq" if number == 1 else f"rabbitmq-{number}"), SERVICES)
        self.number, self.network = number, network
        self.address = network.address(number)

    @property
    def name(self) -> str:
        """As the supervisor knows it."""
        return self.directory.name

    @property
    def node_name(self) -> str:
        """A short name, which a file of our own resolves."""
        return f"ks{self.number}@node{self.number}"

    def prepare(self) -> None:
        """Write its settings, and where its neighbours are."""
        super().prepare()
        hosts = "".join(
            f'{{host, {{{self.network.address(n).replace(".", ",")}}}, ["node{n}"]}}.\n'
            for n in range(1, NODES + 1)
        )
        self._write("hosts", "{lookup, [file, native]}.\n" + hosts)

    def _listeners(self) -> str:
        peers = "".join(
            f"cluster_formation.classic_config.nodes.{n} = ks{n}@node{n}\n" for n in range(1, NODES + 1)
        )
        return super()._listeners() + TOGETHER + peers

    def environment(self) -> dict[str, str]:
        """That of a single node, and the file of names."""
        return super().environment() | {"ERL_INETRC": f"{self.directory}/hosts"}

    def command(self) -> Command:
        """The node, in its namespace."""
        return replace(self._within(super().command()), name=self.name)

    def mapper_command(self) -> Command:
        """Its port mapper, beside it."""
        return replace(self._within(super().mapper_command()), name=f"epmd-{self.number}")

    def tool(self, name: str = "rabbitmqctl", *arguments: str) -> Command:
        """A command-line tool, beside the node."""
        return self._within(super().tool(name, *arguments))

    def _within(self, command: Command) -> Command:
        drop: tuple[str, ...] = ()
        if command.user is not None:
            drop = (str(shutil.which("setpriv")), f"--reuid={command.user}", "--init-groups")
            drop += (f"--regid={command.user}",)
        return replace(command, argv=(*self.network.within(self.number), *drop, *command.argv), user=None)


class Cluster:
    """The nodes together."""

    def __init__(self, folder: Path, network: Network) -> None:
        self.nodes = [Node(folder, number, network) for number in range(1, NODES + 1)]
        self.network = network

    def url(self, user: str = OPERATOR, first: int = 0) -> str:
        """The addresses of all nodes, beginning with one of them."""
        urls = [node.url(user) for node in self.nodes]
        at = first % NODES
        return ",".join(urls[at:] + urls[:at])

    def wait_until_whole(self, seconds: float = READY_SECONDS) -> None:
        """Wait until every node takes clients and sees all others."""
        wait_until(self.is_whole, seconds, "The cluster")

    def is_whole(self) -> bool:
        """Whether every node takes clients and knows that all run."""
        if not all(node.answers() for node in self.nodes):
            return False
        status = self.ask(self.nodes[0], "cluster_status", "--formatter", "json")
        return len(status.get("running_nodes", ())) == NODES if isinstance(status, dict) else False

    def leader_of(self, queue: str) -> Node | None:
        """The node that leads a queue."""
        for node in self.nodes:
            listed = self.ask(node, "list_queues", "-q", "-p", VHOST, "name", "leader", "--formatter", "json")
            for each in listed if isinstance(listed, list) else ():
                if each["name"] == queue:
                    return next((one for one in self.nodes if one.node_name == each["leader"]), None)
        return None

    def ask(self, node: Node, *arguments: str) -> object:
        """What one of its tools says, as JSON; None when it says nothing that can be read."""
        command = node.tool("rabbitmqctl", *arguments)
        try:
            done = subprocess.run(
                command.argv,
                cwd=command.directory,
                env=command.full_environment(),
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            return json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return None
