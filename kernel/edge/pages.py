"""HTML in and out: forms that work without JavaScript, in the reader's language, with what was typed kept."""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import falcon
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

from kernel import clock, signing
from kernel.edge.http import Answer, Call, Router
from kernel.edge.http.answers import translated_fields
from kernel.edge.http.call import LANGUAGE_COOKIE
from kernel.edge.http.callers import CITIZEN_COOKIE
from kernel.edge.http.performing import show
from kernel.edge.http.routes import Handler
from kernel.errors import Invalid, Refused, TooManyTries
from kernel.identity import Policy
from kernel.languages import LANGUAGES, _, translate

FORM_LASTS = timedelta(hours=4)
FORM_LASTS_IN_A_FRAME = timedelta(hours=1)
TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
LOCALES = {"hi": "hi_IN", "en": "en_IN"}
_ROOT = Path(__file__).resolve().parents[2]
_YEAR_SECONDS = 365 * 24 * 3600


class FormTooOld(Invalid):
    """A form's token is over or was made for another page."""

    text = _("This page was open for too long. What you typed is kept; please press the button once more.")


@dataclass(frozen=True)
class Cookie:
    """A cookie that no script reads; *seconds* 0 ends it."""

    name: str
    value: str
    seconds: int


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
        assert isinstance(call.router, Pages)  # Only a room of pages makes pages.
        response.status = self.status
        response.content_type = "text/html; charset=utf-8"
        response.set_header("Content-Language", call.language)
        response.set_header("Cache-Control", "private, no-store")
        response.set_header("Vary", "Accept-Language, Cookie" if call.route.cookies else "Accept-Language")
        response.set_headers(dict(self.headers))
        response.text = call.router.render(call, self.template, self.shown)
        _set_cookies(call, response, self.cookies)

    def kept(self, _call: Call) -> Answer | None:
        """A page that changes nothing is simply shown again."""


@dataclass(frozen=True)
class Redirect:
    """Go on at another page, so that reloading repeats nothing."""

    location: str
    cookies: Iterable[Cookie] = ()

    def send(self, call: Call, response: falcon.Response) -> None:
        """303 See Other."""
        response.status = falcon.HTTP_303
        response.set_header("Location", self.location)
        _set_cookies(call, response, self.cookies)

    def kept(self, call: Call) -> Answer | None:
        """Where a form that is sent twice leads the second time too; its cookies are sealed, for they open doors."""
        cookies = [astuple(cookie) for cookie in self.cookies]
        if not cookies:
            return Answer(303, self.location)
        sealed = call.context.sealing.wrap(json.dumps([self.location, cookies]).encode())
        return Answer(303, base64.urlsafe_b64encode(sealed).decode())


class Pages(Router):
    """The HTML routes of a service, with its templates and the kernel's."""

    is_api = False

    def __init__(self, service: str, policy: Policy | None = None) -> None:
        super().__init__(service, policy)
        folders = [_ROOT / "services" / service / "templates", _ROOT / "kernel" / "ui" / "templates"]
        extensions: list[str | type[Extension]] = ["jinja2.ext.do"]
        self._templates = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=extensions,
        )

    def admit(self, request: falcon.Request, fields: dict[str, Any], form_key: bytes) -> None:
        """Raise FormTooOld unless the form carries a token that was made for it."""
        if request.method == "POST":
            self._token(request, str(fields.get(TOKEN_FIELD, "")), form_key)

    def key_of(self, _request: falcon.Request, fields: dict[str, Any]) -> str | None:
        """A form's token: sent twice, it acts once."""
        return str(fields.get(TOKEN_FIELD, ""))[:64] or None

    def again(self, call: Call, _status: int, text: str) -> Redirect:
        """Where the first sending led, with the cookies that it gave."""
        if text.startswith("/"):
            return Redirect(text)
        location, cookies = json.loads(call.context.sealing.unwrap(base64.urlsafe_b64decode(text)))
        return Redirect(location, [Cookie(*cookie) for cookie in cookies])

    def send_error(self, call: Call, response: falcon.Response, error: Exception) -> None:
        """The form again with what was typed, or a page that says what is refused and what to do."""
        if isinstance(error, Invalid | TooManyTries) and call.route.form is not None:
            try:
                self._form_again(call, call.route.form, error).send(call, response)
            except Refused as refusal:
                error = refusal
            else:
                return
        Page("refused.html", _refusal_shown(call, error), getattr(error, "status", 500)).send(call, response)

    def _form_again(self, call: Call, form: Handler, error: Refused) -> Page:
        page: Page = show(call, form)
        page.status = error.status
        page.shown |= {"values": _visible(call.typed), "errors": translated_fields(error, call.language)}
        page.shown["refusal"] = error.sentence(call.language)
        return page

    def render(self, call: Call, template: str, shown: dict[str, Any]) -> str:
        """The HTML of a template for this call."""
        common: dict[str, Any] = {
            "_": lambda text, **facts: translate(text, call.language, self.service) % facts,
            "language": call.language,
            "other_language": next(each for each in LANGUAGES if each != call.language),
            "request_path": call.request.path,
            "form_token": lambda path=call.request.path: self._new_token(call, path),
            "day": lambda value: day_in(value, call.language),
            "moment": lambda value: moment_in(value, call.language),
            "number": lambda value: format_decimal(value, locale=LOCALES[call.language]),
            "values": {},
            "errors": {},
            "refusal": None,
        }
        return self._templates.get_template(template).render({**common, **shown})

    def _new_token(self, call: Call, path: str) -> str:
        nonce, lasting = str(clock.new_id()), FORM_LASTS if call.route.cookies else FORM_LASTS_IN_A_FRAME
        signed = signing.sign(call.context.form_key, _purpose(call.request, path), {"nonce": nonce}, lasting)
        return f"{nonce}.{signed}"

    def _token(self, request: falcon.Request, text: str, form_key: bytes) -> None:
        nonce, _dot, signed = text.partition(".")
        try:
            facts = signing.read(form_key, _purpose(request, request.path), signed)
        except signing.SignatureInvalidError:
            raise FormTooOld from None
        if facts.get("nonce") != nonce:
            raise FormTooOld


def day_in(value: date | datetime, language: str) -> str:
    """A day as people write it: 22 नवंबर 2026, 22 November 2026."""
    on = clock.local_date(value) if isinstance(value, datetime) else value
    return format_date(on, "d MMMM y", locale=LOCALES[language])


def moment_in(value: datetime, language: str) -> str:
    """An instant in India's time, in 24 hours."""
    return format_datetime(value, "d MMMM y, HH:mm", tzinfo=clock.IST, locale=LOCALES[language])


def _purpose(request: falcon.Request, path: str) -> str:
    # The token holds for one page and one citizen's session only.
    session = next(iter(request.get_cookie_values(CITIZEN_COOKIE) or ()), "")
    return f"form:{re.sub(r'/+$', '', path)}:{session[-16:]}"


def _refusal_shown(call: Call, error: Exception) -> dict[str, Any]:
    known = isinstance(error, Refused)
    sentence = error.sentence(call.language) if isinstance(error, Refused) else None
    return {"sentence": sentence, "reference": str(call.correlation_id), "known": known}


def _visible(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name != TOKEN_FIELD}


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
            max_age=cookie.seconds,
            path="/",
            http_only=True,
            secure=secure,
            same_site="Lax",
        )
