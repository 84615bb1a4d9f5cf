"""HTTP in: signing in, people, devices, portals, the directory, and its changes by administrators."""

from services.auth.api import administration, devices, directory, factors, others_sessions, sign_in
from services.auth.api.room import api

__all__ = ["administration", "api", "devices", "directory", "factors", "others_sessions", "sign_in"]
