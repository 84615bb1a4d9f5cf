"""HTML in and out: signing in, going on and signing out; an officer's own account; who is at work."""

from services.auth.pages import (
    account,
    exchange,
    grants,
    operations,
    organisation,
    parts,
    postings,
    signing_in,
    unit_orders,
)
from services.auth.pages.room import pages

__all__ = [
    "account",
    "exchange",
    "grants",
    "operations",
    "organisation",
    "pages",
    "parts",
    "postings",
    "signing_in",
    "unit_orders",
]
