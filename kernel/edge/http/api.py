"""The room of a service that speaks JSON."""

from typing import Any

import falcon

from kernel.edge.http import answers
from kernel.edge.http.call import Call
from kernel.edge.http.openapi import document
from kernel.edge.http.routes import Router


class Api(Router):
    """The JSON routes of a service."""

    def key_of(self, request: falcon.Request, _fields: dict[str, Any]) -> str | None:
        """The client's idempotency key."""
        key: str | None = request.get_header("Idempotency-Key")
        return key

    def again(self, _call: Call, status: int, text: str) -> Any:
        """The answer that was given before."""
        return answers.Answer(status, text)

    def send_error(self, call: Call, response: falcon.Response, error: Exception) -> None:
        """Problem+json."""
        answers.send_problem(call, response, error)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document of these routes."""
        return document(self)
