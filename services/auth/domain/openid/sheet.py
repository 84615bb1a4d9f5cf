"""Many portals in one table, as it is copied from a spreadsheet or a CSV file."""

import csv
from collections.abc import Sequence
from typing import Any

from kernel.errors import Invalid
from kernel.languages import _
from services.auth.domain.openid import Method

COLUMNS = (
    "department",
    "name_hi",
    "name_en",
    "origins",
    "redirect_uris",
    "post_logout_uris",
    "backchannel_uri",
)
FEWEST_COLUMNS = COLUMNS.index("redirect_uris") + 1
NAMED = COLUMNS.index("origins")
MOST_ROWS = LONGEST_NAME = 200


class TableNotReadable(Invalid):
    """A table has a known number of columns and rows."""

    text = _(
        "Row %(row)s cannot be read. Each row needs department, name in Hindi, name in English, origins and addresses "
        "to which officers return; at most 200 rows. Nothing was registered."
    )


class RowRefused(Invalid):
    """One row is wrong, and then none is registered."""

    text = _("Row %(row)s: %(why)s Nothing was registered.")


def portals_in(text: str) -> list[dict[str, Any]]:
    """The portals of a table, with or without a first row of headings; several addresses are parted by blanks.

    Raises TableNotReadable for the first row that does not fit.
    """
    lines = text.strip().splitlines()
    mark = next((mark for mark in "\t;" if lines and mark in lines[0]), ",")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark, strict=True)]
    except csv.Error:
        raise TableNotReadable(row=1) from None
    begin = 1 if rows and rows[0][:1] == [COLUMNS[0]] else 0
    filled = [(number, row) for number, row in enumerate(rows, start=1) if number > begin and any(row)]
    if not 0 < len(filled) <= MOST_ROWS:
        raise TableNotReadable(row=len(rows))
    return [portal_of(number, row) for number, row in filled]


def portal_of(number: int, row: Sequence[str]) -> dict[str, Any]:
    """The portal that row *number* says, its cells in the order of COLUMNS; raises TableNotReadable."""
    if not FEWEST_COLUMNS <= len(row) <= len(COLUMNS) or not all(row[:NAMED]):
        raise TableNotReadable(row=number)
    cells = dict(zip(COLUMNS, [*row, "", ""], strict=False))
    lists = {name: cells[name].split() for name in ("origins", "redirect_uris", "post_logout_uris")}
    if not lists["redirect_uris"] or max(map(len, row[:NAMED])) > LONGEST_NAME:
        raise TableNotReadable(row=number)
    return {
        "number": number,
        "department": cells["department"],
        "name_hi": cells["name_hi"],
        "name_en": cells["name_en"],
        "origins": lists.pop("origins"),
        "client": {**lists, "method": Method.SECRET, "backchannel_uri": cells["backchannel_uri"] or None},
    }
