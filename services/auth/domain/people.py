"""People, and the dated charges by which they hold posts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from kernel.errors import Conflict, Invalid, NotFound
from kernel.languages import _
from services.auth.domain.organisation import Role


class PersonState(StrEnum):
    """Whether a person may work here at present."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"


class ChargeKind(StrEnum):
    """By what right a person acts for a post, strongest first."""

    SUBSTANTIVE = "SUBSTANTIVE"
    ADDITIONAL_CHARGE = "ADDITIONAL_CHARGE"
    LOOK_AFTER = "LOOK_AFTER"
    LINK_OFFICER = "LINK_OFFICER"
    DELEGATED = "DELEGATED"


class Scope(StrEnum):
    """What a charge allows: acting for the post, or only reading what lies there."""

    ACT = "ACT"
    READ = "READ"


ANSWERING = frozenset({ChargeKind.SUBSTANTIVE, ChargeKind.ADDITIONAL_CHARGE, ChargeKind.LOOK_AFTER})
STANDING_IN = frozenset({ChargeKind.LINK_OFFICER, ChargeKind.DELEGATED})


class PostIsOccupied(Conflict):
    """A seat has one substantive holder at a time."""

    beside = ("post_code",)
    text = _("Another officer holds this post on these days. End that charge first, by its own order.")


class PersonHasPost(Conflict):
    """A person has one substantive post at a time; more posts are additional charges (FR 49)."""

    beside = ("staff_uid",)
    text = _(
        "This officer holds a substantive post on these days. End that charge first, or give an additional charge."
    )


class ChargeAlreadyHeld(Conflict):
    """The same charge cannot be given twice over."""

    beside = ("valid_from",)
    text = _("This officer has this charge of the post on some of these days already. Choose other days.")


class ChargePeriodInvalid(Invalid):
    """A period ends after it begins."""

    beside = ("valid_to",)
    text = _("The last day lies before the first. Correct the days.")


class StandingInNeedsAnEnd(Invalid):
    """Who stands in does so for somebody and for a time (CSMOP 9(i)(b), para 14)."""

    beside = ("valid_to",)
    text = _("A link officer or a delegation needs a last day, and the officer in whose place it is.")


class StandingInChained(Conflict):
    """Nobody passes on what he holds for another."""

    beside = ("for_staff_uid", "post_code")
    text = _(
        "That officer does not hold this post by an own charge on all these days, and what is held for another "
        "cannot be passed on. Name the officer who holds the post."
    )


class ScopeNeedsStandingIn(Invalid):
    """Who answers for a post acts for it; only who stands in may be limited."""

    beside = ("scope",)
    text = _(
        "Only a link officer or a delegation can be limited to reading. Give the whole charge, or delegate."
    )


class SeatNotSanctioned(Conflict):
    """A post has as many substantive holders as seats are sanctioned."""

    beside = ("seat",)
    text = _("This post has %(sanctioned)s sanctioned seats. Have another seat sanctioned first.")


class PostNotThere(Conflict):
    """A charge lies within the days of its post."""

    beside = ("post_code",)
    text = _("This post does not exist on all these days. Choose days on which it does, or its successor.")


class PersonHasLeft(Conflict):
    """Who left the service gets no charge."""

    beside = ("staff_uid",)
    text = _("This employee has left the service. Choose somebody who serves.")


class PersonIsSuspended(Conflict):
    """Who is suspended acts for nobody."""

    beside = ("staff_uid",)
    text = _("This employee is suspended. Choose somebody who serves.")


class AlreadySuspended(Conflict):
    """Another order came first; the second one changes nothing."""

    text = _("This employee is suspended already. Nothing was changed, and nothing needs to be done.")


class NotSuspended(Conflict):
    """Only who is suspended is reinstated."""

    text = _("This employee is not suspended. Nothing was changed, and nothing needs to be done.")


class NoSubstantiveCharge(Conflict):
    """A transfer leads from one substantive post to another."""

    beside = ("last_day",)
    text = _("This officer holds no substantive post on that day. Give a charge instead of a transfer.")


