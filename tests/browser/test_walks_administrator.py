"""Portals, operations and alarms: every walk."""

from playwright.sync_api import expect

from tests.browser import elsewhere
from tests.browser.visitors import open_whole
from tests.browser.walks import Walk
from tests.browser.writing import WRITTEN

ADMINISTRATOR = "GAD-ADM-1"
CALLED = (
    "shared",
    "directory",
    "revenue",
    "Content-Security-Policy",
    "JSON",
    "OpenAPI",
    "API",
    "frame-src",
    "none",
)


def test_a_portal_is_set_up_and_its_address_tried(walk: Walk) -> None:
    origin = "https://revenue.example"
    portal = elsewhere.register(walk.site, "REV", [origin])
    page = walk.page(ADMINISTRATOR)
    named = (*CALLED, origin, walk.site.url("INTERNET"))
    page.goto("/desk/portals")
    walk.look(page, "portals")
    page.goto(f"/desk/portals/{portal}")
    walk.look(page, "portal", foreign=named)
    page.fill("#address", f"{origin}/a/page")
    page.fill("#headers", "Content-Security-Policy: frame-src 'none'")
    page.click("form[action*='/test'] button")
    expect(page.locator("#found")).to_be_visible()
    walk.look(page, "portal-tested", foreign=named)
    page.goto(f"/desk/portals/{portal}/poster")
    walk.look(page, "portal-poster", foreign=named)


def test_operations_and_alarms_are_looked_at(walk: Walk) -> None:
    page = walk.page(ADMINISTRATOR)
    open_whole(page, "/ops")
    assert page.locator(".ks-bars svg").count() >= 5
    walk.look(page, "operations", foreign=CALLED)
    page.goto("/notify/alarms")
    assert page.locator("h1").count() == 1
    walk.look(page, "alarms", foreign=WRITTEN)
