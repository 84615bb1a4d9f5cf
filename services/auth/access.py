"""Who may do what in auth: pure decisions, deny by default."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from kernel.errors import NotAllowed
from kernel.freshness import is_fresh
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Rule, Zone, refused
from kernel.languages import _
from services.auth.domain import STANDING_IN, Charge, ChargeKind, ChargeUnknown, DeviceNotYours, Role
from services.auth.domain.devices import DeviceNeeded
from services.auth.domain.openid import NoSuchClient
from services.auth.domain.structure import REACHING_BEYOND


class NotYourDepartment(NotAllowed):
    """A department's administrator works for that department and what stands under it."""

    text = _("This belongs to another department. Ask that department's administrator.")


class NotForYourself(NotAllowed):
    """Nobody gives rights to himself."""

    text = _("You cannot give charges or access to yourself. Another administrator must do it.")


class StatePost(NotAllowed):
    """A department's administrator neither makes anybody more powerful than a department nor takes that away."""

    text = _(
        "A post for the whole state is concerned. Only the state's administrator decides about it and its holder."
    )


class AdministrationFromHere(NotAllowed):
    """Rights are given from the office network or over the VPN only."""

    text = _("The directory is changed from the VPN or the secure LAN only. Sign in there and repeat this.")


class StateUnit(NotAllowed):
    """Areas, ranks and what reaches beyond a department are the state's affair."""

    text = _("This reaches beyond one department. Only the state's administrator may change it.")


ISSUING_ROLES = frozenset({Role.STATE_ADMIN, Role.IDENTITY_CUSTODIAN})
STATE_ROLES = frozenset({Role.STATE_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.IDENTITY_CUSTODIAN})


def may_be_signed_in(actor: Actor) -> Decision:
    """Any employee, about himself."""
    return ALLOWED if actor.kind is ActorKind.STAFF else refused()


def may_read_directory(actor: Actor) -> Decision:
    """Names and designations are public, but only employees and portals take them from here."""
    return ALLOWED if actor.kind in (ActorKind.STAFF, ActorKind.PORTAL) else refused()


def may_work_at_desk(actor: Actor) -> Decision:
    """Any employee at work over the VPN or in the office, about his own charges; acts look closer."""
    if actor.kind is not ActorKind.STAFF:
        return refused()
    return ALLOWED if actor.zone.level >= Zone.VPN.level else refused(AdministrationFromHere())


def _with_role(*roles: Role) -> Rule:
    def rule(actor: Actor) -> Decision:
        if actor.kind is ActorKind.SYSTEM:
            return ALLOWED
        if actor.kind is not ActorKind.STAFF or not actor.roles.intersection(roles):
            return refused()
        if actor.zone.level < Zone.VPN.level:
            return refused(AdministrationFromHere())
        return ALLOWED

    return rule


may_administer = _with_role(Role.DEPARTMENT_ADMIN, Role.STATE_ADMIN)
may_administer_state = _with_role(Role.STATE_ADMIN)
may_issue = _with_role(Role.STATE_ADMIN, Role.IDENTITY_CUSTODIAN)
may_operate = _with_role(Role.STATE_ADMIN, Role.OPERATOR)
may_inspect = _with_role(Role.DEPARTMENT_ADMIN, Role.STATE_ADMIN, Role.AUDITOR)
may_keep_devices = _with_role(Role.DEPARTMENT_ADMIN, Role.STATE_ADMIN, Role.IDENTITY_CUSTODIAN)
may_audit = _with_role(Role.AUDITOR)
may_keep_portals = _with_role(Role.DEPARTMENT_ADMIN, Role.STATE_ADMIN, Role.IDENTITY_CUSTODIAN)


def may_renew(actor: Actor) -> Decision:
    """The device itself, over the VPN or the secure LAN; nobody needs to be signed in on it."""
    if actor.device_id and actor.zone.level >= Zone.VPN.level:
        return ALLOWED
    return refused(DeviceNeeded())


POLICY: dict[str, Rule] = {
    "auth.own": may_be_signed_in,
    "directory.read": may_read_directory,
    "directory.appoint": may_administer,
    "directory.grant": may_administer_state,
    "directory.issue": may_issue,
    "directory.suspend": may_administer,
    "directory.republish": may_operate,
    "sessions.end": may_administer,
    "organisation.read": may_inspect,
    "organisation.keep": may_administer,
    "grants.report": may_inspect,
    "charges.report": may_work_at_desk,
    "charges.delegate": may_work_at_desk,
    "devices.own": may_be_signed_in,
    "devices.issue": may_keep_devices,
    "devices.approve": may_keep_devices,
    "devices.renew": may_renew,
    "employees.read": may_administer,
    "employees.keep": may_administer,
    "employees.import": may_administer,
    "employees.link": may_administer,
    "audit.own": may_be_signed_in,
    "audit.read": may_audit,
    "portals.clients": may_keep_portals,
}


def works_for_state(actor: Actor) -> bool:
    """Whether the actor administers every department."""
    return actor.kind is ActorKind.SYSTEM or Role.STATE_ADMIN in actor.roles


def may_change_in(actor: Actor, department: str, own_departments: Collection[str]) -> Decision:
    """A state administrator everywhere, a department's in *own_departments*, its subtree."""
    if works_for_state(actor) or department in own_departments:
        return ALLOWED
    return refused(NotYourDepartment())


