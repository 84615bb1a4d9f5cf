"""HTML in and out: signing in, going on and signing out; an officer's own account; who is at work."""

from services.auth.pages import account, factors, operations, others_sessions, parts, signing_in, step_up
from services.auth.pages.room import pages

__all__ = ["account", "factors", "operations", "others_sessions", "pages", "parts", "signing_in", "step_up"]
