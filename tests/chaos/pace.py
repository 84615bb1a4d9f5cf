"""How long a fault was felt: from its beginning until the pace was there for good, later dips included."""

from bisect import bisect_left
from collections.abc import Sequence

SHARE = 0.95
# Two seconds of cases are enough to tell 95 % of them from a hiccup of the machine.
WINDOW_SECONDS, STEP_SECONDS = 2.0, 0.25


def steady_from(moments: Sequence[float], began: float, until: float, per_second: float) -> float | None:
    """The beginning of the first window after the last one that brought too little; *moments* are sorted.

    Only windows between *began* and *until* are looked at. None when no such window was seen among them.
    """
    wanted = per_second * WINDOW_SECONDS * SHARE
    at, steady = began, began
    while at + WINDOW_SECONDS <= until:
        brought = bisect_left(moments, at + WINDOW_SECONDS) - bisect_left(moments, at)
        if brought < wanted:
            steady = at + STEP_SECONDS
        at += STEP_SECONDS
    return steady if steady + WINDOW_SECONDS <= until else None
