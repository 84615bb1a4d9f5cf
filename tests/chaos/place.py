"""The installation under test: as deployed, with a watch on what is handled and, if wanted, a seeded mistake."""

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pika
from psycopg2 import sql

from deploy.local import splitting
from deploy.local.installation import Installation, Process
from deploy.local.programs import Command, wait_until
from deploy.local.run import bring_up
from deploy.local.sole import members
from deploy.local.stack import SERVICES, Stack
from deploy.local.supervision import Supervisor
from kernel.addresses import first_that_answers
from kernel.inbox import Limits
from kernel.topology import HISTORY
from tests.architecture.house import ROOT
from tests.chaos.clocks import Clocks, NoClockError
from tests.chaos.cluster import Cluster
from tests.chaos.disks import Disks, NoDiskError
from tests.chaos.mistakes import KINDS
from tests.chaos.network import Network, NoNetworkError

WELL_SECONDS = 60
# With what a crash point of the kernel ends its process.
CRASHED = 70
# A process that ended as often as an event is tried while it held that event has made it a suspect, which is parked; the
# machine may be slow to heal it.
MOST_CRASHES = Limits().attempts - 2
NO_BROKER = (pika.exceptions.AMQPError, OSError)
# Workers look for lost bindings and events each half minute; who waits for it here would wait too long.
SOONER = {"KS_DECLARE_SECONDS": "5", "KS_COMPARE_SECONDS": "10", "KS_SETTLED_SECONDS": "10"}
# By itself every service compares once a minute. Each time it reads also what was too young the last time, so that by
# SOONER each event is read by each of five services twice.
OFTEN_ENOUGH = {"KS_COMPARE_SECONDS": "30"}
# What a worker's mistake loses is to be found before the comparison with the history makes up for it.
UNHEALED = {"KS_COMPARE_SECONDS": "3600", "KS_SETTLED_SECONDS": "3600"}
CLUSTER, DISKS, CLOCKS = ABILITIES = ("cluster", "disks", "clocks")
# What each service has handled, in the order in which its own database commits it: workers note it themselves.
WATCH = """
CREATE TABLE chaos_handled (position bigserial PRIMARY KEY, event_id uuid NOT NULL, name text NOT NULL,
                            at timestamptz NOT NULL DEFAULT clock_timestamp());
GRANT INSERT ON chaos_handled TO {worker};
GRANT USAGE ON SEQUENCE chaos_handled_position_seq TO {worker};
"""


class CommandError(Exception):
    """An operator's command did not succeed."""


class Infrastructure(Process):
    """A node of the cluster or its port mapper, which run before services do."""

    @property
    def is_infrastructure(self) -> bool:
        """Always."""
        return True


