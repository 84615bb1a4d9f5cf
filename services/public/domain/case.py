"""A case: a dated promise to a citizen, and what may become of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kernel.clock import local_date
from services.public.domain.refusals import (
    AlreadyAsked,
    AlreadyReferred,
    CaseIsOver,
    NoActionYet,
    NotDisposedYet,
    NothingAsked,
    SameDepartment,
    TransferredTooOften,
)

MOST_TRANSFERS = 3


class Nature(StrEnum):
    """What the citizen wants (prakar); most of what camps receive are demands, not grievances."""

    GRIEVANCE = "GRIEVANCE"
    DEMAND = "DEMAND"
    SUGGESTION = "SUGGESTION"
    SERVICE = "SERVICE"


class CaseState(StrEnum):
    """Where a case stands. Disposed of and satisfied are kept apart."""

    REGISTERED = "REGISTERED"
    ASSIGNED = "ASSIGNED"
    AWAITING_CITIZEN = "AWAITING_CITIZEN"
    REFERRED = "REFERRED"
    ACTION_TAKEN = "ACTION_TAKEN"
    DISPOSED = "DISPOSED"
    CLOSED = "CLOSED"
    UNDER_APPEAL = "UNDER_APPEAL"
    WITHDRAWN = "WITHDRAWN"


AT_WORK = frozenset({CaseState.REGISTERED, CaseState.ASSIGNED, CaseState.REFERRED, CaseState.ACTION_TAKEN})
OPEN_STATES = AT_WORK | {CaseState.AWAITING_CITIZEN}


@dataclass(frozen=True, slots=True)
class Case:
    """One matter of one citizen. `born_in` never changes; `department` is who deals with it now.

    `due_at` is None where no order sets a limit. `paused_at` is set while an answer of the citizen is
    awaited, and `resumes_to` is the state to which the case then returns.
    """

    case_id: UUID
    number: str
    nature: Nature
    born_in: str
    department: str
    area: str
    level: str
    state: CaseState
    language: str
    protected: bool
    contact_id: UUID
    registered_at: datetime
    due_at: datetime | None = None
    paused_at: datetime | None = None
    resumes_to: CaseState | None = None
    nodal_post: UUID | None = None
    assigned_post: UUID | None = None
    transfers: int = 0
    overdue_at: datetime | None = None
    disposed_at: datetime | None = None
    version: int = 1

    @property
    def due_on(self) -> date | None:
        """The day in India on which the promise falls due."""
        return local_date(self.due_at) if self.due_at else None

    @property
    def desk(self) -> UUID | None:
        """The post that has to act: the one it was assigned to, else the nodal officer's."""
        return self.assigned_post or self.nodal_post

    def is_overdue(self, at: datetime) -> bool:
        """Whether the promise is broken at the instant *at*; a standing clock breaks nothing."""
        running = self.state in AT_WORK and self.paused_at is None
        return self.overdue_at is not None or (running and self.due_at is not None and self.due_at < at)

    def assigned_to(self, post_id: UUID) -> "Case":
        """The case on the desk of a post that deals with it."""
        self._require_at_work()
        state = CaseState.ASSIGNED if self.state is CaseState.REGISTERED else self.state
        return self._changed(assigned_post=post_id, state=state)

    def passed_on(self, nodal_post: UUID | None, assigned_post: UUID | None) -> "Case":
        """The case with the desks to which the work of ended posts fell; its state and its clock stay."""
        return self._changed(nodal_post=nodal_post, assigned_post=assigned_post)

    def transferred_to(self, department: str, nodal_post: UUID | None, level: str) -> "Case":
        """The case with another department; number, clock, order and lane stay (DARPG e-7085 of 23.8.2024)."""
        self._require_at_work()
        if self.state is CaseState.REFERRED:
            raise AlreadyReferred(number=self.number)
        if department == self.department:
            raise SameDepartment(number=self.number, department=department)
        if self.transfers >= MOST_TRANSFERS:
            raise TransferredTooOften(number=self.number, transfers=self.transfers)
        return self._changed(
            department=department,
            level=level,
            nodal_post=nodal_post,
            assigned_post=None,
            transfers=self.transfers + 1,
            state=CaseState.REGISTERED,
        )

    def interim_answered(self) -> "Case":
        """The case after an answer that does not settle it; neither state nor clock moves."""
        self._require_open()
        return self._changed()

    def asked(self, at: datetime) -> "Case":
        """The case with its clock standing from *at*: asking the citizen is the only thing that stops it."""
        if self.state is CaseState.AWAITING_CITIZEN:
            raise AlreadyAsked(number=self.number)
        self._require_at_work()
        return self._changed(state=CaseState.AWAITING_CITIZEN, resumes_to=self.state, paused_at=at)

    def citizen_answered(self, at: datetime) -> "Case":
        """The case at work again; the due moment moved by exactly the time for which the clock stood."""
        if self.state is not CaseState.AWAITING_CITIZEN or self.paused_at is None or self.resumes_to is None:
            raise NothingAsked(number=self.number)
        due_at = self.due_at + (at - self.paused_at) if self.due_at else None
        return self._changed(state=self.resumes_to, resumes_to=None, paused_at=None, due_at=due_at)

    def proceeds(self, at: datetime) -> "Case":
        """The case at work again without the citizen's answer; the clock stood until now."""
        self._require_open()
        return self.citizen_answered(at)

    def referred(self) -> "Case":
        """The case whose answer is prepared on a file of the e-office; an explicit act."""
        if self.state is CaseState.REFERRED:
            raise AlreadyReferred(number=self.number)
        self._require_at_work()
        return self._changed(state=CaseState.REFERRED)

    def action_taken(self) -> "Case":
        """The case when the work is done and the nodal officer may dispose of it."""
        self._require_at_work()
        return self._changed(state=CaseState.ACTION_TAKEN)

    def replied_from_file(self, at: datetime) -> "Case":
        """The case when the file's reply is there. An open question to the citizen has lost its point.

        A reply that comes after the end is kept with the case and changes its state no more.
        """
        if self.state not in OPEN_STATES:
            return self._changed()
        resumed = self.citizen_answered(at) if self.state is CaseState.AWAITING_CITIZEN else self
        return replace(resumed, state=CaseState.ACTION_TAKEN, version=self.version + 1)

    def disposed(self, at: datetime) -> "Case":
        """The case with its final answer; only after action was taken (DARPG e-7085 of 23.8.2024)."""
        self._require_open()
        if self.state is not CaseState.ACTION_TAKEN:
            raise NoActionYet(number=self.number)
        return self._changed(state=CaseState.DISPOSED, disposed_at=at)

    def judged(self, *, satisfied: bool) -> "Case":
        """The case after the citizen's word: closed, or under appeal. Silence is no consent."""
        if self.state is not CaseState.DISPOSED:
            raise NotDisposedYet(number=self.number)
        return self._changed(state=CaseState.CLOSED if satisfied else CaseState.UNDER_APPEAL)

    def appeal_decided(self, *, accepted: bool) -> "Case":
        """The case when its appeal is decided: back to work with its old clock, or closed.

        A case is not closed before its appeal is disposed of (DARPG 7085 of 27.7.2022).
        """
        if self.state is not CaseState.UNDER_APPEAL:
            raise NotDisposedYet(number=self.number)
        if not accepted:
            return self._changed(state=CaseState.CLOSED)
        reopened = CaseState.ASSIGNED if self.assigned_post else CaseState.REGISTERED
        return self._changed(state=reopened, disposed_at=None)

    def withdrawn(self) -> "Case":
        """The case that the citizen took back before the final answer."""
        self._require_open()
        return self._changed(state=CaseState.WITHDRAWN, paused_at=None, resumes_to=None)

    def marked_overdue(self, at: datetime) -> "Case":
        """The case whose promise was found broken at *at*."""
        return self._changed(overdue_at=at)

    def _changed(self, **what: object) -> "Case":
        return replace(self, version=self.version + 1, **what)  # type: ignore[arg-type]  # fields of this class

    def _require_open(self) -> None:
        if self.state not in OPEN_STATES:
            raise CaseIsOver(number=self.number)

    def _require_at_work(self) -> None:
        self._require_open()
        if self.state is CaseState.AWAITING_CITIZEN:
            raise AlreadyAsked(number=self.number)
