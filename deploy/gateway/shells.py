"""The home page and the operations page without their parts."""

from collections.abc import Iterable
from pathlib import Path

from deploy.gateway.beforehand import for_every_reader


def shells(names: Iterable[str], emblem: Path | None) -> dict[str, str]:
    """The shells by file name."""
    return {
        name: text
        for shell in names
        for name, text in for_every_reader(shell, f"{shell}.html", f"/{shell}", emblem).items()
    }
