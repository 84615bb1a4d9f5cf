"""Live notices through the real gateway: told at once, cut off at once, and nothing lost by what breaks."""

import http.client
import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.gateway import Gateway
from deploy.local.ports import UnixConnection
from deploy.local.programs import running, wait_until
from kernel import clock
from kernel.clock import IST, frozen
from kernel.database import Database
from kernel.directory.revocations import save_revocation
from kernel.edge.live import Live
from kernel.identity import Actor, Zone
from kernel.tokens import LIFETIME_SECONDS
from services.notify import actions
from services.notify.api import api
from services.notify.live import Notices
from services.notify.sender import Sender
from services.public import events as public
from tests.architecture.house import ROOT
from tests.clients import Client, a_client
from tests.notify.desks import NUMBER, SO, US, duty_hours, hear, messages, received, registered
from tests.notify.test_api import staff

AT_HOME = replace(staff(US), zone=Zone.INTERNET, device_id=None)
Start = Callable[[], "subprocess.Popen[bytes]"]
# Sooner than all is looked at again without a cause, and than a token ends. How fast it is was measured (decision 21).
SOON_SECONDS = 20.0
# Longer than from one look to the next.
QUIET_SECONDS = 0.8


class Browser:
    """What a browser's EventSource sees: the events of one stream as they come."""

    def __init__(self, site: Gateway, cookie: str, mark: str = "") -> None:
        listener = site.plan().listeners[0]
        self.connection = http.client.HTTPConnection(listener.address, listener.port, timeout=30)
        headers = {"Cookie": cookie, "Accept": "text/event-stream"} | (
            {"Last-Event-ID": mark} if mark else {}
        )
        self.connection.request("GET", "/notify/live", headers=headers)
        self.socket = self.connection.sock
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        try:
            while line := self.response.readline():
                self.lines.put(line.decode().rstrip("\n"))
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        self.lines.put(None)

    def next_event(self, seconds: float = SOON_SECONDS) -> dict[str, str] | None:
        """The next event's fields; None when the stream ends or nothing comes."""
        fields: dict[str, str] = {}
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                line = self.lines.get(timeout=left)
            except queue.Empty:
                return None
            if line is None:
                self.lines.put(None)
                return None
            if line == "" and "event" in fields:
                return fields
            name, _, value = line.partition(": ")
            fields[name] = value
        return None

    def unread(self) -> int | None:
        event = self.next_event()
        return json.loads(event["data"])["unread"] if event else None

    def ends(self) -> bool:
        """Whether the stream ends soon."""
        self.reader.join(SOON_SECONDS)
        return not self.reader.is_alive()

    def close(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.reader.join(5)
        self.response.close()
        self.connection.close()


@pytest.fixture
def client(notify: Database, tmp_path: Path) -> Client:
    """Who makes tokens as auth would."""
    return a_client("notify", notify, tmp_path, [api])


@pytest.fixture
def start(client: Client, notify: Database, tmp_path: Path) -> Iterator[Start]:
    """Start the process; without a broker, for it needs none."""
    (tmp_path / "s").mkdir()
    path = tmp_path / "s" / "notify-live.sock"
    environment = {
        **os.environ,
        "KS_DATABASE_URL": notify.dsn,
        "KS_SEALING_DIR": str(tmp_path / "sealing" / "notify"),
        "KS_BLOB_DIR": str(tmp_path / "blobs"),
        "KS_TOKEN_KEYS": str(tmp_path / "jwks.json"),
        "KS_LISTEN": str(path),
    }
    with ExitStack() as endings:

        def started() -> "subprocess.Popen[bytes]":
            argv = [sys.executable, "-m", "deploy.launch", "notify", "live"]
            with (tmp_path / "live.log").open("ab") as log:
                process = subprocess.Popen(argv, cwd=ROOT, env=environment, stderr=log)
            endings.callback(_ended, process)
            wait_until(lambda: _answers(path, "/healthz") == 200, 20, "The live process")
            return process

        yield started


@pytest.fixture
def live(start: Start) -> "subprocess.Popen[bytes]":
    return start()


@pytest.fixture
def site(tmp_path: Path, client: Client) -> Iterator[Gateway]:
    """The gateway before it."""
    gateway = Gateway(tmp_path / "gateway", tmp_path / "s")
    gateway.prepare()
    with running(gateway.command(), gateway.plan().listeners[0].port):
        yield gateway


@pytest.fixture
def listen(site: Gateway, client: Client, live: Any) -> Iterator[Callable[..., Browser]]:
    """listen(): a browser of the under secretary with its stream open."""
    with ExitStack() as endings:

        def opened(actor: Actor = AT_HOME, mark: str = "", cookie: str | None = None) -> Browser:
            cookie = f"access={client.token(actor)}" if cookie is None else cookie
            browser = Browser(site, cookie, mark)
            endings.callback(browser.close)
            return browser

        yield opened


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(timeout=10)


def _answers(path: Path, what: str) -> int:
    connection = UnixConnection(path)
    try:
        connection.request("GET", what)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def told(notify: Database, sender: Sender, *events: Any) -> None:
    """Somebody is told, now."""
    hear(notify, *events)
    sender.plan_once()


def test_a_notice_is_told_to_the_open_page(
    notify: Database, sender: Sender, listen: Callable[..., Browser]
) -> None:
    browser = listen()
    first = browser.unread()

    told(notify, sender, registered())
    event = browser.next_event()

    assert event
    assert first == 0
    assert (event["event"], json.loads(event["data"])) == ("notice", {"kind": "notice", "unread": 1})
    assert browser.response.headers["Content-Type"].startswith("text/event-stream")
    assert "no-store" in browser.response.headers["Cache-Control"]
    assert NUMBER not in str(event)


def test_only_who_was_told_hears_of_it(
    notify: Database, sender: Sender, listen: Callable[..., Browser]
) -> None:
    mine, anothers = listen(), listen(replace(staff(SO), zone=Zone.INTERNET, device_id=None))
    assert (mine.unread(), anothers.unread()) == (0, 0)

    told(notify, sender, received(public.CaseAssigned, to_post=US))

    assert mine.unread() == 1
    assert anothers.next_event(QUIET_SECONDS) is None


def test_a_browser_that_comes_back_hears_only_what_it_missed(
    notify: Database, sender: Sender, listen: Callable[..., Browser]
) -> None:
    told(notify, sender, received(public.CaseAssigned, to_post=US))
    first = listen()
    event = first.next_event()
    assert event
    first.close()

    knows = listen(mark=event["id"])
    assert knows.next_event(QUIET_SECONDS) is None
    told(notify, sender, received(public.CaseAssigned, to_post=US))

    assert knows.unread() == 2
    assert listen(mark=event["id"]).unread() == 2


def test_a_stream_ends_with_its_token_and_cannot_be_opened_with_an_old_one(
    client: Client, listen: Callable[..., Browser]
) -> None:
    with frozen(clock.now() - timedelta(seconds=LIFETIME_SECONDS - 12)):
        ending = f"access={client.token(AT_HOME)}"
    with frozen(clock.now() - timedelta(seconds=LIFETIME_SECONDS + 1)):
        ended = f"access={client.token(AT_HOME)}"

    browser = listen(cookie=ending)

    assert browser.status == 200
    assert browser.ends()
    assert listen(cookie=ended).status == 401


@pytest.mark.parametrize("whole_person", [False, True])
def test_who_is_cut_off_hears_no_more(
    notify: Database, listen: Callable[..., Browser], whole_person: bool
) -> None:
    mine = listen()
    other_session = listen(replace(AT_HOME, session_id=clock.new_id()))
    assert (mine.unread(), other_session.unread()) == (0, 0)
    assert AT_HOME.person_id

    with notify.transaction() as tx:
        session_id = None if whole_person else AT_HOME.session_id
        save_revocation(tx, session_id, AT_HOME.person_id, tx.now)

    assert mine.ends()
    if whole_person:
        assert other_session.ends()
    else:
        assert other_session.reader.is_alive()
        assert listen().ends()


def test_nobody_listens_without_a_token_or_from_another_device(
    client: Client, listen: Callable[..., Browser]
) -> None:
    on_a_device = f"access={client.token(replace(AT_HOME, device_id='A1B2'))}"
    cookies = ["", "access=", "access=nonsense", "access=9~x", "=;;\x7f", on_a_device]

    assert [listen(cookie=cookie).status for cookie in cookies] == [401] * 6


def test_a_long_token_comes_in_pieces(client: Client, listen: Callable[..., Browser]) -> None:
    token = client.token(AT_HOME)
    third = len(token) // 3

    browser = listen(
        cookie=f"access=3~{token[:third]}; access_2={token[third : 2 * third]}; access_3={token[2 * third :]}"
    )

    assert (browser.status, browser.unread()) == (200, 0)


def test_many_streams_hold_one_connection_to_the_database(
    notify: Database, sender: Sender, listen: Callable[..., Browser]
) -> None:
    browsers = [listen() for _browser in range(60)]
    assert {browser.unread() for browser in browsers} == {0}

    told(notify, sender, received(public.CaseAssigned, to_post=US))

    assert {browser.unread() for browser in browsers} == {1}
    with notify.transaction() as tx, tx.connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'notify-live'"
            " AND datname = current_database()"
        )
        assert cursor.fetchone() == (1,)


