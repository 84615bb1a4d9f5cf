"""The four walks of every journey, in which every two of language, scripts and width meet."""

from dataclasses import dataclass
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


# Every two of language, scripts and width meet in one of the walks; what an officer works with is looked at wide, too.
WAYS = (
    Way("hi", javascript=True, width=NARROW),
    Way("hi", javascript=False, width=ZOOMED),
    Way("en", javascript=True, width=ZOOMED),
    Way("en", javascript=False, width=NARROW),
)


# For pages of which there are too many for all walks: each language, scripts and none, both widths.
TWO_WAYS = (Way("hi", javascript=True, width=NARROW), Way("en", javascript=False, width=ZOOMED))


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
