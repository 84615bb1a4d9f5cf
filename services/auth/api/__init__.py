"""HTTP in: signing in, people, devices, portals, the directory, and its changes by administrators."""

from services.auth.api import (
    administration,
    devices,
    directory,
    employees,
    factors,
    first_login,
    imports,
    organisation,
    others_sessions,
    portals,
    postings,
    record,
    sign_in,
)
from services.auth.api.openid import exchange
from services.auth.api.room import api

__all__ = [
    "administration",
    "api",
    "devices",
    "directory",
    "employees",
    "exchange",
    "factors",
    "first_login",
    "imports",
    "organisation",
    "others_sessions",
    "portals",
    "postings",
    "record",
    "sign_in",
]
