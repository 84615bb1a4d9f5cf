"""HTTP in: portals file and track, officers work their desks, centres act for citizens."""

from services.public.api import cases, centre
from services.public.api.room import api

__all__ = ["api", "cases", "centre"]
