"""The inbox narrowed in place: a real browser with scripts, and without them the same form."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kernel.ui.assets import STATIC
from tests.files.browsing import Seat, seats
from tests.files.desks import OFFICER, Section, a_receipt, officer

HERE = "http://desk.test"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
# As the gateway sends it with every page.
RULE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


@pytest.fixture
def seat(section: Section, tmp_path: Path) -> Seat:
    """The section officer with two papers in the inbox."""
    with section.at("lan") as tx:
        for subject in ("पेंशन", "नक्शा"):
            a_receipt(tx, to=OFFICER, subject=subject)
    return Seat(seats(section, tmp_path)["vpn"], officer())


def opened(chromium: Browser, seat: Seat, asked: list[str], **wanted: bool) -> Page:
    """A page whose answers come from the service in this process; *asked* notes each document."""
    page = chromium.new_page(base_url=HERE, **wanted)

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            name = re.sub(r"\.[0-9a-f]{10}\.(css|js|svg)$", r".\1", parts.path.removeprefix("/static/"))
            kind = KINDS[name.rsplit(".", 1)[1]]
            route.fulfill(body=(STATIC / name).read_bytes(), content_type=kind)
        elif parts.path.startswith("/files/inbox"):
            asked.append(route.request.resource_type)
            found = seat.ask(parts.path, query_string=parts.query)
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": RULE}
            route.fulfill(status=found.status_code, body=found.text, headers=headers)
        elif parts.path == "/notify/live":
            route.fulfill(body=": nothing new\n\n", content_type="text/event-stream")
        else:
            route.fulfill(status=200, body="<h1>Elsewhere</h1>", content_type="text/html")

    page.route("**/*", answer)
    page.goto("/files/inbox")
    return page


def test_what_is_searched_and_chosen_narrows_the_list_in_place_and_the_focus_stays(
    chromium: Browser, seat: Seat
) -> None:
    asked: list[str] = []
    page = opened(chromium, seat, asked)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.focus("#search")

    page.keyboard.insert_text("पेंशन")
    page.keyboard.press("Enter")

    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("पेंशन")
    expect(page.locator("#listed")).to_have_text("1 in this list")
    assert re.search(r"[?&]search=%E0%A4%AA", page.url)
    assert "search=" in str(page.locator("nav .ks-tabs a").first.get_attribute("href"))
    page.focus("#kind")
    page.select_option("#kind", "FILE")
    expect(page.locator(".ks-empty")).to_be_visible()
    expect(page.locator("#listed")).to_have_text("0 in this list")
    expect(page.locator("#kind")).to_be_focused()
    assert "kind=FILE" in page.url
    assert asked == ["document", *["fetch"] * (len(asked) - 1)]
    assert complaints == []
    page.close()


def test_an_answer_that_is_another_page_is_gone_to(chromium: Browser, seat: Seat) -> None:
    page = opened(chromium, seat, [])
    page.route("**/files/inbox?*", lambda route: route.fulfill(status=503, body="<h1>Away</h1>"))

    # Whether it is checked then cannot be seen any more.
    page.click("[name=unread]")

    expect(page.locator("h1")).to_have_text("Away")
    page.close()


def test_without_scripts_the_form_does_the_same(chromium: Browser, seat: Seat) -> None:
    asked: list[str] = []
    page = opened(chromium, seat, asked, java_script_enabled=False)

    page.fill("#search", "पेंशन")
    page.click(".ks-filter button")

    expect(page.locator("[data-row]")).to_have_count(1)
    assert asked == ["document", "document"]
    page.close()
