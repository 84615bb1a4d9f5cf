"""The home page and the operations page without their parts, rendered beforehand for every kind of reader."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

from kernel.edge.pages.rendering import worded
from kernel.languages import LANGUAGES
from kernel.ui import Templates, furniture
from kernel.ui.assets import emblem_address
from kernel.ui.furniture import CONTRAST_COOKIE, CONTRASTS, TEXT_SIZE_COOKIE, TEXT_SIZES


def shells(names: Iterable[str], emblem: Path | None) -> dict[str, str]:
    """The shells by file name, such as home.hi-100-normal.html: no word in them comes from a reader."""
    templates = Templates([])
    return {
        f"{shell}.{language}-{size}-{contrast}.html": templates.render(
            f"{shell}.html", _known(shell, language, size, contrast) | {"emblem": emblem_address(emblem)}, {}
        )
        for shell, language, size, contrast in product(names, LANGUAGES, TEXT_SIZES, CONTRASTS)
    }


def _known(shell: str, language: str, size: str, contrast: str) -> dict[str, Any]:
    chosen = {TEXT_SIZE_COOKIE: size, CONTRAST_COOKIE: contrast}
    return {
        **worded(language, "kernel"),
        **furniture(f"/{shell}", "", language, chosen),
        "values": {},
        "errors": {},
        "refusal": None,
    }
