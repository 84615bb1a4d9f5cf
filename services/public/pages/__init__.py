"""HTML in and out: plain pages that work on any telephone, without JavaScript."""

from services.public.pages import (
    about,
    centre,
    centre_case,
    console,
    desk,
    desk_appeals,
    desk_case,
    desk_lists,
    documents,
    drafts,
    filing,
    frame,
    handover,
    operations,
    own_case,
    own_cases,
    tracking,
)
from services.public.pages.room import pages

__all__ = [
    "about",
    "centre",
    "centre_case",
    "console",
    "desk",
    "desk_appeals",
    "desk_case",
    "desk_lists",
    "documents",
    "drafts",
    "filing",
    "frame",
    "handover",
    "operations",
    "own_case",
    "own_cases",
    "pages",
    "tracking",
]
