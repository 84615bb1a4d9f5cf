"""Tables that people keep in spreadsheets: read within limits, never calculated; written so that nothing runs."""

from kernel.sheets.nouns import (
    Book,
    CellNotText,
    CellTooLong,
    Column,
    FormulaInCell,
    HeadingsWrong,
    Limits,
    Row,
    SheetMissing,
    SheetTooLarge,
    SheetUnreadable,
)
from kernel.sheets.reading import open_book
from kernel.sheets.writing import Table, csv_bytes, xlsx_bytes, zip_bytes

__all__ = [
    "Book",
    "CellNotText",
    "CellTooLong",
    "Column",
    "FormulaInCell",
    "HeadingsWrong",
    "Limits",
    "Row",
    "SheetMissing",
    "SheetTooLarge",
    "SheetUnreadable",
    "Table",
    "csv_bytes",
    "open_book",
    "xlsx_bytes",
    "zip_bytes",
]
