"""HTTP in: signing in, one's own sessions, reading the directory, its changes by administrators, the record."""

from services.auth.api import administration, directory, employees, first_login, imports, record, sign_in
from services.auth.api.room import api

__all__ = [
    "administration",
    "api",
    "directory",
    "employees",
    "first_login",
    "imports",
    "record",
    "sign_in",
]
