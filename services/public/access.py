"""Who may do what with cases: pure decisions, deny by default."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused
from services.public.domain.acts import Act, refusal_of
from services.public.domain.case import Case
from services.public.domain.centres import CodeNeededAtCentre, Opening
from services.public.domain.promise import Appeal
from services.public.domain.refusals import (
    AnsweredByOneself,
    CodeNeeded,
    DeskNeedsGrant,
    DeskNeedsSecureNetwork,
    FilingExpired,
    NoSuchAppeal,
    NoSuchCase,
    NoSuchPortal,
    NotAtThisDesk,
    SignInNeeded,
)

DESK_ROLES = frozenset(
    {"nodal_officer", "appellate_officer", "collector", "section_officer", "dealing_assistant"}
)
DECIDING_ROLES = frozenset({"nodal_officer"})
STATE_PORTAL_ROLES = frozenset({"state_admin", "identity_custodian"})
PORTAL_ROLES = STATE_PORTAL_ROLES | {"department_admin"}


def _desk(actor: Actor, roles: frozenset[str]) -> Decision:
    if actor.kind is not ActorKind.STAFF or not actor.roles & roles:
        return refused()
    if actor.zone.level < Zone.VPN.level:
        return refused(DeskNeedsSecureNetwork())
    return ALLOWED


def may_file(actor: Actor) -> Decision:
    """A department's portal hands in cases with its key."""
    return ALLOWED if actor.kind is ActorKind.PORTAL else refused()


def may_read_desk(actor: Actor) -> Decision:
    """Officers whose post has to do with cases, from the VPN or inside."""
    return _desk(actor, DESK_ROLES)


def may_work_desk(actor: Actor) -> Decision:
    """The nodal officer screens, assigns, transfers, refers and disposes."""
    return _desk(actor, DECIDING_ROLES)


def may_answer_desk(actor: Actor) -> Decision:
    """Who deals with a case may ask, answer and record what was done."""
    return _desk(actor, frozenset({"nodal_officer", "section_officer", "dealing_assistant"}))


def may_hear_appeals(actor: Actor) -> Decision:
    """The appellate officer hears appeals."""
    return _desk(actor, frozenset({"appellate_officer"}))


def may_choose_limits(actor: Actor) -> Decision:
    """Which order about time limits is in force is the state's choice."""
    return _desk(actor, frozenset({"state_admin"}))


def may_keep_portals(actor: Actor) -> Decision:
    """Who registers portals, and who administers a department, sees to their blocks."""
    return _desk(actor, PORTAL_ROLES)


def may_see_handover(actor: Actor) -> Decision:
    """How many cases lie with the posts of a leaver; whose posts, the directory decides."""
    if actor.kind is not ActorKind.STAFF or actor.charge is None:
        return refused()
    return ALLOWED if actor.zone.level >= Zone.VPN.level else refused(DeskNeedsSecureNetwork())


def may_list_own(actor: Actor) -> Decision:
    """Who proved a mobile by a code sees the cases that are listed under it."""
    signed_in = actor.kind is ActorKind.CITIZEN and actor.mobile
    return ALLOWED if signed_in else refused(SignInNeeded())


def may_hand_in(actor: Actor) -> Decision:
    """Operators of a centre act for citizens, from the internet too: they see no papers of the office."""
    facilitator = actor.kind is ActorKind.STAFF and "facilitator" in actor.roles
    return ALLOWED if facilitator else refused()


POLICY: dict[str, Callable[[Actor], Decision]] = {
    "cases.file": may_file,
    "cases.own": may_list_own,
    "cases.read": may_read_desk,
    "cases.answer": may_answer_desk,
    "cases.decide": may_work_desk,
    "appeals.hear": may_hear_appeals,
    "centre.file": may_hand_in,
    "centre.read": may_hand_in,
    "centre.open": may_hand_in,
    "centre.allowance": may_choose_limits,
    "limits.choose": may_choose_limits,
    "portals.keep": may_keep_portals,
    "cases.handover": may_see_handover,
}

ACTS: dict[Act, str] = {
    Act.ANSWER: "cases.answer",
    Act.ASK: "cases.answer",
    Act.PROCEED: "cases.answer",
    Act.ASSIGN: "cases.decide",
    Act.RESOLVE: "cases.answer",
    Act.DISPOSE: "cases.decide",
    Act.REFER: "cases.decide",
    Act.TRANSFER: "cases.decide",
}


def may_open_desk(actor: Actor, today: date) -> Decision:
    """Petitions need a live grant of secure-network access, whatever the grade."""
    return ALLOWED if actor.has_grant(today) else refused(DeskNeedsGrant())


