"""An officer signs in on a portal that a certified client library runs, in a real browser."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Route, expect

from deploy.local.installation import Installation
from deploy.local.programs import wait_until
from tests.browser import relying
from tests.browser.conftest import Browse
from tests.browser.relying import Portal
from tests.browser.visitors import Visitors
from tests.browser.walks import TWO_WAYS, WITH_SCRIPTS, Walk

# Nobody else signs in as this officer, so that no code is awaited.
OFFICER = "REV-US-2"


@pytest.fixture(scope="module")
def portal(site: Installation) -> Iterator[Portal]:
    with relying.opened(site) as portal:
        yield portal


def said(page: Page) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(page.inner_text("pre"))
    return shown


def test_an_officer_signs_in_goes_on_and_leaves(browse: Browse, visitors: Visitors, portal: Portal) -> None:
    page = browse("en")

    page.goto(f"{portal.home}/sign-in?prompt=none")
    silent = said(page)
    page.goto(f"{portal.home}/sign-in")
    page.wait_for_url("**/staff/login*")
    visitors.fill_in(page, OFFICER)
    page.wait_for_url(f"{portal.home}/signed-in*")
    first = said(page)
    page.click("text=Go on")
    onwards = said(page)
    page.goto(f"{portal.home}/sign-in?prompt=none")
    again = said(page)
    assert "claims" in again, again
    page.click("text=Sign out")
    page.wait_for_url(f"{portal.home}/left")
    session = again["claims"]["sid"]
    wait_until(lambda: session in portal.told_of(), 60, "the portal's news of the end", lambda: True)
    page.goto(f"{portal.home}/sign-in?prompt=none")
    gone = said(page)

    assert "text" not in first, first
    assert silent["error"] == gone["error"] == "login_required"
    assert first["claims"]["acr"] == "urn:karyasetu:zone:internet"
    assert first["claims"]["sub"] == first["userinfo"]["sub"] == again["claims"]["sub"]
    assert first["claims"]["sid"] == session
    assert first["userinfo"]["charges"][0]["department"] == "REV"
    assert "staff_uid" not in first["userinfo"]
    assert onwards["turned"] is True
    assert onwards["userinfo"] == first["userinfo"]
    assert portal.get("/own-name")["scope"] == "directory"


@pytest.mark.parametrize("walk", WITH_SCRIPTS, indirect=True, ids=str)
def test_the_pages_on_the_way_hold(walk: Walk, visitors: Visitors, portal: Portal) -> None:
    page, language = walk.page(), walk.language

    def stay(route: Route) -> None:
        route.fulfill(status=204)

    page.route(f"{portal.home}/signed-in*", stay)
    page.goto(f"/staff/openid/authorize?{urlencode({'client_id': 'nobody'})}")
    walk.look(page, "openid-refused")
    page.goto(f"{portal.home}/sign-in?ui_locales={language}")
    page.wait_for_url("**/staff/login*")
    visitors.fill_in(page, OFFICER)
    page.wait_for_selector(f"a[href^='{portal.home}/signed-in']")
    # What was sent is gone from the browser, which has been on its way to the portal.
    walk.eye.last = None
    walk.look(page, "openid-onwards", foreign=(portal.home,))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_the_pages_of_who_keeps_portals_hold(walk: Walk) -> None:
    page, language, width = walk.page("GAD-ADM-1"), walk.language, walk.way.width
    terms = (
        "https://bhuiyan.example/signed-in",
        "client",
        "ID",
        "JWK",
        "RSA",
        "RS256",
        "ES256",
        "P-256",
        "https://",
    )

    page.goto(f"/staff/portals?lang={language}")
    walk.look(page, "openid-portals")
    page.goto("/staff/portals/import")
    walk.look(page, "openid-portals-import", foreign=("CSV",))
    page.goto("/staff/portals/new")
    walk.look(page, "openid-portal-new")
    page.select_option("#department", "REV")
    page.fill("#name_hi", f"भुइयाँ {width}")
    page.fill("#name_en", f"Bhuiyan {width}")
    page.click("main form button")
    page.wait_for_url("**done=opened")
    page.fill("#redirect_uris", "http://elsewhere.example/")
    page.click("form[action$='/client'] button")
    walk.look(page, "openid-portal-wrong", foreign=terms)
    page.fill("#redirect_uris", "https://bhuiyan.example/signed-in")
    page.click("form[action$='/client'] button")
    page.wait_for_url("**done=saved")
    walk.look(page, "openid-portal", foreign=terms)
    page.click("form[action$='/secret'] button")
    walk.look(page, "openid-portal-secret", foreign=terms)
    page.go_back()
    page.click("a[href$='/close']")
    walk.look(page, "openid-portal-close")
    page.click("main form button")
    page.wait_for_url("**done=closed")


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_table_of_portals_is_checked_row_by_row(
    walk: Walk,
) -> None:
    page = walk.page("GAD-ADM-1")
    page.goto("/staff/portals/import")
    home = "https://bhunaksha.example"
    rows = [f"{code},भुनक्शा,Bhunaksha,{home},{home}/signed-in" for code in ("REV", "NOBODY")]
    table = "\n".join(["department,name_hi,name_en,origins,redirect_uris", *rows]).encode()
    page.set_input_files("#table", {"name": "portals.csv", "mimeType": "text/csv", "buffer": table})
    page.click("button[value=check]")
    expect(page.locator("main tbody tr")).to_have_count(2)
    walk.look(page, "openid-portals-checked", foreign=("CSV", "NOBODY", "portals.csv"))
