"""One test's house: fresh databases for a speaker and a listener, their processes, and what came of it all."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import pika

from deploy.local.programs import ROOT
from deploy.local.stack import Stack
from kernel.clock import new_id
from kernel.database import Database, Queries, connect
from kernel.events import CONTENT_TYPE, Event
from kernel.topology import EVENTS, HISTORY, queue_name
from kernel.units import parts_of

queries = Queries.beside(__file__)

SPEAKER, LISTENER, DECEIVER = "wfh", "files", "public"
EFFECTS = """CREATE TABLE effect (position bigserial PRIMARY KEY, event_id uuid NOT NULL, case_id uuid NOT NULL,
    sequence bigint NOT NULL, department text NOT NULL, kind text NOT NULL,
    process integer NOT NULL, at timestamptz DEFAULT clock_timestamp())"""


class Process:
    """A worker or relay of the house."""

    def __init__(self, kind: str, environment: dict[str, str], log: Path) -> None:
        self.kind, self.log = kind, log
        with log.open("ab") as file:
            argv = [sys.executable, "-m", "tests.kernel.backbone", kind]
            self.popen = subprocess.Popen(argv, cwd=ROOT, env=environment, stderr=file, stdout=file)

    def send(self, number: signal.Signals) -> None:
        """Signal this process."""
        self.popen.send_signal(number)

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.popen.poll() is None

    def end(self) -> None:
        """Kill it, stopped or not."""
        if self.is_running():
            self.popen.kill()
        self.popen.wait()


class House:
    """Speaker (wfh) and listener (files), each with its own database, on the session's broker."""

    def __init__(self, stack: Stack, speaker_dsn: str, listener_dsn: str, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        self.dsns = {SPEAKER: speaker_dsn, LISTENER: listener_dsn}
        self.speaker = Database(speaker_dsn, name="test", wait_ms=5000)
        self.listener = Database(listener_dsn, name="test", wait_ms=5000)
        self.processes: list[Process] = []

    def worker(self, lanes: str = "shared,directory", **settings: str) -> Process:
        """Start a worker of the listener and wait until it listens."""
        process = self.standby(lanes, **settings)
        count = len(lanes.split(","))
        self.wait_until(lambda: process.log.read_text("utf-8").count("lane-open") >= count)
        return process

    def standby(self, lanes: str = "shared,directory", **settings: str) -> Process:
        """Start a worker that may have to wait for its roles."""
        return self._start("worker", LISTENER, KS_LANES=lanes, **settings)

    def relay(self, service: str = SPEAKER, **settings: str) -> Process:
        """Start a relay."""
        return self._start("relay", service, **settings)

    def operate(
        self, module: str, *arguments: str, service: str = LISTENER, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run an operator's command."""
        hand = {"KS_PUBLISHERS": self.dsns[SPEAKER], "KS_AMQP_URL": self.stack.amqp_url()}
        environment = self._environment(service, **(hand | settings))
        argv = [sys.executable, "-m", module, *arguments]
        return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def announce(self, *events: Event, born_in: str = "HFW") -> None:
        """Announce in one transaction of the speaker."""
        with self.speaker.transaction() as tx:
            for event in events:
                tx.announce(event, born_in=born_in)

    def effects(self) -> list[dict[str, Any]]:
        """What the listener did, in the order in which it did it."""
        with self.listener.transaction(reading=True) as tx:
            return tx.fetch_all(queries.find_effects)

    def count_effects(self) -> int:
        """How often the listener did something."""
        with self.listener.transaction(reading=True) as tx:
            return int(tx.fetch_value(queries.count_effects))

    def count_held(self) -> int:
        """How much waits in the listener's waiting rooms."""
        with self.listener.transaction(reading=True) as tx:
            return int(tx.fetch_value(queries.count_held))

    def parked(self) -> list[dict[str, Any]]:
        """What lies parked at the listener."""
        with self.listener.transaction(reading=True) as tx:
            return tx.fetch_all(queries.find_parked)

    def count_outbox(self, database: Database | None = None) -> int:
        """How many announcements wait for the relay."""
        with (database or self.speaker).transaction(reading=True) as tx:
            return int(tx.fetch_value(queries.count_outbox))

    def wait_for_effects(self, count: int, seconds: float = 60) -> list[dict[str, Any]]:
        """Wait until that much was done, and a moment longer, to see that it stays so."""
        self.wait_until(lambda: self.count_effects() >= count, seconds)
        time.sleep(0.2)
        return self.effects()

    def wait_until(self, ready: Callable[[], Any], seconds: float = 60) -> None:
        """Wait, or fail with the tail of every log."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise AssertionError(
                    f"still {self.count_effects()} effects after {seconds} s\n{self.logs()[-6000:]}"
                )
            time.sleep(0.05)

    def logs(self) -> str:
        """Everything the processes wrote."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    def said(self, event: str) -> list[dict[str, Any]]:
        """The log lines about *event*, in their order by process."""
        return [json.loads(line) for line in self.logs().splitlines() if f'"{event}"' in line]

    def wait_for_log(self, text: str, times: int = 1, seconds: float = 60) -> None:
        """Wait until a process said something."""
        self.wait_until(lambda: self.logs().count(text) >= times, seconds)

    def publish(self, body: bytes, message_id: str, lane: str = "shared", **properties: Any) -> None:
        """Put a raw message straight into a queue of the listener."""
        with Broker(self.stack) as broker:
            broker.publish(body, message_id, lane, **properties)

    def deceive(self, exchange: str, key: str, body: bytes, headers: dict[str, Any]) -> None:
        """Publish what the history takes with the login of a service that is not the house's."""
        url = pika.URLParameters(self.stack.amqp_url(DECEIVER))
        with closing(pika.BlockingConnection(url)) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            if exchange != EVENTS:
                channel.exchange_declare(exchange, "topic", durable=False, auto_delete=True)
                channel.queue_bind(HISTORY, exchange, "#")
            made = {"content_type": CONTENT_TYPE, "delivery_mode": 2, "message_id": json.loads(body)["id"]}
            properties = pika.BasicProperties(**made, headers=headers)
            channel.basic_publish(exchange, key, body, properties, mandatory=True)

    def broker(self) -> "Broker":
        """The operator's hand in the broker."""
        return Broker(self.stack)

    def end(self, *processes: Process) -> None:
        """End these processes, or all."""
        for process in processes or tuple(self.processes):
            process.end()

    def _start(self, kind: str, service: str, **settings: str) -> Process:
        environment = self._environment(service, **settings)
        log = self.folder / f"{len(self.processes):02d}-{kind}.log"
        process = Process(kind, environment, log)
        self.processes.append(process)
        return process

    def _environment(self, service: str, **settings: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "KS_SERVICE": service,
            "KS_DATABASE_URL": self.dsns[service],
            "KS_AMQP_URL": self.stack.amqp_url(service),
            "KS_WITNESS_DIR": str(self.folder / "witness"),
            # No name is looked up here, and a resolver of its own is a fifth of what a worker costs until it works.
            "EVENTLET_NO_GREENDNS": "yes",
            **settings,
        }


class Broker:
    """What only an operator may do with queues."""

    def __init__(self, stack: Stack) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_url()))
        self.channel = self._connection.channel()
        self.channel.confirm_delivery()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def publish(self, body: bytes, message_id: str, lane: str = "shared", **properties: Any) -> None:
        """Put a raw message straight into a lane's queue, past the exchange."""
        made = {"content_type": CONTENT_TYPE, "delivery_mode": 2, "message_id": message_id, **properties}
        self.channel.basic_publish(
            "", queue_name(LISTENER, lane), body, pika.BasicProperties(**made), mandatory=True
        )

    def publish_over(self, exchange: str, key: str, body: bytes) -> None:
        """Publish over an exchange; one that is not the house's leads into it, as a deceiver's would."""
        if exchange != EVENTS:
            self.channel.exchange_declare(exchange, "topic", durable=False, auto_delete=True)
            self.channel.exchange_bind(EVENTS, exchange, "#")
        made = {"content_type": CONTENT_TYPE, "delivery_mode": 2, "message_id": json.loads(body)["id"]}
        self.channel.basic_publish(exchange, key, body, pika.BasicProperties(**made), mandatory=True)

    def clear(self) -> None:
        """Remove what an earlier test left."""
        parts = parts_of("revenue", 4)
        for queue in (HISTORY, *(queue_name(LISTENER, lane) for lane in ("shared", "directory", *parts))):
            self.channel.queue_delete(queue)
        for exchange in (f"{LISTENER}.in", f"{LISTENER}.in.shared"):
            self.channel.exchange_delete(exchange)


