"""Who sends letter by letter holds some connections of the gateway, and not those of everybody."""

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from deploy.gateway import Plan
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until

MOST = 2


class _PatientGateway(Gateway):
    """As in production, but two requests and two streams at a time from one address."""

    def plan(self) -> Plan:
        return replace(super().plan(), requests_of_address=MOST, streams_of_address=MOST)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    directory = tmp_path_factory.mktemp("slow")
    gateway = _PatientGateway(directory / "gateway", directory / "s")
    gateway.prepare()
    with running(gateway.command(), gateway.plan().listeners[0].port):
        yield gateway


@pytest.mark.parametrize(
    ("path", "refused", "retry_after"),
    [("/drafts", 429, "10"), ("/api/public/v1/cases", 429, "10"), ("/notify/live", 503, "2")],
)
def test_who_sends_letter_by_letter_holds_only_as_many_connections_as_an_address_may(
    site: Gateway, path: str, refused: int, retry_after: str
) -> None:
    with ExitStack() as open_ones:
        for _ in range(MOST):
            open_ones.enter_context(_begun(site, path))
        wait_until(lambda: _asked(site, path)[0] == refused, 30, "The refusal")
        assert _asked(site, path) == (refused, retry_after)

    wait_until(lambda: _asked(site, path) == (503, "5"), 30, "A place for the next")


def test_streams_and_requests_of_an_address_keep_each_other_from_nothing(site: Gateway) -> None:
    with ExitStack() as open_ones:
        for _ in range(MOST):
            open_ones.enter_context(_begun(site, "/notify/live"))
        wait_until(lambda: _asked(site, "/notify/live") == (503, "2"), 30, "The refusal")

        assert _asked(site, "/drafts") == (503, "5")


def test_only_the_open_internet_is_counted_by_address_and_there_every_location(site: Gateway) -> None:
    servers = re.split(r"\n    server \{\n", (site.directory / "nginx.conf").read_text("utf-8"))[1:]

    zones = [re.findall(r"set \$zone (\w+);", server)[0] for server in servers]
    counted = [re.findall(r"limit_conn (\w+) \d+;", server) for server in servers]
    assert dict(zip(zones, counted, strict=True)) == {
        "INTERNET": ["requests_of_address", "per_service", "streams_of_address"],
        "VPN": ["per_service"],
        "SECURE_LAN": ["per_service"],
    }


def _begun(site: Gateway, path: str) -> socket.socket:
    """A connection over which a request came, but not all that it announced."""
    listener = site.plan().listeners[0]
    connection = socket.create_connection((listener.address, listener.port), 5)
    connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc".encode())
    return connection


def _asked(site: Gateway, path: str) -> tuple[int, str | None]:
    """How a whole request is answered; no service is there, which is another refusal."""
    listener = site.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=5)
    try:
        connection.request("POST", path, b"")
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers["Retry-After"]
    finally:
        connection.close()
