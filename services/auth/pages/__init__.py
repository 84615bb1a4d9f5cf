"""HTML in and out: signing in and out; an officer's own account; who is at work; employees and the record."""

from services.auth.pages import (
    account,
    employees,
    first_login,
    imports,
    operations,
    parts,
    record,
    signing_in,
)
from services.auth.pages.room import pages

__all__ = [
    "account",
    "employees",
    "first_login",
    "imports",
    "operations",
    "pages",
    "parts",
    "record",
    "signing_in",
]
