"""HTTP in: signing in, one's own sessions and devices, the directory, and its changes by administrators."""

from services.auth.api import administration, devices, directory, sign_in
from services.auth.api.room import api

__all__ = ["administration", "api", "devices", "directory", "sign_in"]
