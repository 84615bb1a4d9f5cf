"""Who may do what in notify: pure decisions, deny by default."""

from uuid import UUID

from kernel.errors import NotAllowed
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Policy, Zone, refused
from kernel.languages import _
from services.notify.domain import PURPOSES, Topic

OPERATING_ROLES = frozenset({"operator", "state_admin"})
ERASING_ROLES = frozenset({"identity_custodian"})


class OperatingFromInternet(NotAllowed):
    """Operators work from inside the network (architecture, zones)."""

    text = _("Messages are overseen from the VPN or the office network only. Connect there and try again.")


def may_read_own(actor: Actor) -> Decision:
    """Every employee sees what was sent to him or her."""
    return ALLOWED if actor.kind is ActorKind.STAFF and actor.person_id else refused()


def may_operate(actor: Actor) -> Decision:
    """An operator, or the state's administrator, from the VPN or nearer."""
    return _with_role(actor, OPERATING_ROLES)


def may_erase_contact(actor: Actor) -> Decision:
    """A custodian of identities, from the VPN or nearer."""
    return _with_role(actor, ERASING_ROLES)


def may_see_message(actor: Actor, told_person: UUID | None) -> Decision:
    """The one who was told, and operators."""
    if told_person is not None and told_person == actor.person_id:
        return ALLOWED
    return may_operate(actor)


def shows_papers(actor: Actor) -> bool:
    """From the open internet nobody sees more of a paper than that it waits."""
    return actor.zone.level >= Zone.VPN.level


def may_name(actor: Actor, purpose: str) -> bool:
    """Whether a message may say what it is about; one of a kind that is not known here counts as a paper."""
    known = PURPOSES.get(purpose)
    return shows_papers(actor) or (known is not None and known.topic is not Topic.PAPERS)


def _with_role(actor: Actor, roles: frozenset[str]) -> Decision:
    if actor.kind is not ActorKind.STAFF or not roles & actor.roles:
        return refused()
    return ALLOWED if actor.zone.level >= Zone.VPN.level else refused(OperatingFromInternet())


POLICY: Policy = {
    "notify.read-own": may_read_own,
    "notify.operate": may_operate,
    "notify.erase-contact": may_erase_contact,
}
