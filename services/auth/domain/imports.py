"""Tables of employees: their columns, what a row of them says, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from kernel import sheets
from kernel.errors import Conflict, Invalid, NotFound, Refused
from kernel.languages import LANGUAGES, _, translate
from services.auth.domain.employees import (
    checked_email,
    checked_hindi_name,
    checked_language,
    checked_latin_name,
    checked_mobile,
    checked_staff_uid,
)

LONGEST_ORDER = 100
# What could not be read is shown as it came, but not all of it.
LONGEST_SHOWN = 200
# Everybody has looked by then; the rows hold names and contacts.
BATCH_DAYS = 7
# Whoever kills the process three times over one file will kill it a fourth time.
MOST_ATTEMPTS = 3


class CellMissing(Invalid):
    """A column that every row has to fill."""

    text = _("This must be filled in.")


class StaffUidTwice(Invalid):
    """One row for each employee in a table."""

    text = _("The same staff number stands in line %(line)s already. Keep one of the two.")


class DayMisshapen(Invalid):
    """A day is written with digits."""

    text = _("Write the day as 2026-04-01 or 01.04.2026.")


class CellTooLong(Invalid):
    """Codes and order numbers are short."""

    text = _("This is too long.")


class PostIncomplete(Invalid):
    """A charge has its post, its order and its day."""

    text = _("A post needs its order number and the day from which it is held; fill in all three or none.")


class OneTableAtATime(Invalid):
    """A table is one file."""

    text = _("Choose one file, .xlsx or .csv.")


class ImportUnknown(NotFound):
    """No table of this id, or none of one's own department."""

    text = _("There is no such table. It may have been forgotten after %(days)s days; hand it in again.")


class ImportNotReady(Conflict):
    """Only a table that was checked, in which every row can be taken, is entered."""

    text = _(
        "This table cannot be entered: it is still being checked, has refused rows, or was entered before."
    )


class ImportGivenUp(Conflict):
    """The process ended over this table several times."""

    text = _(
        "This table could not be worked off after several tries. Divide it into smaller ones and try again."
    )


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


class BatchState(StrEnum):
    """How far a table has come."""

    UPLOADED = "UPLOADED"
    CHECKED = "CHECKED"
    ORDERED = "ORDERED"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"


class Column(NamedTuple):
    """A column of the template: its key, its name, and what to write into it."""

    key: str
    label: str
    hint: str
    required: bool = False


COLUMNS = (
    Column(
        "staff_uid",
        _("Staff number"),
        _("Two capital letters and 4 to 10 digits; it never changes."),
        required=True,
    ),
    Column("name_en", _("Name in Latin letters"), _("As in the service book."), required=True),
    Column("name_hi", _("Name in Devanagari"), _("As in the service book."), required=True),
    Column("language", _("Language"), _("hi or en, in which the employee is written to; empty means hi.")),
    Column("mobile", _("Mobile number"), _("Ten digits; only for messages to the employee.")),
    Column("email", _("E-mail address"), _("Only for messages to the employee.")),
    Column("department", _("Department code"), _("For a new employee without a post; empty means your own.")),
    Column(
        "post", _("Post code"), _("To give the substantive charge of a post; needs the next two columns.")
    ),
    Column("order_number", _("Order number"), _("The order by which the post is held.")),
    Column("charge_from", _("In charge from"), _("The first day at the post, as 2026-04-01.")),
)
LABELS = {column.key: column.label for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell of a row: its code for programs, a sentence to translate, and the facts of that."""

    column: str
    code: str
    text: str
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, column: str, refusal: Refused) -> "Problem":
        """A refusal, beside its column."""
        return cls(column, refusal.code, refusal.text, refusal.facts)


@dataclass(slots=True)
class ImportRow:
    """A row of a table: what it says, as far as it could be read, and what is wrong with it."""

    line: int
    staff_uid: str
    name_en: str
    name_hi: str
    language: str | None = None
    mobile: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    department: str | None = None
    post: str | None = None
    order_number: str | None = None
    charge_from: date | None = None
    problems: list[Problem] = field(default_factory=list)


def columns() -> list[sheets.Column]:
    """The columns of a table, by their keys or by their names in any language."""
    return [
        sheets.Column(column.key, column.required, _labels(column), signed=column.key == "mobile")
        for column in COLUMNS
    ]


def row_of(line: int, cells: Mapping[str, str], faults: Mapping[str, Refused]) -> ImportRow:
    """What a line says: each cell read by its column's rule, its refusals kept beside it."""
    problems = [Problem.of(key, faults[key]) for key in sorted(faults)]
    shown: dict[str, Any] = {
        key: cells.get(key, "")[:LONGEST_SHOWN] for key in ("staff_uid", "name_en", "name_hi")
    }
    row = ImportRow(line, **shown, problems=problems)
    for column in COLUMNS:
        if column.key not in faults:
            _read(row, column, cells.get(column.key, ""))
    given = [row.post, row.order_number, row.charge_from]
    if any(given) and not all(given) and not problems:
        problems.append(Problem.of("post", PostIncomplete()))
    return row


def said(text: str, facts: Mapping[str, Any], language: str) -> str:
    """A kept sentence in the reader's *language*; names of columns among its facts are translated too."""
    return translate(text, language, "auth") % {name: _fact(value, language) for name, value in facts.items()}


def _fact(value: Any, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(_fact(each, language) for each in value) or "–"
    return translate(str(value), language, "auth")


def _labels(column: Column) -> tuple[str, ...]:
    return (column.label, *(translate(column.label, language, "auth") for language in LANGUAGES))


def _read(row: ImportRow, column: Column, text: str) -> None:
    if not text:
        if column.required:
            row.problems.append(Problem.of(column.key, CellMissing()))
        return
    try:
        setattr(row, column.key, _RULES[column.key](text))
    except Refused as refusal:
        row.problems.append(Problem.of(column.key, refusal))


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone.
        except ValueError:
            continue
    raise DayMisshapen


def _order(text: str) -> str:
    if len(text) > LONGEST_ORDER:
        raise CellTooLong
    return text


def _code(text: str) -> str:
    return _order(text.upper())


_RULES: dict[str, Callable[[str], Any]] = {
    "staff_uid": checked_staff_uid,
    "name_en": checked_latin_name,
    "name_hi": checked_hindi_name,
    "language": checked_language,
    "mobile": checked_mobile,
    "email": checked_email,
    "department": _code,
    "post": _code,
    "order_number": _order,
    "charge_from": _day,
}
