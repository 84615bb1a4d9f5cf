"""Faults of machines and what is between them: nodes of a cluster, links, disks, clocks."""

import signal

from kernel.topology import HISTORY, queue_name
from tests.chaos.cluster import Cluster, Node
from tests.chaos.network import Network
from tests.chaos.place import CLOCKS, CLUSTER, DISKS
from tests.chaos.scene import Fault, Scene, pause

# Longer than a node needs to see that it is alone: net_ticktime and a quarter.
APART_SECONDS = 25.0
FULL_SECONDS = 8.0
# The broker looks at its disk every ten seconds at the latest.
BROKER_FULL_SECONDS = 12.0
# Half of its disk_free_limit. Without a byte left RabbitMQ 3.10 ruins its own records of quorum queues.
BROKER_LEFT_MIB = 32
STEPPED_SECONDS = 6.0
HOUR = 3600


def kill_a_node(scene: Scene) -> None:
    """Kill -9 of any node."""
    _kill(scene, scene.random.choice(_cluster(scene).nodes))


def kill_leader(queue: str) -> Fault:
    """Kill -9 of the node that leads a queue."""

    def apply(scene: Scene) -> None:
        cluster = _cluster(scene)
        _kill(scene, cluster.leader_of(queue) or cluster.nodes[0])

    return apply


def unplug_a_node(scene: Scene) -> None:
    """A node can reach nobody, and nobody can reach it, clients included."""
    _network(scene).unplug(scene.random.choice(_cluster(scene).nodes).number)
    _together_again(scene)


def part_halves(scene: Scene) -> None:
    """One node and the two others do not hear each other; clients reach all three."""
    alone, *others = _shuffled(scene)
    for other in others:
        _network(scene).silence(alone, other)
        _network(scene).silence(other, alone)
    _together_again(scene)


def part_one_way(scene: Scene) -> None:
    """Nothing goes from one node to a second one; the third hears both."""
    one, second, _third = _shuffled(scene)
    _network(scene).silence(one, second)
    _together_again(scene)


def fill_disk(name: str, seconds: float, leave_mib: int = 0) -> Fault:
    """A disk is full, to its last byte unless some is left, and free again later."""

    def apply(scene: Scene) -> None:
        disks = scene.place.disks
        if disks is None:
            raise RuntimeError("there are no disks to fill")
        disk = getattr(disks, name)
        disk.fill(leave_mib)
        try:
            pause(seconds)
        finally:
            disk.free()

    return apply


def step_clock(name: str, seconds: int) -> Fault:
    """The clock of one process is suddenly wrong, and suddenly right again."""

    def apply(scene: Scene) -> None:
        clocks = scene.place.clocks
        if clocks is None:
            raise RuntimeError("there are no clocks to step")
        clocks.set(name, seconds)
        try:
            pause(STEPPED_SECONDS)
        finally:
            clocks.set(name, 0)

    return apply


def _kill(scene: Scene, node: Node) -> None:
    before = scene.place.pids(node.name)
    scene.place.signal(node.name, signal.SIGKILL)
    scene.place.wait_for_return(node.name, before)
    _cluster(scene).wait_until_whole()


def _together_again(scene: Scene) -> None:
    try:
        pause(APART_SECONDS)
    finally:
        _network(scene).mend()
    _cluster(scene).wait_until_whole()


def _shuffled(scene: Scene) -> list[int]:
    numbers = [node.number for node in _cluster(scene).nodes]
    scene.random.shuffle(numbers)
    return numbers


def _cluster(scene: Scene) -> Cluster:
    if scene.place.cluster is None:
        raise RuntimeError("there is no cluster")
    return scene.place.cluster


def _network(scene: Scene) -> Network:
    return _cluster(scene).network


# By the ability of the machine that they need.
MACHINE_FAULTS: dict[str, dict[str, Fault]] = {
    CLUSTER: {
        "kill a node": kill_a_node,
        "kill the node that leads notify's revenue queue": kill_leader(queue_name("notify", "revenue")),
        "kill the node that leads the history": kill_leader(HISTORY),
        "unplug a node": unplug_a_node,
        "part one node from two": part_halves,
        "part two nodes one way": part_one_way,
    },
    DISKS: {
        "full disk under public's outbox": fill_disk("outbox", FULL_SECONDS),
        "full disk under postgres' log": fill_disk("wal", FULL_SECONDS),
        "full disk under rabbitmq": fill_disk("rabbitmq", BROKER_FULL_SECONDS, BROKER_LEFT_MIB),
    },
    CLOCKS: {
        "clock of public-api an hour ahead": step_clock("public-api", HOUR),
        "clock of public-api an hour behind": step_clock("public-api", -HOUR),
        "clock of public-relay an hour behind": step_clock("public-relay", -HOUR),
        "clock of notify's worker an hour ahead": step_clock("notify-worker-revenue", HOUR),
        "clock of notify's worker an hour behind": step_clock("notify-worker-revenue", -HOUR),
        "clock of files-api two minutes behind": step_clock("files-api-vpn", -120),
        "clock of notify's sender an hour ahead": step_clock("notify-sender", HOUR),
    },
}
