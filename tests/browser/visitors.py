"""Who sits before the browser: a citizen on a telephone, or an officer who signs in as people do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from deploy.local.installation import Installation
from deploy.local.main_job.people import login_of
from tests.browser.codes import code_now

CHROMIUM = "/usr/bin/chromium-headless-shell"
# Without these a sandboxed browser looks for its maker's hosts at every start.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No page lives long enough for its scripts to be compiled twice; without this a fifth of the browser's time goes there.
    "--js-flags=--no-maglev --no-opt",
)
LANGUAGES = {"hi": "hi-IN", "en": "en-IN"}
# What several services make together says of a part that came too late that it is away, and to look again.
AWAY = "[id^='away-'], .ks-part--away"


def open_whole(page: Page, address: str, seconds: float = 60) -> Response | None:
    """Open what several services make together, and again while a part of it came too late."""
    end = time.monotonic() + seconds
    answer = page.goto(address)
    while page.locator(AWAY).count() and time.monotonic() < end:
        answer = page.goto(address)
    return answer


@dataclass
class Visitors:
    """Makes pages; an officer signs in once and goes on in the same session from test to test."""

    browser: Browser
    site: Installation
    jars: dict[tuple[str, str], Any] = field(default_factory=dict)

    @contextmanager
    def page(
        self,
        language: str = "hi",
        officer: str | None = None,
        zone: str | None = None,
        *,
        javascript: bool = True,
        width: int = 1280,
        zoom: int = 1,
    ) -> Iterator[Page]:
        """A page at the gateway of *zone*; *officer* is a post such as REV-SO-1, already signed in.

        *width* is in CSS pixels before zooming: 1280 at zoom 2 leaves 640 for the page, which is all that the page
        can tell of a zoom.
        """
        zone = zone or ("VPN" if officer else "INTERNET")
        context = self._context(language, officer, zone, javascript=javascript, width=width, zoom=zoom)
        try:
            page = context.new_page()
            if officer and not self.jars.get((officer, zone)):
                self.sign_in(page, officer)
            yield page
            if officer:
                self.jars[officer, zone] = context.storage_state()
        finally:
            context.close()

    def sign_in(self, page: Page, officer: str, onwards: str = "/home", at: str = "") -> None:
        """Fill in the form of /staff/login, *at* another address."""
        page.goto(f"{at}/staff/login?next={onwards}")
        self.fill_in(page, officer)

    def fill_in(self, page: Page, officer: str) -> None:
        """As above, in the form that is open."""
        self.fill_in_login(page, login_of(self.site, officer))

    def fill_in_login(self, page: Page, login: dict[str, Any]) -> None:
        """As above, with a login that is not one of the demonstration's."""
        while page.locator('form[action="/staff/login"]').count():
            page.fill("#staff_uid", login["staff_uid"])
            page.fill("#password", login["password"])
            with code_now(self.site, login) as code:
                page.fill("#code", code)
                page.click("main button[type=submit], main button:not([type])")
                page.wait_for_load_state()

    def press_freshly(self, page: Page, button: str, officer: str) -> None:
        """Press a *button* whose act wants a fresh second factor, and show it if the last one was too long ago."""
        page.click(button)
        page.wait_for_load_state()
        if page.locator("#step_code").count():
            with code_now(self.site, login_of(self.site, officer)) as code:
                page.fill("#step_code", code)
                page.click("main form button:visible")
                page.wait_for_load_state()

    def _context(
        self, language: str, officer: str | None, zone: str, *, javascript: bool, width: int, zoom: int
    ) -> BrowserContext:
        address = self.site.url(zone)
        context = self.browser.new_context(
            base_url=address,
            locale=LANGUAGES[language],
            java_script_enabled=javascript,
            viewport={"width": width // zoom, "height": 800 // zoom},
            ignore_https_errors=True,
            storage_state=self.jars.get((officer, zone)) if officer else None,
            client_certificates=[self._device(officer, address)] if officer and zone == "VPN" else None,
        )
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        return context

    def _device(self, officer: str, address: str) -> Any:
        login = login_of(self.site, officer)
        return {
            "origin": address,
            "certPath": login["device_certificate"],
            "keyPath": login["device_key"],
        }
