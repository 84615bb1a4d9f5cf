"""How this service is doing, for operators."""

from kernel.edge.pages import OperationsPart, show_operations
from kernel.languages import _
from services.wfh.pages.room import pages

show_operations(pages, "/wfh", OperationsPart(_("Work from home")))
