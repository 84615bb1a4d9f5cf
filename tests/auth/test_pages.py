"""Signing in, going on and signing out in a browser, without a script."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from falcon.testing import Result, TestClient

from kernel import clock
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.edge.http import application
from kernel.tokens import Verifier
from services.auth import actions, store
from services.auth.api import api
from services.auth.domain import ChargeKind
from services.auth.pages import pages
from services.auth.settings import Settings
from tests.auth.organisation import (
    NOW,
    PASSWORD,
    SERIAL,
    SYSTEM,
    TODAY,
    OpenOffice,
    a_charge_of,
    follow,
    open_office,
)
from tests.clients import a_context

queries = Queries.beside(__file__)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NEW = "कुछ नया password"


@dataclass
class Browser:
    """Keeps cookies and follows nothing by itself."""

    falcon: TestClient
    jar: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Result:
        return self._ask("GET", path, headers)

    def post(self, path: str, typed: dict[str, str], **headers: str) -> Result:
        return self._ask("POST", path, {**FORM, **headers}, body=urlencode(typed))

    def fill(self, page: str, action: str, **typed: str) -> Result:
        """Load *page* and send its form."""
        shown = self.get(page)
        return self.post(action, {"form_token": token_of(shown, action), **typed})

    def _ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> Result:
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        split = urlsplit(path)
        answer = self.falcon.simulate_request(
            method,
            split.path,
            query_string=split.query,
            headers={"Accept-Language": "en", **self.headers, **headers, "Cookie": cookies},
            **more,
        )
        for name, cookie in answer.cookies.items():
            if cookie.expires and cookie.expires < NOW:
                self.jar.pop(name, None)
            else:
                self.jar[name] = cookie.value
        return answer


class House:
    """An api process of auth with its pages, and the officer who can sign in."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.office: OpenOffice = open_office(database, folder)
        context, _ = a_context(
            "auth", database, folder, Settings(folder / "signing.json", folder / "keys.json")
        )
        self.context = replace(context, verifier=Verifier(folder / "keys.json"))
        self.app = TestClient(application(self.context, [api, pages]))

    def browser(self, **headers: str) -> Browser:
        zone = {"X-Zone": "VPN", "X-Device": SERIAL, "X-Forwarded-For": "127.0.0.9"}
        return Browser(self.app, headers={**zone, **headers})

    def sign_in(self, browser: Browser, **over: str) -> Result:
        typed = {"staff_uid": "CG100001", "password": PASSWORD, "code": self.office.code(clock.now()), **over}
        return browser.fill("/staff/login", "/staff/login", **typed)

    def signed_in(self, **headers: str) -> Browser:
        browser = self.browser(**headers)
        assert self.sign_in(browser).status_code == 303
        return browser


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[House]:
    with frozen(NOW):
        yield House(database("auth"), tmp_path)


def token_of(answer: Result, action: str) -> str:
    found = re.search(
        rf'action="{re.escape(action)}">\s*<input[^>]*name="form_token" value="([^"]+)"', answer.text
    )
    assert found, answer.text
    return found[1]


def leads_to(answer: Result) -> tuple[str, str]:
    split = urlsplit(answer.headers["location"])
    return split.path, parse_qs(split.query).get("next", [""])[0]


def test_an_officer_signs_in_looks_at_the_account_and_signs_out(house: House) -> None:
    browser = house.browser()
    signed = house.sign_in(browser)
    account = browser.get("/staff/account")
    out = browser.post("/staff/logout", {"form_token": token_of(account, "/staff/logout")})
    again = browser.get("/staff/account")

    assert (signed.status_code, signed.headers["location"]) == (303, "/home")
    assert "Anjali" in account.text
    assert "REV-SO-1" in account.text
    assert (out.status_code, out.headers["location"], list(browser.jar)) == (303, "/staff/login", ["browser"])
    assert leads_to(again) == ("/staff/renew", "/staff/account")
    assert leads_to(browser.get("/staff/renew?next=/staff/account")) == ("/staff/login", "/staff/account")


def test_the_cookies_are_for_no_script_and_no_other_site(house: House) -> None:
    plain = house.sign_in(house.browser()).cookies
    with frozen(NOW + timedelta(minutes=1)):
        tls = house.sign_in(house.browser(**{"X-Forwarded-Proto": "https"})).cookies

    assert (plain["access"].path, plain["access"].max_age) == ("/", 290)
    assert (plain["refresh"].path, plain["refresh"].max_age) == ("/staff/", 24 * 3600)
    for name in ("access", "refresh"):
        assert plain[name].http_only
        assert plain[name].same_site == "Lax"
        assert (plain[name].secure, tls[name].secure) == (False, True)


