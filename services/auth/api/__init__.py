"""HTTP in: signing in, one's own sessions, reading the directory, and its changes by administrators."""

from services.auth.api import administration, directory, organisation, postings, sign_in
from services.auth.api.room import api

__all__ = ["administration", "api", "directory", "organisation", "postings", "sign_in"]
