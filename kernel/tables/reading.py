"""Rows out of .xlsx and .csv files of strangers, one after the other, within limits that hold before anything is unpacked."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from kernel.tables.limits import (
    LONGEST_CELL,
    MOST_PARTS,
    Limits,
    Line,
    TableHasHiddenSheets,
    TableHasPrograms,
    TableHasTooManyColumns,
    TableIsEmpty,
    TableNotReadable,
    TableTooLong,
    TableUnpacksTooLarge,
    TableUnsupported,
)

# A cell that begins so is calculated by spreadsheet programs (OWASP, CSV injection).
CALCULATING = ("=", "+", "-", "@", "\t", "\r")
_CHUNK_BYTES = 1024 * 1024
_PROGRAMS = (
    "vbaproject",
    "externallinks/",
    "activex/",
    "embeddings/",
    "ctrlprops/",
    "macrosheets/",
    "connections.xml",
)
# What the libraries raise over a file that somebody bent, and no more is known of it than that.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    DefusedXmlException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    EOFError,
    OSError,
)


def kind_of(filename: str) -> str:
    """The kind of a table by its file's name, "xlsx" or "csv"; raises TableUnsupported."""
    ending = filename.rpartition(".")[2].lower()
    if ending not in ("xlsx", "csv"):
        raise TableUnsupported
    return ending


def lines_of(file: IO[bytes], filename: str, limits: Limits | None = None) -> Iterator[Line]:
    """The rows of the first sheet, the heading among them, without the empty ones.

    Raises the refusals of this package for the whole file; what is wrong with one row is its reader's affair.
    """
    limits, found = limits or Limits(), 0
    for line in _lines(file, kind_of(filename), limits):
        found += 1
        if found > limits.rows + 1:
            raise TableTooLong(most=limits.rows)
        yield line
    if found < 2:  # noqa: PLR2004 - a heading and a row.
        raise TableIsEmpty


def count_roughly(file: IO[bytes], filename: str) -> int:
    """About how many rows a file has, found without reading any: enough for a bar that shows the progress."""
    if kind_of(filename) == "csv":
        found = sum(chunk.count(b"\n") for chunk in iter(partial(file.read, _CHUNK_BYTES), b""))
    else:
        found = _count_in_archive(file)
    file.seek(0)
    return max(found - 1, 0)


def _count_in_archive(file: IO[bytes]) -> int:
    try:
        with zipfile.ZipFile(file) as archive:
            sheets = [part for part in archive.infolist() if part.filename.startswith("xl/worksheets/")]
            largest = max(sheets, key=lambda part: part.file_size, default=None)
            if largest is None or largest.file_size > Limits().unpacked_bytes:
                return 0
            with archive.open(largest) as sheet:
                return sum(chunk.count(b"<row") for chunk in iter(partial(sheet.read, _CHUNK_BYTES), b""))
    except _BROKEN:
        return 0


def _lines(file: IO[bytes], kind: str, limits: Limits) -> Iterator[Line]:
    rows = _rows_of_workbook(file, limits) if kind == "xlsx" else _rows_of_text(file)
    try:
        for number, values in rows:
            if len(values) > limits.columns:
                raise TableHasTooManyColumns(most=limits.columns)
            line = _line(number, values)
            if any(line.cells):
                yield line
    except _BROKEN as error:
        raise TableNotReadable from error


def _line(number: int, values: list[Any]) -> Line:
    cells = [_text(value) for value in values]
    formulas = frozenset(
        place
        for place, (value, cell) in enumerate(zip(values, cells, strict=True))
        if _calculates(value, cell)
    )
    return Line(number, cells, formulas)


def _calculates(value: Any, cell: str) -> bool:
    return isinstance(value, _Formula) or (isinstance(value, str) and cell.startswith(CALCULATING))


class _Formula(str):
    """The text of a cell that a spreadsheet program calculates."""

    __slots__ = ()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value)).strip(" \u00a0\n")
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL]


def _rows_of_text(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = re.sub(r'"[^"]*"', "", stream.readline())
        stream.seek(0)
        separator = ";" if first.count(";") > first.count(",") else ","
        reader = csv.reader(stream, delimiter=separator, strict=True)
        for row in reader:
            yield reader.line_num, list(row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableNotReadable from error
    finally:
        # Who stops reading may have closed the file already.
        with suppress(ValueError):
            stream.detach()


def _rows_of_workbook(file: IO[bytes], limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only who reads a workbook loads what reads it.

    _look_inside(file, limits)
    book = load_workbook(file, read_only=True, keep_links=False)
    try:
        hidden = next((sheet for sheet in book.worksheets if sheet.sheet_state != "visible"), None)
        if hidden is not None:
            raise TableHasHiddenSheets(sheet=hidden.title)
        sheet = book.worksheets[0]
        # What a sheet claims of its size is a stranger's word.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > limits.rows + 1000:
                raise TableTooLong(most=limits.rows)
            yield number, [_value(cell) for cell in row]
    finally:
        book.close()


def _value(cell: Any) -> Any:
    return _Formula(cell.value) if cell.data_type == "f" else cell.value


def _look_inside(file: IO[bytes], limits: Limits) -> None:
    """Refuse by the archive's own list, before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise TableNotReadable from error
    # zipfile never unpacks more of a part than the list claims for it.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise TableUnpacksTooLarge
    if any(part.flag_bits & 1 for part in parts):
        raise TableNotReadable
    names = [part.filename.lower() for part in parts]
    if any(name for name in names if any(sign in name for sign in _PROGRAMS)):
        raise TableHasPrograms
    file.seek(0)
