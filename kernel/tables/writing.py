"""Tables for people to take along: no cell of them is calculated by the program that opens them."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from kernel.tables.reading import CALCULATING

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS_AT_ONCE = 500
_CHUNK_BYTES = 64 * 1024
_WIDE = 22


def tame(value: Any) -> Any:
    """*value* as a cell that stays text: an apostrophe before what a program would calculate (OWASP)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(CALCULATING) else value


def as_csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The *rows* as UTF-8 text with a mark by which spreadsheet programs know it, some hundred rows at a time."""
    page = io.StringIO(newline="")
    page.write("\ufeff")
    writer = csv.writer(page)
    for number, row in enumerate(rows, start=1):
        writer.writerow([tame(cell) for cell in row])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(page)
    yield _taken(page)


def as_xlsx(sheets: dict[str, Iterable[Sequence[Any]]]) -> Iterator[bytes]:
    """A workbook with *sheets* by their titles, the first row of each bold; it is made in a file, not in memory."""
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, sheets)
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _write_workbook(file: IO[bytes], sheets: dict[str, Iterable[Sequence[Any]]]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - only who writes a workbook loads what writes it.
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for column in "ABCDEFGHIJKL":
            sheet.column_dimensions[column].width = _WIDE
        for number, row in enumerate(rows):
            cells = [WriteOnlyCell(sheet, value=tame(value)) for value in row]
            for cell in cells if number == 0 else ():
                cell.font = Font(bold=True)
            sheet.append(cells)
    book.save(file)


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()
