"""What a template knows of a language: its sentences, its days and instants, its numbers."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from kernel import clock
from kernel.languages import translate
from kernel.ui.furniture import furniture

LOCALES = {"hi": "hi_IN", "en": "en_IN"}


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


def clock_time(at: datetime) -> str:
    """An instant of the last day in India's time: 14:05."""
    return at.astimezone(clock.IST).strftime("%H:%M")
