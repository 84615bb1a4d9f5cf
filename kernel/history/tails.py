"""What a lane has not received: a gap, or the tail of a queue that is still being worked off."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from kernel.inbox import Delivery

# So many are kept in memory at most; what lies beyond is read again by the next comparison.
MOST_KEPT = 20_000

Read = tuple[str, Delivery]


class Tails:
    """Of each lane, what came after the last that it received.

    A queue brings its messages in the order of the history. What a lane has not received although something later came
    is missing; what nothing later followed may still wait in its queue, and is missing only where the queue is empty or
    the lane has not got on since the comparison before.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._first_before: dict[str, str] = {}
        self._tails: dict[str, list[Delivery]] = {}
        self._kept = 0
        self._beyond: datetime | None = None

    def begin(self) -> None:
        """Begin a comparison, but remember how each lane stood at the end of the last one."""
        self._tails, self._kept, self._beyond = {}, 0, None

    def gaps(self, read: Iterable[Read], unreceived: Collection[str]) -> list[Read]:
        """What is missing by what came later; *read* goes on in the order of the history where it ended before."""
        missing: list[Read] = []
        for lane, delivery in read:
            if delivery.message_id in unreceived:
                self._keep(lane, delivery)
            else:
                tail = self._tails.pop(lane, [])
                self._kept -= len(tail)
                missing += [(lane, each) for each in tail]
        return missing

    def ends(self, has_more: Callable[[str], bool]) -> list[Read]:
        """What is missing of the tails themselves; *has_more* tells whether a lane's queue holds messages."""
        firsts = {lane: tail[0].message_id for lane, tail in self._tails.items()}
        missing = [
            lane
            for lane, first in firsts.items()
            if first == self._first_before.get(lane) or not has_more(lane)
        ]
        self._first_before = {lane: first for lane, first in firsts.items() if lane not in missing}
        return [(lane, each) for lane in missing for each in self._tails.pop(lane)]

    def begins_at(self) -> datetime | None:
        """From which instant on the next comparison has to read again; None when nothing is left open."""
        open_at = [datetime.fromtimestamp(tail[0].recorded_at, UTC) for tail in self._tails.values()]
        return min([*open_at, *([self._beyond] if self._beyond else [])], default=None)

    def _keep(self, lane: str, delivery: Delivery) -> None:
        if self._kept < self._most:
            self._tails.setdefault(lane, []).append(delivery)
            self._kept += 1
        elif self._beyond is None:
            self._beyond = datetime.fromtimestamp(delivery.recorded_at, UTC)
