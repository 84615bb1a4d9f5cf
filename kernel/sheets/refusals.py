"""What may be wrong with a spreadsheet as a whole, with its heading, or with one of its cells."""

from kernel.errors import Invalid, TooLarge
from kernel.languages import _

_MOST_NAMED = 10
_LONGEST_NAME = 40


class Names(list[str]):
    """Names of columns, listed in a sentence."""

    def __str__(self) -> str:
        return ", ".join(name[:_LONGEST_NAME] for name in self[:_MOST_NAMED]) or "–"


class SheetUnsupported(Invalid):
    """Two formats are taken: the spreadsheet's own without programs, and plain text."""

    text = _("Only .xlsx and .csv files are taken. Save the table as one of these and send it again.")


class SheetUnreadable(Invalid):
    """Neither a workbook (.xlsx) nor text in UTF-8 with commas (.csv), nor a .zip of such."""

    text = _(
        "The file cannot be read as a table. Open it in the spreadsheet program, save it anew as .xlsx or as .csv "
        "in UTF-8, and send it again."
    )


class SheetHasPrograms(SheetUnreadable):
    """Macros, links and embedded things have no place in a list."""

    text = _(
        "The file holds macros, links to other files or embedded objects. Copy its rows into the template."
    )


class SheetHidden(Invalid):
    """What nobody sees is not taken in."""

    text = _("The file has a hidden sheet: %(sheet)s. Show it or delete it, then send the file again.")


class SheetTooLarge(TooLarge):
    """More rows or bytes than are taken at once."""

    text = _("This file has more than %(rows)s rows or %(limit_mb)s MB. Split it and send the parts.")


class SheetTooWide(TooLarge):
    """A table is wider than any template."""

    text = _("The table has more than %(most)s columns. Use the template.")


class SheetUnpacksTooLarge(TooLarge):
    """A small file that unpacks to a huge one is an attack or a mistake (zip bomb)."""

    text = _("The file unpacks to far more than a table needs. Copy its rows into a new file and send that.")


class SheetMissing(Invalid):
    """The file lacks a sheet that was asked for."""

    text = _("The file has no sheet named %(sheet)s. Take the empty form as a pattern.")


class SheetEmpty(Invalid):
    """A table without rows tells nothing."""

    text = _("The table has no rows under its heading. Fill it in and send it again.")


class HeadingsWrong(Invalid):
    """The first row names the columns, each once, and no others."""

    text = _(
        "The first row has to name the columns. Missing: %(missing)s. Unknown or twice: %(unknown)s. "
        "Take the empty form as a pattern."
    )


class CellOutside(Invalid):
    """What stands under no heading has no meaning."""

    text = _("This row has a cell without a heading. Empty it, or name its column in the first row.")


class FormulaInCell(Invalid):
    """What a formula shows is not what stands there."""

    text = _("This cell is a formula, or begins like one (=, +, -, @). Write the value itself.")


class CellTooLong(Invalid):
    """More text than any entry has."""

    text = _("This cell holds more than %(most)s characters. Shorten it.")


class CellNotText(Invalid):
    """An error value, or signs that nobody can see."""

    text = _("This cell holds an error value or invisible control signs. Type its content again.")
