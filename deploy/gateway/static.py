"""Styles, scripts and fonts for browsers: under hashed names that are kept for ever, compressed once and not per request."""

import gzip
from pathlib import Path

from kernel.ui.assets import STATIC, emblem_name, hashed_name

COMPRESSED = frozenset({".css", ".js", ".svg"})
PUBLISHED = COMPRESSED | {".woff2"}


def publish(directory: Path, emblem: Path | None = None) -> None:
    """Write the built files, and the installation's own *emblem*, into *directory*; what is there already stays.

    An older release's files stay too: a page that was opened before an update still finds its own.
    """
    for folder in (STATIC, STATIC / "embed"):
        published = directory / folder.relative_to(STATIC)
        published.mkdir(mode=0o755, parents=True, exist_ok=True)
        for source in folder.iterdir():
            if source.suffix in PUBLISHED:
                _write(published, source, source.name)
                _write(published, source, hashed_name(source))
    if emblem:
        _write(directory, emblem, emblem_name(emblem))


def _write(directory: Path, source: Path, name: str) -> None:
    content = source.read_bytes()
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
