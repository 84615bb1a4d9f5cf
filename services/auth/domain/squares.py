"""A QR code as a path of squares, so that a page can draw it without an image."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import segno

QUIET_SQUARES = 4
MASK = 0


def qr_of(text: str) -> dict[str, Any]:
    """The `path` of an SVG in units of one square, and the `side` of the whole with its quiet zone (ISO/IEC 18004)."""
    # Scanners read each of the eight masks; to try them all takes five times as long, for a thousand slips ten seconds.
    rows = segno.make_qr(text, error="m", boost_error=False, mask=MASK).matrix
    path = "".join(
        f"M{x + QUIET_SQUARES} {y + QUIET_SQUARES}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in _dark(row)
    )
    return {"qr_path": path, "qr_side": len(rows) + 2 * QUIET_SQUARES}


def _dark(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each dark run of a row begins, and how long it is."""
    x = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            yield x, length
        x += length