def open_house(
    stack: Stack, make: Callable[[str], str], dsn_of: Callable[[str, str], str], folder: Path
) -> Iterator[House]:
    """A house on fresh databases; its processes end with it."""
    names = {service: make(service) for service in (SPEAKER, LISTENER)}
    owner_dsn = dsn_of(names[LISTENER], "owner")
    _execute(owner_dsn, EFFECTS)
    with Broker(stack) as broker:
        broker.clear()
    house = House(stack, dsn_of(names[SPEAKER], "app"), dsn_of(names[LISTENER], "app"), folder)
    with ExitStack() as endings:
        endings.callback(_execute, owner_dsn, "DROP TABLE effect")
        endings.callback(house.speaker.close)
        endings.callback(house.listener.close)
        endings.callback(house.end)
        yield house


def order_of(effects: Sequence[dict[str, Any]]) -> dict[UUID, list[int]]:
    """The sequences of each case in the order in which they were handled."""
    order: dict[UUID, list[int]] = {}
    for effect in effects:
        order.setdefault(effect["case_id"], []).append(effect["sequence"])
    return order


def some_cases(count: int) -> list[UUID]:
    """Fresh case ids."""
    return [new_id() for _ in range(count)]


def _execute(dsn: str, statement: str) -> None:
    with closing(connect(dsn, "test")) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