@pytest.mark.parametrize("wrong", [{"staff_uid": "CG999999"}, {"password": "x"}, {"code": "000000"}])
def test_every_wrong_sign_in_shows_the_form_with_the_same_sentence(
    house: House, wrong: dict[str, str]
) -> None:
    english = house.sign_in(house.browser(), **wrong)
    hindi = house.sign_in(house.browser(**{"Accept-Language": "hi"}), **wrong)

    assert english.status_code == hindi.status_code == 422
    assert "The staff number, the password or the code is not right." in english.text
    assert "कर्मचारी संख्या, पासवर्ड या कोड सही नहीं है।" in hindi.text
    assert f'value="{wrong.get("staff_uid", "CG100001")}"' in english.text
    assert PASSWORD not in english.text
    assert "access" not in english.cookies


def test_another_site_signs_nobody_in(house: House) -> None:
    browser = house.browser()
    token = token_of(browser.get("/staff/login"), "/staff/login")
    typed = {"staff_uid": "CG100001", "password": PASSWORD, "code": house.office.code(NOW)}

    foreign = browser.post("/staff/login", {"form_token": token, **typed}, **{"Sec-Fetch-Site": "cross-site"})
    own = browser.post("/staff/login", {"form_token": token, **typed}, **{"Sec-Fetch-Site": "same-origin"})

    assert (foreign.status_code, own.status_code) == (422, 303)


def test_a_code_is_taken_as_people_paste_it(house: House) -> None:
    code = house.office.code(NOW)
    hindi = "".join(chr(ord("०") + int(digit)) for digit in code)

    assert house.sign_in(house.browser(), code=f" {hindi[:3]} {hindi[3:]} ").status_code == 303


def test_the_form_helps_programs_that_keep_passwords_and_codes(house: House) -> None:
    form = house.browser().get("/staff/login").text

    for helpful in ("username", "current-password", "one-time-code"):
        assert f'autocomplete="{helpful}"' in form
    assert 'inputmode="numeric"' in form
    assert re.findall(r"<script src=\"/static/([a-z]+)", form) == ["passkey"]


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/files/inbox?post=1", "/files/inbox?post=1"),
        ("https://evil.example/", "/home"),
        ("//evil.example", "/home"),
        ("/staff/logout", "/home"),
        ("/files/_card/inbox", "/home"),
    ],
)
def test_after_signing_in_one_is_where_one_wanted_to_be_but_never_elsewhere(
    house: House, wanted: str, reached: str
) -> None:
    browser = house.browser()
    form = browser.get(f"/staff/login?{urlencode({'next': wanted})}")
    typed = {"staff_uid": "CG100001", "password": PASSWORD, "code": house.office.code(NOW), "next": wanted}

    answer = browser.post("/staff/login", {"form_token": token_of(form, "/staff/login"), **typed})

    assert f'name="next" value="{reached}"' in form.text
    assert answer.headers["location"] == reached


def test_a_sign_in_that_is_sent_twice_signs_in_once(house: House) -> None:
    browser, other = house.browser(), house.browser()
    token = token_of(browser.get("/staff/login"), "/staff/login")
    typed = {"form_token": token, "staff_uid": "CG100001", "password": PASSWORD}
    typed["code"] = house.office.code(NOW)
    answers: list[Result] = []

    def click() -> None:
        with frozen(NOW):
            answers.append(Browser(house.app, headers=browser.headers).post("/staff/login", typed))

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    guess = other.post("/staff/login", {**typed, "password": "a guess in the same form"})

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len({answer.cookies["refresh"].value for answer in answers}) == 1
    assert guess.status_code == 422
    assert "access" not in guess.cookies


def test_over_the_vpn_a_strange_device_is_told_what_to_do(house: House) -> None:
    answer = house.sign_in(house.browser(**{"X-Device": "FF"}))

    assert answer.status_code == 403
    assert "device that is issued to you" in answer.text
    assert "access" not in answer.cookies


def test_too_many_tries_are_said_in_the_form(house: House) -> None:
    browser = house.browser()
    answers = [house.sign_in(browser, code="000000") for _ in range(11)]

    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].text


def test_a_session_goes_on_unseen_and_the_form_is_sent_again(house: House) -> None:
    browser = house.signed_in()
    page = browser.get("/staff/post")
    first = dict(browser.jar)
    with frozen(NOW + timedelta(minutes=6)):
        browser.jar.pop("access")
        post = str(house.office.state.posts["REV-SO-1"])
        typed = {"form_token": token_of(page, "/staff/post"), "post": post, "next": "/files/inbox"}
        late = browser.post("/staff/post", typed)
        renewed = browser.post(late.headers["location"], typed)
        done = browser.post(renewed.headers["location"], typed)

    assert (late.status_code, leads_to(late)) == (307, ("/staff/renew", "/staff/post"))
    assert (renewed.status_code, renewed.headers["location"]) == (307, "/staff/post")
    assert (done.status_code, done.headers["location"]) == (303, "/files/inbox")
    assert browser.jar["refresh"] != first["refresh"]
    assert browser.jar["acting_post"] == post


