"""Writing tables that a spreadsheet program opens and never calculates, a piece at a time."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from kernel.sheets.cells import tame
from kernel.sheets.refusals import SheetUnsupported

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
MEDIA = {"csv": CSV, "xlsx": XLSX}
# Without this mark spreadsheet programs take Hindi in a .csv for gibberish.
_BYTE_ORDER_MARK = "\ufeff"
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_ROWS_AT_ONCE = 500
_CHUNK_BYTES = 64 * 1024
_WIDE = 22


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; None is an empty cell, numbers stay numbers, everything else is written as text."""

    headings: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()


def media_of(filename: str) -> str:
    """The media type of a table by its file's name; raises SheetUnsupported unless it is .xlsx or .csv."""
    media = MEDIA.get(filename.rpartition(".")[2].lower())
    if media is None:
        raise SheetUnsupported
    return media


def as_csv(table: Table) -> Iterator[bytes]:
    """The *table* as CSV in UTF-8, some hundred rows at a time."""
    page = io.StringIO(newline="")
    page.write(_BYTE_ORDER_MARK)
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(map(tame, table.headings))
    for number, row in enumerate(table.rows, start=1):
        writer.writerow(map(tame, row))
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(page)
    yield _taken(page)


def as_zip(tables: Mapping[str, Table]) -> Iterator[bytes]:
    """Several *tables* as CSV in one .zip; the same tables give the same bytes."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, table in tables.items():
                part = zipfile.ZipInfo(f"{name}.csv", _FIRST_DAY_OF_ZIP)
                archive.writestr(part, b"".join(as_csv(table)), zipfile.ZIP_DEFLATED)
        yield from _pieces(file)


def as_xlsx(tables: Mapping[str, Table]) -> Iterator[bytes]:
    """Several *tables* as the sheets of one workbook; it is made in a file, not in memory."""
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, tables)
        yield from _pieces(file)


def _write_workbook(file: IO[bytes], tables: Mapping[str, Table]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - only who writes a workbook loads what writes it.

    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for column in "ABCDEFGHIJKL":
            sheet.column_dimensions[column].width = _WIDE
        sheet.append([_heading(sheet, text) for text in table.headings])
        for row in table.rows:
            sheet.append([tame(value) for value in row])
    book.save(file)


def _heading(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(sheet, tame(text))
    cell.font = Font(bold=True)
    return cell


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()
