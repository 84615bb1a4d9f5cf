"""HTML in and out: signing in, going on and signing out; an officer's own account; who is at work."""

from services.auth.pages import account, openid, operations, parts, signing_in
from services.auth.pages.room import pages

__all__ = ["account", "openid", "operations", "pages", "parts", "signing_in"]
