"""A day at a desk: a paper is diarised, put up, noted and sent, by mouse or by keys alone."""

from playwright.sync_api import Page, expect

from tests.browser import keys
from tests.browser.conftest import Browse
from tests.browser.looking import Eye

# Nobody else writes it: others work at the same desk meanwhile.
SUBJECT = "नामांतरण प्रकरण, ग्राम धनोरा"
# What officers write, and the manual's name, stand in their own language on every page.
WRITTEN = ("CSMOP",)


def diarised(page: Page) -> None:
    """Leave the browser at a receipt that lies at the dealing assistant's own desk."""
    page.goto("/files/receipts/new")
    page.fill("#subject", SUBJECT)
    page.click("main form button:not([type])")
    expect(page.locator("h1")).to_contain_text(SUBJECT)


def test_keys_alone_lead_from_the_inbox_to_the_next_desk(browse: Browse, look_at: Eye) -> None:
    page = browse("hi", officer="REV-DA-1")
    diarised(page)
    page.goto("/files/inbox?sort=newest")

    keys.go_down_to(page, SUBJECT)
    page.keyboard.press("Enter")
    page.wait_for_url("**/files/receipts/*")
    expect(page.locator("h1")).to_contain_text(SUBJECT)
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_visible()
    keys.tab_to(page, "#note")
    page.keyboard.type("njf? are letters here")
    keys.tab_to(page, "main form button:not([type])")
    page.keyboard.press("Enter")
    page.wait_for_url("**/files/files/*")
    expect(page.locator("#body")).to_have_value("njf? are letters here")
    page.keyboard.press("f")
    expect(page.locator("#to")).to_be_focused()
    page.keyboard.type("REV-SO-1")
    keys.tab_to(page, "button[value=forward]")
    page.keyboard.press("Enter")

    expect(page.locator(".govuk-notification-banner")).to_be_visible()


def test_the_keys_are_listed_and_can_be_switched_off(browse: Browse, look_at: Eye) -> None:
    page = browse("en", officer="REV-DA-1")
    page.goto("/files/inbox")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    look_at(page, "keys", foreign=WRITTEN)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#keys input").uncheck()
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()
