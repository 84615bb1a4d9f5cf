"""HTML in and out: plain pages that work on any telephone, without JavaScript."""

from services.public.pages import about, filing, own_case, tracking
from services.public.pages.room import pages

__all__ = ["about", "filing", "own_case", "pages", "tracking"]
