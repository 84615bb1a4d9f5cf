"""HTTP in: signing in, one's own sessions, reading and changing the directory; the provider for portals."""

from services.auth.api import administration, directory, portals, sign_in
from services.auth.api.openid import exchange
from services.auth.api.room import api

__all__ = ["administration", "api", "directory", "exchange", "portals", "sign_in"]
