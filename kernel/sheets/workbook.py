"""The lines of an .xlsx: openpyxl knows its strings, styles and sheets; the sheet itself runs through expat.

openpyxl would read a sheet twice, and each of its cells as an object in Python: ten times the work for a long table.
It parses its parts through defusedxml, which is installed here; a sheet with a DOCTYPE is refused, so that none of
its entities is ever expanded.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from xml.parsers import expat

from kernel.sheets.cells import Cell, cell_of
from kernel.sheets.refusals import CellNotText, FormulaInCell, SheetHidden, SheetUnreadable

_CHUNK_BYTES = 64 * 1024
_MOST_SIGNS = 100_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW, _CELL, _VALUE, _TEXT, _FORMULA = (f"{_MAIN} {name}" for name in ("row", "c", "v", "t", "f"))


class Parts:
    """What the sheets of a workbook share; raises SheetHidden."""

    def __init__(self, stream: IO[bytes]) -> None:
        from openpyxl.reader.excel import (  # noqa: PLC0415 - only who reads a workbook loads what reads it.
            ExcelReader,
        )
        from openpyxl.styles.stylesheet import apply_stylesheet  # noqa: PLC0415 - as above

        reader = ExcelReader(stream, read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self.archive: zipfile.ZipFile = reader.archive
        self.strings: list[str] = reader.shared_strings
        self.sheets: dict[str, str] = {}
        for sheet, part in reader.parser.find_sheets():
            if sheet.state != "visible":
                raise SheetHidden(sheet=sheet.name)
            if "chartsheet" not in part.Type:
                self.sheets[sheet.name] = part.target
        self._book: Any = reader.wb

    def number(self, text: str, style: str) -> Any:
        """The number that *text* says, or the day, if its *style* shows one; None for a day that is none."""
        from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 - as above

        number = float(text) if any(sign in text for sign in ".eE") else int(text)
        # The workbook's own sets of the styles that show days and spans of time.
        if int(style) not in self._book._date_formats:  # noqa: SLF001 - openpyxl tells it nowhere else.
            return number
        spans = self._book._timedelta_formats  # noqa: SLF001 - as above
        try:
            return from_excel(number, self._book.epoch, timedelta=int(style) in spans)
        except (OverflowError, ValueError):
            return None


class Lines:
    """The lines of one sheet, each with at most *most* cells and one more when there are more."""

    def __init__(self, parts: Parts, most: int) -> None:
        self._parts, self._most = parts, most
        self._ready: list[tuple[int, list[Cell]]] = []
        self._line: list[Cell] = []
        self._number = self._column = 0
        self._kind = self._style = self._text = ""
        self._taking = self._calculates = False

    def read(self, name: str) -> Iterator[list[Cell]]:
        """The lines of the sheet *name* from its first, the empty ones among them; raises SheetUnreadable."""
        parser, count = self._parser(), 0
        with self._parts.archive.open(self._parts.sheets[name]) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                parser.Parse(chunk)
                for number, line in self._ready:
                    for _missing in range(count + 1, number):
                        yield []
                    count = number
                    yield line
                self._ready.clear()
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by place alone.

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        return parser

    def _start(self, name: str, said: dict[str, str]) -> None:
        if name == _CELL:
            self._kind, self._style = said.get("t", "n"), said.get("s", "0")
            self._column = _column(said["r"]) if "r" in said else self._column + 1
            self._text, self._calculates = "", False
        elif name in (_VALUE, _TEXT):
            self._taking = True
        elif name == _FORMULA:
            self._calculates = True
        elif name == _ROW:
            self._number = max(int(said.get("r", 0)), self._number + 1)
            self._line, self._column = [], 0

    def _take(self, text: str) -> None:
        if self._taking and len(self._text) < _MOST_SIGNS:
            self._text += text

    def _end(self, name: str) -> None:
        if name == _CELL:
            self._put(self._cell())
        elif name in (_VALUE, _TEXT):
            self._taking = False
        elif name == _ROW:
            self._ready.append((self._number, self._line))

    def _put(self, cell: Cell) -> None:
        if cell:
            place = min(self._column, self._most + 1)
            self._line.extend([""] * (place - len(self._line)))
            self._line[place - 1] = cell

    def _cell(self) -> Cell:
        if self._calculates:
            return FormulaInCell()
        if not self._text:
            return ""
        return CellNotText() if self._kind == "e" else cell_of(self._value(self._text))

    def _value(self, text: str) -> Any:
        if self._kind == "s":
            return self._parts.strings[int(text)]
        if self._kind == "n":
            return self._parts.number(text, self._style)
        if self._kind == "b":
            return text == "1"
        return datetime.fromisoformat(text) if self._kind == "d" else text


def _column(place: str) -> int:
    """The number of the column, from 1, in a cell's *place*, such as 28 for AB7."""
    number = 0
    for sign in place:
        if sign.isdigit():
            break
        number = number * 26 + ord(sign) - ord("A") + 1
    if number < 1:
        raise SheetUnreadable
    return number


def _refuse(*_declared: Any) -> None:
    raise SheetUnreadable
