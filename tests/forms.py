"""Forms of staff pages in a test, sent as a browser without scripts sends them."""

import re
from typing import Any
from urllib.parse import urlencode

from falcon.testing import Result

from kernel.identity import Actor
from tests.clients import Client

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TAG = re.compile(r"<(form|input)\b[^>]*>")
_TOKEN = re.compile(r'(?<=name="form_token" value=")[^"]+')
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def attribute(tag: str, name: str) -> str:
    """The value of an attribute of a tag; empty where it has none."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def without_tokens(text: str) -> str:
    """A page's text without its form tokens, in which by chance any letters stand."""
    return _TOKEN.sub("", text)


def without_ids(text: str) -> str:
    """The same without ids, in which by chance any few digits stand."""
    return _ID.sub("", without_tokens(text))


def hidden_fields(page: Result, action: str) -> dict[str, str]:
    """What the form for *action* on a page sends without being asked: its token and the like."""
    inside, fields = False, {}
    for tag in _TAG.finditer(page.text):
        if tag[1] == "form":
            inside = attribute(tag[0], "action") == action and not fields
        elif inside and 'type="hidden"' in tag[0]:
            fields[attribute(tag[0], "name")] = attribute(tag[0], "value")
    assert "form_token" in fields, page.text
    return fields


def send(client: Client, page: Result, action: str, actor: Actor, **fields: Any) -> Result:
    """Send the form for *action* that a page shows, with what was typed into it."""
    body = urlencode({**hidden_fields(page, action), **fields})
    return client.post(action, actor=actor, body=body, headers=FORM)
