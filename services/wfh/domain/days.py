"""Days at home: requests, the entries they write into the ledger, and the account behind it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.wfh.domain.refusals import (
    DayHasBegun,
    DayIsPast,
    NotOpen,
    QuotaSpent,
    SameDayTwice,
    TooFarAhead,
    shown,
)


class Part(StrEnum):
    """How much of a day is spent at home."""

    FULL = "FULL"
    FORENOON = "FORENOON"
    AFTERNOON = "AFTERNOON"

    @property
    def half_days(self) -> int:
        """2 for a whole day, 1 for half of one."""
        return 2 if self is Part.FULL else 1

    def overlaps(self, other: "Part") -> bool:
        """Whether two parts of the same day share a half."""
        return self is other or Part.FULL in (self, other)


class RequestKind(StrEnum):
    """Why a day is spent at home: by one's own wish within the quota, or by an attendance order."""

    QUOTA = "QUOTA"
    ROSTER = "ROSTER"


class RequestState(StrEnum):
    """Where a day at home stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    RECALLED = "RECALLED"
    LAPSED = "LAPSED"
    TAKEN = "TAKEN"


class EntryKind(StrEnum):
    """What an entry of the ledger does to the balance."""

    GRANT = "GRANT"
    HOLD = "HOLD"
    RELEASE = "RELEASE"
    CONSUME = "CONSUME"
    REVERSE = "REVERSE"
    EXPIRE = "EXPIRE"
    ADJUST = "ADJUST"


LIVE_STATES = (RequestState.REQUESTED, RequestState.APPROVED, RequestState.TAKEN)


class Entry(NamedTuple):
    """One line of the ledger before it is written; `half_days` carries its sign."""

    kind: EntryKind
    half_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRequest:
    """One day at home, asked for or ordered. It hangs on the person; the post above decides."""

    request_id: UUID
    person_id: UUID
    post_id: UUID
    department: str
    office_id: UUID
    approver_post: UUID
    kind: RequestKind
    on: date
    part: Part
    state: RequestState
    reason: str
    requested_at: datetime
    order_id: UUID | None = None
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    decided_for: UUID | None = None
    decided_post: UUID | None = None
    remark: str | None = None

    @property
    def half_days(self) -> int:
        """What the day costs of the quota; a mandated roster day costs nothing."""
        return self.part.half_days if self.kind is RequestKind.QUOTA else 0

    def approved(self, today: date) -> "DayRequest":
        """The day, approved; it must not be past."""
        self._must_be(RequestState.REQUESTED)
        if self.on < today:
            raise DayIsPast(on=shown(self.on))
        return replace(self, state=RequestState.APPROVED)

    def refused(self) -> "DayRequest":
        """The day, refused."""
        self._must_be(RequestState.REQUESTED)
        return replace(self, state=RequestState.REFUSED)

    def withdrawn(self, today: date) -> "DayRequest":
        """The day, given back by the requester; an approved one only until it begins."""
        self._must_be(RequestState.REQUESTED, RequestState.APPROVED)
        if self.state is RequestState.APPROVED and self.on <= today:
            raise DayHasBegun(on=shown(self.on))
        return replace(self, state=RequestState.WITHDRAWN)

    def recalled(self, today: date) -> "DayRequest":
        """The day, ended by a call to the office; also on the day itself, not afterwards (CG GAD, July 2020)."""
        self._must_be(RequestState.APPROVED, RequestState.TAKEN)
        if self.on < today:
            raise DayIsPast(on=shown(self.on))
        return replace(self, state=RequestState.RECALLED)

    def given_way(self) -> "DayRequest":
        """The day, overtaken by an absence or a holiday."""
        self._must_be(*LIVE_STATES)
        return replace(self, state=RequestState.WITHDRAWN)

    def passed_on_to(self, post_id: UUID) -> "DayRequest":
        """The day before another post that decides, after the one before which it lay has ended."""
        return replace(self, approver_post=post_id)

    def arrived(self, today: date, *, worked: bool = True) -> "DayRequest":
        """The day as the calendar leaves it: an approved one is taken when it comes, an open one lapses after it.

        One that is not *worked*, because an order made it a day of rest after it was given, costs nobody anything:
        if it is of the quota, it gives way.
        """
        if self.state is RequestState.APPROVED and self.on <= today:
            taken = worked or self.kind is RequestKind.ROSTER
            return replace(self, state=RequestState.TAKEN) if taken else self.given_way()
        if self.state is RequestState.REQUESTED and self.on < today:
            return replace(self, state=RequestState.LAPSED)
        return self

    def entries_from(self, before: RequestState) -> list[Entry]:
        """What the step from the state *before* to this one writes into the ledger."""
        cost = self.half_days
        if cost == 0 or self.state is before or self.state is RequestState.APPROVED:
            return []
        if self.state is RequestState.TAKEN:
            return [Entry(EntryKind.RELEASE, cost), Entry(EntryKind.CONSUME, -cost)]
        undo = EntryKind.REVERSE if before is RequestState.TAKEN else EntryKind.RELEASE
        return [Entry(undo, cost)]

    def _must_be(self, *states: RequestState) -> None:
        if self.state not in states:
            raise NotOpen


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's half-days of a year; `half_days` is what is left, held ones already taken off."""

    person_id: UUID
    year: int
    half_days: int
    quota_half_days: int
    order_number: str

    def must_cover(self, asked: int) -> None:
        """Raise QuotaSpent unless *asked* half-days are left."""
        if asked > self.half_days:
            raise QuotaSpent(
                asked=asked,
                left=self.half_days,
                quota=self.quota_half_days,
                year=self.year,
                order=self.order_number,
            )


def days_must_be_distinct(days: list[tuple[date, Part]]) -> None:
    """Raise SameDayTwice when two wishes share a half of a day."""
    for place, (on, part) in enumerate(days):
        if any(on == other_on and part.overlaps(other) for other_on, other in days[:place]):
            raise SameDayTwice(on=shown(on))


def day_must_be_ahead(on: date, today: date) -> None:
    """Raise DayIsPast or TooFarAhead unless *on* lies between today and the end of next year."""
    if on < today:
        raise DayIsPast(on=shown(on))
    if on.year > today.year + 1:
        raise TooFarAhead(on=shown(on), year=today.year + 1)