def scope_of(actor: Actor) -> dict[str, Any]:
    """What the acting post oversees, for the queries: a department's subtree or a whole area's subtree."""
    charge = actor.charge
    return {
        "post_id": actor.post_id,
        "department": actor.department,
        "area": charge.area if charge else None,
        "by_department": bool(actor.roles & {"nodal_officer", "appellate_officer"}),
        "by_area": "collector" in actor.roles,
    }


def may_work_on(actor: Actor, case: Case, *, in_scope: bool) -> Decision:
    """A nodal officer works on the cases of the own scope, others on those on their own desk.

    What a post may not see it does not learn to exist.
    """
    if not in_scope:
        return refused(NotAtThisDesk())
    if "nodal_officer" in actor.roles or case.assigned_post == actor.post_id:
        return ALLOWED
    return refused()


def may_act(actor: Actor, act: Act, case: Case, at: datetime, *, in_scope: bool) -> Decision:
    """Whether an officer may do an *act* now: by the role, by the scope, and by the rules of the case."""
    for decision in (POLICY[ACTS[act]](actor), may_work_on(actor, case, in_scope=in_scope)):
        if not decision.allowed:
            return decision
    refusal = refusal_of(act, case, at)
    return refused(refusal) if refusal else ALLOWED


def may_see_identity(actor: Actor, case: Case) -> Decision:
    """A protected complainant's identity is opened to the custodian only, never to the office complained of."""
    if case.protected and "identity_custodian" not in actor.roles:
        return refused()
    return ALLOWED


def may_decide_appeal(actor: Actor, appeal: Appeal) -> Decision:
    """An appeal is decided by the post before which it lies."""
    return (
        ALLOWED if appeal.post_id is not None and appeal.post_id == actor.post_id else refused(NoSuchAppeal())
    )


def may_judge(actor: Actor, answered: Collection[UUID]) -> Decision:
    """Nobody decides about an answer that he gave himself, from whichever of his posts."""
    own = {charge.post_id for charge in actor.charges} | {actor.post_id}
    return refused(AnsweredByOneself()) if own & set(answered) else ALLOWED


def may_read_as_citizen(actor: Actor) -> Decision:
    """The content of a case opens to whoever gave the code that was sent to its mobile.

    That is the citizen, or the operator of a centre to whom the citizen told it.
    """
    by_code = actor.kind is ActorKind.CITIZEN or may_hand_in(actor).allowed
    return ALLOWED if by_code and actor.case_id else refused(CodeNeeded())


def may_act_on_opened(actor: Actor, opening: Opening | None, at: datetime) -> Decision:
    """An operator acts on a case as long as the citizen's code opened it: in that session, at that centre."""
    is_own = (
        opening is not None
        and may_hand_in(actor).allowed
        and at < opening.expires_at
        and opening.session_id == actor.session_id
        and opening.person_id == actor.person_id
        and is_at_centre(actor, opening.office_id)
    )
    return ALLOWED if is_own else refused(CodeNeededAtCentre())


def may_confirm_filing(actor: Actor, office_id: UUID | None) -> Decision:
    """What was written at a centre is confirmed there, and anything else by its citizen alone."""
    here = may_hand_in(actor).allowed and is_at_centre(actor, office_id)
    own = office_id is None and actor.kind in (ActorKind.VISITOR, ActorKind.CITIZEN)
    return ALLOWED if here or own else refused(FilingExpired())


def is_at_centre(actor: Actor, office_id: UUID | None) -> bool:
    """Whether the acting post belongs to the centre."""
    return actor.charge is not None and actor.charge.office_id == office_id


def may_see_slip(actor: Actor, office_id: UUID | None) -> Decision:
    """A slip is shown at the centre that handed its case in; anywhere else there is no such case."""
    return ALLOWED if may_hand_in(actor).allowed and is_at_centre(actor, office_id) else refused(NoSuchCase())


def may_track_by_portal(actor: Actor, department: str, portal_id: UUID | None) -> Decision:
    """A portal sees where a case stands if it filed it or speaks for the department that has it."""
    own = actor.kind is ActorKind.PORTAL and (
        actor.portal_id == portal_id or actor.portal_department == department
    )
    return ALLOWED if own else refused(NoSuchCase())


def keeps_all_portals(actor: Actor) -> bool:
    """Whether the acting post registers portals for the whole state."""
    return bool(actor.roles & STATE_PORTAL_ROLES)


def may_keep_portal(department: str, own_departments: Collection[str] | None) -> Decision:
    """A portal of one of the *own_departments*, None for all; of the others it is not said that they exist."""
    if own_departments is None or department in own_departments:
        return ALLOWED
    return refused(NoSuchPortal())
