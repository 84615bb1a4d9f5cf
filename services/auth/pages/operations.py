"""How this service is doing, for operators, and who may see how the gateway is doing."""

from kernel.edge.pages import OPERATING, OperationsPart, Page, show_operations
from kernel.languages import _
from services.auth.pages.room import pages

show_operations(pages, "/staff", OperationsPart(_("Sign-in and directory")))


@pages.get("/staff/_fragment/operates", may=OPERATING, fragment=True)
def operates() -> Page:
    """Whether the gateway puts its own part into this reader's page: `yes`, and to others nothing."""
    return Page("operates.html")
