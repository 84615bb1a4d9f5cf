"""How this service is doing, for operators."""

from kernel.edge.pages import OperationsPart, show_operations
from kernel.languages import _
from services.files.pages.room import pages

show_operations(pages, "/files", OperationsPart(_("Files")))
