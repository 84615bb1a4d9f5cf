"""One cell: its value as tidy text, and what may stand against that."""

import math
import re
import unicodedata
from datetime import date, datetime
from typing import Any

from kernel.errors import Refused
from kernel.sheets.refusals import CellNotText, CellTooLong, FormulaInCell

# A cell that begins so is calculated by spreadsheet programs (OWASP, CSV injection).
_FORMULA = re.compile(r"[ \u00a0\n]*[=@\t\r+\-＝＠＋－]")
# Of what begins with a sign, a number or a telephone's calculates nothing that it should not.
_SIGNED = re.compile(r" *[+\-＋－][0-9 ().-]*\Z")
# Joiners shape Hindi words; other signs that cannot be seen have no business in a table.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

# As it is read: text, or what stands against it whichever its column is.
Cell = str | Refused


class Value(str):
    """The text of a number or a day, which calculates nothing whatever it begins with."""

    __slots__ = ()


def cell_of(value: Any) -> Cell:
    """A cell of a workbook by its *value*: text, a number, a day, or None for what is none of these."""
    if isinstance(value, str):
        return tidy(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return CellNotText()
    return Value(_text(value))


def tidy(text: str) -> str:
    """*text* without the blanks around it, its signs composed; a tab before it stays: programs calculate it."""
    return unicodedata.normalize("NFC", text).strip(" \u00a0\n")


def fault_of(cell: Cell, most: int, *, signed: bool) -> Refused | None:
    """What stands against a *cell* of at most *most* characters, in a column that is *signed* or not."""
    if isinstance(cell, Refused):
        return cell
    if _FORMULA.match(cell) and not isinstance(cell, Value) and not (signed and _SIGNED.match(cell)):
        return FormulaInCell()
    if len(cell) > most:
        return CellTooLong(most=most)
    return CellNotText() if _UNSEEN.search(cell) else None


def tame(value: Any) -> Any:
    """*value* as a cell that stays as it is: an apostrophe before what a program would calculate (OWASP)."""
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)
