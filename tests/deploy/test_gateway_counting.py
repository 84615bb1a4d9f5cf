"""What the gateway refuses by itself is counted: by zone, status and cause, and by nothing about a person."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.gateway import Plan
from deploy.gateway.counting import Log
from deploy.gateway.pulse import PULSE
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until


class _Narrow(Gateway):
    """Where few may come at once and few may write."""

    def plan(self) -> Plan:
        return replace(super().plan(), public_writes_per_second=1, requests_at_once=1)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    made = _Narrow(tmp_path / "gateway", tmp_path / "s")
    made.prepare()
    with running(made.command(), made.plan().listeners[0].port):
        yield made


def ask(gateway: Gateway, zone: str, path: str, method: str = "GET", body: bytes | None = None) -> int:
    listener = next(one for one in gateway.plan().listeners if one.zone == zone)
    if listener.tls:
        trust = ssl.create_default_context(cafile=str(gateway.authority.certificate_path))
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            listener.address, listener.port, context=trust, timeout=10
        )
    else:
        connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def figures(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def counted(port: int) -> dict[tuple[str, str, str], float]:
    found = re.findall(
        r'gateway_requests_total\{cause="([^"]*)",status="([^"]*)",zone="([^"]*)"\} ([0-9.]+)', figures(port)
    )
    return {(zone, status, cause): float(value) for cause, status, zone, value in found}


def test_each_refusal_is_counted_by_its_cause_and_nothing_tells_of_whom(gateway: Gateway) -> None:
    secret = "/case/26100000026?mobile=9800000001"
    assert ask(gateway, "VPN", secret) == 403
    assert ask(gateway, "INTERNET", secret, "POST", b"x" * 70_000) == 413
    assert ask(gateway, "INTERNET", secret) == 503
    assert ask(gateway, "INTERNET", "/health") == 200
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < 60:
        statuses.append(ask(gateway, "INTERNET", secret, "POST", b""))
    assert statuses[-1] == 429
    answered = 4 + len(statuses)

    port = gateway.counter_port
    with running(gateway.counter_command(), port):
        wait_until(lambda: sum(counted(port).values()) >= answered, 30, "the count")
        told, text = counted(port), figures(port)

    assert told[("VPN", "403", "no-device")] == 1
    assert told[("INTERNET", "413", "too-large")] == 1
    assert told[("INTERNET", "429", "too-many")] == 1
    assert told[("INTERNET", "503", "service-down")] == len(statuses)
    assert told[("INTERNET", "200", "gateway")] >= 1
    for private in ("26100000026", "9800000001", "127.0.0.1", "/case"):
        assert private not in text


def test_how_long_the_keeper_has_been_silent_is_told(gateway: Gateway) -> None:
    pulse, port = gateway.directory / PULSE, gateway.counter_port
    with running(gateway.counter_command(), port):
        wait_until(lambda: silent(port) > 1e9, 10, "that it was never heard")
        pulse.touch()
        wait_until(lambda: silent(port) < 60, 10, "that it was heard")
        os.utime(pulse, (time.time() - 60,) * 2)
        wait_until(lambda: silent(port) >= 60, 10, "that it is silent again")


def silent(port: int) -> float:
    found = re.search(r"^gateway_keeper_silent_seconds (\S+)", figures(port), re.MULTILINE)
    return float(found[1]) if found else 0


@contextmanager
def deaf(path: Path) -> Iterator[list[socket.socket]]:
    """A service that takes connections and never answers; it gives the connections that came."""
    came: list[socket.socket] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=_take, args=(listener, came))
        thread.start()
        try:
            yield came
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for one in came:
                one.close()


def _take(listener: socket.socket, came: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            came.append(listener.accept()[0])


def test_a_service_with_too_many_at_once_is_counted_as_busy(gateway: Gateway) -> None:
    listener = gateway.plan().listeners[0]
    with deaf(gateway.sockets / "wfh-api.sock") as came:
        first = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
        first.request("GET", "/wfh/days")
        wait_until(lambda: bool(came), 20, "the first request")

        second = ask(gateway, "INTERNET", "/wfh/days")
        first.close()

    port = gateway.counter_port
    with running(gateway.counter_command(), port):
        wait_until(lambda: counted(port).get(("INTERNET", "503", "busy")) == 1, 10, "the count")
    assert second == 503


def test_who_sends_slowly_keeps_nobody_out(tmp_path: Path) -> None:
    gateway = _Busy(tmp_path / "gateway", tmp_path / "s")
    gateway.prepare()
    listener = gateway.plan().listeners[0]
    with (
        running(gateway.command(), listener.port),
        deaf(gateway.sockets / "auth-api.sock") as came,
        ExitStack() as slow,
    ):
        for _ in range(3):
            line = slow.enter_context(socket.create_connection((listener.address, listener.port)))
            line.sendall(b"POST /staff/login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nuid")
        quick = slow.enter_context(
            closing(http.client.HTTPConnection(listener.address, listener.port, timeout=10))
        )
        quick.request("POST", "/staff/login", b"{}")
        wait_until(lambda: bool(came), 20, "who sent all of it")


class _Busy(Gateway):
    """Where one may sign in at a time."""

    def plan(self) -> Plan:
        return replace(super().plan(), sign_ins_at_once=1)


@pytest.mark.parametrize("path", ["/staff/login", "/api/auth/v1/login", "/api/auth/v1/login/"])
def test_a_crowd_that_signs_in_is_turned_away_and_nobody_else(tmp_path: Path, path: str) -> None:
    gateway = _Busy(tmp_path / "gateway", tmp_path / "s")
    gateway.prepare()
    listener = gateway.plan().listeners[0]
    with (
        running(gateway.command(), listener.port),
        deaf(gateway.sockets / "auth-api.sock") as came,
        closing(http.client.HTTPConnection(listener.address, listener.port, timeout=10)) as first,
        closing(http.client.HTTPConnection(listener.address, listener.port, timeout=10)) as second,
        closing(http.client.HTTPConnection(listener.address, listener.port, timeout=10)) as third,
    ):
        first.request("POST", path, b"{}")
        wait_until(lambda: len(came) == 1, 20, "the first of the crowd")
        second.request("POST", path, b"{}")
        refused = second.getresponse()
        third.request("GET", path)
        wait_until(lambda: len(came) == 2, 20, "who does not sign in")
        came[1].settimeout(10)
        arrived = came[1].recv(4096)

    assert arrived.startswith(b"GET ")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "2")


def line(number: int) -> bytes:
    at = "2026-11-27T14:05:00+05:30"
    return json.dumps({"at": at, "zone": "INTERNET", "status": 200, "number": number}).encode()


def test_lines_are_read_once_over_a_rotation_and_over_a_restart(tmp_path: Path) -> None:
    path, kept = tmp_path / "access.log", tmp_path / "counted.json"
    log = Log(path, kept)
    assert list(log.lines()) == []

    path.write_bytes(line(1) + b"\n" + line(2)[:5])
    first = list(log.lines())
    with path.open("ab") as file:
        file.write(line(2)[5:] + b"\n")
    path.rename(tmp_path / "access.log.1")
    path.write_bytes(line(3) + b"\n")
    then = [*log.lines(), *log.lines()]
    log.remember()
    log.close()
    with path.open("ab") as file:
        file.write(line(4) + b"\n")
    again = Log(path, kept)
    later = list(again.lines())
    again.close()

    assert [first, then, later] == [[line(1)], [line(2), line(3)], [line(4)]]


def test_on_a_full_disk_the_counting_goes_on(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path / "gateway", tmp_path / "s")
    gateway.directory.mkdir()
    (gateway.directory / "counted.new").symlink_to("/dev/full")
    gateway.access_log.write_bytes(line(1) + b"\n")
    port = gateway.counter_port

    with running(gateway.counter_command(), port):
        wait_until(lambda: sum(counted(port).values()) == 1, 10, "the first line")
        with gateway.access_log.open("ab") as log:
            log.write(line(2) + b"\n")
        wait_until(lambda: sum(counted(port).values()) == 2, 10, "the second line")


@pytest.mark.parametrize(
    "junk",
    [
        *(b"", b"\xff\xfe", b"[]", b"null", b'{"zone": 1}', b'{"zone":"x","status":"y"}'),
        *(b'{"zone":"x","status":200}', b'{"zone":"x","status":200,"at":"then"}'),
    ],
)
def test_junk_in_the_log_does_not_stop_the_counting(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "gateway" / "access.log"
    path.parent.mkdir()
    path.write_bytes(junk + b"\n" + line(1) + b"\n")
    gateway = Gateway(tmp_path / "gateway", tmp_path / "s")
    port = gateway.counter_port

    with running(gateway.counter_command(), port) as child:
        wait_until(lambda: bool(counted(port)), 10, "the count")
        assert "gateway_unreadable_lines_total 1.0" in figures(port)
        os.kill(child.pid() or 0, signal.SIGTERM)
        wait_until(lambda: not child.is_running(), 30, "the end")
