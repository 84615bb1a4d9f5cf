"""The gateway alone says in which zone a request came, for every location and against every forgery."""

import http.client
import json
import math
import re
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from deploy.gateway import FILES_PROCESS, FRAGMENTS, FRAMES, OWN_PART, PAGES, PASSED_ON, SERVICES, Plan
from deploy.gateway.counting import CAUSES
from deploy.gateway.problems import FORMS
from deploy.local.authority import Issued
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until
from kernel.languages import LANGUAGES, translate
from kernel.ui import asset
from kernel.ui.furniture import CONTRASTS, TEXT_SIZES
from kernel.ui.problems import PROBLEMS
from services.public.domain.papers import LARGEST_PAPER_MB, MOST_PAPERS
from tests.architecture.house import ROOT

FRAMED = "default-src 'none'; frame-ancestors https://revenue.example"
PORTAL, OTHER_PORTAL = "0190a5b2-7c3e-7000-8000-000000000001", "0190a5b2-7c3e-7000-8000-000000000002"
FRAMED_BY_MANY = f"{FRAMED} " + " ".join(f"https://{'x' * 200}{number}.example" for number in range(20))
READ_HEADER = re.compile(r"""(?:get_header\(|headers(?:\.get\(|\[)|_HEADER = )"([\w-]+)\"""")
ZONE_HEADERS = {"X-Zone": "$zone", "X-Device": "$device", "X-Request-Id": "$request_id"}


