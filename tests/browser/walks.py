"""The four walks of every journey, in which every two of language, scripts and width meet; by KS_EVERY_WAY all eight."""

import os
from dataclasses import dataclass
from itertools import product
from typing import Any

from playwright.sync_api import Page

from deploy.local.installation import Installation
from tests.browser.citizens import Citizen
from tests.browser.looking import Eye

NARROW = 320
# What is left of 1280 pixels at a zoom of 200 %.
ZOOMED = 640
WIDE = 1280


@dataclass(frozen=True)
class Way:
    """How a journey is walked: in a language, with scripts or without, and how wide the page is meanwhile."""

    language: str
    javascript: bool
    width: int

    def __str__(self) -> str:
        """As the test run names it."""
        return f"{self.language}-{'scripts' if self.javascript else 'still'}-{self.width}"


EVERY_WAY = tuple(
    Way(language, javascript, width)
    for language, javascript, width in product(("hi", "en"), (True, False), (NARROW, ZOOMED))
)
_ALL = bool(os.environ.get("KS_EVERY_WAY"))
# Every two of language, scripts and width meet in one of the walks; what an officer works with is looked at wide, too.
WAYS = (
    EVERY_WAY
    if _ALL
    else tuple(way for way in EVERY_WAY if (way.language == "hi") ^ way.javascript ^ (way.width == NARROW))
)
# For pages of which there are too many for all walks: each language, scripts and none, both widths.
TWO_WAYS = EVERY_WAY if _ALL else (EVERY_WAY[0], EVERY_WAY[7])
# Where without scripts a page leads on by itself before anybody could look at it.
WITH_SCRIPTS = tuple(way for way in WAYS if way.javascript)


@dataclass
class Walk:
    """One journey on one way."""

    way: Way
    browse: Any
    eye: Eye
    site: Installation

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self.way.language

    def page(self, officer: str | None = None, zone: str | None = None) -> Page:
        """A browser window for a citizen, or for an officer who is signed in."""
        self.eye.widths = (self.way.width, WIDE) if officer and self.way.width == NARROW else ()
        zoom = 2 if self.way.width == ZOOMED else 1
        page: Page = self.browse(
            self.language,
            officer=officer,
            zone=zone,
            javascript=self.way.javascript,
            width=self.way.width * zoom,
            zoom=zoom,
        )
        return page

    def citizen(self, **known: Any) -> Citizen:
        """A citizen before a window of their own."""
        return Citizen(self.page(), self.site, self.language, **known)

    def look(self, page: Page, name: str, *, foreign: tuple[str, ...] = ()) -> None:
        """Hold what every page must be, at each width."""
        self.eye.spares_axe = self.way in WAYS
        self.eye(page, name, foreign=foreign)
