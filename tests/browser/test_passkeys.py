"""A passkey is made and used in a real browser, whose authenticator is a virtual one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import CDPSession, Page, expect

from deploy.local.installation import Installation
from tests.browser.conftest import Browse
from tests.browser.visitors import Visitors
from tests.browser.walks import TWO_WAYS, WITH_SCRIPTS, Walk

OFFICER = "REV-REG-1"
NAME = "office laptop"
USED = {"hi": "अंतिम उपयोग", "en": "last used"}
UNKNOWN = {"hi": "इस पास-कुंजी से साइन इन नहीं हुआ।", "en": "This passkey did not open the sign-in."}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def authenticator(page: Page) -> Iterator[CDPSession]:
    """A device that makes and keeps passkeys, and is sure who holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield session
    session.detach()


@pytest.fixture
def by_name(site: Installation) -> Callable[[str], str]:
    """An address by name: for a number a browser keeps no passkey."""

    def address(path: str) -> str:
        return site.url("SECURE_LAN").replace("127.0.0.1", "localhost") + path

    return address


@pytest.mark.parametrize("walk", WITH_SCRIPTS, indirect=True, ids=str)
def test_an_officer_makes_a_passkey_and_signs_in_with_nothing_else(
    walk: Walk, visitors: Visitors, by_name: Callable[[str], str]
) -> None:
    page = walk.page(zone="SECURE_LAN")
    with authenticator(page):
        visitors.sign_in(page, OFFICER, onwards="/staff/passkeys", at=by_name(""))
        page.click("a[href='/staff/passkeys/new']")
        page.fill("#name", NAME)
        walk.look(page, "passkey-new")
        page.click("[data-passkey-button]")
        page.wait_for_url("**/staff/passkeys?done=added")
        walk.look(page, "passkeys", foreign=(NAME,))

        page.goto(by_name("/staff/account"))
        page.click(".ks-session button")
        page.wait_for_url("**/staff/login")
        page.wait_for_selector("[data-passkey-button]:visible")
        walk.look(page, "staff-login-with-passkey")
        page.click("[data-passkey-button]")
        page.wait_for_url("**/home")
        page.goto(by_name("/staff/passkeys"))
        expect(page.locator("main")).to_contain_text(USED[walk.language])

        # What a browser does with a passkey that the site has forgotten.
        page.click(".govuk-summary-card summary")
        page.click("form[action$='/remove'] button")
        page.wait_for_url("**/staff/passkeys?done=removed")
        page.goto(by_name("/staff/account"))
        page.click(".ks-session button")
        page.click("[data-passkey-button]")
        page.wait_for_selector(".govuk-error-summary")
        walk.look(page, "staff-login-with-a-removed-passkey")
        expect(page.locator("main")).to_contain_text(UNKNOWN[walk.language])


def test_under_a_number_and_without_a_script_the_form_stays_plain(browse: Browse) -> None:
    for javascript in (True, False):
        page = browse(language="en", javascript=javascript)
        page.goto("/staff/login")

        assert page.locator("[data-passkey-button]").is_hidden()
        assert page.locator("main button:visible").count() == 1


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_the_pages_of_second_factors_look_right(
    walk: Walk,
) -> None:
    page = walk.page("REV-SO-1")
    for path, name in (
        ("/staff/passkeys", "staff-passkeys"),
        ("/staff/backup-codes", "staff-backup-codes"),
    ):
        page.goto(path)
        walk.look(page, name)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_ten_new_codes_are_shown_once(walk: Walk, visitors: Visitors) -> None:
    page = walk.page(OFFICER)
    page.goto("/staff/backup-codes")
    visitors.press_freshly(page, "main form button", OFFICER)

    codes = page.locator("main li code").all_inner_texts()
    walk.look(page, "staff-backup-codes-made")
    page.goto("/staff/backup-codes")

    assert len(set(codes)) == 10
    assert not [code for code in codes if code in page.inner_text("main")]
