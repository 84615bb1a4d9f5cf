"""What can break. Each fault is applied, holds for a while, and is healed."""

import contextlib
import json
import os
import signal
import threading
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pika
import psycopg2
from psycopg2 import sql

from kernel.events import CONTENT_TYPE
from kernel.topology import SHARED, queue_name
from tests.chaos.evidence import Asker, read_history
from tests.chaos.machine import MACHINE_FAULTS
from tests.chaos.scene import Fault, Scene, as_superuser, broker_tool, channel_of, pause

LONG_AGO = timedelta(minutes=2)
POISON = (b"{not json", b"\xff\xfe\x00", b'{"type": "in.karyasetu.public.case-registered.v9"}', b"[]")


def kill(name: str) -> Fault:
    """Kill -9 of a whole process group; the supervisor starts it anew."""

    def apply(scene: Scene) -> None:
        before = scene.place.pids(name)
        scene.place.signal(name, signal.SIGKILL)
        scene.place.wait_for_return(name, before)

    return apply


def stop(name: str, seconds: float = 7) -> Fault:
    """A process that stands still, keeps its connections, and goes on later."""

    def apply(scene: Scene) -> None:
        scene.place.signal(name, signal.SIGSTOP)
        pause(seconds)
        scene.place.signal(name, signal.SIGCONT)

    return apply


def stop_and_kill(name: str, seconds: float = 2) -> Fault:
    """A process that stands still, is sent what it never reads, and dies of it."""

    def apply(scene: Scene) -> None:
        scene.place.signal(name, signal.SIGSTOP)
        pause(seconds)
        kill(name)(scene)

    return apply


def kill_member(name: str) -> Fault:
    """Kill -9 of one child of a process: an nginx worker, a PostgreSQL backend."""

    def apply(scene: Scene) -> None:
        children = scene.place.pids(name)[1:]
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(scene.random.choice(children), signal.SIGKILL)
        pause(2)

    return apply


def kill_backend(service: str) -> Fault:
    """Kill -9 of one backend of a service: the whole server recovers."""

    def apply(scene: Scene) -> None:
        rows = Asker(scene.place)(
            "postgres", "SELECT pid FROM pg_stat_activity WHERE datname = %s", (service,)
        )
        if rows:
            with contextlib.suppress(ProcessLookupError):
                os.kill(scene.random.choice(rows)[0], signal.SIGKILL)
        pause(3)

    return apply


def terminate_storm(service: str) -> Fault:
    """Every connection of a service is ended, again and again."""

    def apply(scene: Scene) -> None:
        for _ in range(8):
            with contextlib.suppress(psycopg2.Error):
                Asker(scene.place)(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    (service,),
                )
            pause(0.4)

    return apply


def no_more_connections(service: str) -> Fault:
    """Connections end and new ones are refused for a while."""

    def apply(scene: Scene) -> None:
        name = sql.Identifier(f"{service}_app")
        as_superuser(scene, "postgres", sql.SQL("ALTER ROLE {} CONNECTION LIMIT 1").format(name))
        try:
            terminate_storm(service)(scene)
        finally:
            as_superuser(scene, "postgres", sql.SQL("ALTER ROLE {} CONNECTION LIMIT -1").format(name))

    return apply


def idle_holder(service: str, table: str) -> Fault:
    """Somebody locks a table and forgets the transaction."""

    def apply(scene: Scene) -> None:
        with scene.place.stack.postgres.connection(service) as connection:
            connection.autocommit = False
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(table))
                )
                pause(3)
            connection.rollback()

    return apply


def delete_queue(service: str, lane: str) -> Fault:
    """An operator's slip: a queue is gone with what was in it."""

    def apply(scene: Scene) -> None:
        with channel_of(scene) as channel:
            channel.queue_delete(queue_name(service, lane))
        pause(3)

    return apply


def delete_binding(service: str, key: str) -> Fault:
    """An operator's slip: events of a kind reach a service no more, until its worker declares them again."""

    def apply(scene: Scene) -> None:
        with channel_of(scene) as channel:
            channel.exchange_unbind(f"{service}.in", "events", key)
        pause(3)

    return apply


def memory_alarm(scene: Scene) -> None:
    """The broker takes nothing for a while."""
    broker_tool(scene, "set_vm_memory_high_watermark", "absolute", "1MB")
    pause(5)
    broker_tool(scene, "set_vm_memory_high_watermark", "absolute", "800MB")


def sow_poison(service: str) -> Fault:
    """Messages that nobody can handle, in front of everything else."""

    def apply(scene: Scene) -> None:
        with channel_of(scene) as channel:
            for body in POISON:
                marked = body + str(scene.random.random()).encode()
                properties = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2)
                channel.basic_publish("", queue_name(service, SHARED), marked, properties)
                scene.poison[service] = scene.poison.get(service, 0) + 1
        pause(1)

    return apply


