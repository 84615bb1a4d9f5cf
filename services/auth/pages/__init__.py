"""HTML in and out: signing in, going on and signing out; an officer's own account and devices; who is at work."""

from services.auth.pages import account, device_office, devices, operations, parts, signing_in
from services.auth.pages.room import pages

__all__ = ["account", "device_office", "devices", "operations", "pages", "parts", "signing_in"]
