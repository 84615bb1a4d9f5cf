"""A page with the files as the gateway would serve them, for a browser without a server."""

import re

from playwright.sync_api import Page, Route

from kernel.ui.assets import STATIC

HERE = "http://gallery.test"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}


def show(page: Page, path: str, html: str) -> None:
    """Open *html* at *path*."""

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(HERE)
        if not asked.startswith("/static/"):
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
            return
        name = asked.removeprefix("/static/")
        if not (STATIC / name).exists():
            name = re.sub(r"\.[0-9a-f]{10}\.", ".", name)
        route.fulfill(body=(STATIC / name).read_bytes(), content_type=KINDS[name.rsplit(".", 1)[1]])

    page.route("**/*", answer)
    page.goto(f"{HERE}{path}")