def test_what_was_read_in_another_window_is_told_with_the_next_look_at_all(
    notify: Database, sender: Sender, client: Client
) -> None:
    told(notify, sender, received(public.CaseAssigned, to_post=US))
    assert AT_HOME.person_id
    everybody = {AT_HOME.person_id}
    live = Live(notify, client.context.verifier, Notices())

    first = live._look(everybody, set())
    quiet = live._look(everybody, set())
    with notify.transaction() as tx:
        actions.read_all(tx, AT_HOME, clock.new_id())
    live._all_due = 0.0
    later = live._look(everybody, set())

    assert (first.news[AT_HOME.person_id].counts, quiet.news) == ({"unread": 1}, {})
    assert later.news[AT_HOME.person_id].counts == {"unread": 0}


def test_a_broken_connection_to_the_database_breaks_no_stream(
    notify: Database, sender: Sender, listen: Callable[..., Browser]
) -> None:
    browser = listen()
    assert browser.unread() == 0
    with notify.transaction() as tx, tx.connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'notify-live' AND datname = current_database()"
        )

    told(notify, sender, received(public.CaseAssigned, to_post=US))

    assert browser.unread() == 1


def test_a_killed_process_ends_its_streams_and_the_next_one_goes_on(
    notify: Database,
    sender: Sender,
    listen: Callable[..., Browser],
    live: "subprocess.Popen[bytes]",
    start: Start,
) -> None:
    browser = listen()
    event = browser.next_event()
    assert event

    live.kill()
    ended = browser.ends()
    away = listen()
    told(notify, sender, received(public.CaseAssigned, to_post=US))
    start()
    again = listen(mark=event["id"])

    assert ended
    assert away.status == 503
    assert again.unread() == 1


