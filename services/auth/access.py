"""Who may do what in auth: pure decisions, deny by default."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from kernel.errors import NotAllowed
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Rule, Zone, refused
from kernel.languages import _
from services.auth.domain import DeviceNotYours, Role
from services.auth.domain.openid import NoSuchClient


class NotYourDepartment(NotAllowed):
    """A department's administrator works for that department and what stands under it."""

    text = _("This belongs to another department. Ask that department's administrator.")


class NotForYourself(NotAllowed):
    """Nobody gives rights to himself."""

    text = _("You cannot give charges or access to yourself. Another administrator must do it.")


class StatePost(NotAllowed):
    """A department's administrator cannot make anybody more powerful than a department."""

    text = _("This post works for the whole state. Only the state's administrator may fill it.")


class AdministrationFromHere(NotAllowed):
    """Rights are given from the office network or over the VPN only."""

    text = _("The directory is changed from the VPN or the secure LAN only. Sign in there and repeat this.")


STATE_ROLES = frozenset({Role.STATE_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.IDENTITY_CUSTODIAN})


def may_be_signed_in(actor: Actor) -> Decision:
    """Any employee, about himself."""
    return ALLOWED if actor.kind is ActorKind.STAFF else refused()


def may_read_directory(actor: Actor) -> Decision:
    """Names and designations are public, but only employees and portals take them from here."""
    return ALLOWED if actor.kind in (ActorKind.STAFF, ActorKind.PORTAL) else refused()


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
may_keep_portals = _with_role(Role.DEPARTMENT_ADMIN, Role.STATE_ADMIN, Role.IDENTITY_CUSTODIAN)

POLICY: dict[str, Rule] = {
    "auth.own": may_be_signed_in,
    "directory.read": may_read_directory,
    "directory.appoint": may_administer,
    "directory.grant": may_administer_state,
    "directory.issue": may_issue,
    "directory.suspend": may_administer,
    "directory.republish": may_operate,
    "portals.clients": may_keep_portals,
}


def may_change_in(actor: Actor, department: str, own_departments: Collection[str]) -> Decision:
    """A state administrator everywhere, a department's in *own_departments*, its subtree."""
    if actor.kind is ActorKind.SYSTEM or Role.STATE_ADMIN in actor.roles or department in own_departments:
        return ALLOWED
    return refused(NotYourDepartment())


def keeps_every_portal(actor: Actor) -> bool:
    """Whether the actor registers portals for the whole state."""
    return actor.kind is ActorKind.SYSTEM or bool(
        actor.roles & {Role.STATE_ADMIN.value, Role.IDENTITY_CUSTODIAN.value}
    )


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
    if (
        actor.kind is ActorKind.SYSTEM
        or Role.STATE_ADMIN in actor.roles
        or not STATE_ROLES.intersection(roles)
    ):
        return ALLOWED
    return refused(StatePost())


def may_favour(actor: Actor, people: Collection[UUID]) -> Decision:
    """Charges and access are never given to oneself: not one of *people* may be the actor."""
    if actor.person_id is not None and actor.person_id in people:
        return refused(NotForYourself())
    return ALLOWED


def may_sign_in_from(zone: Zone, *, device_is_own: bool) -> Decision:
    """The VPN takes only a living device of one's own."""
    return refused(DeviceNotYours()) if zone is Zone.VPN and not device_is_own else ALLOWED


def is_own_device(owner: UUID | None, person_id: UUID, expires_on: date | None, today: date) -> bool:
    """Whether a registered device is the person's and its certificate still holds."""
    return owner == person_id and expires_on is not None and today <= expires_on
