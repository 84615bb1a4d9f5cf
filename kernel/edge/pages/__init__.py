"""HTML in and out: forms that work without JavaScript, in the reader's language, with what was typed kept."""

from kernel.edge.pages.forms import FormTooOld
from kernel.edge.pages.operations import Bars, OperationsPart, show_operations
from kernel.edge.pages.rendering import day_in, moment_in
from kernel.edge.pages.results import NOTHING, Cookie, Nothing, Page, Redirect
from kernel.edge.pages.room import Pages

__all__ = [
    "NOTHING",
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
