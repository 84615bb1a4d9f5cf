"""Tables that people keep in spreadsheets: read as if a stranger had sent them, written so that nothing runs."""

from kernel.sheets.cells import tame
from kernel.sheets.headings import filled
from kernel.sheets.nouns import Book, Column, Limits, Row
from kernel.sheets.reading import open_book
from kernel.sheets.refusals import (
    CellNotText,
    CellOutside,
    CellTooLong,
    FormulaInCell,
    HeadingsWrong,
    SheetEmpty,
    SheetHasPrograms,
    SheetHidden,
    SheetMissing,
    SheetTooLarge,
    SheetTooWide,
    SheetUnpacksTooLarge,
    SheetUnreadable,
    SheetUnsupported,
)
from kernel.sheets.writing import CSV, MEDIA, XLSX, ZIP, Table, as_csv, as_xlsx, as_zip, media_of

__all__ = [
    "CSV",
    "MEDIA",
    "XLSX",
    "ZIP",
    "Book",
    "CellNotText",
    "CellOutside",
    "CellTooLong",
    "Column",
    "FormulaInCell",
    "HeadingsWrong",
    "Limits",
    "Row",
    "SheetEmpty",
    "SheetHasPrograms",
    "SheetHidden",
    "SheetMissing",
    "SheetTooLarge",
    "SheetTooWide",
    "SheetUnpacksTooLarge",
    "SheetUnreadable",
    "SheetUnsupported",
    "Table",
    "as_csv",
    "as_xlsx",
    "as_zip",
    "filled",
    "media_of",
    "open_book",
    "tame",
]