class Place(Installation):
    """An installation whose service processes may carry a mutant or a crash point.

    *wanted* are abilities of the machine that faults need; `lacking` says why one of them is not there.
    """

    def __init__(self, directory: Path, wanted: Collection[str] = (), rabbitmq_mib: int = 1500) -> None:
        super().__init__(directory)
        self.mutant = ""
        self.crash_at: dict[str, str] = {}
        self.lacking: dict[str, str] = {}
        self.network: Network | None = None
        self.cluster: Cluster | None = None
        self.disks: Disks | None = None
        self.clocks: Clocks | None = None
        self._watched = False
        self._wanted, self._rabbitmq_mib = wanted, rabbitmq_mib

    @property
    def supervisor(self) -> Supervisor:
        """Who starts again what was killed."""
        return Supervisor(self)

    @property
    def abilities(self) -> set[str]:
        """What this machine gave."""
        return set(self._wanted) - set(self.lacking)

    def start(self) -> None:
        """Bring everything up and begin to watch what is handled."""
        self._ready_the_machine()
        bring_up(self)
        for service in SERVICES:
            with self.stack.postgres.connection(service) as connection, connection.cursor() as cursor:
                cursor.execute(sql.SQL(WATCH).format(worker=sql.Identifier(f"{service}_app")))
        self._watched = True
        self.change()
        if self.disks is not None:
            self.disks.move_outbox("public")

    def _ready_the_machine(self) -> None:
        if CLUSTER in self._wanted:
            try:
                self.network = Network()
                self.network.build()
                self.cluster = Cluster(self.stack.directory, self.network)
                self.stack.rabbitmq = self.cluster.nodes[0]
            except NoNetworkError as reason:
                self.lacking[CLUSTER], self.network = str(reason), None
        if DISKS in self._wanted:
            try:
                self.disks = Disks(self.stack, self._rabbitmq_mib)
                self.disks.mount()
            except NoDiskError as reason:
                self.lacking[DISKS], self.disks = str(reason), None
        if CLOCKS in self._wanted:
            try:
                self.clocks = Clocks(self.directory / "clocks")
            except NoClockError as reason:
                self.lacking[CLOCKS] = str(reason)

    @cached_property
    def stack(self) -> Stack:
        """Its PostgreSQL and RabbitMQ, crash-safe."""
        return Stack(self.directory / "stack", durable=True)

    def prepare(self) -> None:
        """Besides, the other nodes, the log's own disk and the clocks."""
        super().prepare()
        for node in self.cluster.nodes[1:] if self.cluster else ():
            node.prepare()
        if self.disks is not None:
            self.disks.move_wal()
        if self.clocks is not None:
            self.clocks.prepare()

    def stop(self) -> None:
        """End every process, and give back what the machine gave."""
        try:
            if (self.directory / "supervisor.conf").exists():
                self.supervisor.stop()
        finally:
            if self.disks is not None:
                self.disks.unmount()
            if self.network is not None:
                self.network.remove()

    def amqp_url(self) -> str:
        """The operator's broker address, or those of all nodes."""
        return self.cluster.url() if self.cluster else self.stack.amqp_url()

    def broker(self) -> pika.BlockingConnection:
        """A connection with the operator's rights, as soon as a node works: one may have been killed just before."""
        ends = time.monotonic() + WELL_SECONDS
        while True:
            try:
                return first_that_answers(self.amqp_url(), _connected, NO_BROKER)
            except NO_BROKER:
                if time.monotonic() > ends:
                    raise
            time.sleep(0.3)

    def change(self, mutant: str = "", crash_at: dict[str, str] | None = None) -> None:
        """Let the services run with a mistake, or end at named places, from now on; those that change begin anew."""
        self.mutant, self.crash_at = mutant, crash_at or {}
        self._crashes_left.write_text("." * MOST_CRASHES)
        supervisor = self.supervisor
        supervisor.write()
        supervisor.start()
        supervisor.start_processes(self.processes())
        self.wait_until_well()

    @property
    def _crashes_left(self) -> Path:
        return self.directory / "crashes-left"

    def wait_until_well(self) -> None:
        """Wait until every process answers again, but for one that is to crash."""
        waiting = [process for process in self.processes() if process.name not in self.crash_at]
        self.supervisor.wait(waiting, WELL_SECONDS, lambda _name: None)
        if self.cluster is not None:
            self.cluster.wait_until_whole()

    def process(self, name: str) -> Process:
        """One process by its name."""
        return next(each for each in self.processes() if each.name == name)

    def pids(self, name: str) -> list[int]:
        """The living members of a process's group, its leader first."""
        return self._members_of(self.process(name))

    def signal(self, name: str, sign: signal.Signals) -> None:
        """Send a signal to each member of a process's group."""
        for pid in self.pids(name):
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue

    def wait_for_return(self, name: str, before: list[int]) -> None:
        """Wait until the supervisor has started a process anew."""
        process = self.process(name)
        wait_until(lambda: bool(set(self._members_of(process)) - set(before)), WELL_SECONDS, name)

    def supervisor_log(self) -> str:
        """How processes began and ended."""
        return (self.logs / "supervisor.log").read_text(encoding="utf-8", errors="replace")

    def lanes(self, service: str, *arguments: str, crash_at: str = "") -> bool:
        """An operator's command about lanes; whether it ended at the crash point it was given.

        Raises CommandError with what it said when it did not succeed otherwise.
        """
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "KS_DATABASE_URL": self.stack.dsn(service),
            "KS_AMQP_URL": self.amqp_url(),
            "KS_PUBLISHERS": ",".join(self.stack.dsn(publisher) for publisher in SERVICES),
            "KS_CRASH_AT": crash_at,
        }
        argv = [sys.executable, "-m", "kernel.lanes", *arguments]
        self.broker().close()
        if splitting.is_split(list(arguments)):
            code, said = splitting.split(self, service, argv, environment), ""
        else:
            done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
            code, said = done.returncode, done.stdout + done.stderr
        if code and not (crash_at and code == CRASHED):
            raise CommandError(f"lanes {' '.join(arguments)} ended with {code}: {said[-2000:]}")
        return code == CRASHED

    def _members_of(self, process: Process) -> list[int]:
        try:
            group, birth = self.supervisor.record(process).read_text().split()
        except (OSError, ValueError):
            return []
        return sorted(members(int(group), birth))

    def _infrastructure(self) -> list[Process]:
        single = super()._infrastructure()
        if self.cluster is None:
            return single
        nodes = self.cluster.nodes
        several = [Infrastructure(each.name, each) for each in (node.mapper_command() for node in nodes)]
        # A node opens its listener when it is one of the cluster; a queue declared earlier would have fewer members.
        several += [
            Infrastructure(node.name, node.command(), port=node.port, address=node.address) for node in nodes
        ]
        others = [each for each in single if each.name not in ("epmd", "rabbitmq")]
        return [others[0], *several, *others[1:]]

    def _command(self, service: str, name: str, kind: str, own: dict[str, str]) -> Command:
        base = super()._command(service, name, kind, own)
        extra = self.clocks.environment(name) if self.clocks else {}
        extra |= SOONER
        if self.cluster is not None:
            extra |= OFTEN_ENOUGH
            extra["KS_AMQP_URL"] = self.cluster.url(service, first=zlib.crc32(name.encode()))
        if name in self.crash_at:
            extra |= {"KS_CRASH_AT": self.crash_at[name], "KS_CRASH_LEFT": str(self._crashes_left)}
        argv = base.argv
        mistaken = KINDS.get(self.mutant) == kind
        if mistaken or (self._watched and kind == "worker"):
            argv = tuple("tests.chaos.launch" if part == "deploy.launch" else part for part in base.argv)
        if mistaken:
            extra["KS_MUTANT"] = self.mutant
            extra |= UNHEALED if kind == "worker" else {}
        return replace(base, argv=argv, environment=base.environment | extra)


def _connected(address: str) -> pika.BlockingConnection:
    connection = pika.BlockingConnection(pika.URLParameters(address))
    # A node that has just come back takes connections before its queues and streams are there.
    connection.channel().queue_declare(HISTORY, passive=True)
    return connection
