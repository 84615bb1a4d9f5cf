"""Portals are told by a process of its own that an officer has gone."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt

from kernel.clock import frozen
from kernel.database import Database
from services.auth import store
from services.auth.sender import Sender
from tests.auth.organisation import NOW
from tests.auth.portals import Provider
from tests.auth.test_pages import token_of


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[Provider]:
    with frozen(NOW):
        yield Provider(database("auth"), tmp_path)


class _Portal(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        heard: dict[str, Any] = self.server.heard  # type: ignore[attr-defined]  # the test put it there
        heard[self.path] = parse_qs(body)
        self.send_response({"/gone": 200, "/elsewhere": 302}.get(self.path, 500))
        self.send_header("Location", "/gone")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def portals() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    server.heard = {}  # type: ignore[attr-defined]  # what came, by path
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_every_portal_is_told_and_one_that_fails_holds_up_no_other(
    house: Provider, portals: ThreadingHTTPServer
) -> None:
    heard: dict[str, Any] = portals.heard  # type: ignore[attr-defined]  # see above
    home = f"http://127.0.0.1:{portals.server_address[1]}"
    browser = house.signed_in()
    for address in (f"{home}/gone", f"{home}/broken", f"{home}/elsewhere", "http://127.0.0.1:1/"):
        portal = house.portal(backchannel_uri=address)
        portal.redeem(portal.sign_in(browser))
    house.portal().sign_in(browser)

    with httpx.Client(timeout=60, trust_env=False) as client, ThreadPoolExecutor(4) as pool:
        sender = Sender(house.context, client)
        before = sender.tell_once(pool)
        account = browser.get("/staff/account")
        browser.post("/staff/logout", {"form_token": token_of(account, "/staff/logout")})
        told, again = sender.tell_once(pool), sender.tell_once(pool)

    token = jwt.decode(heard["/gone"]["logout_token"][0], house.keys(), algorithms=["RS256"])
    assert (before, told, again) == (0, 4, 0)
    assert token.claims["sub"] == str(house.office.state.officer)
    assert set(heard) == {"/gone", "/broken", "/elsewhere"}
    assert [act for act, _error in house.acts()].count("openid.logout-told") == 1


@pytest.mark.parametrize(
    ("seen", "early", "over"),
    [
        (timedelta(), timedelta(hours=2), timedelta(hours=2, seconds=1)),
        (timedelta(hours=11), timedelta(hours=11, minutes=59), timedelta(hours=12)),
    ],
    ids=["idle", "old"],
)
def test_a_portal_is_told_of_a_session_that_ran_out_and_not_before(
    house: Provider, portals: ThreadingHTTPServer, seen: timedelta, early: timedelta, over: timedelta
) -> None:
    portal = house.portal(backchannel_uri=f"http://127.0.0.1:{portals.server_address[1]}/gone")
    portal.redeem(portal.sign_in(house.signed_in()))
    with house.context.database.transaction() as tx:
        (session,) = store.find_living_sessions(tx, house.office.state.officer)
    with frozen(NOW + seen), house.context.database.transaction() as tx:
        store.save_session_seen(tx, session.session_id)

    ended = []
    with httpx.Client(timeout=60, trust_env=False) as client, ThreadPoolExecutor(1) as pool:
        for after in (early, over, over):
            with frozen(NOW + after):
                sender = Sender(house.context, client)
                ended.append((sender.end_over(), sender.tell_once(pool)))

    assert ended == [(0, 0), (1, 1), (0, 0)]
    assert set(portals.heard) == {"/gone"}  # type: ignore[attr-defined]  # see above
    assert house.acts()[-1][0] == "openid.logout-told"
