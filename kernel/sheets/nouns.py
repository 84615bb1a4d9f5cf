"""What a spreadsheet is to us: named sheets of rows whose cells are text; and what may be wrong with one."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kernel.errors import Invalid, Refused, TooLarge
from kernel.languages import _

# A spreadsheet program takes a text that begins so for a formula; a number or a telephone's may begin so.
_FORMULA = re.compile(r" *([=@\t\r＝＠]|[+＋－-](?![0-9 ().-]*\Z))")


class SheetUnreadable(Invalid):
    """Neither a workbook (.xlsx) nor text in UTF-8 with commas (.csv), nor a .zip of such."""

    text = _(
        "This file could not be read. Save it as an Excel workbook (.xlsx) without macros, or as CSV UTF-8, "
        "and send that."
    )


class SheetTooLarge(TooLarge):
    """More rows, columns or bytes than are taken at once."""

    text = _("This file has more than %(rows)s rows or %(limit_mb)s MB. Split it and send the parts.")


class SheetMissing(Invalid):
    """The file lacks a sheet that was asked for."""

    text = _("The file has no sheet named %(sheet)s. Take the empty form as a pattern.")


class HeadingsWrong(Invalid):
    """The first row names the columns, each once, and no others."""

    text = _(
        "The first row has to name the columns. Missing: %(missing)s. Unknown or twice: %(unknown)s. "
        "Take the empty form as a pattern."
    )


class FormulaInCell(Invalid):
    """What a formula shows is not what stands there."""

    text = _("This cell holds a formula. Replace it by its value: copy, then paste values only.")


class CellTooLong(Invalid):
    """More text than any entry has."""

    text = _("This cell holds more than %(most)s characters. Shorten it.")


class CellNotText(Invalid):
    """An error value, or signs that nobody can see."""

    text = _("This cell holds an error value or invisible control signs. Type its content again.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken at once; `part_bytes` bounds what has to stand in memory."""

    rows: int = 60_000
    columns: int = 60
    cell: int = 2_000
    file_bytes: int = 10 * 1024 * 1024
    unzipped_bytes: int = 200 * 1024 * 1024
    part_bytes: int = 48 * 1024 * 1024

    def too_large(self) -> SheetTooLarge:
        """The refusal that names these limits."""
        return SheetTooLarge(rows=self.rows, limit_mb=f"{self.file_bytes / 1024 / 1024:g}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; one that is not `required` may be left out of the file."""

    name: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sheet, its cells as tidy text ("" for an empty one), and faults by column."""

    number: int
    cells: dict[str, str]
    faults: dict[str, Refused] = field(default_factory=dict)


class Book(ABC):
    """A file with one or several sheets; a .csv has one, whose name is empty."""

    names: Sequence[str]

    @abstractmethod
    def rows(self, sheet: str, columns: Sequence[Column]) -> Iterator[Row]:
        """The filled rows of a *sheet*, one at a time; raises SheetMissing, HeadingsWrong and SheetTooLarge."""


def fault_of(text: str, most: int) -> Refused | None:
    """What stands against *text* as the content of a cell with at most *most* characters."""
    if _FORMULA.match(text):
        return FormulaInCell()
    if len(text) > most:
        return CellTooLong(most=most)
    # Joiners shape Hindi words; other signs that cannot be seen have no business in a table.
    if any(ord(sign) < ord(" ") and sign not in "\n\r\t" for sign in text):
        return CellNotText()
    return None


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would calculate *text*."""
    return _FORMULA.match(text) is not None