def test_a_form_whose_session_is_over_leads_to_signing_in_and_back_to_its_page(house: House) -> None:
    browser = house.browser()
    answer = browser.post(
        "/staff/renew?next=/files/1/forward", {"remark": "x"}, Referer="https://ks.example:444/files/1?post=2"
    )
    foreign = browser.post("/staff/renew?next=/files/1", {}, Referer="https://evil.example//x.example/")

    assert (answer.status_code, leads_to(answer)) == (303, ("/staff/login", "/files/1?post=2"))
    assert leads_to(foreign) == ("/staff/login", "/home")


def test_a_part_of_a_page_says_that_the_session_is_over(house: House) -> None:
    card = house.browser().get("/staff/renew?next=/files/_card/inbox")
    me = house.browser().get("/staff/_fragment/me")

    assert (card.status_code, me.status_code) == (401, 200)
    for answer in (card, me):
        assert "Your session has ended." in answer.text
        assert "<html" not in answer.text


def test_racing_tabs_all_get_on(house: House) -> None:
    browser = house.signed_in()
    later = NOW + timedelta(minutes=6)
    answers: list[Result] = []

    def tab() -> None:
        with frozen(later):
            mine = Browser(house.app, {"refresh": browser.jar["refresh"]}, browser.headers)
            answers.append(mine.get("/staff/renew?next=/files/inbox"))

    threads = [threading.Thread(target=tab) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.headers["location"] for answer in answers} == {"/files/inbox"}
    assert len({answer.cookies["refresh"].value for answer in answers}) == 1


def test_a_tab_that_comes_within_twenty_seconds_gets_on_and_a_thief_ends_the_session(house: House) -> None:
    browser = house.signed_in()
    stolen = Browser(house.app, dict(browser.jar), browser.headers)
    with frozen(NOW + timedelta(minutes=6)):
        browser.get("/staff/renew?next=/home")
    with frozen(NOW + timedelta(minutes=6, seconds=19)):
        tab = Browser(house.app, dict(stolen.jar), browser.headers).get("/staff/renew?next=/home")
    with frozen(NOW + timedelta(minutes=6, seconds=21)):
        thief = stolen.get("/staff/renew?next=/home")
        owner = browser.get("/staff/renew?next=/home")

    assert tab.headers["location"] == "/home"
    assert leads_to(thief)[0] == leads_to(owner)[0] == "/staff/login"
    assert list(stolen.jar) == list(browser.jar) == ["browser"]


def test_a_session_stays_on_its_device(house: House) -> None:
    browser = house.signed_in()
    elsewhere = Browser(house.app, dict(browser.jar), {**browser.headers, "X-Device": "FF"})

    assert leads_to(elsewhere.get("/staff/account")) == ("/staff/login", "/staff/account")


def test_an_initial_password_opens_nothing_but_the_choice_of_another(house: House) -> None:
    with house.office.desk.database.transaction() as tx:
        actions.set_password(tx, SYSTEM, house.office.state.officer, PASSWORD)
    browser = house.browser()
    with frozen(NOW + timedelta(minutes=1)):
        signed = house.sign_in(browser, next="/files/inbox")
        renewed = browser.get("/staff/renew?next=/files/inbox")
        form = browser.get(signed.headers["location"])
        typed = {"password_now": PASSWORD, "password_new": NEW, "password_again": NEW, "next": "/files/inbox"}
        chosen = browser.post("/staff/password", {"form_token": token_of(form, "/staff/password"), **typed})
        on = browser.get(chosen.headers["location"])
        account = browser.get("/staff/account")

    assert leads_to(signed) == leads_to(renewed) == ("/staff/password", "/files/inbox")
    assert "given to you by somebody else" in form.text
    assert leads_to(chosen) == ("/staff/renew", "/files/inbox")
    assert on.headers["location"] == "/files/inbox"
    assert "REV-SO-1" in account.text


