"""Other people's sites: small servers of their own origins, with the pages that a web master made."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from deploy.local.installation import Installation
from deploy.local.programs import wait_until
from kernel import directory
from kernel.database import Database
from kernel.identity import Actor
from services.auth import actions

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A department's own site</title></head>
<body><h1>A department's own site</h1>
{content}
<p id="below">What stands below.</p></body></html>"""


@dataclass
class Site:
    """Somebody else's site under one name; `pages` are what stands at its paths, with their headers."""

    host: str
    server: ThreadingHTTPServer
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Scheme, name and port."""
        return f"http://{self.host}:{self.server.server_address[1]}"

    def put(self, path: str, content: str, **headers: str) -> str:
        """A page with *content*; its address comes back."""
        self.pages[path] = (PAGE.format(content=content), headers)
        return f"{self.origin}{path}"


@contextmanager
def opened(host: str) -> Iterator[Site]:
    """A site under a *host* name of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    site = Site(host, server)
    server.site = site  # type: ignore[attr-defined]  # the handler is made anew for each request
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def register(site: Installation, department: str, origins: list[str]) -> UUID:
    """Register a portal as the state administrator does, and wait until the services have heard of it."""
    pool = Database(site.stack.dsn("auth"), size=1, wait_ms=60_000, name="test")
    try:
        with pool.transaction() as tx:
            names = ("A department's own site", "विभाग की अपनी वेबसाइट")
            portal_id, _key = actions.register_portal(tx, Actor.system("auth"), department, names, origins)
    finally:
        pool.close()
    wait_for_portal(site, portal_id)
    return portal_id


def wait_for_portal(site: Installation, portal_id: UUID) -> None:
    """Wait until the services that portals speak with have heard of this one, auth's own copy included."""
    for service in ("auth", "public"):
        _wait_until_known(site, service, portal_id)


def _wait_until_known(site: Installation, service: str, portal_id: UUID) -> None:
    pool = Database(site.stack.dsn(service), size=1, wait_ms=60_000, name="test")

    def is_known() -> bool:
        with pool.transaction(reading=True) as tx:
            return directory.find_portal(tx, portal_id) is not None

    try:
        wait_until(is_known, 60, f"The new portal in {service}")
    finally:
        pool.close()


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]  # see above
        page, headers = site.pages.get(urlsplit(self.path).path, ("", {}))
        body = page.encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return
