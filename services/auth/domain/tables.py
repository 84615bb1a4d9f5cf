"""The organisation as tables that people keep in spreadsheets: their columns, and a row read into its noun."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from kernel.errors import Invalid, Refused
from kernel.languages import _
from services.auth.domain.organisation import Area, Department, Office, OfficeLevel, Post, Rank, Role
from services.auth.domain.words_of_units import KINDS_OF_AREA, KINDS_OF_DEPARTMENT, KINDS_OF_OFFICE

Noun = Department | Area | OfficeLevel | Rank | Office | Post

# In the order in which they are entered: what is referred to comes first.
NOUNS: dict[str, type[Noun]] = {
    "departments": Department,
    "areas": Area,
    "office_levels": OfficeLevel,
    "ranks": Rank,
    "offices": Office,
    "posts": Post,
}
# Columns that name rows of a table.
REFERENCES: dict[str, dict[str, str]] = {
    "departments": {"parent": "departments", "successor": "departments"},
    "areas": {"parent": "areas", "successor": "areas"},
    "office_levels": {},
    "ranks": {},
    "offices": {
        "level": "office_levels",
        "department": "departments",
        "area": "areas",
        "parent": "offices",
        "successor": "offices",
    },
    "posts": {"office": "offices", "rank": "ranks", "reports_to": "posts", "successor": "posts"},
}
KINDS = {"departments": KINDS_OF_DEPARTMENT, "areas": KINDS_OF_AREA, "offices": KINDS_OF_OFFICE}
LONGEST_NAME = 200
MOST_DIGITS = 5
_CODES = {
    "departments": re.compile(r"[A-Z][A-Z0-9_]{1,15}"),
    "areas": re.compile(r"[A-Z][A-Z0-9-]{1,31}"),
}
_CODE = re.compile(r"[A-Z][A-Z0-9_-]{1,39}")
_NUMBERS = {"level": (1, 99), "sanctioned": (0, 10_000)}


class CellMissing(Invalid):
    """A column that every row has to fill."""

    text = _("This cannot be empty.")


class CodeMisshapen(Invalid):
    """Codes are short, and the same in every script and on every keyboard."""

    text = _("A code has capital letters A to Z, digits, - or _, and begins with a letter.")


class DayMisshapen(Invalid):
    """A day is written as in 2026-04-01."""

    text = _("Write the day as year-month-day, such as 2026-04-01.")


class DaysReversed(Invalid):
    """A period ends after it begins."""

    text = _("The last day lies before the first.")


class NumberMisshapen(Invalid):
    """A whole number within its limits."""

    text = _("Write a whole number from %(least)s to %(most)s.")


class WordUnknown(Invalid):
    """A kind or a role is one of a list."""

    text = _("%(word)s is not known here. Known are: %(known)s.")


class NameTooLong(Invalid):
    """A name fits on a line of a letter."""

    text = _("A name has at most 200 characters.")


class RowTwice(Invalid):
    """One row for each code in a table."""

    text = _("This code stands in the file twice.")


class ReferenceUnknown(Invalid):
    """A cell names a row that is neither in the directory nor in the file."""

    text = _("Neither the directory nor this file has %(code)s.")


class Outcome(StrEnum):
    """What a row of a file would do."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    SAME = "SAME"
    REFUSED = "REFUSED"


@dataclass(slots=True)
class Line:
    """One row of a file: where it stands, what it says, what it would do, and what stands against it."""

    sheet: str
    number: int
    key: str
    noun: Any = None
    before: Any = None
    faults: dict[str, Refused] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """What the row would do."""
        if self.faults:
            return Outcome.REFUSED
        if self.before is None:
            return Outcome.NEW
        return Outcome.SAME if self.before == self.noun else Outcome.CHANGED


def check_code(sheet: str, code: str) -> None:
    """Raise CodeMisshapen unless *code* has the shape of the codes of a table."""
    _matched(_CODES.get(sheet, _CODE), code)


def columns_of(sheet: str) -> list[tuple[str, bool]]:
    """The columns of a table, each with whether a file must have it."""
    return [
        (each.name, each.default is MISSING and each.default_factory is MISSING) for each in _ordered(sheet)
    ]


def key_of(noun: Any) -> str:
    """By what a row is known: its code; a rank's with the day from which it holds."""
    if isinstance(noun, Rank):
        return f"{noun.code} {noun.valid_from.isoformat()}"
    return str(noun.level if isinstance(noun, OfficeLevel) else noun.code)


def cells_of(noun: Any, sheet: str) -> list[str]:
    """A row as it is written into a table."""
    return [_written(getattr(noun, name)) for name, _required in columns_of(sheet)]


def line_of(sheet: str, number: int, cells: Mapping[str, str], faults: dict[str, Refused]) -> Line:
    """A row of a file as its noun, or with all that is wrong in it."""
    values: dict[str, Any] = {}
    faults = dict(faults)
    for name, required in columns_of(sheet):
        text = cells.get(name, "")
        if name in faults:
            continue
        try:
            if text or required:
                values[name] = _read(sheet, name, text)
        except Invalid as fault:
            faults[name] = fault
    line = Line(sheet, number, cells.get("code", "") or cells.get("level", ""), faults=faults)
    if not faults:
        line.noun = NOUNS[sheet](**values)
        line.key = key_of(line.noun)
        _check_days(line)
    return line


def _check_days(line: Line) -> None:
    first, last = getattr(line.noun, "valid_from", None), getattr(line.noun, "valid_to", None)
    # One day before the first marks what never came to hold.
    if first and last and (first - last).days > 1:
        line.faults["valid_to"] = DaysReversed()


def _ordered(sheet: str) -> list[Any]:
    return sorted(fields(NOUNS[sheet]), key=lambda each: each.name in ("valid_from", "valid_to", "successor"))


def _written(value: Any) -> str:
    if isinstance(value, frozenset):
        return "|".join(sorted(value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _read(sheet: str, name: str, text: str) -> Any:
    if not text:
        raise CellMissing
    if name == "kind":
        return _word(text, KINDS[sheet])
    if name == "level" and sheet != "ranks":
        return _matched(_CODE, text)
    return _READERS.get(name, _name)(_at(sheet, name, text))


def _at(sheet: str, name: str, text: str) -> str:
    if name == "code" or name in REFERENCES[sheet] or name in ("nodal_rank", "appellate_rank"):
        of = sheet if name == "code" else REFERENCES[sheet].get(name, "")
        return _matched(_CODES.get(of, _CODE), text)
    if name in _NUMBERS:
        return _numbered(text, *_NUMBERS[name])
    return text


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise CodeMisshapen
    return text


def _numbered(text: str, least: int, most: int) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and least <= int(text) <= most):
        raise NumberMisshapen(least=least, most=most)
    return text


def _word(text: str, known: Mapping[str, str]) -> str:
    if text not in known:
        raise WordUnknown(word=text[:40], known=", ".join(known))
    return text


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise NameTooLong
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayMisshapen from None


def _roles(text: str) -> frozenset[Role]:
    named = {word.strip() for word in text.split("|") if word.strip()}
    return frozenset(Role(_word(word, {role.value: "" for role in Role})) for word in named)


_READERS: dict[str, Callable[[str], Any]] = {
    "valid_from": _day,
    "valid_to": _day,
    "roles": _roles,
    "level": int,
    "sanctioned": int,
}
