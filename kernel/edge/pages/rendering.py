"""Templates of a service and the kernel's, and what each of them knows."""

from pathlib import Path
from typing import Any

from kernel.edge.http import Call
from kernel.edge.pages.acting import acting
from kernel.edge.pages.forms import new_token
from kernel.ui import Templates, furniture, worded

_ROOT = Path(__file__).resolve().parents[3]


def templates(service: str) -> Templates:
    """The templates of a *service* on top of those that all pages share."""
    return Templates([_ROOT / "services" / service / "templates"])


def known(call: Call, service: str) -> dict[str, Any]:
    """What every template of this call knows."""
    request = call.request
    cookies = request.cookies if call.route.cookies else {}
    return {
        **worded(call.language, service),
        **furniture(
            request.path, request.query_string, call.language, cookies, call.actor, call.context.emblem
        ),
        "acting": lambda: acting(call),
        "form_token": lambda path=call.request.path: new_token(call, path),
        "values": {},
        "errors": {},
        "refusal": None,
    }
