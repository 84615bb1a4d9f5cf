"""The built styles and scripts, under names that change with their content, so that a browser may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_DIGITS = 10


def hashed_name(path: Path) -> str:
    """The published name of a file: citizen.css becomes citizen.0123456789.css; a name that has its hash stays."""
    digest = _digest(path)
    if path.stem.endswith(f".{digest}"):
        return path.name
    return f"{path.stem}.{digest}{path.suffix}"


def emblem_name(path: Path) -> str:
    """The published name of the State emblem, which an installation brings along; its use is regulated by law."""
    return f"emblem.{_digest(path)}{path.suffix.lower()}"


def emblem_address(path: Path | None) -> str:
    """Where pages find the emblem; '' where none was given, and a text stands in its place."""
    return f"/static/{emblem_name(path)}" if path else ""


@cache
def asset(name: str) -> str:
    """The address of a file of `kernel/ui/static`; raises FileNotFoundError for one that is not there."""
    return f"/static/{hashed_name(STATIC / name)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]
