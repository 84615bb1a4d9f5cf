"""Approved texts with typed placeholders, and how many text messages a text fills.

An operator drops a text message that differs from its registered template (TRAI TCCCPR 2018), so every
rendered text is matched against its template before it leaves.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from babel.dates import format_date

from kernel.clock import IST, local_date
from kernel.errors import Conflict
from kernel.languages import _
from services.notify.domain.messages import Channel

LONGEST_SMS_SEGMENTS = 2
SIGNS_OF_A_NAME = 240

# The GSM 7-bit default alphabet, without the section sign that the encoder lacks; the extended signs take two
# places each (3GPP TS 23.038).
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€")


class PlaceholderUnknown(Conflict):
    """A template has a placeholder of a kind that does not exist."""

    text = _(
        "The placeholder %(placeholder)s is of no known kind. Use digits, date, time, code, key or name."
    )


class ValueDoesNotFit(Conflict):
    """A value is missing, too long, or not of its placeholder's kind."""

    text = _("The value for %(placeholder)s does not fit its approved template.")


class TextTooLong(Conflict):
    """A text message fills more segments than are paid for."""

    text = _("The text fills %(segments)s messages; at most %(most)s are allowed. Shorten it.")


class ValueKind(StrEnum):
    """What may stand in a placeholder; each has a pattern and a greatest length."""

    DIGITS = "digits"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    KEY = "key"
    NAME = "name"


class _Shape(NamedTuple):
    pattern: str
    longest: str


# What could start a link, a line or a mark-up.
_NOT_IN_NAMES = r"\x00-\x1f<>@/\\{}"
_SHAPES = {
    ValueKind.DIGITS: _Shape(r"[0-9]{1,14}", "9" * 14),
    ValueKind.DATE: _Shape(r"[0-9]{1,2} \S{2,9} [0-9]{4}", ""),
    ValueKind.TIME: _Shape(r"[0-9]{2}:[0-9]{2}", "23:59"),
    ValueKind.CODE: _Shape(r"[0-9]{4,8}", "99999999"),
    ValueKind.KEY: _Shape(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}", "W" * 4 + "-WWWW" * 4),
    ValueKind.NAME: _Shape(rf"[^{_NOT_IN_NAMES}]{{1,{SIGNS_OF_A_NAME}}}", ""),
}
_LONGEST_DATE = {"en": "30 September 2026", "hi": "30 अक्टूबर 2026"}
_LONGEST_NAME = {"en": "N" * 60, "hi": "न" * 60}

_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_]+):(?P<kind>[a-z]+)\}")


class Rendered(NamedTuple):
    """A text as it leaves; the subject is None for a text message."""

    subject: str | None
    body: str


@dataclass(frozen=True)
class Dlt:
    """The registration of a text message with the operators' ledger (TRAI DLT)."""

    category: str
    entity_id: str | None = None
    header: str | None = None
    template_id: str | None = None


@dataclass(frozen=True)
class Text:
    """One version of the approved text of a purpose, for one channel and language."""

    purpose: str
    channel: Channel
    language: str
    version: int
    subject: str | None
    body: str
    dlt: Dlt | None = None

    @cached_property
    def placeholders(self) -> dict[str, ValueKind]:
        """The placeholders by name; raises PlaceholderUnknown."""
        found = _PLACEHOLDER.findall(f"{self.subject or ''} {self.body}")
        return {name: _kind(name, kind) for name, kind in found}

    def render(self, values: dict[str, Any]) -> Rendered:
        """The text with its *values*, proved to match the template.

        Dates and instants come as themselves or in ISO form and are written for India. Raises
        ValueDoesNotFit and TextTooLong.
        """
        written = {
            name: self._written(name, kind, values.get(name)) for name, kind in self.placeholders.items()
        }
        subject = _filled(self.subject, written) if self.subject else None
        body = _filled(self.body, written)
        if not self._pattern.fullmatch(body):
            raise ValueDoesNotFit(placeholder=self.purpose)
        if self.channel is Channel.SMS and segments(body) > LONGEST_SMS_SEGMENTS:
            raise TextTooLong(segments=segments(body), most=LONGEST_SMS_SEGMENTS)
        return Rendered(subject, body)

    def longest(self) -> Rendered:
        """The text with the longest value that each placeholder admits."""
        values = {name: self._longest_value(kind) for name, kind in self.placeholders.items()}
        return Rendered(_filled(self.subject, values) if self.subject else None, _filled(self.body, values))

    def _longest_value(self, kind: ValueKind) -> str:
        if kind is ValueKind.DATE:
            return _LONGEST_DATE[self.language]
        return _LONGEST_NAME[self.language] if kind is ValueKind.NAME else _SHAPES[kind].longest

    def _written(self, name: str, kind: ValueKind, value: Any) -> str:
        try:
            text = self._as_text(kind, value)
        except (ValueError, TypeError):
            raise ValueDoesNotFit(placeholder=name) from None
        if not re.fullmatch(_SHAPES[kind].pattern, text):
            raise ValueDoesNotFit(placeholder=name)
        return text

    def _as_text(self, kind: ValueKind, value: Any) -> str:
        if kind is ValueKind.DATE:
            day = date.fromisoformat(value) if isinstance(value, str) else value
            day = local_date(day) if isinstance(day, datetime) else day
            return format_date(day, "d MMMM y", locale=self.language)
        if kind is ValueKind.TIME:
            at = datetime.fromisoformat(value) if isinstance(value, str) else value
            return f"{at.astimezone(IST):%H:%M}"
        return "" if value is None else str(value)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces, at = [], 0
        for match in _PLACEHOLDER.finditer(self.body):
            pieces += [re.escape(self.body[at : match.start()]), _SHAPES[ValueKind(match["kind"])].pattern]
            at = match.end()
        return re.compile("".join(pieces) + re.escape(self.body[at:]))


def as_name(text: str, longest: int = SIGNS_OF_A_NAME) -> str:
    """*text* as a name in an approved text: a dash for what may not stand there, cut behind a word to *longest* signs.

    The directory holds names of 200 signs, and any sign in them: "Section Officer (Rev/Land)".
    """
    name = re.sub(f"[{_NOT_IN_NAMES}]+", "-", text)
    return name if len(name) <= longest else f"{name[:longest].rsplit(' ', 1)[0][: longest - 1]}…"


def is_gsm(text: str) -> bool:
    """Whether *text* can be sent in the GSM 7-bit alphabet; Devanagari cannot."""
    return all(sign in _GSM or sign in _GSM_EXTENDED for sign in text)


def segments(text: str) -> int:
    """How many text messages *text* fills: 160 or 153 signs each in GSM 7-bit, 70 or 67 in UCS-2."""
    if is_gsm(text):
        length, single, part = sum(2 if sign in _GSM_EXTENDED else 1 for sign in text), 160, 153
    else:
        length, single, part = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= single else -(-length // part)


def _kind(name: str, kind: str) -> ValueKind:
    try:
        return ValueKind(kind)
    except ValueError:
        raise PlaceholderUnknown(placeholder=name) from None


def _filled(template: str, written: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: written[match["name"]], template)