def test_who_holds_no_post_is_not_told_that_somebody_else_knows_the_password(house: House) -> None:
    with house.office.desk.database.transaction() as tx:
        (charge,) = store.find_own_charges(tx, house.office.state.officer, TODAY)
        actions.end_charge(tx, SYSTEM, charge["charge_id"], "GAD/9")

    form = house.signed_in().get("/staff/password")

    assert "given to you by somebody else" not in form.text
    assert 'href="/staff/account"' in form.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password_now": "wrong"}, "This is not your present password."),
        ({"password_new": "short", "password_again": "short"}, "12 to 128 signs"),
        ({"password_again": "something else entirely"}, "are not the same"),
        ({"password_new": ""}, "at least 1"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why_and_shows_none(
    house: House, typed: dict[str, str], said: str
) -> None:
    browser = house.signed_in()
    whole = {"password_now": PASSWORD, "password_new": NEW, "password_again": NEW, **typed}

    answer = browser.fill("/staff/password", "/staff/password", **whole)

    assert answer.status_code == 422
    assert said in answer.text or "must have" in answer.text
    assert not [secret for secret in whole.values() if secret and f'value="{secret}"' in answer.text]


def test_a_changed_password_ends_the_other_sessions_and_is_said(house: House) -> None:
    other = house.signed_in()
    with frozen(NOW + timedelta(minutes=1)):
        browser = house.signed_in()
        typed = {"password_now": PASSWORD, "password_new": NEW, "password_again": NEW}
        changed = browser.fill("/staff/password", "/staff/password", **typed)
        on = browser.get(changed.headers["location"])
        account = browser.get(on.headers["location"])
        theirs = other.get("/staff/renew?next=/home")

    assert "The new password holds from now on" in account.text
    assert leads_to(theirs)[0] == "/staff/login"


def test_one_ends_a_session_of_ones_own_and_no_other(house: House) -> None:
    lost = house.signed_in()
    with frozen(NOW + timedelta(minutes=1)):
        browser = house.signed_in()
        account = browser.get("/staff/account")
        ends = re.findall(r'action="(/staff/sessions/[^"]+/end)"', account.text)
        done = browser.post(ends[0], {"form_token": token_of(account, ends[0])})
        twice = browser.post(ends[0], {"form_token": token_of(account, ends[0])})
        stranger = "/staff/sessions/6f1d5c1e-0000-4000-8000-000000000000/end"
        refused = browser.post(stranger, {"form_token": token_of(account, ends[0])})

        assert "That session was ended." in browser.get(done.headers["location"]).text
        assert leads_to(lost.get("/staff/renew?next=/home"))[0] == "/staff/login"
    assert len(ends) == 1
    assert (done.status_code, twice.status_code, refused.status_code) == (303, 303, 422)


def test_who_holds_two_posts_chooses_and_sees_for_whom(house: House) -> None:
    state = house.office.state
    with house.office.desk.database.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100002"))
        actions.appoint(
            tx,
            SYSTEM,
            a_charge_of(
                state,
                "REV-US-1",
                "CG100001",
                kind=ChargeKind.LINK_OFFICER,
                for_person=state.people["CG100002"],
                valid_from=TODAY,
                valid_to=TODAY + timedelta(days=5),
            ),
        )
    follow(house.office.desk.database)
    browser = house.signed_in()
    post = str(state.posts["REV-US-1"])
    before = browser.get("/staff/_card/me?at=/home")
    form = browser.get("/staff/post?next=/home")
    chosen = browser.post("/staff/post", {"form_token": token_of(form, "/staff/post"), "post": post})
    after = browser.get("/staff/_card/me?at=/home")
    strange = browser.post(
        "/staff/post", {"form_token": token_of(form, "/staff/post"), "post": str(state.posts["REV-DS-1"])}
    )

    assert "Anjali · REV-SO-1" in before.text
    assert "for Bharat" in form.text
    assert chosen.headers["location"] == "/home"
    assert "Anjali · REV-US-1 (for Bharat)" in after.text
    assert strange.status_code == 403


def test_a_revoked_session_is_out_within_its_token(house: House) -> None:
    browser = house.signed_in()
    with frozen(NOW + timedelta(seconds=1)):
        with house.office.desk.database.transaction() as tx:
            actions.suspend(tx, SYSTEM, house.office.state.officer, "GAD/7")
        follow(house.office.desk.database)

        page = browser.get("/staff/account")

        assert leads_to(page) == ("/staff/renew", "/staff/account")
        assert leads_to(browser.get(page.headers["location"])) == ("/staff/login", "/staff/account")


def test_the_json_api_takes_no_cookie(house: House) -> None:
    browser = house.signed_in()

    assert browser.get("/v1/me").status_code == 401
    assert browser.get("/v1/sessions").status_code == 401


def test_the_pages_speak_hindi(house: House) -> None:
    browser = house.signed_in(**{"Accept-Language": "hi"})

    for path in ("/staff/login", "/staff/account", "/staff/password", "/staff/post"):
        text = re.sub(
            r"<[^>]+>|CG100001|REV-SO-1|KaryaSetu|English|VPN|LAN|A1B2C|Enter", "", browser.get(path).text
        )
        text = text.split("</head>")[-1].replace("Government of Chhattisgarh", "").replace("Anjali", "")
        assert re.findall(r"[A-Za-z]{3,}", text) == [], path
