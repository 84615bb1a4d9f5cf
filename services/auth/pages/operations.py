"""How this service is doing, for operators."""

from kernel.edge.pages import OperationsPart, show_operations
from kernel.languages import _
from services.auth.pages.room import pages

show_operations(pages, "/staff", OperationsPart(_("Sign-in and directory")))