class _Echo(BaseHTTPRequestHandler):
    """Answers with what a service would have seen."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers, process = list(self.headers.items()), str(self.server.server_address)
        body = json.dumps({"headers": headers, "path": self.path, "process": process}).encode()
        self.send_response(200)
        if self.path in ("/embed/one", "/embed/many"):
            self.send_header(
                "Content-Security-Policy", FRAMED if self.path.endswith("one") else FRAMED_BY_MANY
            )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        return


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    directory = tmp_path_factory.mktemp("gw")
    sockets = directory / "s"
    sockets.mkdir()
    names = [f"{service}-api" for service in SERVICES if service != "files"] + list(FILES_PROCESS.values())
    servers = [_Server(str(sockets / f"{name}.sock"), _Echo) for name in names if name != "wfh-api"]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    gateway = Gateway(directory / "gateway", sockets)
    gateway.prepare()
    (gateway.directory / FRAMES).write_text(f'"{PORTAL}" "https://revenue.example";\n')
    with running(gateway.command(), gateway.plan().listeners[0].port):
        yield gateway
    for server in servers:
        server.shutdown()
        server.server_close()


class _Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    def seen(self, name: str) -> list[str]:
        """What the service saw under this header, however it was spelled."""
        wanted = name.lower().replace("_", "-")
        pairs = json.loads(self.text)["headers"]
        return [value for key, value in pairs if key.lower().replace("_", "-") == wanted]


def _ask(gateway: Gateway, zone: str, path: str, device: Issued | None = None, **request: Any) -> _Answer:
    listener = next(one for one in gateway.plan().listeners if one.zone == zone)
    if listener.tls:
        trust = ssl.create_default_context(cafile=str(gateway.authority.certificate_path))
        if device is not None:
            trust.load_cert_chain(device.certificate, device.key)
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            listener.address, listener.port, context=trust, timeout=10
        )
    else:
        connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    try:
        connection.request(request.pop("method", "GET"), path, **request)
        return _Answer(connection.getresponse())
    finally:
        connection.close()


def _effective_configuration(gateway: Gateway) -> str:
    """`nginx -T` with every include of our own put in its place."""
    done = subprocess.run(gateway.command("-T").argv, capture_output=True, text=True, check=True)
    parts = re.split(r"^# configuration file (.+):$", done.stdout, flags=re.MULTILINE)
    files = {Path(name).name: text for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    text = files["nginx.conf"]
    for name in ("problems.conf", "proxied.conf", "headers.conf"):
        text = text.replace(f"include {name};", files[name])
    return text


def _locations(text: str) -> list[str]:
    """The bodies of all locations of a configuration; ours are not nested."""
    found = []
    for start in re.finditer(r"location [^\n]*\{\n", text):
        depth, at = 1, start.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        found.append(text[start.end() : at])
    return found


def test_every_proxied_location_sets_the_zone_and_no_other_header_of_its_own(site: Gateway) -> None:
    proxied = [body for body in _locations(_effective_configuration(site)) if "proxy_pass" in body]

    of_pages = len(PAGES) + len(FRAGMENTS) + len({"/staff/renew", "/notify/live"})
    of_gateway = len({OWN_PART})
    of_portals = len({"/openid/", "/.well-known/openid-configuration"})
    expected = 3 * (2 * len(SERVICES) + 2 + of_portals + of_gateway + len(site.plan().uploads) + of_pages)
    assert len(proxied) == expected
    for body in proxied:
        for header, value in ZONE_HEADERS.items():
            assert re.findall(rf"proxy_set_header {header} (.+);", body) == [value]


def test_programs_of_portals_reach_the_provider_in_every_zone_and_nothing_beside_it(site: Gateway) -> None:
    for path in ("/.well-known/openid-configuration", "/openid/token", "/staff/openid/authorize"):
        answer = _ask(site, "INTERNET", path)
        assert json.loads(answer.text)["path"] == path
        assert json.loads(answer.text)["process"].endswith("auth-api.sock")
        assert answer.seen("X-Zone") == ["INTERNET"]


def test_the_zone_of_a_listener_is_set_once_and_by_nothing_else(site: Gateway) -> None:
    text = _effective_configuration(site)

    assert re.findall(r"set \$zone (\w+);", text) == ["INTERNET", "VPN", "SECURE_LAN"]
    assert text.count("proxy_pass ") == text.count("proxy_set_header X-Zone $zone;")


@pytest.mark.parametrize("header", ["X-Zone", "x-ZONE", "X_Zone", "X-Device", "X_Device", "x_device"])
def test_who_names_a_zone_or_a_device_is_refused_wherever_a_service_would_hear_it(
    site: Gateway, header: str
) -> None:
    for path in ("/api/files/v1/files", "/api/auth/v1/tokens", "/d/REV", "/", "/openid/token"):
        answer = _ask(site, "INTERNET", path, headers={header: "SECURE_LAN", "Accept-Language": "hi"})
        assert answer.status == 400, path
        assert _of("zone-named", "hi") in answer.text


def test_a_zone_header_sent_several_times_is_refused_too(site: Gateway) -> None:
    listener = site.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    connection.putrequest("GET", "/api/files/v1/files")
    for value in ("VPN", "SECURE_LAN"):
        connection.putheader("X-Zone", value)
        connection.putheader("X_Zone", value)
    connection.endheaders()

    answer = _Answer(connection.getresponse())
    connection.close()

    assert answer.status == 400


def test_only_what_services_read_of_a_clients_headers_goes_on(site: Gateway) -> None:
    sent = {
        **dict.fromkeys(PASSED_ON, "1"),
        "X-Request-Id": "forged",
        "X-Forwarded-For": "10.0.0.1",
        "X_Forwarded_For": "10.0.0.1",
        "Forwarded": "for=10.0.0.1",
        "Content_Length": "9",
        "Transfer_Encoding": "chunked",
        "Proxy": "http://10.0.0.1",
        "X-Else": "1",
    }

    answer = _ask(site, "INTERNET", "/api/files/v1/files", headers=sent)

    seen = dict(json.loads(answer.text)["headers"])
    assert {name for name in seen if seen[name] == "1"} == set(PASSED_ON)
    assert set(seen) - set(PASSED_ON) <= {
        "Host",
        "X-Zone",
        "X-Request-Id",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Accept-Encoding",
    }
    assert answer.seen("X-Zone") == ["INTERNET"]
    assert answer.seen("X-Forwarded-For") == ["127.0.0.1"]
    assert answer.seen("X-Request-Id") == [answer.headers["X-Request-Id"]] != ["forged"]


def test_every_header_that_a_service_reads_goes_on() -> None:
    read: set[str] = set()
    for folder in ("kernel/edge", "services"):
        for module in (ROOT / folder).rglob("*.py"):
            read |= set(READ_HEADER.findall(module.read_text("utf-8")))

    assert {"Authorization", "X-Citizen", "Last-Event-ID"} <= read
    assert read <= {
        *PASSED_ON,
        *ZONE_HEADERS,
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Location",
        "Retry-After",
    }


def test_the_vpn_is_closed_without_an_issued_device(site: Gateway) -> None:
    answer = _ask(site, "VPN", "/api/files/v1/files", headers={"Accept-Language": "hi-IN"})

    problem = json.loads(answer.text)
    assert answer.status == 403
    assert problem["type"] == "urn:karyasetu:no-device"
    assert "उपकरण" in problem["title"]


def test_an_issued_device_is_named_by_its_serial_number(site: Gateway) -> None:
    device = site.authority.issue_device("laptop-1")

    answer = _ask(site, "VPN", "/api/files/v1/files", device)

    assert answer.seen("X-Device") == [device.serial]
    assert answer.seen("X-Zone") == ["VPN"]


def test_a_revoked_device_stays_outside_after_the_gateway_is_told(site: Gateway, tmp_path: Path) -> None:
    other = Gateway(tmp_path / "gateway", site.sockets)
    other.authority.prepare()
    device = other.authority.issue_device("stolen")
    other.authority.revoke(device.serial)
    other.prepare()

    with running(other.command(), other.plan().listeners[0].port):
        answer = _ask(other, "VPN", "/api/auth/v1/me", device)

    assert answer.status == 403


def test_a_device_of_another_authority_is_a_stranger(site: Gateway, tmp_path: Path) -> None:
    other = Gateway(tmp_path / "gateway", site.sockets)
    other.authority.prepare()
    stranger = other.authority.issue_device("laptop-1")

    answer = _ask(site, "VPN", "/api/auth/v1/me", stranger)

    assert answer.status == 403


@pytest.mark.parametrize("prefix", sorted(PAGES))
def test_pages_of_officers_are_answered_by_the_service_of_their_path(site: Gateway, prefix: str) -> None:
    process = FILES_PROCESS["INTERNET"] if prefix == "files" else f"{PAGES[prefix]}-api"

    for path in (f"/{prefix}", f"/{prefix}/inbox?after=%E0%A4%95"):
        answer = _ask(site, "INTERNET", path)
        if prefix == "wfh":
            assert answer.status == 503
        else:
            seen = json.loads(answer.text)
            assert (seen["path"], f"{process}.sock" in seen["process"]) == (path, True)


def test_a_path_that_only_begins_alike_is_for_citizens(site: Gateway) -> None:
    for path in ("/staffing", "/files-of-the-state", "/homes"):
        assert "public-api.sock" in json.loads(_ask(site, "INTERNET", path).text)["process"]


def test_the_renewal_lets_a_form_with_documents_pass(site: Gateway) -> None:
    form = b"x" * (2 * 1024 * 1024)

    renewal = _ask(site, "INTERNET", "/staff/renew?next=/files/1/papers", method="POST", body=form)
    account = _ask(site, "INTERNET", "/staff/account", method="POST", body=form)

    assert (renewal.status, account.status) == (200, 413)


@pytest.mark.parametrize("zone", ["INTERNET", "SECURE_LAN"])
def test_files_answers_from_the_process_of_the_zone(site: Gateway, zone: str) -> None:
    answer = _ask(site, zone, "/api/files/v1/files")

    assert f"{FILES_PROCESS[zone]}.sock" in json.loads(answer.text)["process"]


def test_the_prefix_is_taken_off_and_the_query_stays(site: Gateway) -> None:
    answer = _ask(site, "INTERNET", "/api/public/v1/cases/10%2F23?after=%E0%A4%95&limit=2")

    assert json.loads(answer.text)["path"].endswith("?after=%E0%A4%95&limit=2")
    assert json.loads(answer.text)["path"].startswith("/v1/cases/")


@pytest.mark.parametrize(
    "path", ["/metrics", "/healthz", "/v1/cases", "/api/public/metrics", "/api/auth/healthz"]
)
def test_what_is_for_the_keepers_is_not_offered(site: Gateway, path: str) -> None:
    answer = _ask(site, "INTERNET", path, headers={"Accept-Language": "hi"})

    assert answer.status == 404
    assert _of("nothing-here", "hi") in answer.text
    assert answer.headers["Content-Type"].startswith(
        "application/problem+json" if path.startswith("/api/") else "text/html"
    )


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/drafts?x=" + "a" * 20_000, {}),
        ("/api/public/v1/cases?x=" + "a" * 20_000, {}),
        ("/", {"X": "a" * 40_000}),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(site: Gateway, path: str, headers: dict[str, str]) -> None:
    answer = _ask(site, "INTERNET", path, headers=headers)

    assert answer.status == 400
    assert any(_of("not-readable", language) in answer.text for language in LANGUAGES)


def test_who_comes_without_tls_is_told_to_come_with_it(site: Gateway) -> None:
    listener = next(each for each in site.plan().listeners if each.tls)
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    connection.request("GET", "/", headers={"Accept-Language": "en"})

    answer = _Answer(connection.getresponse())

    connection.close()
    assert (answer.status, answer.headers["Content-Language"]) == (400, "en")
    assert _of("needs-https", "en") in answer.text


def test_a_line_break_in_a_path_does_not_start_another_request(site: Gateway) -> None:
    answer = _ask(site, "INTERNET", "/api/files/v1/files/x%20HTTP/1.1%0d%0aX-Zone:%20SECURE_LAN%0d%0a/")

    assert answer.status in (200, 400, 404)
    if answer.status == 200:
        assert answer.seen("X-Zone") == ["INTERNET"]


@pytest.fixture(scope="module")
def strict_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    directory = tmp_path_factory.mktemp("strict")
    gateway = _StrictGateway(directory / "gateway", directory / "s")
    gateway.prepare()
    with running(gateway.command(), gateway.plan().listeners[0].port):
        yield gateway


class _StrictGateway(Gateway):
    """As in production, but one write a second from one address."""

    def plan(self) -> Plan:
        return replace(super().plan(), public_writes_per_second=1)


@pytest.mark.parametrize(
    "path", ["v1/cases/status/", "v1/cases/%73tatus/", "/v1//cases/status/", "v1/limits/../cases/status/"]
)
def test_asking_for_cases_in_turn_is_slowed_however_the_address_is_spelled(
    strict_site: Gateway, path: str
) -> None:
    began = time.monotonic()
    asked = [_ask(strict_site, "INTERNET", f"/api/public/{path}{number}").status for number in range(40)]
    took = time.monotonic() - began

    # Those at once, and one a second, reach the service, which is not there; the clock only tells how many that may be.
    plan = strict_site.plan()
    at_once = 1 + 4 * plan.public_writes_per_second
    assert {429} <= set(asked) <= {429, 503}
    assert asked.count(503) <= at_once + math.ceil(took * plan.public_writes_per_second)


def test_a_body_beyond_the_limit_is_refused_in_the_readers_language(site: Gateway) -> None:
    large = b"x" * (65 * 1024)

    answer = _ask(site, "INTERNET", "/api/auth/v1/tokens", method="POST", body=large)

    assert answer.status == 413
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert json.loads(answer.text)["type"] == "urn:karyasetu:too-large"


def test_an_upload_route_takes_documents(site: Gateway) -> None:
    document = b"x" * (2 * 1024 * 1024)

    answer = _ask(site, "INTERNET", "/api/public/v1/cases", method="POST", body=document)

    assert answer.status == 200


@pytest.mark.parametrize(
    "path", ["/drafts/1/documents", "/staff/renew?next=/files/1/paper", "/api/public/v1/cases"]
)
def test_as_many_papers_as_a_filing_takes_pass_in_one_form_and_not_much_more(
    site: Gateway, path: str
) -> None:
    papers = b"x" * (MOST_PAPERS * LARGEST_PAPER_MB * 1024 * 1024)

    taken = _ask(site, "INTERNET", path, method="POST", body=papers)
    refused = _ask(site, "INTERNET", path, method="POST", body=papers + b"x" * (2 * 1024 * 1024))

    assert (taken.status, refused.status) == (200, 413)
    assert site.plan().largest_upload_mb > MOST_PAPERS * LARGEST_PAPER_MB
    assert f"{site.plan().largest_upload_mb} MB" in refused.text


def test_every_cause_that_is_counted_has_its_words_in_every_form_for_every_reader(site: Gateway) -> None:
    text = _effective_configuration(site)
    led_to = set(re.findall(r"error_page [^;]*/problem/\$form/([a-z-]+)\?", text))
    by_who_was_asked = set(re.findall(r"map \$upstream_addr \$unanswered \{[^}]+", text)[0].split()) & CAUSES

    assert led_to | by_who_was_asked == CAUSES == {problem.code for problem in PROBLEMS}
    for problem, language in product(PROBLEMS, LANGUAGES):
        assert f"location = /problem/json-{language}/{problem.code} " in text
        for form, size, contrast in product(FORMS, TEXT_SIZES, CONTRASTS):
            name = f"problem-{form}-{problem.code}.{language}-{size}-{contrast}.html"
            page = (site.directory / name).read_text("utf-8")
            assert f"{translate(problem.title, language, 'kernel')}</h1>" in page


def _of(code: str, language: str) -> str:
    """The title of a refusal."""
    return next(translate(each.title, language, "kernel") for each in PROBLEMS if each.code == code)


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "expected"),
    [
        ("", "", "", "hi"),
        ("", "", "en-IN,hi;q=0.5", "en"),
        ("", "language=en", "hi", "en"),
        ("", "language=hi", "en", "hi"),
        ("?lang=hi", "language=en", "en", "hi"),
        ("?lang=en", "language=hi", "hi", "en"),
    ],
)
@pytest.mark.parametrize("path", ["/drafts", "/api/public/v1/limits/choose"])
def test_a_refusal_speaks_the_language_that_the_reader_chose(
    site: Gateway, path: str, asked: str, cookie: str, accepted: str, expected: str
) -> None:
    said = {"Cookie": cookie, "Accept-Language": accepted}

    answer = _ask(site, "INTERNET", path + asked, method="POST", body=b"x" * 65 * 1024, headers=said)

    assert answer.status == 413
    assert answer.headers["Content-Language"] == expected
    assert answer.headers["Vary"] == "Accept-Language, Cookie"
    assert _of("too-large", expected) in answer.text


def test_a_page_that_refuses_has_the_design_and_no_way_to_the_refused_address(site: Gateway) -> None:
    reader = {"Cookie": "language=en; text_size=150; contrast=high"}

    answer = _ask(site, "INTERNET", "/wfh/days?mobile=9800000001", headers=reader)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f'<link rel="stylesheet" href="{asset("citizen.css")}">' in answer.text
    assert '<html lang="en" class="ks-text-150 ks-contrast-high">' in answer.text
    assert f"Reference: {answer.headers['X-Request-Id']}</p>" in answer.text
    assert "Back button" in answer.text
    assert set(re.findall(r'href="(/[^"]*)"', answer.text)) >= {"/", "/about/help"}
    assert not re.search(r"<(form|button|input|script)|hreflang|/preferences|/wfh|9800000001", answer.text)


def test_who_is_without_a_device_is_shown_no_way_that_leads_here_again(site: Gateway) -> None:
    answer = _ask(site, "VPN", "/home?lang=en")

    assert (answer.status, answer.headers["Retry-After"]) == (403, None)
    assert _of("no-device", "en") in answer.text
    assert 'href="/"' not in answer.text
    assert "Back button" not in answer.text


def test_too_many_requests_are_refused_with_a_page_that_says_when_to_come_again(strict_site: Gateway) -> None:
    asked = (_ask(strict_site, "INTERNET", "/track?lang=en", method="POST", body=b"") for _ in range(60))

    refused = next(each for each in asked if each.status == 429)
    assert refused.headers["Retry-After"] == "10"
    assert _of("too-many", "en") in refused.text


def test_a_service_that_is_down_is_said_in_plain_words(site: Gateway) -> None:
    answer = _ask(site, "INTERNET", "/api/wfh/v1/days", headers={"Accept-Language": "hi"})

    problem = json.loads(answer.text)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert problem["status"] == 503
    assert "सेवा" in problem["title"]


def test_pages_forbid_framing_and_foreign_scripts(site: Gateway) -> None:
    answer = _ask(site, "INTERNET", "/d/REV")

    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"] is None
    assert answer.headers.get_all("X-Request-Id") is not None


def test_only_a_page_that_names_its_origins_may_stand_in_a_frame(site: Gateway) -> None:
    framed, other = _ask(site, "INTERNET", "/embed/one"), _ask(site, "INTERNET", "/embed/other")

    assert framed.headers.get_all("Content-Security-Policy") == [FRAMED]
    assert framed.headers["X-Frame-Options"] is None
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
    assert other.headers["X-Frame-Options"] == "DENY"


def test_what_the_gateway_refuses_of_a_block_is_read_in_the_portals_page(site: Gateway) -> None:
    large = b"x" * (65 * 1024)

    block = _ask(site, "INTERNET", f"/embed/{PORTAL}?lang=hi", method="POST", body=large)
    strange = _ask(site, "INTERNET", f"/embed/{OTHER_PORTAL}", method="POST", body=large)
    other = _ask(site, "INTERNET", "/drafts", method="POST", body=large)

    assert block.status == strange.status == other.status == 413
    assert "frame-ancestors 'none'" in strange.headers["Content-Security-Policy"]
    assert strange.headers["X-Frame-Options"] == "DENY"
    assert block.headers["Content-Security-Policy"].endswith("; frame-ancestors https://revenue.example")
    assert "form-action 'none'" in block.headers["Content-Security-Policy"]
    assert block.headers["X-Frame-Options"] is None
    assert not re.search("<(a|form|button|input|script)", block.text + strange.text)
    assert _of("too-large", "hi") in block.text
    assert block.headers["Content-Language"] == "hi"
    assert f'<link rel="stylesheet" href="{asset("citizen.css")}">' in block.text
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
    assert other.headers["X-Frame-Options"] == "DENY"


def test_the_origins_of_a_portal_may_be_as_many_and_as_long_as_can_be_registered(site: Gateway) -> None:
    answer = _ask(site, "INTERNET", "/embed/many")

    assert answer.headers.get_all("Content-Security-Policy") == [FRAMED_BY_MANY]


def test_the_script_of_the_block_is_small_and_may_be_loaded_by_any_site_and_kept(site: Gateway) -> None:
    answer = _ask(site, "INTERNET", "/embed/v1.js")

    assert answer.headers["Content-Type"].startswith("application/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in answer.headers["Cache-Control"]
    assert 0 < int(answer.headers["Content-Length"]) <= 1536


def test_tls_answers_ask_to_stay_on_tls(site: Gateway) -> None:
    answer = _ask(site, "SECURE_LAN", "/")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_gateways_log_names_no_query_no_address_and_no_case(site: Gateway) -> None:
    logged = {
        "/api/public/v1/cases?mobile=9800000001": "/api/public/v1/cases",
        "/wfh/calendar/a-secret-address.ics": "/wfh/calendar/-.ics",
        "/staff/devices/enrol/a-secret-link": "/staff/devices/enrol/-",
        "/api/public/v1/cases/status/26100000175?mobile=9800000001": "/api/public/v1/cases/status/-",
        "/centre/registered/26100000175": "/centre/registered/-",
        "/api/wfh/v1/days?mobile=9800000001": "/api/wfh/v1/days",
    }
    for path in logged:
        _ask(site, "INTERNET", path)

    # All of them are waited for: the last alone may have been asked for by another test before.
    lines = {f'"path":"{path}"' for path in logged.values()}
    wait_until(lambda: all(line in _logs(site) for line in lines), 20, "All six lines of the access log")
    logs = _logs(site)
    for secret in ("9800000001", "a-secret", "26100000175"):
        assert secret not in logs
    assert "127.0.0.1" not in (site.directory / "access.log").read_text()


def _logs(site: Gateway) -> str:
    return "".join(path.read_text() for path in site.directory.glob("*.log"))
