"""Tables that people keep in spreadsheets: read as if a stranger had sent them, written so that nothing runs in them."""

from kernel.tables.limits import (
    MOST_ROWS,
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
from kernel.tables.reading import count_roughly, kind_of, lines_of
from kernel.tables.writing import CSV, XLSX, as_csv, as_xlsx, tame

__all__ = [
    "CSV",
    "MOST_ROWS",
    "XLSX",
    "Limits",
    "Line",
    "TableHasHiddenSheets",
    "TableHasPrograms",
    "TableHasTooManyColumns",
    "TableIsEmpty",
    "TableNotReadable",
    "TableTooLong",
    "TableUnpacksTooLarge",
    "TableUnsupported",
    "as_csv",
    "as_xlsx",
    "count_roughly",
    "kind_of",
    "lines_of",
    "tame",
]
