"""The room of a protocol that others laid down: forms in, JSON out, credentials and refusals as its RFC has them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import falcon
from marshmallow import Schema

from kernel.edge.http.answers import Answer
from kernel.edge.http.call import Call
from kernel.edge.http.routes import Handler, Router
from kernel.errors import Refused, TooManyTries, Unavailable

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class AnyForm(Schema):
    """A form whose fields the handler reads by itself."""


@dataclass(frozen=True)
class Told:
    """A status, a JSON body (None for none) and headers."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, call: Call, response: falcon.Response) -> None:
        """Write it as JSON."""
        cast("Exchange", call.router).share(call, response)
        response.status = self.status
        response.set_headers({**NOT_KEPT, **self.headers})
        if self.body is not None:
            response.content_type = "application/json"
            response.text = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))

    def kept(self, _call: Call) -> Answer | None:
        """Nothing is kept: what is told may be a secret."""


class Exchange(Router):
    """The routes of such a protocol; browsers may ask from the origins that `allows` knows."""

    is_foreign = True

    def __init__(self, service: str, allows: Callable[[Call, str], bool]) -> None:
        super().__init__(service)
        self.allows = allows

    def share(self, call: Call, response: falcon.Response) -> None:
        """Let a page of another origin read the answer, if its origin is known; never with cookies."""
        origin = call.request.get_header("Origin")
        response.set_header("Vary", "Origin")
        if origin and self._allows(call, origin):
            response.set_header("Access-Control-Allow-Origin", origin)
            response.set_header("Cross-Origin-Resource-Policy", "cross-origin")
            if call.request.method == "OPTIONS":
                response.set_headers(PREFLIGHT)

    def _allows(self, call: Call, origin: str) -> bool:
        try:
            return self.allows(call, origin)
        except Refused:  # Without a database nobody is known.
            return False

    def options(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare what a browser asks before it asks."""
        return self._declare("OPTIONS", path, {"reading": True, **declared})

    def key_of(self, _request: falcon.Request, _fields: dict[str, Any]) -> str | None:
        """There are no repeated acts: codes and proofs open once."""
        return None

    def again(self, _call: Call, status: int, text: str) -> Any:
        """Nothing was kept."""
        raise NotImplementedError

    def send_error(self, call: Call, response: falcon.Response, error: Exception) -> None:
        """The error's code and its reason, in English as programs log it (RFC 6749 5.2)."""
        refusal = error if isinstance(error, Refused) else None
        status = refusal.status if refusal else 500
        body = {"error": _code(error)}
        if refusal:
            body["error_description"] = refusal.sentence("en").rstrip(".")
        headers = dict(getattr(error, "headers", {}))
        if isinstance(error, TooManyTries | Unavailable):
            headers["Retry-After"] = str(error.retry_after)
        Told(body, status, headers).send(call, response)


def _code(error: Exception) -> str:
    if isinstance(error, TooManyTries | Unavailable):
        return "temporarily_unavailable"
    return str(getattr(error, "error", "invalid_request" if isinstance(error, Refused) else "server_error"))
