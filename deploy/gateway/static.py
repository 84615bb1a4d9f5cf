"""Styles, scripts and fonts for browsers: under hashed names that are kept for ever, compressed once and not per request."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from kernel.ui.assets import STATIC, hashed_name

COMPRESSED = frozenset({".css", ".js", ".svg"})
PUBLISHED = COMPRESSED | {".woff2", ".png", ".jpg", ".webp"}


def publish(directory: Path, *more: Path) -> None:
    """Write the built files, and *more* of this installation, into *directory*; what is there already stays.

    An older release's files stay too: a page that was opened before an update still finds its own.
    """
    _publish(directory, [*sorted(STATIC.iterdir()), *more])
    _publish(directory / "embed", sorted((STATIC / "embed").iterdir()))


def _publish(directory: Path, sources: Iterable[Path]) -> None:
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    for source in sources:
        if source.suffix in PUBLISHED:
            _write(directory, source)


def _write(directory: Path, source: Path) -> None:
    content = source.read_bytes()
    for name in {source.name, hashed_name(source)}:
        _replace(directory / name, content)
        if source.suffix in COMPRESSED:
            _replace(directory / f"{name}.gz", gzip.compress(content, 9, mtime=0))


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_bytes(content)
    unfinished.chmod(0o644)
    unfinished.replace(path)
