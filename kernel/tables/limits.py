"""What a table that came in may hold, and the refusals of what it may not."""

from dataclasses import dataclass
from typing import NamedTuple

from kernel.errors import Invalid
from kernel.languages import _

MOST_ROWS = 60_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
# Fifty thousand rows unpack to some 30 MB; what wants more is no list of people.
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_PARTS = 200


class TableUnsupported(Invalid):
    """Two formats are taken: the spreadsheet's own without programs, and plain text."""

    text = _("Only .xlsx and .csv files are taken. Save the table as one of these and send it again.")


class TableNotReadable(Invalid):
    """The file is not what its name says."""

    text = _(
        "The file cannot be read as a table. Open it in the spreadsheet program, save it anew as .xlsx or as .csv "
        "in UTF-8, and send it again."
    )


class TableIsEmpty(Invalid):
    """A table without rows tells nothing."""

    text = _("The table has no rows under its heading. Fill it in and send it again.")


class TableTooLong(Invalid):
    """A table is read within minutes and within memory."""

    text = _("The table has more than %(most)s rows. Divide it and send the parts one after the other.")


class TableHasTooManyColumns(Invalid):
    """A table is wider than any template."""

    text = _("The table has more than %(most)s columns. Use the template.")


class TableUnpacksTooLarge(Invalid):
    """A small file that unpacks to a huge one is an attack or a mistake (zip bomb)."""

    text = _("The file unpacks to far more than a table needs. Copy its rows into a new file and send that.")


class TableHasPrograms(Invalid):
    """Macros, links and embedded things have no place in a list."""

    text = _(
        "The file holds macros, links to other files or embedded objects. Copy its rows into the template."
    )


class TableHasHiddenSheets(Invalid):
    """What nobody sees is not taken in."""

    text = _("The file has a hidden sheet: %(sheet)s. Show it or delete it, then send the file again.")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one reading may take."""

    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS
    unpacked_bytes: int = MOST_UNPACKED_BYTES


class Line(NamedTuple):
    """A row as it came: its number in the file from 1, its cells as text, and which of them would calculate."""

    number: int
    cells: list[str]
    formulas: frozenset[int]
