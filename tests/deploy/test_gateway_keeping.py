"""A revoked certificate is shut out by the gateway itself, within seconds, and by nobody's word but the authority's."""

import http.client
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any

import pytest

from deploy.gateway import FRAMES
from deploy.gateway.keeping import Frames, Revocations
from deploy.gateway.signals import let_nginx_read
from deploy.local.authority import Issued
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until, write_private
from kernel import clock
from kernel.certificates import Authority, Revocation, key_pem, new_key, pem_of, serial_text

WEEK = timedelta(days=7)


class _Service(ThreadingUnixStreamServer):
    daemon_threads = True
    offered = ""


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        offered = self.path in ("/v1/authority/revocations", "/v1/portals/frames")
        content = getattr(self.server, "offered", "") if offered else "hello"
        self.send_response(200 if content else 404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    made = Gateway(tmp_path / "gateway", tmp_path / "s")
    made.prepare()
    with running(made.command(), made.plan().listeners[0].port):
        yield made


@pytest.fixture
def auth(gateway: Gateway) -> Iterator[_Service]:
    gateway.sockets.mkdir()
    server = _Service(str(gateway.sockets / "auth-api.sock"), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def keeper(gateway: Gateway) -> Revocations:
    return Revocations(gateway.sockets / "auth-api.sock", gateway.authority.directory)


@pytest.fixture
def public(gateway: Gateway) -> Iterator[_Service]:
    gateway.sockets.mkdir()
    server = _Service(str(gateway.sockets / "public-api.sock"), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def a_list(gateway: Gateway, number: int, *revoked: Issued) -> str:
    entries = [Revocation(device.serial, clock.now()) for device in revoked]
    return gateway.authority.signer().list_revoked(entries, number, clock.now(), WEEK)


@contextmanager
def connected(gateway: Gateway, device: Issued) -> Iterator[http.client.HTTPSConnection]:
    trust = ssl.create_default_context(cafile=str(gateway.authority.certificate_path))
    trust.load_cert_chain(device.certificate, device.key)
    listener = next(one for one in gateway.plan().listeners if one.zone == "VPN")
    connection = http.client.HTTPSConnection(listener.address, listener.port, context=trust, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def status(gateway: Gateway, device: Issued) -> int:
    with connected(gateway, device) as connection:
        connection.request("GET", "/api/auth/v1/me")
        return connection.getresponse().status


def lying(gateway: Gateway, name: str, lasting: timedelta, signer: Authority | None = None) -> Issued:
    """A device's files with a certificate that somebody made."""
    key, path = new_key(), gateway.authority.directory / f"{name}.pem"
    made = (signer or gateway.authority.signer()).certify_device(
        key.public_key(), name, clock.now() - timedelta(days=1), lasting
    )
    write_private(path.with_suffix(".key"), key_pem(key))
    write_private(path, pem_of(made))
    return Issued(path, path.with_suffix(".key"), serial_text(made))


def is_refused(connection: http.client.HTTPSConnection) -> bool:
    """Whether an open connection is answered no more."""
    connection.auto_open = 0
    try:
        connection.request("GET", "/api/auth/v1/me")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return True
    return False


def test_a_revoked_device_is_shut_out_and_an_open_connection_too(
    gateway: Gateway, auth: _Service, keeper: Revocations
) -> None:
    device, other = gateway.authority.issue_device("stolen"), gateway.authority.issue_device("own")
    assert (status(gateway, device), status(gateway, other)) == (200, 200)

    with connected(gateway, device) as idle:
        idle.request("GET", "/api/auth/v1/me")
        idle.getresponse().read()
        auth.offered = a_list(gateway, 1, device)
        assert keeper.keep()
        let_nginx_read(gateway.directory)
        wait_until(lambda: status(gateway, device) == 403, 30, "The end of the revoked device")
        wait_until(lambda: is_refused(idle), 30, "The end of its open connection")

    assert status(gateway, other) == 200


def test_only_a_newer_list_of_the_own_authority_is_taken(
    gateway: Gateway, auth: _Service, keeper: Revocations
) -> None:
    device = gateway.authority.issue_device("own")
    auth.offered = a_list(gateway, 5)
    assert keeper.keep()
    present = gateway.authority.revocations_path.read_text()

    stranger = Authority.found("KaryaSetu installation authority", clock.now())
    forged = stranger.list_revoked([Revocation(device.serial, clock.now())], 9, clock.now(), WEEK)
    for offered in (forged, a_list(gateway, 5, device), a_list(gateway, 4, device), "no list", ""):
        auth.offered = offered
        assert not keeper.keep()

    assert gateway.authority.revocations_path.read_text() == present
    assert status(gateway, device) == 200


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """There is no room for what this process would write into *path*."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.symlink_to("/dev/full")
    yield
    draft.unlink()


def test_what_finds_no_room_on_the_disk_is_taken_when_there_is(
    gateway: Gateway, auth: _Service, keeper: Revocations
) -> None:
    auth.offered = a_list(gateway, 1)
    with full_disk(keeper.path):
        full = keeper.keep()

    assert (full, keeper.keep()) == (False, True)


def test_the_portals_that_find_no_room_on_the_disk_are_taken_when_there_is(
    gateway: Gateway, public: _Service
) -> None:
    frames = Frames(gateway.sockets / "public-api.sock", gateway.directory)
    public.offered = json.dumps({"items": [{"portal_id": PORTAL, "origins": [ORIGIN]}]})
    with full_disk(frames.path):
        full = frames.keep()

    assert (full, frames.keep()) == (False, True)


def test_while_auth_is_away_the_present_list_stays(gateway: Gateway, keeper: Revocations) -> None:
    present = gateway.authority.revocations_path.read_text()

    assert not keeper.keep()
    assert gateway.authority.revocations_path.read_text() == present


def test_when_the_list_itself_has_ended_no_device_is_let_in(
    gateway: Gateway, auth: _Service, keeper: Revocations
) -> None:
    device = gateway.authority.issue_device("own")
    signer = gateway.authority.signer()
    auth.offered = signer.list_revoked([], 1, clock.now() - WEEK, WEEK - timedelta(minutes=1))

    assert keeper.keep()
    let_nginx_read(gateway.directory)

    wait_until(lambda: status(gateway, device) == 403, 30, "The end of the list")


def test_an_ended_certificate_and_one_of_another_authority_with_the_same_serial_are_strangers(
    gateway: Gateway, auth: _Service
) -> None:
    own = gateway.authority.issue_device("own")
    ended = lying(gateway, "ended", timedelta(hours=1))
    twin = Authority.found("KaryaSetu installation authority", clock.now())
    serial = int(own.serial, 16)
    with pytest.MonkeyPatch.context() as same:
        same.setattr("cryptography.x509.random_serial_number", lambda: serial)
        foreign = lying(gateway, "foreign", WEEK, twin)

    assert foreign.serial == own.serial
    assert [status(gateway, each) for each in (own, ended, foreign)] == [200, 403, 403]


def test_the_authoritys_key_is_for_its_owner_only(gateway: Gateway) -> None:
    authority = gateway.authority

    assert authority.key_path.stat().st_mode & 0o077 == 0
    assert authority.directory.stat().st_mode & 0o077 == 0


PORTAL, ORIGIN = "0190a5b2-7c3e-7000-8000-000000000001", "https://revenue.example:8443"


def the_rule(gateway: Gateway) -> str:
    """Who may frame what the gateway says of the portal's block, whose service is away."""
    listener = next(one for one in gateway.plan().listeners if one.zone == "INTERNET")
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    try:
        connection.request("GET", f"/embed/{PORTAL}/track")
        answer = connection.getresponse()
        assert answer.status == 503
        return answer.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]
    finally:
        connection.close()


def test_the_words_of_the_gateway_are_read_in_the_pages_of_the_blocks_own_portal(
    gateway: Gateway, public: _Service
) -> None:
    frames = Frames(gateway.sockets / "public-api.sock", gateway.directory)
    public.offered = json.dumps({"items": [{"portal_id": PORTAL, "origins": [ORIGIN, "https://b.example"]}]})

    assert frames.keep()
    assert not frames.keep()
    (gateway.sockets / "public-api.sock").unlink()
    before = the_rule(gateway)
    let_nginx_read(gateway.directory)

    assert before == "'none'"
    wait_until(lambda: the_rule(gateway) == f"{ORIGIN} https://b.example", 30, "The portal's origins")


@pytest.mark.parametrize(
    "offered",
    [
        "",
        "no list",
        "[]",
        '{"items": [{"portal_id": "x", "origins": []}]}',
        json.dumps({"items": [{"portal_id": PORTAL, "origins": ['https://a"; return 200 "']}]}),
        json.dumps({"items": [{"portal_id": PORTAL, "origins": ["https://a.example;"]}]}),
        json.dumps({"items": [{"portal_id": f"{PORTAL}\n", "origins": [ORIGIN]}]}),
    ],
)
def test_what_is_no_list_of_portals_is_not_taken(gateway: Gateway, public: _Service, offered: str) -> None:
    frames = Frames(gateway.sockets / "public-api.sock", gateway.directory)
    public.offered = offered

    assert not frames.keep()
    assert (gateway.directory / FRAMES).read_text() == ""
