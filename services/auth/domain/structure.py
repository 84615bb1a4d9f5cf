"""Units of the organisation, what lies within what, and the orders that change them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from kernel.errors import Conflict, Invalid, NotFound
from kernel.languages import _
from services.auth.domain.organisation import Area, Department, Office, Post, Role

Unit = Department | Area | Office | Post


class UnitKind(StrEnum):
    """What kind of unit an order is about."""

    DEPARTMENT = "DEPARTMENT"
    AREA = "AREA"
    OFFICE = "OFFICE"
    POST = "POST"


class OrderAct(StrEnum):
    """What an order does with a unit, or with a person who leaves the service."""

    ENTER = "ENTER"
    CHANGE = "CHANGE"
    RENAME = "RENAME"
    CLOSE = "CLOSE"
    MERGE = "MERGE"
    SPLIT = "SPLIT"
    IMPORT = "IMPORT"
    RETIRE = "RETIRE"


class OrderState(StrEnum):
    """How far an order has come."""

    WAITING = "WAITING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


# What may lie within a unit, and by which column it says so.
WITHIN: dict[UnitKind, tuple[tuple[UnitKind, str], ...]] = {
    UnitKind.DEPARTMENT: ((UnitKind.DEPARTMENT, "parent"), (UnitKind.OFFICE, "department")),
    UnitKind.AREA: ((UnitKind.AREA, "parent"), (UnitKind.OFFICE, "area")),
    UnitKind.OFFICE: ((UnitKind.OFFICE, "parent"), (UnitKind.POST, "office")),
    UnitKind.POST: ((UnitKind.POST, "reports_to"),),
}
# The column that makes a tree of the units of a kind.
UP = {
    UnitKind.DEPARTMENT: "parent",
    UnitKind.AREA: "parent",
    UnitKind.OFFICE: "parent",
    UnitKind.POST: "reports_to",
}
SECTION = "section"
# Roles that see or rule beyond a department; only the state's administrator hangs them on a post.
REACHING_BEYOND = frozenset(
    {Role.STATE_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.IDENTITY_CUSTODIAN, Role.COLLECTOR}
)
MOST_NAMED = 5


class UnitUnknown(NotFound):
    """No unit of this kind has this code."""

    text = _("The directory has nothing with the code %(code)s. Choose it from the list.")


class CodeTaken(Conflict):
    """A code stands for one unit for ever, so that old papers can be read."""

    beside = ("code",)
    text = _("The code %(code)s is taken. Choose another; a code is never used twice.")


class UnitIsClosed(Conflict):
    """What has ended is not changed any more."""

    text = _("%(code)s ended on %(day)s and is not changed any more. Choose its successor.")


class OrderTooEarly(Invalid):
    """Nothing changes before it began."""

    beside = ("valid_from", "holds_from")
    text = _("On that day %(code)s did not exist yet. Choose a later day.")


class InCircle(Conflict):
    """Nothing lies within itself, reports to itself, or succeeds itself, not even by a detour."""

    beside = ("parent",)
    text = _("That would make a circle: %(code)s would stand under itself. Choose another place for it.")


class StillInUse(Conflict):
    """What others lie within or hold is not closed under them."""

    text = _(
        "%(code)s cannot end while this is there: %(named)s. Name the unit to which it moves, or close it first."
    )


class StillHeld(Conflict):
    """A post with holders is not abolished under them."""

    text = _(
        "The post %(code)s is still held. Transfer its holders first, or say that their charges end with it."
    )


class SuccessorUnfit(Conflict):
    """Who takes over is there on that day, is of the same kind, and is somebody else."""

    beside = ("into",)
    text = _(
        "%(code)s cannot take over: it is not there from that day on, or it is the same. Choose another."
    )


class SeatsAreFilled(Conflict):
    """A sanctioned strength covers those who hold the post already."""

    beside = ("sanctioned",)
    text = _("More seats of this post are filled than that. End those charges first.")


class SectionNeedsAnOffice(Invalid):
    """A section is a part of an office."""

    beside = ("office",)
    text = _("A section belongs to an office. Name the office above it.")


class OutlivesItsPlace(Conflict):
    """What lies within something ends no later than that."""

    beside = ("valid_to",)
    text = _("%(code)s would be there longer than what it belongs to. Correct the days.")


class AlreadyRetiring(Conflict):
    """A last day is entered once; another one takes its place when the first was withdrawn."""

    beside = ("last_day",)
    text = _(
        "The last day of this employee is ordered already. Withdraw that order first, then enter another day."
    )


class LastDayIsOver(Conflict):
    """Who is let go at once does not come back, so that a day that is over is confirmed."""

    beside = ("last_day",)
    text = _(
        "This day is over: the employee would leave at once, and nothing brings that back. Correct the day, or say "
        "that the employee has left already."
    )


class OrderUnknown(NotFound):
    """No order of this id is waiting."""

    text = _("There is no such order waiting; it may have been carried out or withdrawn.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order about one unit; `holds_from` is the first day on which things are so."""

    order_id: UUID
    kind: str
    code: str
    act: OrderAct
    order_number: str
    holds_from: date
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """The last day of what ends by this order."""
        return self.holds_from - timedelta(days=1)


def is_living(unit: Unit, on: date) -> bool:
    """Whether a unit is there on the day *on*; both ends count."""
    return unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to)


def check_open(unit: Unit, order: Order) -> None:
    """Raise UnitIsClosed or OrderTooEarly unless the *unit* is there when the *order* begins to hold."""
    if unit.valid_to is not None and unit.valid_to <= order.last_day:
        raise UnitIsClosed(code=unit.code, day=unit.valid_to.isoformat())
    if order.holds_from < unit.valid_from:
        raise OrderTooEarly(code=unit.code)


def check_successor(unit: Unit, successor: Unit, from_day: date) -> None:
    """Raise SuccessorUnfit unless *successor* is another unit that is there on *from_day*."""
    if successor.code == unit.code or not is_living(successor, from_day):
        raise SuccessorUnfit(code=successor.code)


def check_last_day(last_day: date, today: date, *, at_once: bool) -> None:
    """Raise LastDayIsOver for a *last_day* before *today*, unless it was said that it holds *at once*."""
    if last_day < today and not at_once:
        raise LastDayIsOver


def check_section(unit: Unit) -> None:
    """Raise SectionNeedsAnOffice for a section that hangs in the air."""
    if isinstance(unit, Office) and unit.kind == SECTION and unit.parent is None:
        raise SectionNeedsAnOffice


def named(codes: Iterable[str]) -> str:
    """The first few of *codes*, for a sentence."""
    listed = sorted(codes)
    more = f" … ({len(listed)})" if len(listed) > MOST_NAMED else ""
    return ", ".join(listed[:MOST_NAMED]) + more
