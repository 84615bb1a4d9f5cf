"""Who may do what with days at home: one's own from anywhere, others' from the state's own networks only."""

from collections.abc import Callable
from uuid import UUID

from kernel.errors import NotAllowed, NotSignedIn
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused
from kernel.languages import _
from services.wfh.domain import DayRequest, RequestUnknown

STANDING_IN = frozenset({"LINK_OFFICER", "DELEGATED"})


class OnlyStaff(NotAllowed):
    """Citizens and portals have no days at home."""

    text = _("This is for employees of the state. Sign in with your staff number.")


class OfficeNetworkNeeded(NotAllowed):
    """Deciding about others needs at least the VPN."""

    text = _(
        "Decisions about other people are taken from the office network or the VPN only. Connect and try again."
    )


class OwnPostNeeded(NotAllowed):
    """A link officer asks for himself with his own post."""

    text = _("You act for somebody else now. Choose your own post to ask for yourself.")


class NotYourDecision(NotAllowed):
    """Only the post above decides, or its link officer."""

    text = _("Only the post above the requester decides about this day, or its link officer.")


class OwnRequest(NotAllowed):
    """Nobody decides about himself."""

    text = _("You cannot decide about your own day at home. The next post up does.")


class NotYourPerson(NotAllowed):
    """Absences and roster days are recorded by the person or a superior."""

    text = _("Only the employee, the post above, or the department's administrator may do this.")


class EquipmentOfOthers(NotAllowed):
    """Equipment is issued within one's own department, and never to oneself."""

    text = _(
        "Equipment is issued and taken back by the administrator of its department or of the state, and nobody "
        "issues it to himself. Ask another administrator."
    )


class AdministratorNeeded(NotAllowed):
    """Calendars, duty hours and orders are published by administrators."""

    text = _("Only an administrator of the department or of the state publishes this.")


def of_staff(actor: Actor) -> Decision:
    """One's own days and the published rules: every employee, from every zone."""
    if actor.kind is ActorKind.VISITOR:
        return refused(NotSignedIn())
    if actor.kind is not ActorKind.STAFF or actor.person_id is None or actor.charge is None:
        return refused(OnlyStaff())
    return ALLOWED


def of_staff_in_own_post(actor: Actor) -> Decision:
    """Asking for oneself: with a post of one's own."""
    staff = of_staff(actor)
    stands_in = actor.charge is not None and actor.charge.kind in STANDING_IN
    return refused(OwnPostNeeded()) if staff.allowed and stands_in else staff


def of_staff_inside(actor: Actor) -> Decision:
    """Deciding about others: from the VPN upwards."""
    staff = of_staff(actor)
    if staff.allowed and actor.zone.level < Zone.VPN.level:
        return refused(OfficeNetworkNeeded())
    return staff


def of_administrators(actor: Actor) -> Decision:
    """Publishing rules: administrators, from the VPN upwards, or the service itself."""
    if actor.kind is ActorKind.SYSTEM:
        return ALLOWED
    inside = of_staff_inside(actor)
    if inside.allowed and not actor.roles & {"state_admin", "department_admin"}:
        return refused(AdministratorNeeded())
    return inside


POLICY: dict[str, Callable[[Actor], Decision]] = {
    "wfh.read": of_staff,
    "wfh.ask": of_staff_in_own_post,
    "wfh.record-absence": of_staff,
    "wfh.decide": of_staff_inside,
    "wfh.publish": of_administrators,
    "equipment.read": of_staff,
    "equipment.keep": of_administrators,
    "wfh.handover": of_staff_inside,
}


def may_see(actor: Actor, request: DayRequest) -> Decision:
    """The requester and the deciding post see a day at home; the others do not learn that it exists."""
    if request.person_id == actor.person_id or request.approver_post == actor.post_id:
        return ALLOWED
    return refused(RequestUnknown())


def may_decide(actor: Actor, request: DayRequest) -> Decision:
    """The post above decides; its link officer acts "A for B"; nobody decides about himself."""
    if request.person_id == actor.person_id:
        return refused(OwnRequest())
    if request.approver_post != actor.post_id:
        return refused(NotYourDecision())
    return ALLOWED


def may_withdraw(actor: Actor, request: DayRequest) -> Decision:
    """Only the requester gives a day back."""
    return ALLOWED if request.person_id == actor.person_id else refused(NotYourPerson())


def may_record_for(actor: Actor, person_id: UUID, posts_above: set[UUID], departments: set[str]) -> Decision:
    """The person himself, a post above one of his, or an administrator of one of his departments.

    For others the VPN is needed.
    """
    if person_id == actor.person_id:
        return ALLOWED
    inside = of_staff_inside(actor)
    if not inside.allowed:
        return inside
    administers = "state_admin" in actor.roles or (
        "department_admin" in actor.roles and actor.department in departments
    )
    return ALLOWED if administers or actor.post_id in posts_above else refused(NotYourPerson())


def may_put_on_roster(
    actor: Actor, person_id: UUID, posts_above: set[UUID], departments: set[str]
) -> Decision:
    """A post above, or an administrator, mandates days at home; nobody does so for himself."""
    if person_id == actor.person_id:
        return refused(OwnRequest())
    return may_record_for(actor, person_id, posts_above, departments)


def may_publish_for(actor: Actor, scope: str, departments: set[str]) -> Decision:
    """The state's administrator publishes for every scope; a department's only within its own *departments*."""
    if actor.kind is ActorKind.SYSTEM or "state_admin" in actor.roles:
        return ALLOWED
    within = scope in ("DEPARTMENT", "OFFICE", "PERSON") and actor.department in departments
    return ALLOWED if within else refused(AdministratorNeeded())


def may_issue_to(actor: Actor, person_id: UUID, departments: set[str]) -> Decision:
    """An administrator of one of the person's *departments* or of the state; nobody for himself."""
    if person_id == actor.person_id:
        return refused(EquipmentOfOthers())
    return may_take_back(actor, departments)


def keeps_all_equipment(actor: Actor) -> bool:
    """Whether the actor keeps the equipment of every department."""
    return actor.kind is ActorKind.SYSTEM or "state_admin" in actor.roles


def may_take_back(actor: Actor, departments: set[str]) -> Decision:
    """An administrator of one of the *departments* to which a piece or its holder belongs, or of the state."""
    if keeps_all_equipment(actor):
        return ALLOWED
    administers = "department_admin" in actor.roles and actor.department in departments
    return ALLOWED if administers else refused(EquipmentOfOthers())
