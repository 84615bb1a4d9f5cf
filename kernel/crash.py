"""Named places at which a test may end the process, to prove that nothing is lost there."""

import os
from itertools import count
from pathlib import Path

_NAME, _, _TIMES = os.environ.get("KS_CRASH_AT", "").partition("@")
_LEFT = os.environ.get("KS_CRASH_LEFT", "")
_passed = count(1)


def crash_point(name: str) -> None:
    """End the process at once if KS_CRASH_AT is *name*, or at the n-th passage if it is `name@n`; else nothing.

    KS_CRASH_LEFT may name a file with a sign for each time that a process may still end so.
    """
    if name == _NAME and next(_passed) == int(_TIMES or 1) and _may_end():
        os._exit(70)


def _may_end() -> bool:
    if not _LEFT:
        return True
    left = Path(_LEFT).stat().st_size
    os.truncate(_LEFT, max(left - 1, 0))
    return left > 0
