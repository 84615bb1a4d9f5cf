"""The desk's pages as a browser without scripts meets them, in each zone's own process."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from falcon.testing import Result, TestClient

from kernel.edge.http import application
from kernel.identity import Actor
from services.files.pages import pages
from tests.clients import Client, a_context
from tests.files.desks import Section
from tests.forms import attribute, hidden_fields, send

BOUNDARY = "a-boundary"
ZONES = ("internet", "vpn", "lan")


@dataclass(frozen=True)
class Seat:
    """An officer before the pages of one zone."""

    client: Client
    actor: Actor

    def open(self, path: str, **options: Any) -> Result:
        """The page at *path*, which must be there."""
        answer = self.ask(path, **options)
        assert answer.status_code == 200, answer.text
        return answer

    def ask(self, path: str, **options: Any) -> Result:
        """Whatever is answered for *path*."""
        return self.client.get(path, actor=self.actor, **options)

    def send(self, page: Result, action: str, **fields: Any) -> Result:
        """The answer to the form for *action* that a page shows."""
        return send(self.client, page, action, self.actor, **fields)

    def follow(self, answer: Result) -> Result:
        """The page to which an act leads."""
        assert answer.status_code == 303, answer.text
        return self.open(answer.headers["location"])

    def press(self, path: str, action: str, **fields: Any) -> Result:
        """Open a page, send its form for *action*, and go where that leads."""
        return self.follow(self.send(self.open(path), action, **fields))

    def hand_in(self, path: str, grade: str, content: bytes, name: str = "a.txt") -> Result:
        """The answer to a paper handed in through the form at *path*."""
        hidden = hidden_fields(self.open(path), path.partition("?")[0])
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in {**hidden, "grade": grade}.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="paper"; filename="{name}"\r\n'.encode()
        )
        parts.append(b"Content-Type: text/plain\r\n\r\n" + content + f"\r\n--{BOUNDARY}--\r\n".encode())
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.client.post(path.partition("?")[0], actor=self.actor, body=b"".join(parts), headers=kind)


def seats(section: Section, folder: Path) -> dict[str, Client]:
    """The pages of the three zones, each with its own database role."""
    return {role: _process(section, role, folder / role) for role in ZONES}


def links(page: Result) -> list[str]:
    """The addresses to which a page leads."""
    return [attribute(tag, "href") for tag in re.findall(r"<a\b[^>]*>", page.text)]


def text_of(page: Result) -> str:
    """What a reader reads: no tags, single blanks."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


def _process(section: Section, role: str, folder: Path) -> Client:
    context, key = a_context("files", section.pools[role], folder)
    context = replace(context, blobs=section.vault.blobs, sealing=section.vault.sealing)
    return Client(context, TestClient(application(context, [pages])), key)
