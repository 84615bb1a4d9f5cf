"""HTML in and out: signing in, going on and signing out; an officer's own account; who is at work."""

from services.auth.pages import account, openid, operations, parts, portals, signing_in
from services.auth.pages.room import pages

__all__ = ["account", "openid", "operations", "pages", "parts", "portals", "signing_in"]
