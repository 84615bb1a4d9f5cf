"""HTML in and out: the officer's inbox, receipts, files with their note sheets, letters and papers."""

from services.files.pages import (
    diary,
    files,
    handover,
    inbox,
    letters,
    operations,
    papers,
    receipts,
    regrading,
)
from services.files.pages.room import pages

__all__ = [
    "diary",
    "files",
    "handover",
    "inbox",
    "letters",
    "operations",
    "pages",
    "papers",
    "receipts",
    "regrading",
]
