"""What goes back: the declared shape, a download, or problem+json in the caller's language (RFC 9457)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import falcon
from falcon import Request, Response

from kernel.edge.http.call import Call, language_of
from kernel.edge.http.routes import Route, shape
from kernel.edge.http.wording import plain
from kernel.errors import NotFound, NotSignedIn, Refused, TooManyTries, Unavailable
from kernel.freshness import FRESH_FOR, SecondFactorTooOld
from kernel.languages import _, domain_of, translate

PROBLEM = "application/problem+json"
FAULT = _("Something went wrong on our side. Nothing was changed. Please try again; reference %(reference)s.")
NOT_OFFERED = _("This address does not offer what you asked for.")


@dataclass(frozen=True)
class Download:
    """Content for the reader to keep, never to run in our pages."""

    stream: Iterable[bytes]
    media_type: str
    filename: str
    size: int | None = None

    def send(self, _call: Call, response: Response) -> None:
        """Write it as an attachment that no browser interprets."""
        response.content_type = self.media_type
        response.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(self.filename)}")
        response.set_header("X-Content-Type-Options", "nosniff")
        response.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        response.set_header("Cache-Control", "private, no-store")
        response.stream = self.stream
        if self.size is not None:
            response.content_length = self.size

    def kept(self, _call: Call) -> "Answer | None":
        """Nothing is kept: a download changes nothing."""


@dataclass(frozen=True)
class Answer:
    """A status and a JSON body, ready to be kept for a repeated request."""

    status: int
    text: str

    def send(self, _call: Call, response: Response) -> None:
        """Write it as JSON."""
        response.status = self.status
        response.set_header("Cache-Control", "private, no-store")
        if self.text:
            response.content_type = "application/json"
            response.text = self.text

    def kept(self, _call: Call) -> "Answer | None":
        """The answer itself."""
        return self


def dumped(route: Route, result: Any) -> Answer:
    """The *result* of a handler in its declared shape."""
    if result is None:
        return Answer(204, "")
    value = shape(route.gives).dump(result) if route.gives else result
    return Answer(route.status, json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def problem(refusal: Refused, language: str, reference: str, service: str = "kernel") -> dict[str, Any]:
    """The refusal as RFC 9457 has it; `instance` is the reference a caller can tell us."""
    sentence = refusal.sentence(language)
    document: dict[str, Any] = {
        "type": f"urn:karyasetu:{refusal.code}",
        "title": sentence,
        "status": refusal.status,
        "detail": sentence,
        "instance": f"urn:uuid:{reference}",
    }
    if refusal.fields:
        document["errors"] = translated_fields(refusal, language, service)
    return document


def translated_fields(refusal: Refused, language: str, service: str = "kernel") -> dict[str, Any]:
    """The sentences beside the fields, in the reader's *language*; a *service* gives its shapes their own."""
    domain = domain_of(type(refusal).__module__)
    domain = service if domain == "kernel" else domain
    translated: dict[str, Any] = _walk(refusal.fields, language, domain)
    return translated


def send_refusal(
    response: Response, refusal: Refused, language: str, reference: str, service: str = "kernel"
) -> None:
    """Write a refusal as problem+json."""
    document = problem(refusal, language, reference, service)
    _send_problem(response, refusal.status, document, language)
    if isinstance(refusal, TooManyTries | Unavailable):
        response.set_header("Retry-After", str(refusal.retry_after))
    if refusal.status == NotSignedIn.status:
        response.set_header("WWW-Authenticate", _challenge(refusal))


def send_fault(response: Response, language: str, reference: str) -> None:
    """Write the answer to our own fault: a reference, never the exception's text."""
    sentence = translate(FAULT, language, "kernel") % {"reference": reference}
    document = {
        "type": "urn:karyasetu:fault",
        "title": sentence,
        "status": 500,
        "detail": sentence,
        "instance": f"urn:uuid:{reference}",
    }
    _send_problem(response, 500, document, language)


def send_problem(call: Call, response: Response, error: Exception) -> None:
    """Write a refusal, or our own fault without a word of its text, as problem+json."""
    reference = str(call.correlation_id)
    if isinstance(error, Refused):
        send_refusal(response, error, call.language, reference, call.router.service)
    else:
        send_fault(response, call.language, reference)


def send_not_offered(request: Request, response: Response, error: falcon.HTTPError) -> None:
    """Write what the framework itself refuses, such as an unknown path or method."""
    language = language_of(request)
    status = falcon.http_status_to_code(error.status)
    text = NotFound.text if status == NotFound.status else NOT_OFFERED
    sentence = translate(text, language, "kernel")
    document = {"type": "urn:karyasetu:not-offered", "title": sentence, "status": status, "detail": sentence}
    _send_problem(response, status, document, language)
    if isinstance(error.headers, dict):
        response.set_headers(error.headers)


def _send_problem(response: Response, status: int, document: dict[str, Any], language: str) -> None:
    response.status = status
    response.content_type = PROBLEM
    response.set_header("Cache-Control", "private, no-store")
    response.set_header("Content-Language", language)
    response.text = json.dumps(document, ensure_ascii=False)


def _challenge(refusal: Refused) -> str:
    if not isinstance(refusal, SecondFactorTooOld):
        return 'Bearer realm="karyasetu"'
    seconds = int(FRESH_FOR.total_seconds())
    return f'Bearer realm="karyasetu", error="insufficient_user_authentication", max_age={seconds}'


def _walk(value: Any, language: str, domain: str) -> Any:
    if isinstance(value, dict):
        return {key: _walk(inner, language, domain) for key, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner, language, domain) for inner in value]
    return plain(str(value), language, domain)
