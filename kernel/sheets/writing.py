"""Writing tables that a spreadsheet program opens and never calculates."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from kernel.sheets.nouns import is_formula

# Without this mark Excel takes Hindi in a .csv for gibberish.
_BYTE_ORDER_MARK = "\ufeff"
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; None is an empty cell, everything else is written as text."""

    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def csv_bytes(table: Table) -> bytes:
    """The *table* as CSV in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([_safe(value) for value in row] for row in table.rows)
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def zip_bytes(tables: Mapping[str, Table]) -> bytes:
    """Several tables as CSV in one .zip; the same tables give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            archive.writestr(
                zipfile.ZipInfo(f"{name}.csv", _FIRST_DAY_OF_ZIP), csv_bytes(table), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def xlsx_bytes(tables: Mapping[str, Table]) -> bytes:
    """Several tables as the sheets of one workbook, every cell as text."""
    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([_heading(sheet, text) for text in table.headings])
        for row in table.rows:
            sheet.append([_safe(value) or None for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if is_formula(text) else text
