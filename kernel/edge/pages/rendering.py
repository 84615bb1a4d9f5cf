"""Templates of a service and the kernel's, and what each of them knows."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from kernel import clock
from kernel.edge.http import Call
from kernel.edge.pages.acting import acting
from kernel.edge.pages.forms import new_token
from kernel.languages import translate
from kernel.ui import Templates, furniture

LOCALES = {"hi": "hi_IN", "en": "en_IN"}
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


def worded(language: str, service: str) -> dict[str, Any]:
    """What a template knows of a *language*, also where nobody has asked yet."""
    return {
        **furniture("/", "", language, {}),
        "acting": lambda: None,
        "_": lambda text, **facts: translate(text, language, service) % facts,
        "day": lambda value: day_in(value, language),
        "moment": lambda value: moment_in(value, language),
        "number": lambda value: format_decimal(value, locale=LOCALES[language]),
    }


def day_in(value: date | datetime, language: str) -> str:
    """A day as people write it: 22 नवंबर 2026, 22 November 2026."""
    on = clock.local_date(value) if isinstance(value, datetime) else value
    return format_date(on, "d MMMM y", locale=LOCALES[language])


def moment_in(value: datetime, language: str) -> str:
    """An instant in India's time, in 24 hours."""
    return format_datetime(value, "d MMMM y, HH:mm", tzinfo=clock.IST, locale=LOCALES[language])
