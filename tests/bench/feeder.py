"""Work offered at a fixed pace, whether or not what came before is done."""

import time
from collections.abc import Callable, Iterator


def paced(per_second: float, seconds: float) -> Iterator[float]:
    """The monotonic instants at which to act: each is yielded when it has come."""
    began = time.monotonic()
    for number in range(int(per_second * seconds)):
        intended = began + number / per_second
        time.sleep(max(0.0, intended - time.monotonic()))
        yield intended


def offer(act: Callable[[int], object], per_second: float, seconds: float) -> int:
    """Call *act* with the number of each beat; how many there were is returned."""
    count = 0
    for _ in paced(per_second, seconds):
        act(count)
        count += 1
    return count


def middle_and_worst(values: list[float]) -> tuple[float, float]:
    """p50 and p99."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]


def percentile(ordered: list[float], per_cent: float) -> float:
    """The value of the ordered ones below which *per_cent* of them lie."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * per_cent / 100))]
