"""HTML in and out: signing in, an officer's own account and devices, and the rooms of administrators."""

from services.auth.pages import (
    account,
    device_office,
    devices,
    factors,
    operations,
    others_sessions,
    parts,
    signing_in,
    step_up,
)
from services.auth.pages.room import pages

__all__ = [
    "account",
    "device_office",
    "devices",
    "factors",
    "operations",
    "others_sessions",
    "pages",
    "parts",
    "signing_in",
    "step_up",
]
