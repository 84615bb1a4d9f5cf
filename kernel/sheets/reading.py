"""Reading .xlsx, .csv and a .zip of .csv, row by row, within limits.

openpyxl parses through defusedxml where that is installed, as it is here: entities are refused. The sizes
that a zip declares bound what is unpacked, so they are added up before anything is.
"""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook

from kernel.errors import Refused
from kernel.sheets.nouns import (
    Book,
    CellNotText,
    Column,
    FormulaInCell,
    HeadingsWrong,
    Limits,
    Row,
    SheetMissing,
    SheetUnreadable,
    fault_of,
)

_WORKBOOK = "xl/workbook.xml"
_MOST_PARTS = 500
# What openpyxl, its XML parser and zipfile raise on files that are not what they say.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)

Cell = tuple[str, Refused | None]


def open_book(stream: IO[bytes], limits: Limits | None = None) -> Book:
    """The book in *stream*, told by its content and never by its name; raises SheetUnreadable, SheetTooLarge."""
    limits = limits or Limits()
    if stream.seek(0, io.SEEK_END) > limits.file_bytes:
        raise limits.too_large()
    stream.seek(0)
    begins = stream.read(4)
    stream.seek(0)
    if begins != b"PK\x03\x04":
        return _Texts({"": stream}, limits)
    try:
        return _unpacked(zipfile.ZipFile(stream), stream, limits)
    except _BROKEN:
        raise SheetUnreadable from None


def _unpacked(archive: zipfile.ZipFile, stream: IO[bytes], limits: Limits) -> Book:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limits.unzipped_bytes:
        raise limits.too_large()
    names = {part.filename: part.file_size for part in parts}
    if _WORKBOOK in names:
        if any(name.endswith("vbaProject.bin") for name in names):
            raise SheetUnreadable
        if any(size > limits.part_bytes for name, size in names.items() if "/worksheets/" not in name):
            raise limits.too_large()
        return _Workbook(stream, limits)
    if not names or not all(name.endswith(".csv") for name in names):
        raise SheetUnreadable
    return _Texts({_stem(name): archive.open(name) for name in names}, limits)


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".csv")


class _Workbook(Book):
    """An .xlsx; formulas are seen, never their values."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        self._limits = limits
        self.names = [sheet.title for sheet in self._book.worksheets]

    def rows(self, sheet: str, columns: Sequence[Column]) -> Iterator[Row]:
        """The filled rows of a *sheet*; the only sheet is meant whatever it is called, when none is named."""
        name = self.names[0] if sheet == "" and self.names else sheet
        if name not in self.names:
            raise SheetMissing(sheet=sheet)
        return _tabled(self._cells(name), columns, self._limits)

    def _cells(self, name: str) -> Iterator[list[Cell]]:
        page = self._book[name]
        # The size that a sheet declares is a claim.
        page.reset_dimensions()
        try:
            for row in page.iter_rows(max_col=self._limits.columns + 1):
                yield [_cell(cell.value, cell.data_type, self._limits.cell) for cell in row]
        except _BROKEN:
            raise SheetUnreadable from None


class _Texts(Book):
    """One .csv or several, in UTF-8, with commas or semicolons."""

    def __init__(self, streams: dict[str, IO[bytes]], limits: Limits) -> None:
        self._streams, self._limits = streams, limits
        self.names = list(streams)

    def rows(self, sheet: str, columns: Sequence[Column]) -> Iterator[Row]:
        """The filled rows of a *sheet*; a single .csv stands for any sheet."""
        name = self.names[0] if len(self.names) == 1 and "" in (sheet, self.names[0]) else sheet
        if name not in self._streams:
            raise SheetMissing(sheet=sheet)
        return _tabled(self._cells(self._streams[name]), columns, self._limits)

    def _cells(self, stream: IO[bytes]) -> Iterator[list[Cell]]:
        most = self._limits.cell
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            for row in csv.reader(_lines(text, self._limits), delimiter=_delimiter(text), strict=True):
                yield [(cell.strip(), fault_of(cell.strip(), most)) for cell in row]
        except (csv.Error, UnicodeDecodeError, zipfile.BadZipFile):
            raise SheetUnreadable from None
        finally:
            # The stream is the caller's.
            text.detach()


def _delimiter(text: io.TextIOWrapper) -> str:
    heading = text.readline(10_000)
    text.seek(0)
    return ";" if heading.count(";") > heading.count(",") else ","


def _lines(text: io.TextIOWrapper, limits: Limits) -> Iterator[str]:
    longest = limits.columns * limits.cell
    while line := text.readline(longest + 1):
        if len(line) > longest:
            raise limits.too_large()
        yield line


def _cell(value: Any, kind: str, most: int) -> Cell:
    if value is None:
        return "", None
    if kind == "f":
        return "", FormulaInCell()
    if kind == "e" or (isinstance(value, float) and not math.isfinite(value)):
        return "", CellNotText()
    text = _text(value)
    return text, fault_of(text, most)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _tabled(lines: Iterable[list[Cell]], columns: Sequence[Column], limits: Limits) -> Iterator[Row]:
    numbered = enumerate(lines, start=1)
    names = _headings(next(numbered, (1, []))[1], columns)
    for number, line in numbered:
        if number > limits.rows + 1 or any(any(cell) for cell in line[limits.columns :]):
            raise limits.too_large()
        if any(text or fault for text, fault in line):
            yield _row(number, names, line)


def _row(number: int, names: list[str], line: list[Cell]) -> Row:
    cells = dict.fromkeys(names, "")
    faults: dict[str, Refused] = {}
    for at, (text, fault) in enumerate(line):
        name = names[at] if at < len(names) else ""
        if name:
            cells[name] = text
        elif text or fault:
            fault = fault or HeadingsWrong(missing="-", unknown=at + 1)  # noqa: PLW2901 - a cell without a heading
        if fault:
            faults[name] = fault
    cells.pop("", None)
    return Row(number, cells, faults)


def _headings(line: list[Cell], columns: Sequence[Column]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", text.strip().lower()) for text, _fault in line]
    while names and not names[-1]:
        names.pop()
    known = {column.name for column in columns}
    missing = sorted({column.name for column in columns if column.required} - set(names))
    unknown = sorted({name or "-" for name in names if name not in known or names.count(name) > 1})
    if missing or unknown:
        raise HeadingsWrong(missing=_shown(missing), unknown=_shown(unknown))
    return names


def _shown(names: list[str]) -> str:
    return ", ".join(names)[:200] or "-"
