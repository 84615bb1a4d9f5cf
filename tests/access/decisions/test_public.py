"""Decisions about one case, appeal or portal, against a sentence for every combination of what they look at."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from kernel.identity import Actor, ActorKind, Zone
from services.public import access as public
from services.public.domain.acts import Act
from services.public.domain.case import CaseState
from services.public.domain.centres import CodeNeededAtCentre, Opening
from services.public.domain.promise import Appeal
from services.public.domain.refusals import (
    AnsweredByOneself,
    CaseIsOver,
    CodeNeeded,
    FilingExpired,
    NoSuchCase,
    NotAtThisDesk,
    SignInNeeded,
)
from tests.access.decisions.callers import DAY, HERE, ME, OTHER, THERE, TODAY, me, why
from tests.access.facts import ROLES
from tests.fakes import a_charge, an_id
from tests.public.test_life import a_case
from tests.public.town import MORNING


def test_a_petition_needs_a_live_grant() -> None:
    for until in (None, TODAY - DAY, TODAY, TODAY + DAY):
        wanted = until is not None and until >= TODAY
        assert public.may_open_desk(me(granted_until=until), TODAY).allowed == wanted


@pytest.mark.parametrize("role", ["", *ROLES])
def test_the_scope_of_a_post_follows_from_its_role(role: str) -> None:
    scope = public.scope_of(me(role, department="LAND", area="CG-DMT"))

    assert scope == {
        "post_id": HERE,
        "department": "LAND",
        "area": "CG-DMT",
        "by_department": role in ("nodal_officer", "appellate_officer"),
        "by_area": role == "collector",
    }


def test_without_a_charge_there_is_no_scope() -> None:
    nothing = public.scope_of(replace(me("nodal_officer"), charge=None))

    assert set(nothing.values()) == {None, False}


def test_a_case_out_of_scope_does_not_exist_and_in_scope_its_officers_work_on_it() -> None:
    for role, assigned, in_scope in product(("", *ROLES), (HERE, THERE, None), (True, False)):
        decision = public.may_work_on(me(role), a_case(assigned_post=assigned), in_scope=in_scope)
        assert decision.allowed == (in_scope and (role == "nodal_officer" or assigned == HERE))
        assert in_scope or isinstance(decision.refusal, NoSuchCase)


def test_only_the_custodian_sees_who_a_protected_complainant_is() -> None:
    for role, protected in product(("", *ROLES), (True, False)):
        wanted = not protected or role == "identity_custodian"
        assert public.may_see_identity(me(role), a_case(protected=protected)).allowed == wanted


def an_appeal(post: UUID | None) -> Appeal:
    at = a_case().registered_at
    return Appeal(an_id("appeal"), "26900000012", an_id("case"), "SECRETARIAT", post, at, None, None, None)


def test_an_appeal_is_decided_by_the_post_before_which_it_lies() -> None:
    assert public.may_decide_appeal(me("appellate_officer"), an_appeal(HERE)).allowed
    assert not public.may_decide_appeal(me("appellate_officer"), an_appeal(THERE)).allowed
    assert not public.may_decide_appeal(replace(me(), charge=None), an_appeal(None)).allowed


def test_a_case_opens_to_the_citizen_who_gave_its_code() -> None:
    citizen = Actor(kind=ActorKind.CITIZEN, zone=Zone.INTERNET, case_id=an_id("case"))

    assert public.may_read_as_citizen(citizen).allowed
    assert not public.may_read_as_citizen(replace(citizen, case_id=None)).allowed
    assert not public.may_read_as_citizen(replace(citizen, kind=ActorKind.VISITOR)).allowed


def test_a_portal_tracks_what_it_filed_and_what_its_department_has() -> None:
    portal = Actor(
        kind=ActorKind.PORTAL, zone=Zone.INTERNET, portal_id=an_id("portal"), portal_department="REV"
    )
    for department, filed_by in product(("REV", "HFW"), (an_id("portal"), an_id("other portal"), None)):
        wanted = department == "REV" or filed_by == an_id("portal")
        assert public.may_track_by_portal(portal, department, filed_by).allowed == wanted
        visitor = replace(portal, kind=ActorKind.VISITOR)
        assert not public.may_track_by_portal(visitor, department, filed_by).allowed


@pytest.mark.parametrize("role", ["", *ROLES])
def test_the_state_keeps_all_portals_and_a_department_its_own(role: str) -> None:
    assert public.keeps_all_portals(me(role)) == (role in ("state_admin", "identity_custodian"))
    assert public.may_keep_portal("REV", None).allowed
    assert public.may_keep_portal("REV", {"REV", "LAND"}).allowed
    assert not public.may_keep_portal("HFW", {"REV", "LAND"}).allowed
    assert not public.may_keep_portal("HFW", set()).allowed


def test_nobody_judges_an_answer_in_which_one_of_the_own_posts_took_part() -> None:
    one, both = me("appellate_officer"), replace(me(), charges=(me().charge, a_charge(post_id=THERE)))

    assert public.may_judge(one, ()).allowed
    assert public.may_judge(one, {THERE}).allowed
    for actor, post in ((one, HERE), (both, HERE), (both, THERE)):
        assert why(public.may_judge(actor, {post, OTHER})) is AnsweredByOneself


DEALING = ("nodal_officer", "section_officer", "dealing_assistant")


@pytest.mark.parametrize("act", Act)
def test_an_act_wants_its_role_the_secure_network_and_the_own_desk(act: Act) -> None:
    waiting = {"state": CaseState.AWAITING_CITIZEN, "resumes_to": CaseState.ASSIGNED, "paused_at": MORNING}
    standing = {Act.DISPOSE: {"state": CaseState.ACTION_TAKEN}, Act.PROCEED: waiting}
    acting = a_case(**standing.get(act, {}))
    roles = DEALING if act in (Act.ANSWER, Act.ASK, Act.PROCEED, Act.RESOLVE) else ("nodal_officer",)
    for role, zone, assigned in product(("", *ROLES), Zone, (HERE, THERE)):
        case = replace(acting, assigned_post=assigned)
        wanted = role in roles and zone is not Zone.INTERNET and (role == "nodal_officer" or assigned == HERE)
        decided = public.may_act(me(role, zone=zone), act, case, MORNING, in_scope=True)
        assert decided.allowed == wanted, (role, zone, assigned)


@pytest.mark.parametrize("act", Act)
def test_an_act_is_refused_out_of_scope_and_where_the_case_itself_forbids_it(act: Act) -> None:
    nodal, closed = me("nodal_officer"), a_case(state=CaseState.CLOSED)

    assert why(public.may_act(nodal, act, a_case(), MORNING, in_scope=False)) is NotAtThisDesk
    assert why(public.may_act(nodal, act, closed, MORNING, in_scope=True)) is CaseIsOver


def test_own_cases_are_listed_for_a_citizen_who_proved_a_mobile() -> None:
    citizen = Actor(kind=ActorKind.CITIZEN, zone=Zone.INTERNET, mobile="a digest of the mobile")

    assert public.may_list_own(citizen).allowed
    for stranger in (replace(citizen, mobile=None), replace(citizen, kind=ActorKind.VISITOR)):
        assert why(public.may_list_own(stranger)) is SignInNeeded


def test_an_operator_reads_a_case_that_was_opened_and_no_other_officer_does() -> None:
    for role, case_id in product(ROLES, (None, an_id("case"))):
        decision = public.may_read_as_citizen(replace(me(role), case_id=case_id))
        wanted = role == "facilitator" and case_id is not None
        assert why(decision) is (None if wanted else CodeNeeded)


CENTRE, ELSEWHERE = an_id("the centre"), an_id("another centre")
SESSION, LATER_SESSION = an_id("the session"), an_id("another session")


def at_centre(role: str = "facilitator", office: UUID = CENTRE, **over: Any) -> Actor:
    """An operator at the counter, on the internet."""
    return replace(me(role, zone=Zone.INTERNET, office_id=office), session_id=SESSION, **over)


@pytest.mark.parametrize("role", ROLES)
def test_an_opened_case_is_its_operators_at_that_centre_in_that_session_for_a_while(role: str) -> None:
    for office, session, person, after in product(
        (CENTRE, ELSEWHERE), (SESSION, LATER_SESSION), (ME, OTHER), (-1, 0, 1)
    ):
        opening = Opening(an_id("case"), session, person, office, MORNING)
        decision = public.may_act_on_opened(at_centre(role), opening, MORNING + timedelta(seconds=after))
        own = (office, session, person, role) == (CENTRE, SESSION, ME, "facilitator")
        assert why(decision) is (None if own and after < 0 else CodeNeededAtCentre)


def test_what_no_code_opened_is_open_to_no_operator() -> None:
    assert why(public.may_act_on_opened(at_centre(), None, MORNING)) is CodeNeededAtCentre


def test_who_holds_no_post_is_at_no_centre() -> None:
    assert public.is_at_centre(at_centre(), CENTRE)
    assert not any(public.is_at_centre(replace(me(), charge=None), each) for each in (CENTRE, None))


@pytest.mark.parametrize("role", ROLES)
def test_a_slip_is_shown_at_the_centre_that_handed_its_case_in(role: str) -> None:
    for office, centre in product((CENTRE, ELSEWHERE), (CENTRE, None)):
        wanted = role == "facilitator" and office == centre
        assert why(public.may_see_slip(at_centre(role, office), centre)) is (None if wanted else NoSuchCase)


def test_a_filing_is_confirmed_where_it_was_written() -> None:
    strangers = [Actor(kind=kind, zone=Zone.INTERNET) for kind in ActorKind]
    for actor in (*strangers, *(at_centre(role, office) for role in ROLES for office in (CENTRE, ELSEWHERE))):
        own = actor.kind in (ActorKind.VISITOR, ActorKind.CITIZEN)
        there = "facilitator" in actor.roles and actor.charge is not None and actor.charge.office_id == CENTRE
        for office, wanted in ((None, own), (CENTRE, there)):
            assert why(public.may_confirm_filing(actor, office)) is (None if wanted else FilingExpired)
