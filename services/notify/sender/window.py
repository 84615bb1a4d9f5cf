"""A batch of text messages on its way: what waits, what was handed over, and what was answered."""

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from services.notify.domain import Result, State
from services.notify.sender import pdus
from services.notify.sender.parcels import Parcel, ProviderAwayError, ProviderBusyError

# So many may be under way without an answer; operators commonly allow ten.
WINDOW = 10


class Window:
    """Parcels in their order, up to WINDOW of them under way; none leaves after *seconds*."""

    def __init__(self, parcels: Sequence[Parcel], seconds: float) -> None:
        self._waiting = deque(parcels)
        self._under_way: dict[int, Parcel] = {}
        self._results: list[Result] = []
        self._statuses: set[int] = set()
        self._ends_at = time.monotonic() + seconds
        self._left_at = time.monotonic()

    @property
    def is_open(self) -> bool:
        """Whether one more may leave now."""
        return bool(self._waiting) and len(self._under_way) < WINDOW and time.monotonic() < self._ends_at

    @property
    def is_waited_for(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._under_way)

    @property
    def is_unwanted(self) -> bool:
        """Whether nothing was taken, because of us: a new session may help."""
        return pdus.TAKEN not in self._statuses and any(map(pdus.is_about_us, self._statuses))

    def patience(self, seconds: float) -> float:
        """How many of the *seconds* are left in which an answer to the last one has to come."""
        return max(self._left_at + seconds - time.monotonic(), 0.0)

    def next(self) -> Parcel:
        """The parcel that leaves now, out of an open window."""
        return self._waiting.popleft()

    def leaves(self, sequence: int, parcel: Parcel) -> None:
        """A parcel is handed over from now on, whether that succeeds or not."""
        self._under_way[sequence] = parcel
        self._left_at = time.monotonic()

    def cannot_leave(self, parcel: Parcel) -> None:
        """A parcel cannot be written."""
        self._results.append(parcel.result(State.TECHNICAL_FAILURE, reason="not-rendered"))

    def answered(self, pdu: Any) -> None:
        """Note an answer; after one that says that nothing more is taken, nothing more leaves."""
        if pdu.command != "submit_sm_resp" or pdu.sequence not in self._under_way:
            return
        self._results.append(pdus.result(self._under_way.pop(pdu.sequence), pdu))
        self._statuses.add(pdu.status)
        if pdu.status == pdus.NOT_BOUND or pdu.status in pdus.BUSY:
            self._ends_at = 0.0

    def results(self) -> list[Result]:
        """One for each parcel; one that is under way may have arrived, one that waits has never left."""
        unanswered = [parcel.not_answered() for parcel in self._under_way.values()]
        return [*self._results, *unanswered, *(parcel.given_back() for parcel in self._waiting)]

    def trouble(self) -> ProviderAwayError | ProviderBusyError | None:
        """Why the operator is to be left alone: it takes nothing from us, or for now no more."""
        if self.is_unwanted:
            return ProviderAwayError("refused")
        if not self._statuses & pdus.BUSY:
            return None
        took_some = pdus.TAKEN in self._statuses
        return ProviderBusyError("throttled") if took_some else ProviderAwayError("throttled")