def repeat_old_events(service: str, kind: str) -> Fault:
    """The broker hands out once more what was handled long ago, the newest first."""

    def apply(scene: Scene) -> None:
        since = datetime.now(UTC) - LONG_AGO
        old = [body for _, body in read_history(scene.place, since) if kind in json.loads(body)["type"]][
            -300:
        ]
        with channel_of(scene) as channel:
            for body in reversed(old):
                properties = pika.BasicProperties(
                    content_type=CONTENT_TYPE, delivery_mode=2, message_id=json.loads(body)["id"]
                )
                channel.basic_publish("", queue_name(service, SHARED), body, properties)
        pause(1)

    return apply


def cable(seconds: float = 3, **broken: object) -> Fault:
    """The line between citizens and gateway."""

    def apply(scene: Scene) -> None:
        for name, value in broken.items():
            setattr(scene.crowd.cable, name, value)
        pause(seconds)
        scene.crowd.cable.mend()

    return apply


def move_lane(departments: str, lane: str) -> Fault:
    """Not a fault: an operator moves departments to another lane while everything goes on."""

    def apply(scene: Scene) -> None:
        scene.place.lanes("notify", "move", "notify", departments, lane)

    return apply


def split_lane(service: str, lane: str, parts: int, killed: str = "") -> Fault:
    """An operator spreads a lane over several workers and puts it together again; one may be killed on the way.

    A command whose worker was killed is given again, as its refusal says.
    """

    def apply(scene: Scene) -> None:
        killing = threading.Timer(1.5, scene.place.signal, (killed, signal.SIGKILL))
        if killed:
            killing.start()
        for number in (parts, 1):
            try:
                scene.place.lanes(service, "split", service, lane, str(number))
            except RuntimeError:
                if not killed:
                    raise
                scene.place.lanes(service, "split", service, lane, str(number))
            pause(3)

    return apply


def crash(name: str, point: str) -> Fault:
    """The process ends at a named place of the kernel, three times in a row."""

    def apply(scene: Scene) -> None:
        scene.place.change(scene.place.mutant, {name: f"{point}@{scene.random.randrange(2, 20)}"})
        pause(3)
        scene.place.change(scene.place.mutant)

    return apply


PUBLIC_REGISTERED = "public.case-registered.v1.#"
FAULTS: dict[str, Fault] = {
    **{f"kill {name}": kill(name) for name in ("public-api", "public-relay", "public-worker")},
    **{f"kill {name}": kill(name) for name in ("notify-worker", "notify-worker-revenue", "notify-relay")},
    **{f"kill {name}": kill(name) for name in ("notify-sender", "files-worker", "files-worker-revenue")},
    **{f"kill {name}": kill(name) for name in ("files-relay", "files-api-vpn", "auth-api", "auth-relay")},
    **{f"kill {name}": kill(name) for name in ("auth-worker", "wfh-api", "wfh-relay", "wfh-worker")},
    "kill postgres": kill("postgres"),
    "kill rabbitmq": kill("rabbitmq"),
    "stop rabbitmq and kill it": stop_and_kill("rabbitmq"),
    "kill gateway": kill("gateway"),
    "kill a gateway worker": kill_member("gateway"),
    "kill a backend": kill_backend("public"),
    "stop public-relay": stop("public-relay"),
    "stop notify-worker-revenue": stop("notify-worker-revenue"),
    "stop public-api": stop("public-api", 3),
    "end connections of public": terminate_storm("public"),
    "end connections of notify": terminate_storm("notify"),
    "no connections for public": no_more_connections("public"),
    "idle holder of the outbox": idle_holder("public", "outbox"),
    "idle holder of messages": idle_holder("notify", "message"),
    "delete notify's revenue queue": delete_queue("notify", "revenue"),
    "delete files' revenue queue": delete_queue("files", "revenue"),
    "delete notify's binding": delete_binding("notify", PUBLIC_REGISTERED),
    "memory alarm": memory_alarm,
    "poison for notify": sow_poison("notify"),
    "poison for files": sow_poison("files"),
    "old events for notify": repeat_old_events("notify", "public.case-registered"),
    "old events for files": repeat_old_events("files", "public.case-referred"),
    "old events for public": repeat_old_events("public", "files.receipt-diarised"),
    "cut answers": cable(cut_after=20),
    "cut answers to nothing": cable(cut_after=0),
    "slow answers": cable(delay=0.4),
    "sliced answers": cable(slice_bytes=7),
    "stalled line": cable(stalled=True),
    "move LAND to the shared lane": move_lane("LAND", "shared"),
    "move LAND back": move_lane("LAND", "revenue"),
    "split notify's revenue lane": split_lane("notify", "revenue", 2),
    "split files' revenue lane and kill its worker": split_lane(
        "files", "revenue", 3, "files-worker-revenue"
    ),
    "crash after publish": crash("public-relay", "relay:after-publish"),
    "crash before delete": crash("public-relay", "relay:before-delete"),
    "crash before commit": crash("notify-worker-revenue", "database:before-commit"),
    "crash after commit": crash("notify-worker-revenue", "database:after-commit"),
}


def faults_for(abilities: Collection[str]) -> dict[str, Fault]:
    """By name, what can break where the machine gives these abilities."""
    more = (MACHINE_FAULTS[ability] for ability in sorted(abilities))
    return FAULTS | {name: fault for each in more for name, fault in each.items()}
