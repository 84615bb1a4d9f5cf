"""No spelling of a request makes the gateway say another zone or device than its listener's.

Whatever reaches a service behind the gateway is written down. After each attempt everything that arrived has to carry
one zone, the listener's, and no device but one that was proved in the handshake.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any

import pytest

from deploy.gateway import FILES_PROCESS, SERVICES, Listener
from deploy.local.authority import Issued
from deploy.local.gateway import Gateway
from deploy.local.programs import make_directory, running

FILES = b"/api/files/v1/files"
# A connection that is kept open would say more within this time, once it has said anything.
SILENCE_SECONDS, FIRST_SECONDS = 0.25, 5.0
ARRIVED: list[list[tuple[str, str]]] = []

FORGED_HEADERS = {
    "the name itself": b"X-Zone: SECURE_LAN",
    "the name twice": b"x-zone: SECURE_LAN\r\nX-ZONE: VPN",
    "an underscore": b"X_Zone: SECURE_LAN",
    "underscore and hyphen": b"X-Zone: VPN\r\nX_Zone: SECURE_LAN\r\nx_ZONE: SECURE_LAN",
    "a blank before the colon": b"X-Zone : SECURE_LAN",
    "blanks around the value": b"X-Zone: \t SECURE_LAN \t ",
    "a tab": b"X-Zone:\tSECURE_LAN",
    "a continued line": b"Accept: a\r\n X-Zone: SECURE_LAN",
    "a first line continued": b" X-Zone: SECURE_LAN",
    "a bare line feed": b"Accept: a\nX-Zone: SECURE_LAN",
    "a bare carriage return": b"Accept: a\rX-Zone: SECURE_LAN",
    "a zero byte": b"X-Zone\x00: SECURE_LAN",
    "a dot": b"X.Zone: SECURE_LAN",
    "a vertical tab": b"X-Zone\x0b: SECURE_LAN",
    "a comma": b"X-Zone: INTERNET, SECURE_LAN",
    "asking to drop ours": b"Connection: close, X-Zone, X-Device",
    "another protocol": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
    "a device": b"X-Device: 0A1B2C\r\nX_Device: 0A1B2C",
    "a device behind a blank": b"x-device : 0A1B2C",
    "a proved certificate": b"X-SSL-Client-Verify: SUCCESS\r\nSSL-Client-Serial: 0A1B2C\r\nX-Client-Cert: abc",
    "a certificate of a proxy": b"X-Forwarded-Client-Cert: By=spiffe://x\r\nClient-Cert: :abc:",
    "a proxy before": b"X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nX-Real-Ip: 10.0.0.1",
}
# Those of them that nginx reads as a header of that name.
NAMING = frozenset(
    {
        *("the name itself", "the name twice", "an underscore", "underscore and hyphen"),
        *("blanks around the value", "a tab", "a bare line feed", "a comma", "a device"),
    }
)
INNER = b"GET /api/files/v1/files HTTP/1.1\r\nHost: x\r\nX-Zone: SECURE_LAN\r\nX-Device: 0A1B2C\r\n\r\n"
SIZED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(INNER), INNER)
SMUGGLED = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + SIZED,
    "chunks that end early": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    % (len(INNER) + 5)
    + INNER,
    "a blank after the name": b"Content-Length: 4\r\nTransfer-Encoding : chunked\r\n\r\n" + SIZED,
    "an unknown coding": b"Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n\r\n" + SIZED,
    "two codings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + SIZED,
    "a coding behind a tab": b"Content-Length: 4\r\nTransfer-Encoding:\x0bchunked\r\n\r\n" + SIZED,
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(INNER) + INNER,
    "a signed length": b"Content-Length: +0\r\n\r\n" + INNER,
    "a length of nothing": b"Content-Length: 0\r\n\r\n" + INNER,
    "an extended chunk": b"Transfer-Encoding: chunked\r\n\r\n0;a=\r\nX-Zone: SECURE_LAN\r\n\r\n" + INNER,
    "a trailer": b"Transfer-Encoding: chunked\r\nTrailer: X-Zone\r\n\r\n0\r\nX-Zone: SECURE_LAN\r\n\r\n",
    "a huge chunk": b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n" + INNER,
    "chunks with bare line feeds": b"Transfer-Encoding: chunked\r\n\r\n0\n\n" + INNER,
}
REQUEST_LINES = {
    "an absolute address": b"GET http://secure-lan.karyasetu.internal" + FILES + b" HTTP/1.1",
    "an absolute address with a zone": b"GET https://SECURE_LAN:443" + FILES + b" HTTP/1.1",
    "a line break in the path": b"GET " + FILES + b"%0d%0aX-Zone:%20SECURE_LAN HTTP/1.1",
    "two versions": b"GET " + FILES + b" HTTP/1.1 HTTP/1.1",
    "an old version": b"GET " + FILES + b" HTTP/1.0",
    "dots": b"GET /static/..%2f..%2fapi/files/v1/files HTTP/1.1",
    "an inner location": b"GET /files/_fragment/inbox HTTP/1.1",
    "the unix socket": b"GET http://unix:/run/files-api-lan.sock:" + FILES + b" HTTP/1.1",
    "a connection": b"CONNECT files-api-lan.sock:443 HTTP/1.1",
}


class _Recorder(BaseHTTPRequestHandler):
    """Writes down what arrived and by which process."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        process = Path(str(self.server.server_address)).stem
        ARRIVED.append([*self.headers.items(), ("process", process)])
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        return


