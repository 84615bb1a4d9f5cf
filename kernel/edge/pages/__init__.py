"""HTML in and out: forms that work without JavaScript, in the reader's language, with what was typed kept."""

from kernel.edge.pages.forms import FormTooOld
from kernel.edge.pages.operations import OPERATING, Bars, OperationsPart, show_operations
from kernel.edge.pages.results import NOTHING, Cookie, Nothing, Page, Redirect
from kernel.edge.pages.room import Pages
from kernel.ui import day_in, moment_in

__all__ = [
    "NOTHING",
    "OPERATING",
    "Bars",
    "Cookie",
    "FormTooOld",
    "Nothing",
    "OperationsPart",
    "Page",
    "Pages",
    "Redirect",
    "day_in",
    "moment_in",
    "show_operations",
]
