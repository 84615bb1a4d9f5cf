"""What the gateway answered in the last hour, minute by minute; what is older is forgotten."""

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """Since when was counted, how many requests were answered, how many in each whole minute, and by which cause."""

    since: datetime
    requests: int
    by_minute: list[tuple[datetime, int]]
    by_cause: Counter[str]


class LastHour:
    """Counts answers from *began_at* on; one thread counts while others look."""

    def __init__(self, began_at: datetime) -> None:
        self._first = _minute(began_at)
        self._minutes: dict[int, Counter[str]] = {}
        self._lock = threading.Lock()

    def add(self, at: datetime, cause: str) -> None:
        """Count one answer that was given at that instant."""
        minute = _minute(at)
        with self._lock:
            if minute not in self._minutes:
                self._minutes[minute] = Counter()
                for old in [each for each in self._minutes if each < minute - MINUTES]:
                    del self._minutes[old]
            self._minutes[minute][cause] += 1

    def figures(self, now: datetime) -> Figures:
        """The figures of the hour before *now*; the minute that goes on is in all but the list of minutes."""
        current = _minute(now)
        first = max(self._first, current - MINUTES)
        with self._lock:
            counted = {each: self._minutes.get(each, Counter()).copy() for each in range(first, current + 1)}
        by_cause: Counter[str] = sum(counted.values(), Counter())
        by_minute = [(_begin(each), counted[each].total()) for each in range(first, current)]
        return Figures(_begin(first), by_cause.total(), by_minute, by_cause)


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _begin(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
