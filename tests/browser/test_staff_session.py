"""An officer signs in, works on while the token ends unseen, and signs out, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Response

from deploy.local.installation import Installation
from kernel.database import Database, Query
from services.auth.actions.sign_in import digest_of
from tests.browser.conftest import Browse
from tests.browser.looking import Eye, keep_weights, weigh_page
from tests.browser.visitors import Visitors, open_whole
from tests.browser.walks import TWO_WAYS, Walk
from tests.browser.writing import WRITTEN, press

OFFICER, WRITER = "REV-SO-1", "REV-DA-1"
SUBJECT = "A subject that took a while to write"
KEPT = {"hi": "आपका लिखा हुआ सुरक्षित है", "en": "What you typed is kept"}
ACCESS = re.compile("^access")
AN_HOUR_OLDER = Query(
    "an_hour_older",
    "UPDATE session SET second_factor_at = second_factor_at - interval '1 hour' WHERE session_id ="
    " (SELECT session_id FROM refresh_token WHERE token_sha256 = %(digest)s)",
)


def hops_of(page: Page) -> list[tuple[str, int, str]]:
    """Method, status and path of every document that the page asks for from now on."""
    hops: list[tuple[str, int, str]] = []

    def keep(response: Response) -> None:
        if response.request.resource_type == "document":
            path = "/" + response.url.split("/", 3)[3].split("?")[0]
            hops.append((response.request.method, response.status, path))

    page.on("response", keep)
    return hops


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_that_was_open_for_long_is_sent_again_with_what_was_typed(
    browse: Browse, javascript: bool
) -> None:
    page = browse(language="en", officer=OFFICER, javascript=javascript)
    page.goto("/staff/password")
    page.fill("#password_now", "not my password")
    page.fill("#password_new", "quite another password")
    page.fill("#password_again", "quite another password")
    page.context.clear_cookies(name=ACCESS)
    hops = hops_of(page)

    page.click("main button")
    page.wait_for_load_state()

    assert hops == [
        ("POST", 307, "/staff/password"),
        ("POST", 307, "/staff/renew"),
        ("POST", 422, "/staff/password"),
    ]
    assert "not your present password" in page.inner_text(".govuk-error-summary")


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_text_that_was_written_while_the_session_ran_out_is_back_after_the_sign_in(
    walk: Walk, visitors: Visitors
) -> None:
    page = walk.page(WRITER)
    page.goto("/files/receipts/new")
    page.fill("#subject", SUBJECT)
    over(page)

    press(page)
    walk.look(page, "sign-in-with-kept-text")
    visitors.fill_in(page, WRITER)
    walk.look(page, "kept-text")
    page.click("main button")
    page.wait_for_load_state()

    assert page.url.endswith("/files/receipts/new")
    assert page.input_value("#subject") == SUBJECT
    assert KEPT[walk.language] in page.inner_text(".govuk-error-summary")
    walk.look(page, "kept-text-is-back", foreign=(*WRITTEN, SUBJECT))


def over(page: Page) -> None:
    """The session ends while the form is open; the browser keeps the cookie of the one that is over."""
    (kept,) = (each for each in page.context.cookies() if each["name"] == "refresh")
    elsewhere = page.context.new_page()
    open_whole(elsewhere, "/home")
    elsewhere.click(".ks-session button")
    elsewhere.wait_for_load_state()
    elsewhere.close()
    page.context.add_cookies([kept])


@pytest.mark.parametrize(("language", "width"), [("hi", 320), ("en", 1280)])
def test_the_second_factor_is_asked_for_once_more_when_it_was_shown_long_ago(
    browse: Browse, look_at: Eye, site: Installation, language: str, width: int
) -> None:
    page = browse(language, officer=WRITER, width=width)
    page.goto("/home")
    an_hour_passes(site, page)

    page.goto("/staff/step-up?next=/staff/delegations")

    assert page.locator("#step_code").count() == 1
    look_at(page, "step-up")


def an_hour_passes(site: Installation, page: Page) -> None:
    """The session in this browser shall have shown its second factor an hour earlier than it did."""
    (kept,) = (each for each in page.context.cookies() if each["name"] == "refresh")
    pool = Database(site.stack.dsn("auth"), size=1, wait_ms=60_000, name="test")
    try:
        with pool.transaction() as tx:
            tx.execute(AN_HOUR_OLDER, digest=digest_of(kept["value"]))
    finally:
        pool.close()
    page.context.clear_cookies(name=ACCESS)


def test_a_page_that_is_opened_after_the_token_ended_comes_by_itself(browse: Browse) -> None:
    page = browse(language="en", officer=OFFICER)
    for path in ("/home", "/files/inbox"):
        page.context.clear_cookies(name=ACCESS)
        page.goto(path)

        assert page.url.endswith(path)


def test_two_tabs_that_renew_at_once_both_get_on(browse: Browse) -> None:
    page = browse(language="en", officer=OFFICER)
    page.goto("/home")
    page.context.clear_cookies(name=ACCESS)
    # The tabs ask before either has an answer.
    asked = page.evaluate(
        """async () => {
          const ask = () => fetch('/staff/account').then(answer => [answer.status, new URL(answer.url).pathname]);
          return Promise.all([ask(), ask(), ask(), ask()]);
        }"""
    )

    assert asked == [[200, "/staff/account"]] * 4
    page.goto("/staff/account")
    assert page.url.endswith("/staff/account")


def test_no_script_sees_the_session(browse: Browse) -> None:
    page = browse(language="en", officer=OFFICER)
    page.goto("/home")

    assert not re.search("access|refresh", page.evaluate("document.cookie"))
    assert page.evaluate("fetch('/api/auth/v1/me').then(answer => answer.status)") == 401


def test_signing_out_ends_it_and_the_way_back_is_kept(browse: Browse, visitors: Visitors) -> None:
    page = browse(language="en")
    visitors.sign_in(page, "HFW-DS-1", onwards="/staff/account")
    page.click(".ks-session button")
    page.wait_for_load_state()
    left = page.url

    page.goto("/wfh/days")

    assert left.endswith("/staff/login")
    assert page.url.endswith("/staff/login?next=%2Fwfh%2Fdays")


def test_an_officers_first_page_is_light_and_the_next_lighter(browse: Browse) -> None:
    page = browse(officer=OFFICER)
    paths = ("/home", "/files/inbox", "/wfh/days", "/desk", "/notify/notices")
    first = {path: weigh_page(page, path)[1] for path in paths}
    after = {path: _weight_of_document(page, path) for path in first}
    # Charts of five services; nobody opens it over a telephone's line.
    first["/ops"] = weigh_page(browse(officer="GAD-ADM-1"), "/ops")[1]
    keep_weights("officers", {"first": first, "after": after})

    assert all(weight <= 200_000 for weight in first.values()), first
    assert all(weight <= 40_000 for weight in after.values()), after


def _weight_of_document(page: Page, path: str) -> int:
    """What another page costs when its styles, scripts and fonts are there already."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda done: sizes.append(int(done["encodedDataLength"])))
    page.goto(path, wait_until="load")
    session.detach()
    return sum(sizes)
