"""The built styles and scripts, under names that change with their content, so that a browser may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_DIGITS = 10


def hashed_name(path: Path) -> str:
    """The published name of a file: citizen.css becomes citizen.0123456789.css; a name that has its hash stays."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]
    if path.stem.endswith(f".{digest}"):
        return path.name
    return f"{path.stem}.{digest}{path.suffix}"


@cache
def asset(name: str) -> str:
    """The address of a file of `kernel/ui/static`; raises FileNotFoundError for one that is not there."""
    return f"/static/{hashed_name(STATIC / name)}"