def test_an_ending_process_closes_its_streams_at_once(
    listen: Callable[..., Browser], live: "subprocess.Popen[bytes]"
) -> None:
    browser = listen()
    assert browser.unread() == 0

    live.terminate()

    assert browser.ends()
    assert live.wait(SOON_SECONDS) == 0


def test_what_is_not_a_request_is_refused_and_counted_nowhere(live: Any, tmp_path: Path) -> None:
    path = tmp_path / "s" / "notify-live.sock"

    assert _answers(path, "/notify/other") == 404
    assert _answers(path, "/metrics") == 200
    assert _answers(path, "/notify/live") == 401
    assert _answers(path, "/" + "x" * 40_000) in (0, 400)


def test_the_log_names_nobody(
    listen: Callable[..., Browser], live: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    browser = listen()
    assert browser.unread() == 0
    live.terminate()

    live.wait(SOON_SECONDS)

    log = (tmp_path / "live.log").read_bytes()
    assert b"Traceback" not in log
    assert not re.search(rb"Meena|access=|eyJ", log)
    assert str(AT_HOME.person_id).encode() not in log


def test_it_tells_nothing_in_the_night_and_what_waited_when_duty_begins(
    notify: Database, sender: Sender, listen: Callable[..., Browser]
) -> None:
    # To come, for a notice is told live when its moment is later than the last look.
    tomorrow = clock.now().astimezone(IST) + timedelta(days=1)
    at_night = tomorrow.replace(hour=22, minute=0, second=0, microsecond=0)
    duty_begins = at_night + timedelta(hours=12)
    duty_hours(notify, weekdays=[1, 2, 3, 4, 5, 6, 7])
    browser = listen()
    assert browser.unread() == 0

    with frozen(at_night):
        told(notify, sender, received(public.CaseAssigned, to_post=US))
    (waiting,) = messages(notify, purpose="case-assigned")
    heard_at_night = browser.next_event(QUIET_SECONDS)
    with frozen(duty_begins):
        sender.plan_once()

    assert (waiting["state"], waiting["due_at"], heard_at_night) == ("WAITING", duty_begins, None)
    assert browser.unread() == 1
