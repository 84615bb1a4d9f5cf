"""A sheet's lines as rows: the first one names the columns, the others are filled by these names."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kernel.errors import Refused
from kernel.sheets.cells import Cell, fault_of
from kernel.sheets.nouns import Column, Limits, Row
from kernel.sheets.refusals import CellOutside, HeadingsWrong, Names, SheetEmpty, SheetTooWide

# Lines that are empty count for nothing; but nobody scatters a table over a whole sheet.
_MOST_EMPTY = 1000
_BETWEEN = re.compile(r"[\s_*-]+")


def tabled(lines: Iterable[list[Cell]], columns: Sequence[Column], limits: Limits) -> Iterator[Row]:
    """The filled rows of *lines* under their heading; raises HeadingsWrong, SheetTooLarge and SheetTooWide."""
    numbered = enumerate(_within(lines, limits), start=1)
    placed, found = _placed(next(numbered, (1, []))[1], columns), 0
    for number, line in numbered:
        if any(line):
            found += 1
            if found > limits.rows:
                raise limits.too_large()
            yield _row(number, placed, line, limits.cell)


def filled(rows: Iterable[Row]) -> Iterator[Row]:
    """The *rows*, of which there must be one; raises SheetEmpty."""
    row = None
    for row in rows:
        yield row
    if row is None:
        raise SheetEmpty


def _within(lines: Iterable[list[Cell]], limits: Limits) -> Iterator[list[Cell]]:
    for number, line in enumerate(lines):
        if number > limits.rows + _MOST_EMPTY:
            raise limits.too_large()
        if any(line[limits.columns :]):
            raise SheetTooWide(most=limits.columns)
        yield line


def _row(number: int, placed: list[Column], line: list[Cell], most: int) -> Row:
    cells: dict[str, str] = {column.name: "" for column in placed}
    faults: dict[str, Refused] = {}
    for column, cell in zip(placed, line, strict=False):
        if cell:
            if fault := fault_of(cell, most, signed=column.signed):
                faults[column.name] = fault
            cells[column.name] = "" if isinstance(cell, Refused) else cell
    if any(line[len(placed) :]):
        faults[""] = CellOutside()
    return Row(number, cells, faults)


def _placed(line: list[Cell], columns: Sequence[Column]) -> list[Column]:
    """The columns in the order in which a heading names them."""
    names = ["" if isinstance(cell, Refused) else str(cell) for cell in line]
    while names and not names[-1]:
        names.pop()
    known = {_plain(name): column for column in columns for name in (column.name, *column.labels)}
    placed = [known.get(_plain(name)) for name in names]
    missing = [_shown(column) for column in columns if column.required and column not in placed]
    unknown = [
        name or "–"
        for place, (name, column) in enumerate(zip(names, placed, strict=True))
        if column is None or column in placed[:place]
    ]
    if missing or unknown:
        raise HeadingsWrong(missing=Names(missing), unknown=Names(unknown))
    return [column for column in placed if column is not None]


def _plain(name: str) -> str:
    return _BETWEEN.sub("", name).casefold()


def _shown(column: Column) -> str:
    return column.labels[0] if column.labels else column.name
