"""What others order: attendance orders, and absences from duty."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.wfh.domain.refusals import (
    AbsenceIsCancelled,
    EndsBeforeItStarts,
    NotWithinOrder,
    OrderForOtherOffices,
    shown,
)


class AbsenceKind(StrEnum):
    """Why somebody is away from duty."""

    LEAVE = "LEAVE"
    TOUR = "TOUR"
    TRAINING = "TRAINING"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceOrder:
    """An order that caps attendance: who always attends, and what share of the others."""

    order_id: UUID
    authority: str
    number: str | None
    dated: date
    valid_from: date
    valid_to: date
    always_attends: str | None
    always_attends_level: int | None
    cap_numerator: int
    cap_denominator: int
    slots: list[str]
    exemptions: list[str]
    office_levels: list[str]
    confirmed: bool

    @property
    def reference(self) -> str:
        """How the order is cited: authority, number where known, date."""
        cited = [self.authority, self.number, f"{self.dated:%d.%m.%Y}"]
        return " ".join(part for part in cited if part)

    def must_hold_on(self, day: date) -> None:
        """Raise NotWithinOrder unless the order is in force on *day*."""
        if not self.valid_from <= day <= self.valid_to:
            raise NotWithinOrder(
                order=self.reference,
                starts_on=shown(self.valid_from),
                ends_on=shown(self.valid_to),
                on=shown(day),
            )

    def reaches(self, office_level: str) -> bool:
        """Whether the order speaks of offices of a level; one that names none speaks of all (CG GAD of 1.1.2022)."""
        return not self.office_levels or office_level in self.office_levels

    def must_reach(self, office_level: str) -> None:
        """Raise OrderForOtherOffices unless the order speaks of offices of this level."""
        if not self.reaches(office_level):
            raise OrderForOtherOffices(order=self.reference)

    def wants_in_office(self, rank_level: int, office_level: str) -> bool:
        """Whether a rank in such an office always attends; a lower level is a higher rank (DoPT OM of 18.5.2020)."""
        always = self.always_attends_level is not None and rank_level <= self.always_attends_level
        return always and self.reaches(office_level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away from duty from one day to another, both included."""

    absence_id: UUID
    person_id: UUID
    department: str
    kind: AbsenceKind
    starts_on: date
    ends_on: date
    recorded_by: UUID
    recorded_at: datetime
    cancelled_at: datetime | None = None

    def gives_way_from(self, today: date) -> date:
        """The first day on which days at home give way; what is past gives way only where others record."""
        is_own = self.recorded_by == self.person_id
        return max(self.starts_on, today) if is_own else self.starts_on

    def cancelled(self, at: datetime) -> "Absence":
        """The absence, cancelled at an instant."""
        if self.cancelled_at is not None:
            raise AbsenceIsCancelled
        return replace(self, cancelled_at=at)


def days_must_run_forward(starts_on: date, ends_on: date) -> None:
    """Raise EndsBeforeItStarts unless the last day is not before the first."""
    if ends_on < starts_on:
        raise EndsBeforeItStarts(starts_on=shown(starts_on), ends_on=shown(ends_on))
