"""HTML in and out: signing in, an officer's own account and devices, and the rooms of administrators."""

from services.auth.pages import (
    account,
    device_office,
    devices,
    exchange,
    factors,
    grants,
    operations,
    organisation,
    others_sessions,
    parts,
    postings,
    signing_in,
    step_up,
    unit_orders,
)
from services.auth.pages.room import pages

__all__ = [
    "account",
    "device_office",
    "devices",
    "exchange",
    "factors",
    "grants",
    "operations",
    "organisation",
    "others_sessions",
    "pages",
    "parts",
    "postings",
    "signing_in",
    "step_up",
    "unit_orders",
]
