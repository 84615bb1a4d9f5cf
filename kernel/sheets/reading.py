"""Reading .xlsx, .csv and a .zip of .csv, row by row, within limits that hold before anything is unpacked.

zipfile never unpacks more of a part than the archive's own list claims for it.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import IO
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException

from kernel.sheets.cells import Cell, tidy
from kernel.sheets.headings import tabled
from kernel.sheets.nouns import Book, Column, Limits, Row
from kernel.sheets.refusals import (
    SheetHasPrograms,
    SheetMissing,
    SheetUnpacksTooLarge,
    SheetUnreadable,
)
from kernel.sheets.workbook import Lines, Parts

_WORKBOOK = "xl/workbook.xml"
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
    zipfile.LargeZipFile,
    zlib.error,
    DefusedXmlException,
    ExpatError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


def open_book(stream: IO[bytes], limits: Limits | None = None) -> Book:
    """The book in *stream*, told by its content and never by its name.

    Raises SheetUnreadable, SheetHasPrograms, SheetHidden, SheetTooLarge and SheetUnpacksTooLarge.
    """
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
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise SheetUnpacksTooLarge
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise SheetUnreadable
    if _WORKBOOK in names:
        _refuse_parts(parts, limits)
        return _Workbook(stream, limits)
    if not names or not all(name.endswith(".csv") for name in names):
        raise SheetUnreadable
    return _Texts({_stem(name): archive.open(name) for name in names}, limits)


def _refuse_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(sign in part.filename.lower() for part in parts for sign in _PROGRAMS):
        raise SheetHasPrograms
    if any(part.file_size > limits.part_bytes for part in parts if "/worksheets/" not in part.filename):
        raise SheetUnpacksTooLarge


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".csv")


def _count(stream: IO[bytes], sign: bytes) -> int:
    return sum(chunk.count(sign) for chunk in iter(partial(stream.read, _CHUNK_BYTES), b""))


class _Workbook(Book):
    """An .xlsx; formulas are seen, never their values."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._parts, self._limits = Parts(stream), limits
        self.names = list(self._parts.sheets)

    def rows(self, sheet: str, columns: Sequence[Column]) -> Iterator[Row]:
        """The filled rows of a *sheet*; the first is meant, whatever it is called, when none is named."""
        name = self.names[0] if sheet == "" and self.names else sheet
        if name not in self.names:
            raise SheetMissing(sheet=sheet)
        return tabled(self._lines(name), columns, self._limits)

    def count_roughly(self) -> int:
        """About how many rows the largest sheet has."""
        archive, found = self._parts.archive, 0
        for part in self._parts.sheets.values():
            with suppress(*_BROKEN), archive.open(part) as stream:
                found = max(found, _count(stream, b"<row") - 1)
        return found

    def _lines(self, name: str) -> Iterator[list[Cell]]:
        try:
            yield from Lines(self._parts, self._limits.columns).read(name)
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
        return tabled(self._cells(self._streams[name]), columns, self._limits)

    def count_roughly(self) -> int:
        """About how many rows the longest text has."""
        found = 0
        for stream in self._streams.values():
            with suppress(*_BROKEN):
                found = max(found, _count(stream, b"\n") - 1)
                stream.seek(0)
        return found

    def _cells(self, stream: IO[bytes]) -> Iterator[list[Cell]]:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            for row in csv.reader(_lines(text, self._limits), delimiter=_delimiter(text), strict=True):
                yield [tidy(cell) for cell in row]
        except (csv.Error, UnicodeDecodeError, zipfile.BadZipFile, zlib.error):
            raise SheetUnreadable from None
        finally:
            # The stream is the caller's, who may have closed it already.
            with suppress(ValueError):
                text.detach()


def _delimiter(text: io.TextIOWrapper) -> str:
    heading = re.sub(r'"[^"]*"', "", text.readline(10_000))
    text.seek(0)
    return ";" if heading.count(";") > heading.count(",") else ","


def _lines(text: io.TextIOWrapper, limits: Limits) -> Iterator[str]:
    longest = limits.columns * limits.cell
    while line := text.readline(longest + 1):
        if len(line) > longest:
            raise limits.too_large()
        yield line
