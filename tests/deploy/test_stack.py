"""The private servers: one database and one broker user per service, and nobody speaks for another."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pika
import psycopg2
import pytest
from pika.exceptions import ChannelClosedByBroker

from deploy.local.programs import Child, Memory, NotReadyError, require_passage
from deploy.local.stack import SERVICES, Stack


@pytest.fixture(scope="module")
def prepared(own_stack: Stack) -> Stack:
    own_stack.create_service_databases()
    return own_stack


Broker = Callable[[str], pika.adapters.blocking_connection.BlockingChannel]


@pytest.fixture
def broker(prepared: Stack) -> Iterator[Broker]:
    opened: list[pika.BlockingConnection] = []

    def connect(service: str) -> pika.adapters.blocking_connection.BlockingChannel:
        opened.append(pika.BlockingConnection(pika.URLParameters(prepared.amqp_url(service))))
        channel = opened[-1].channel()
        channel.exchange_declare("events", "topic", durable=True)
        channel.confirm_delivery()
        return channel

    yield connect
    for connection in opened:
        connection.close()


def test_an_instance_that_runs_is_used_as_it_is(prepared: Stack) -> None:
    pid = prepared.postgres.child().pid()
    again = Stack(prepared.directory, durable=False)

    again.start()

    assert again.postgres.child().pid() == pid
    assert again.dsn("files") == prepared.dsn("files")


@pytest.mark.parametrize(("cores", "kept_to"), [({4, 7}, "7"), ({0}, None), ({0, 1, 2, 3}, None)])
def test_the_database_keeps_to_one_of_two_cores(
    prepared: Stack, monkeypatch: pytest.MonkeyPatch, cores: set[int], kept_to: str | None
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: cores)

    *before, program, _option, _data = prepared.postgres.command().argv

    assert program.endswith("/postgres")
    assert [*map(Path, before[:1])] == ([Path("/usr/bin/taskset")] if kept_to else [])
    assert before[1:] == (["-c", kept_to] if kept_to else [])


def test_the_database_runs_where_it_is_kept(prepared: Stack) -> None:
    ours = os.sched_getaffinity(0)

    assert os.sched_getaffinity(prepared.postgres.child().pid()) == ({max(ours)} if len(ours) == 2 else ours)


def test_a_service_enters_its_own_database_only(prepared: Stack) -> None:
    neighbours = prepared.dsn("files").replace("/files?", "/notify?")

    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(neighbours)


@pytest.mark.parametrize("role", ["app", "internet", "vpn", "lan"])
def test_an_application_role_owns_nothing_and_makes_nothing(prepared: Stack, role: str) -> None:
    with (
        closing(psycopg2.connect(prepared.dsn("files", role))) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute("CREATE TABLE stray ()")


def test_a_wrong_password_opens_nothing_even_over_the_socket(prepared: Stack) -> None:
    wrong = prepared.dsn("files").replace("files_app:", "files_app:x")

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(wrong)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_speak_in_its_own_name(broker: Broker, service: str) -> None:
    broker(service).basic_publish("events", f"{service}.happened.v1.rev", b"{}")


@pytest.mark.parametrize("key", ["auth.charge-published.v1.state", "filesx.y.v1.rev", "files"])
def test_nobody_can_speak_as_another(broker: Broker, key: str) -> None:
    channel = broker("files")

    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
        channel.basic_publish("events", key, b"{}")


def test_a_service_cannot_touch_the_queues_of_another(broker: Broker) -> None:
    channel = broker("files")

    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
        channel.queue_declare("notify.lane.shared", durable=True)


def test_a_service_cannot_publish_past_the_topic_exchange(broker: Broker) -> None:
    channel = broker("files")

    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
        channel.basic_publish("", "notify.lane.shared", b"{}")


def test_secrets_are_for_their_owner_only(prepared: Stack) -> None:
    for name in ("postgres.json", "rabbitmq.json"):
        assert stat.S_IMODE((prepared.directory / name).stat().st_mode) == 0o600


def test_everything_listens_on_loopback_only(prepared: Stack) -> None:
    mine = {prepared.postgres.port, prepared.rabbitmq.port, *_other_ports(prepared)}

    addresses = {address for address, port in _listening() if port in mine}

    assert addresses == {"0100007F", "00000000000000000000000001000000"}


def _other_ports(stack: Stack) -> set[int]:
    facts = stack.rabbitmq.memory.read()
    return {int(facts[name]) for name in ("epmd", "distribution")}


def _listening() -> list[tuple[str, int]]:
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].split(":")
            if fields[3] == "0A":
                found.append((address, int(port, 16)))
    return found


def test_what_is_remembered_stays_the_same(tmp_path: Path) -> None:
    first = Memory(tmp_path / "facts.json")

    assert first.port("a") == Memory(tmp_path / "facts.json").port("a")
    assert first.secret("b") == Memory(tmp_path / "facts.json").secret("b")
    assert first.secret("b") != first.secret("c")


def test_a_child_that_does_not_run_has_no_pid(prepared: Stack, tmp_path: Path) -> None:
    child = Child(prepared.postgres.command())
    child.pid_file = tmp_path / "postgres.pid"
    child.pid_file.write_text(f"{os.getpid()} 1")

    assert child.pid() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs programs as somebody else")
def test_a_place_that_the_other_user_cannot_reach_is_refused_at_once() -> None:
    with tempfile.TemporaryDirectory() as closed, pytest.raises(NotReadyError, match="chmod o\\+x"):
        require_passage(Path(closed) / "postgres", "postgres")
