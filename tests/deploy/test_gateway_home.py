"""The home page is composed by the gateway: a service that is away leaves a stub, and the rest stands."""

import http.client
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from deploy.gateway import FRAGMENTS, OWN_PART, SHELLS
from deploy.local.gateway import Gateway
from deploy.local.programs import running

SESSION = {"Cookie": "access=living"}
# Longer than anybody waits.
SLOW_SECONDS = 30
# What auth says of who asks for the operations page.
OPERATES = {"access=operator": b"yes", "access=officer": b"<!-- -->", "access=odd": b"yes, but"}
INJECTED = '<!--# include virtual="/static/icon.svg" --><!--# echo var="http_cookie" -->'


class _Service(BaseHTTPRequestHandler):
    """Answers every part with what it was asked, and some of them badly."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if "/wfh/_fragment/today" in self.path:
            time.sleep(SLOW_SECONDS)
        status = 500 if "/desk/" in self.path else 200
        text = f"<p>{self.path} cookie={self.headers['Cookie']} zone={self.headers['X-Zone']}"
        text += f" encoding={self.headers['Accept-Encoding']} {INJECTED}</p>"
        body = b"<!-- -->" if "/notify/_fragment" in self.path else text.encode()
        if "/staff/_fragment/operates" in self.path:
            cookie = self.headers["Cookie"]
            status, body = (500 if cookie == "access=broken" else 200), OPERATES.get(cookie, body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", "stolen=1")
        # Who is slow is not waited for.
        with suppress(BrokenPipeError):
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


class _Stream(BaseHTTPRequestHandler):
    """Says something now, and something when that was heard, as the live notices do."""

    protocol_version = "HTTP/1.1"
    heard = threading.Event()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with suppress(BrokenPipeError):
            for said in (b"data: first\n\n", b"data: second\n\n"):
                self.wfile.write(f"{len(said):x}\r\n".encode() + said + b"\r\n")
                self.wfile.flush()
                # Longer than anybody listens.
                self.heard.wait(30)
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: Any) -> None:
        return


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway whose auth answers; notify has nothing to say, wfh is slow, public fails, files does not run."""
    directory = tmp_path_factory.mktemp("gw")
    sockets = directory / "s"
    sockets.mkdir()
    names = dict.fromkeys(("auth-api", "public-api", "wfh-api", "notify-api"), _Service)
    servers = [
        _Server(str(sockets / f"{name}.sock"), handler)
        for name, handler in [*names.items(), ("notify-live", _Stream)]
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Gateway(directory / "gateway", sockets)
    made.prepare()
    with running(made.command(), made.plan().listeners[0].port):
        yield made
    for server in servers:
        server.shutdown()
        server.server_close()


def ask(gateway: Gateway, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    listener = gateway.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


def test_a_service_that_is_away_slow_or_broken_leaves_a_stub_and_the_rest_stands(
    gateway: Gateway,
) -> None:
    began = time.monotonic()
    status, headers, text = ask(gateway, "/home", **SESSION)

    assert status == 200
    assert time.monotonic() - began < SLOW_SECONDS - 1
    assert re.findall(r"away-([a-z]+)-", text) == ["files", "desk", "wfh"]
    assert "/staff/_fragment/me?lang=hi" in text
    assert "zone=INTERNET" in text
    assert "cookie=access=living" in text
    assert "</html>" in text
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Counts what the gateway answers"), ("hi", "प्रवेश द्वार के उत्तर गिनता है")],
)
def test_an_operator_sees_the_gateways_own_part_in_the_own_language(
    gateway: Gateway, language: str, words: str
) -> None:
    with running(gateway.counter_command(), gateway.counter_port):
        _, _, text = ask(gateway, f"/ops?lang={language}", Cookie="access=operator")

    assert words in text
    assert "gateway-keeper" in text
    assert "away-gateway" not in text
    assert "</html>" in text


def test_the_gateways_own_part_is_shown_to_nobody_of_whom_auth_does_not_say_so(gateway: Gateway) -> None:
    with running(gateway.counter_command(), gateway.counter_port):
        shown = {
            cookie: ask(gateway, "/ops", Cookie=cookie)[2]
            for cookie in ("access=officer", "access=living", "access=odd", "access=broken")
        }

    assert not any("gateway-counter" in text or "operates" in text for text in shown.values())
    # Where auth says nothing nobody knows who may, and the stub says nothing either.
    assert [cookie for cookie, text in shown.items() if "away-gateway" in text] == ["access=broken"]
    assert all("</html>" in text for text in shown.values())


def test_a_counter_that_is_dead_leaves_a_stub(gateway: Gateway) -> None:
    _, _, text = ask(gateway, "/ops", Cookie="access=operator")

    assert 'id="away-gateway-_fragment-ops"' in text
    assert "/staff/_fragment/ops?lang=hi" in text
    assert "</html>" in text


def test_the_gateways_own_part_is_for_the_operations_page_only(gateway: Gateway) -> None:
    with running(gateway.counter_command(), gateway.counter_port):
        for path in (OWN_PART, f"{OWN_PART}?lang=en", f"/{OWN_PART}", OWN_PART.replace("_", "%5F")):
            status, _, text = ask(gateway, path, Cookie="access=operator")

            assert status == 404
            assert "gateway-counter" not in text


def test_what_is_put_in_comes_uncompressed(gateway: Gateway) -> None:
    _, _, text = ask(gateway, "/home", **SESSION, **{"Accept-Encoding": "gzip;q=0"})

    assert "encoding=None" in text


def test_what_a_service_says_is_never_read_as_an_instruction(gateway: Gateway) -> None:
    _, _, home = ask(gateway, "/home", **SESSION)
    _, _, page = ask(gateway, "/staff/account", **SESSION)

    assert INJECTED in home
    assert INJECTED in page


def test_instructions_are_read_in_the_gateways_own_pages_and_nowhere_else(gateway: Gateway) -> None:
    text = (gateway.directory / "nginx.conf").read_text("utf-8")
    refusals = (gateway.directory / "problems.conf").read_text("utf-8")
    locations = re.findall(r"location ([^\n]*)\{\n((?:(?!\n        \}).)*)", text, flags=re.DOTALL)

    reading = {name.strip() for name, body in locations if re.search(r"\bssi on", body)}
    assert reading == {f"= /{shell}" for shell in SHELLS}
    assert len(re.findall(r"\bssi on", text)) == len(SHELLS) * 3
    assert all("proxy_pass" not in body for _, body in locations if "ssi on" in body)
    # A refusal reads the reference and nothing else.
    assert "proxy_pass" not in refusals
    for page in gateway.directory.glob("problem-*.html"):
        assert re.findall("<!--#.*?-->", page.read_text("utf-8")) == ['<!--# echo var="request_id" -->']


@pytest.mark.parametrize("prefix", sorted(FRAGMENTS))
def test_parts_are_for_the_home_page_only(gateway: Gateway, prefix: str) -> None:
    for path in (f"/{prefix}/_fragment/me", f"/{prefix}//_fragment/me", f"/{prefix}/%5Ffragment/me"):
        status, _, text = ask(gateway, path, **SESSION)

        assert status == 404
        assert "cookie=" not in text


@pytest.mark.parametrize("shell", SHELLS)
def test_who_has_no_living_token_is_sent_to_renew_it(gateway: Gateway, shell: str) -> None:
    status, headers, _ = ask(gateway, f"/{shell}")
    _, chosen, _ = ask(gateway, f"/{shell}?lang=en&next=//evil.example")

    assert (status, headers["Location"]) == (303, f"/staff/renew?next=/{shell}")
    assert chosen["Location"] == f"/staff/renew?next=/{shell}&lang=en"


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "expected"),
    [
        ("", "", "", "hi"),
        ("", "", "fr, en-IN;q=0.9, hi;q=0.5", "en"),
        ("", "", "hi-IN,en;q=0.5", "hi"),
        ("", "", "english, eng;q=0.2", "hi"),
        ("", "; language=en", "hi", "en"),
        ("?lang=hi", "; language=en", "en", "hi"),
        ("?lang=../../x", "; language=/../x", "en", "en"),
    ],
)
def test_the_home_page_speaks_the_readers_language(
    gateway: Gateway, asked: str, cookie: str, accepted: str, expected: str
) -> None:
    _, headers, text = ask(
        gateway, f"/ops{asked}", Cookie=f"access=living{cookie}", **{"Accept-Language": accepted}
    )

    assert f'<html lang="{expected}">' in text
    assert headers["Content-Language"] == expected
    assert ("Set-Cookie" in headers) == (asked == "?lang=hi")


def test_the_home_page_keeps_text_size_and_contrast(gateway: Gateway) -> None:
    _, _, text = ask(gateway, "/ops", Cookie="access=living; text_size=150; contrast=high")

    assert 'class="ks-text-150 ks-contrast-high"' in text


def test_live_notices_arrive_while_the_stream_goes_on(gateway: Gateway) -> None:
    listener = gateway.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    connection.request("GET", "/notify/live", headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    first = response.fp.readline() + response.fp.readline()
    _Stream.heard.set()
    connection.close()

    assert b"data: first" in first


def test_a_charge_report_asks_each_service_about_one_staff_number(gateway: Gateway) -> None:
    _, _, text = ask(gateway, "/handover?of=CG100001", **SESSION)
    _, _, strange = ask(gateway, "/handover?of=CG1%26post=x", **SESSION)
    _, headers, _ = ask(gateway, "/handover?of=CG100001")

    assert "/staff/_fragment/handover?lang=hi&at=/handover&of=CG100001 " in text
    assert "at=/handover&of= " in strange
    assert headers["Location"] == "/staff/renew?next=/handover%3Fof%3DCG100001"
