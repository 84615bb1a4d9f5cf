"""What a page's handler gives back: a page, the way to another page, or nothing to show."""

import base64
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import falcon

from kernel.edge.http import Answer, Call
from kernel.edge.http.call import LANGUAGE_COOKIE
from kernel.languages import LANGUAGES

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_SECONDS = 365 * 24 * 3600
_NOTHING_TO_SHOW = "<!-- -->"


class _Renders(Protocol):
    def render(self, call: Call, template: str, shown: dict[str, Any]) -> str: ...


@dataclass(frozen=True)
class Cookie:
    """A cookie that no script reads; *seconds* 0 ends it."""

    name: str
    value: str
    seconds: int
    path: str = "/"


@dataclass
class Page:
    """A template and what it shows."""

    template: str
    shown: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    cookies: Iterable[Cookie] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, call: Call, response: falcon.Response) -> None:
        """Render it in the reader's language."""
        _head(call, response, self.status)
        response.set_headers(dict(self.headers))
        # Only a room of pages makes pages, and it renders.
        text = cast("_Renders", call.router).render(call, self.template, self.shown)
        # A part of no length at all would break the page that the gateway puts it into.
        response.text = text or _NOTHING_TO_SHOW
        _set_cookies(call, response, self.cookies)

    def kept(self, _call: Call) -> Answer | None:
        """A page that changes nothing is simply shown again."""


@dataclass(frozen=True)
class Nothing:
    """A part of a page that has nothing for this reader; an empty answer would mean that it is out of order."""

    def send(self, call: Call, response: falcon.Response) -> None:
        """A comment and no more."""
        _head(call, response, 200)
        response.text = _NOTHING_TO_SHOW

    def kept(self, _call: Call) -> Answer | None:
        """It changes nothing."""


NOTHING = Nothing()


@dataclass(frozen=True)
class Redirect:
    """Go on at another page, so that reloading repeats nothing; with 307 the browser sends its form there again.

    An address that is a *secret* is kept sealed for a form that is sent twice.
    """

    location: str
    cookies: Iterable[Cookie] = ()
    status: int = 303
    secret: bool = False

    def send(self, call: Call, response: falcon.Response) -> None:
        """303 See Other, unless another status is wanted."""
        # A browser that is still sending would see a broken connection instead of the answer.
        with suppress(OSError):
            call.request.bounded_stream.exhaust()
        response.status = self.status
        response.set_header("Location", self.location)
        response.set_header("Cache-Control", "private, no-store")
        _set_cookies(call, response, self.cookies)

    def kept(self, call: Call) -> Answer | None:
        """Where a form that is sent twice leads the second time too; its cookies are sealed, for they open doors."""
        cookies = [astuple(cookie) for cookie in self.cookies]
        if not cookies and not self.secret:
            return Answer(self.status, self.location)
        sealed = call.context.sealing.wrap(json.dumps([self.location, cookies]).encode())
        return Answer(self.status, base64.urlsafe_b64encode(sealed).decode())

    @classmethod
    def again(cls, call: Call, status: int, text: str) -> "Redirect":
        """The redirect that was kept, with its cookies."""
        if text.startswith("/"):
            return cls(text, status=status)
        location, cookies = json.loads(call.context.sealing.unwrap(base64.urlsafe_b64decode(text)))
        return cls(location, [Cookie(*cookie) for cookie in cookies], status)


def _head(call: Call, response: falcon.Response, status: int) -> None:
    response.status = status
    response.content_type = "text/html; charset=utf-8"
    response.set_header("Content-Language", call.language)
    response.set_header("Cache-Control", "private, no-store")
    response.set_header("Vary", "Accept-Language, Cookie" if call.route.cookies else "Accept-Language")


def _set_cookies(call: Call, response: falcon.Response, cookies: Iterable[Cookie]) -> None:
    if not call.route.cookies:
        assert not cookies  # A route that says it has no cookies gives none.
        return
    asked = call.request.get_param("lang")
    chosen = [Cookie(LANGUAGE_COOKIE, asked, _YEAR_SECONDS)] if asked in LANGUAGES else []
    secure = call.request.get_header("X-Forwarded-Proto") == "https"
    for cookie in [*chosen, *cookies]:
        response.set_cookie(
            cookie.name,
            cookie.value,
            max_age=cookie.seconds or None,
            expires=None if cookie.seconds else _LONG_AGO,
            path=cookie.path,
            http_only=True,
            secure=secure,
            same_site="Lax",
        )
