"""Live: an officer's browser keeps one stream open and is told by small events that something changed.

A process of its own holds thousands of streams in one thread, and looks into the database with one connection for
all of them. What is told are kinds and counts; what it is about is then asked for as any page is.
"""

from kernel.edge.live.news import Change, News, Source
from kernel.edge.live.serve import Live

__all__ = ["Change", "Live", "News", "Source"]
