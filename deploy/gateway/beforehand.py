"""Pages of the gateway's own, rendered beforehand for every kind of reader: no word in them comes from one."""

from itertools import product
from pathlib import Path
from typing import Any

from kernel.languages import LANGUAGES
from kernel.ui import Templates, furniture, worded
from kernel.ui.assets import emblem_address
from kernel.ui.furniture import CONTRAST_COOKIE, CONTRASTS, TEXT_SIZE_COOKIE, TEXT_SIZES

_TEMPLATES = Templates([])


def for_every_reader(
    name: str, template: str, address: str, emblem: Path | None, **shown: Any
) -> dict[str, str]:
    """A page by file name, such as home.hi-100-normal.html; *address* is where it stands."""
    return {
        f"{name}.{language}-{size}-{contrast}.html": _TEMPLATES.render(
            template, _known(address, language, size, contrast) | {"emblem": emblem_address(emblem)}, shown
        )
        for language, size, contrast in product(LANGUAGES, TEXT_SIZES, CONTRASTS)
    }


def _known(address: str, language: str, size: str, contrast: str) -> dict[str, Any]:
    chosen = {TEXT_SIZE_COOKIE: size, CONTRAST_COOKIE: contrast}
    return {
        **worded(language, "kernel"),
        **furniture(address, "", language, chosen),
        "values": {},
        "errors": {},
        "refusal": None,
    }
