"""Pages: my days at home, my calendar, my office's roster, duty, and the decisions of those above."""

from services.wfh.pages import approvals, days, duty, equipment, handover, month, operations, roster, today
from services.wfh.pages.room import pages

__all__ = [
    "approvals",
    "days",
    "duty",
    "equipment",
    "handover",
    "month",
    "operations",
    "pages",
    "roster",
    "today",
]
