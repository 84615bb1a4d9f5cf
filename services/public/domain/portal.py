"""A department's portal as citizens meet it: how its block looks, and which language it speaks first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kernel.languages import DEFAULT_LANGUAGE, _

_ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,200}(:[0-9]{1,5})?")


class Accent(StrEnum):
    """The colour of headings, links and the button; a test holds each against white and black."""

    GREEN = "green"
    BLUE = "blue"
    INDIGO = "indigo"
    MAROON = "maroon"
    BROWN = "brown"
    SLATE = "slate"


WORDS_OF_ACCENT = {
    Accent.GREEN: _("Green"),
    Accent.BLUE: _("Blue"),
    Accent.INDIGO: _("Indigo"),
    Accent.MAROON: _("Maroon"),
    Accent.BROWN: _("Brown"),
    Accent.SLATE: _("Slate"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a portal's keepers chose for its block."""

    accent: Accent = Accent.GREEN
    language: str = DEFAULT_LANGUAGE


def origins_that_may_frame(origins: Sequence[str]) -> list[str]:
    """Those *origins* that can stand in a header as they are: a scheme, a name and perhaps a port."""
    return [origin for origin in origins if _ORIGIN.fullmatch(origin)]