class _Service(ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    directory = tmp_path_factory.mktemp("forge")
    sockets = make_directory(directory / "s", mode=0o750)
    names = [f"{service}-api" for service in SERVICES if service != "files"] + list(FILES_PROCESS.values())
    services = [_Service(str(sockets / f"{name}.sock"), _Recorder) for name in names]
    for service in services:
        threading.Thread(target=service.serve_forever, daemon=True).start()
    gateway = Gateway(directory / "gateway", sockets)
    gateway.prepare()
    with running(gateway.command(), gateway.plan().listeners[0].port):
        yield gateway
    for service in services:
        service.shutdown()
        service.server_close()


@pytest.fixture(autouse=True)
def nothing_arrived() -> None:
    ARRIVED.clear()


def listener_of(gateway: Gateway, zone: str) -> Listener:
    return next(one for one in gateway.plan().listeners if one.zone == zone)


def spoken(gateway: Gateway, zone: str, raw: bytes, device: Issued | None = None, name: str = "") -> bytes:
    """Everything that the gateway says to these bytes before it closes or falls silent."""
    listener = listener_of(gateway, zone)
    with ExitStack() as endings:
        stream = endings.enter_context(
            socket.create_connection((listener.address, listener.port), timeout=10)
        )
        if listener.tls:
            trust = ssl.create_default_context(cafile=str(gateway.authority.certificate_path))
            trust.check_hostname = False
            if device is not None:
                trust.load_cert_chain(device.certificate, device.key)
            stream = endings.enter_context(trust.wrap_socket(stream, server_hostname=name or "localhost"))
        stream.settimeout(FIRST_SECONDS)
        stream.sendall(raw)
        return _answers(stream)


def _answers(stream: socket.socket) -> bytes:
    said = b""
    try:
        while part := stream.recv(65536):
            said += part
            stream.settimeout(SILENCE_SECONDS)
    except (TimeoutError, ConnectionError, ssl.SSLError):
        pass
    return said


def a_request(
    headers: bytes, line: bytes = b"GET " + FILES + b" HTTP/1.1", host: bytes = b"localhost"
) -> bytes:
    ending = b"" if b"Connection" in headers else b"\r\nConnection: close"
    return b"%b\r\nHost: %b\r\n%b%b\r\n\r\n" % (line, host, headers, ending)


def values(request: list[tuple[str, str]], name: str) -> list[str]:
    """What a service would take for this header, however it was spelled."""
    return [value for key, value in request if key.lower().replace("_", "-").strip() == name]


def assert_true(zone: str, serial: str | None = None) -> None:
    """Everything that arrived came from this zone and device, and to the process of the zone."""
    for request in ARRIVED:
        assert values(request, "x-zone") == [zone]
        assert values(request, "x-device") == ([serial] if serial else [])
        assert (
            values(request, "forwarded") == values(request, "x-real-ip") == values(request, "upgrade") == []
        )
        assert values(request, "process")[0] in (FILES_PROCESS[zone], "public-api", "auth-api")


@pytest.mark.parametrize("forgery", FORGED_HEADERS)
def test_no_header_from_the_internet_names_a_zone_or_a_device(site: Gateway, forgery: str) -> None:
    said = spoken(site, "INTERNET", a_request(FORGED_HEADERS[forgery]))

    assert said.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400")), said
    assert bool(ARRIVED) is said.startswith(b"HTTP/1.1 200")
    assert (b"urn:karyasetu:zone-named" in said) is (forgery in NAMING)
    assert_true("INTERNET")


def test_no_header_over_the_vpn_names_another_zone_or_another_device(site: Gateway) -> None:
    device = site.authority.issue_device("laptop")

    for headers in FORGED_HEADERS.values():
        spoken(site, "VPN", a_request(headers + b"\r\nX-Probe: 1"), device)

    assert len(ARRIVED) >= (len(FORGED_HEADERS) - len(NAMING)) // 2
    assert_true("VPN", device.serial)


@pytest.mark.parametrize("trick", SMUGGLED)
def test_no_request_is_smuggled_within_another(site: Gateway, trick: str) -> None:
    said = spoken(site, "INTERNET", b"POST /api/public/v1/drafts HTTP/1.1\r\nHost: x\r\n" + SMUGGLED[trick])

    assert said.startswith(b"HTTP/1.1 "), said
    assert_true("INTERNET")


@pytest.mark.parametrize("line", REQUEST_LINES)
def test_no_request_line_leads_to_another_zone(site: Gateway, line: str) -> None:
    for header in (b"X-Probe: 1", b"X-Zone: SECURE_LAN"):
        spoken(site, "INTERNET", a_request(header, REQUEST_LINES[line]))

    assert_true("INTERNET")


@pytest.mark.parametrize("zone", ["VPN", "SECURE_LAN"])
def test_neither_the_host_nor_the_name_in_the_handshake_chooses_the_zone(site: Gateway, zone: str) -> None:
    device = site.authority.issue_device("laptop")
    for other in site.plan().listeners:
        host = f"{other.address}:{other.port}".encode()
        for name in (other.zone.lower().replace("_", "-"), "gateway.karyasetu.internal"):
            spoken(site, zone, a_request(b"X-Probe: 1", host=host), device, name)

    assert len(ARRIVED) == 2 * len(site.plan().listeners)
    assert_true(zone, device.serial)


def test_a_session_of_the_handshake_is_resumed_in_no_zone(site: Gateway) -> None:
    device = site.authority.issue_device("laptop")
    trust = ssl.create_default_context(cafile=str(site.authority.certificate_path))
    trust.load_cert_chain(device.certificate, device.key)
    kept: ssl.SSLSession | None = None
    for zone in ("VPN", "SECURE_LAN", "VPN"):
        listener = listener_of(site, zone)
        with (
            socket.create_connection((listener.address, listener.port), timeout=10) as plain,
            trust.wrap_socket(plain, server_hostname="localhost", session=kept) as stream,
        ):
            stream.sendall(a_request(b"X-Probe: 1"))
            _answers(stream)
            assert not stream.session_reused
            kept = stream.session

    assert [values(request, "x-zone") for request in ARRIVED] == [["VPN"], ["SECURE_LAN"], ["VPN"]]


def test_a_device_is_asked_for_again_in_each_handshake_of_the_vpn(site: Gateway) -> None:
    said = spoken(site, "VPN", a_request(b"X-Device: 0A1B2C\r\nX-SSL-Client-Verify: SUCCESS"))

    assert said.startswith(b"HTTP/1.1 403")
    assert ARRIVED == []


def test_what_is_not_encrypted_reaches_nothing_behind_the_vpn(site: Gateway) -> None:
    listener = listener_of(site, "VPN")
    with socket.create_connection((listener.address, listener.port), timeout=10) as plain:
        plain.settimeout(FIRST_SECONDS)
        plain.sendall(a_request(b"X-Zone: VPN"))
        said = _answers(plain)

    assert said.startswith(b"HTTP/1.1 400")
    assert b"needs-https" in said
    assert ARRIVED == []