def may_end_sessions(actor: Actor, serving_in: Collection[str], own_departments: Collection[str]) -> Decision:
    """A state administrator everybody's; a department's those of who serves in it, be it also elsewhere.

    To end a session protects the person and takes nothing away, so one of the departments is enough.
    """
    if Role.STATE_ADMIN in actor.roles or set(serving_in) & set(own_departments):
        return ALLOWED
    return refused(NotYourDepartment())


def looks_after_every_device(actor: Actor) -> bool:
    """Whether the actor issues devices for the whole state."""
    return actor.kind is ActorKind.SYSTEM or bool(actor.roles & ISSUING_ROLES)


def may_look_after(
    actor: Actor, departments: Collection[str], roles: Collection[Role], own_departments: Collection[str]
) -> Decision:
    """Devices of people in *departments*: a department's issuing officer of its own, the state's of all.

    Of who holds *roles* beyond a department, the state's only.
    """
    if looks_after_every_device(actor):
        return ALLOWED
    if not set(departments) & set(own_departments):
        return refused(NotYourDepartment())
    return may_fill(actor, roles)


def keeps_every_portal(actor: Actor) -> bool:
    """Whether the actor registers portals for the whole state."""
    return actor.kind is ActorKind.SYSTEM or bool(actor.roles & ISSUING_ROLES)


def may_keep_portals_of(actor: Actor, department: str, own_departments: Collection[str]) -> Decision:
    """A portal is registered for the whole state, or by a department's administrator for *own_departments*."""
    if keeps_every_portal(actor) or department in own_departments:
        return ALLOWED
    return refused(NotYourDepartment())


def may_keep_portal(actor: Actor, department: str, own_departments: Collection[str]) -> Decision:
    """As above; of another department's portal it is not said that it exists."""
    allowed = may_keep_portals_of(actor, department, own_departments).allowed
    return ALLOWED if allowed else refused(NoSuchClient())


def may_fill(actor: Actor, roles: Collection[Role]) -> Decision:
    """A post whose *roles* reach beyond a department is filled by the state's administrator only."""
    if works_for_state(actor) or not STATE_ROLES.intersection(roles):
        return ALLOWED
    return refused(StatePost())


def may_keep_holder(actor: Actor, person_id: UUID, roles: Collection[Role]) -> Decision:
    """Whoever holds *roles* beyond a department is kept by the state's administrator, and gives up what is his own."""
    return ALLOWED if actor.person_id == person_id else may_fill(actor, roles)


def may_put_in_place(actor: Actor, kind: ChargeKind, at: datetime) -> Decision:
    """Who lets somebody act for another shows the second factor just before the instant *at*."""
    return is_fresh(actor, at) if kind in STANDING_IN else ALLOWED


def may_favour(actor: Actor, people: Collection[UUID]) -> Decision:
    """Charges and access are never given to oneself: not one of *people* may be the actor."""
    return refused(NotForYourself()) if actor.person_id in people else ALLOWED


def may_sign_in_from(zone: Zone, *, device_is_own: bool) -> Decision:
    """The VPN takes only a living device of one's own."""
    return refused(DeviceNotYours()) if zone is Zone.VPN and not device_is_own else ALLOWED


def is_own_device(owner: UUID | None, person_id: UUID, expires_on: date | None, today: date) -> bool:
    """Whether a registered device is the person's and its certificate still holds."""
    return owner == person_id and expires_on is not None and today <= expires_on


def may_keep_kind(actor: Actor, of_state: bool) -> Decision:  # noqa: FBT001 - asked of each unit in turn
    """What is *of_state*, such as an area, is kept by the state's administrator only."""
    if not of_state or actor.kind is ActorKind.SYSTEM or Role.STATE_ADMIN in actor.roles:
        return ALLOWED
    return refused(StateUnit())


def may_hang_roles(actor: Actor, roles: Collection[Role]) -> Decision:
    """Roles that reach beyond a department are hung on posts, and moved, by the state's administrator only."""
    return may_keep_kind(actor, bool(REACHING_BEYOND.intersection(roles)))


def sees_whole_state(actor: Actor) -> bool:
    """Whose reports are not limited to a department."""
    return actor.kind is ActorKind.SYSTEM or bool(actor.roles & {Role.STATE_ADMIN, Role.AUDITOR})


def may_report_on(
    actor: Actor, person_id: UUID, departments: Collection[str], own: Collection[str]
) -> Decision:
    """What somebody hands over is told to himself and to the administrator of every department he works in."""
    if actor.person_id == person_id or sees_whole_state(actor):
        return ALLOWED
    administers = Role.DEPARTMENT_ADMIN in actor.roles and departments and set(departments) <= set(own)
    return ALLOWED if administers else refused(NotYourDepartment())


def may_end_delegation(actor: Actor, charge: Charge) -> Decision:
    """What one delegated oneself one takes back; of any other charge it is not said that it exists."""
    own = charge.kind is ChargeKind.DELEGATED and charge.for_person == actor.person_id
    return ALLOWED if own else refused(ChargeUnknown())


def may_delegate(actor: Actor, charge: Charge) -> Decision:
    """One delegates to somebody else, in one's own name, what one's own post may do."""
    if charge.kind is not ChargeKind.DELEGATED or charge.for_person != actor.person_id:
        return refused()
    return may_favour(actor, {charge.person_id})
