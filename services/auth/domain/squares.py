"""A QR code as a path of squares, so that a page can draw it without an image."""

from typing import Any

import segno

QUIET_SQUARES = 4


def qr_of(text: str) -> dict[str, Any]:
    """The `path` of an SVG in units of one square, and the `side` of the whole with its quiet zone (ISO/IEC 18004)."""
    rows = segno.make_qr(text, error="m", boost_error=False).matrix
    path = "".join(
        f"M{x + QUIET_SQUARES} {y + QUIET_SQUARES}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return {"qr_path": path, "qr_side": len(rows) + 2 * QUIET_SQUARES}
