"""The gateway's log is begun anew when it is full, while nginx writes it and the counter reads it."""

import http.client
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.gateway import signals
from deploy.gateway.counting import PAUSE_SECONDS, Log
from deploy.gateway.signals import full, turn_over
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    made = Gateway(tmp_path / "gateway", tmp_path / "s")
    made.prepare()
    with running(made.command(), made.plan().listeners[0].port):
        yield made


def ask(gateway: Gateway, path: str) -> None:
    listener = gateway.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    try:
        connection.request("GET", path)
        connection.getresponse().read()
    finally:
        connection.close()


def test_each_answer_is_counted_once_though_the_log_was_begun_anew_in_between(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(signals, "FULL_LOG_BYTES", 0)
    asked, counted = [f"/case/{number}" for number in range(60)], list[str]()
    log = Log(gateway.access_log, tmp_path / "counted.json")

    def read() -> bool:
        counted.extend(json.loads(line)["path"] for line in log.lines())
        return len(counted) >= len(asked)

    read()
    for at, each in enumerate(asked):
        ask(gateway, each)
        if at % 20 == 0:
            wait_until(lambda: gateway.access_log.stat().st_size > 0, 10, "The first lines")
            turn_over(gateway.access_log)
            wait_until(gateway.access_log.exists, 10, "The new log")
            read()
            time.sleep(PAUSE_SECONDS)
            read()
    wait_until(read, 10, "The last lines")
    log.close()

    assert counted == asked
    assert {each.name for each in gateway.directory.glob("access.log*")} == {"access.log", "access.log.1"}


def test_the_keeper_begins_a_full_log_anew(gateway: Gateway) -> None:
    os.truncate(gateway.access_log, signals.FULL_LOG_BYTES + 1)

    with running(gateway.keeper_command(), gateway.plan().listeners[0].port):
        wait_until(full(gateway.access_log).exists, 20, "The full log")
        wait_until(gateway.access_log.exists, 20, "The new log")

    assert full(gateway.access_log).stat().st_size > signals.FULL_LOG_BYTES
    assert gateway.access_log.stat().st_size < 4000


def test_a_log_that_is_not_full_goes_on(gateway: Gateway) -> None:
    before = gateway.access_log.stat().st_ino

    turn_over(gateway.access_log)

    assert gateway.access_log.stat().st_ino == before
    assert not full(gateway.access_log).exists()


def test_what_was_left_of_a_full_log_is_read_after_a_restart_of_the_reader(tmp_path: Path) -> None:
    path, kept = tmp_path / "access.log", tmp_path / "counted.json"
    path.write_bytes(b"1\n2\n")
    log = Log(path, kept)
    first = list(log.lines())
    log.remember()
    log.close()
    with path.open("ab") as file:
        file.write(b"3\n")
    path.rename(full(path))
    path.write_bytes(b"4\n")

    again = Log(path, kept)
    later = [*again.lines(), *again.lines()]
    again.close()

    assert [first, later] == [[b"1", b"2"], [b"3", b"4"]]


def test_what_nginx_writes_into_the_full_log_when_the_new_one_is_there_is_read(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(b"1\n")
    log = Log(path, tmp_path / "counted.json")
    first = list(log.lines())
    path.rename(full(path))
    path.write_bytes(b"3\n")
    second = list(log.lines())
    with full(path).open("ab") as file:
        file.write(b"2\n")

    third = list(log.lines())
    log.close()

    assert [first, second, third] == [[b"1"], [], [b"2", b"3"]]