class ChargesUndecided(Invalid):
    """A transfer order says of every further charge whether it goes on."""

    text = _("Say for each further charge of this officer whether it ends or goes on.")


class ChargeUnknown(NotFound):
    """No charge of this id."""

    text = _("There is no such charge. Look it up again from the post.")


class GrantUnknown(NotFound):
    """No secure-network access of this id."""

    text = _("There is no such secure-network access. Look it up again from the post.")


class GrantOverlaps(Conflict):
    """A post's access rests on one order on any day."""

    beside = ("valid_from",)
    text = _("This post has secure-network access on some of these days by another order. Revoke that first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An employee; the staff number stays for life."""

    staff_uid: str
    name_en: str
    name_hi: str
    language: str = "hi"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTerms:
    """What a post allows: its department, its seats, the days on which it exists and the roles it gives."""

    department: str
    sanctioned: int
    valid_from: date
    valid_to: date | None
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A person's hold on a post from `valid_from` to `valid_to`, both days included."""

    charge_id: UUID
    person_id: UUID
    post_id: UUID
    kind: ChargeKind
    order_number: str
    valid_from: date
    valid_to: date | None = None
    for_person: UUID | None = None
    seat: int = 1
    scope: Scope = Scope.ACT

    def covers(self, other: "Charge") -> bool:
        """Whether this charge holds on every day of the *other* one."""
        return _covers(self, other)

    def ended_by(self, day: date) -> bool:
        """Whether *day* is its last one or a later one."""
        return self.valid_to is not None and self.valid_to <= day


def _covers(outer: Charge | PostTerms, inner: Charge) -> bool:
    ends_in_time = (
        inner.valid_to is not None and outer.valid_to is not None and inner.valid_to <= outer.valid_to
    )
    return outer.valid_from <= inner.valid_from and (outer.valid_to is None or ends_in_time)


def check_appointment(new: Charge, post: PostTerms, of_principal: Iterable[Charge]) -> None:
    """Raise the refusal that stands against a *new* charge of *post*, if one does.

    *of_principal* are the charges, on the same post, of the officer in whose place the new one stands.
    """
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise ChargePeriodInvalid
    # An open-ended charge of a post that will be abolished ends with the post.
    lasting = new if new.valid_to else replace(new, valid_to=post.valid_to)
    if not _covers(post, lasting):
        raise PostNotThere
    if new.kind is ChargeKind.SUBSTANTIVE and new.seat > post.sanctioned:
        raise SeatNotSanctioned(sanctioned=post.sanctioned)
    if new.kind in STANDING_IN:
        _check_standing_in(new, of_principal)
    elif new.for_person is not None:
        raise StandingInNeedsAnEnd
    elif new.scope is not Scope.ACT:
        raise ScopeNeedsStandingIn


def _check_standing_in(new: Charge, of_principal: Iterable[Charge]) -> None:
    if new.for_person is None or new.valid_to is None or new.for_person == new.person_id:
        raise StandingInNeedsAnEnd
    own = [charge for charge in of_principal if charge.kind in ANSWERING and charge.post_id == new.post_id]
    if not any(charge.covers(new) for charge in own):
        raise StandingInChained


def check_order_of_state(now: PersonState, ordered: PersonState) -> None:
    """Raise the refusal that stands against the state that is *ordered* for an employee whose state is *now*.

    Who serves is suspended, who is suspended is reinstated, and who has left stays away.
    """
    if now is PersonState.LEFT:
        raise PersonHasLeft
    if now is ordered:
        raise AlreadySuspended if ordered is PersonState.SUSPENDED else NotSuspended


def last_day_before(today: date, valid_from: date) -> date:
    """The last day of what ends at once: yesterday, or the day before it would have begun."""
    return max(today, valid_from) - timedelta(days=1)


def last_day_with_post(last_day: date, valid_from: date) -> date:
    """The last day of what ends with its post after *last_day*: that day, or the day before it would have begun."""
    return max(last_day, valid_from - timedelta(days=1))
