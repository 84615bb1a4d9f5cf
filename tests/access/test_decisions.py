"""Decisions about one paper, case, day, message or charge: every combination of what they look at, against a sentence."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from kernel.errors import NotAllowed
from kernel.identity import Actor, ActorKind, Decision, Zone
from services.auth import access as auth
from services.auth.domain import Role
from services.files import access as files
from services.files.domain import Grade, Medium, Receipt, ReceiptState
from services.notify import access as notify
from services.public import access as public
from services.public.domain.centres import CodeNeededAtCentre, Opening
from services.public.domain.promise import Appeal
from services.public.domain.refusals import CodeNeeded, FilingExpired, NoSuchCase
from services.wfh import access as wfh
from tests.access.facts import ROLES
from tests.fakes import a_charge, an_actor, an_id
from tests.files.desks import NOW, a_plain_file
from tests.files.test_domain import a_note
from tests.public.test_life import a_case
from tests.wfh.test_domain import a_day

HERE, THERE = an_id("the acting post"), an_id("another post")
ME, OTHER = an_id("me"), an_id("somebody else")
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
SYSTEM = Actor.system("wfh")


def me(role: str = "", zone: Zone = Zone.VPN, **charge: Any) -> Actor:
    """An officer at the acting post."""
    roles = frozenset({role} if role else ())
    return an_actor(person_id=ME, zone=zone, charge=a_charge(post_id=HERE, roles=roles, **charge))


def nobody_of_ours(**over: Any) -> Actor:
    """A caller who is no officer, with all that an officer could have."""
    return Actor(
        kind=ActorKind.PORTAL, zone=Zone.SECURE_LAN, person_id=ME, charge=a_charge(post_id=HERE), **over
    )


def a_receipt(marked_to: UUID) -> Receipt:
    """An unclassified paper marked to a desk."""
    return Receipt(
        receipt_id=an_id("receipt"),
        diary_number="1/2026",
        office_id=an_id("office"),
        department="REV",
        subject="नामांतरण",
        medium=Medium.ELECTRONIC,
        grade=Grade.UNCLASSIFIED,
        language="hi",
        case_id=None,
        state=ReceiptState.MARKED,
        marked_to=marked_to,
        marked_at=NOW,
        diarised_at=NOW,
        file_id=None,
    )


def refused_by(decision: Decision, why: type[Exception]) -> bool:
    return not decision.allowed and isinstance(decision.refusal, why)


# ----------------------------------------------------------------------------------------------- files


def test_in_files_a_paper_is_read_at_the_desks_where_it_was_and_to_others_it_does_not_exist() -> None:
    for desks in ({HERE}, {HERE, THERE}):
        assert files.may_read_file(me(), frozenset(desks)).allowed
        assert files.may_read_receipt(me(), frozenset(desks)).allowed
    for desks in (set(), {THERE}):
        assert refused_by(files.may_read_file(me(), frozenset(desks)), files.FileUnknown)
        assert refused_by(files.may_read_receipt(me(), frozenset(desks)), files.ReceiptUnknown)


def test_in_files_only_the_desk_that_holds_a_paper_acts_on_it() -> None:
    assert files.may_act_on_file(me(), a_plain_file(holder_post=HERE)).allowed
    assert files.may_act_on_receipt(me(), a_receipt(marked_to=HERE)).allowed
    assert refused_by(files.may_act_on_file(me(), a_plain_file(holder_post=THERE)), files.NotAtYourDesk)
    assert refused_by(files.may_act_on_receipt(me(), a_receipt(marked_to=THERE)), files.NotAtYourDesk)


def test_in_files_a_note_is_written_at_its_desk_and_a_file_closed_where_it_was_opened() -> None:
    assert files.may_write_note(me(), a_note(author_post=HERE)).allowed
    assert refused_by(files.may_write_note(me(), a_note(author_post=THERE)), files.NotYourNote)
    assert files.may_close(me(), a_plain_file(opened_by_post=HERE)).allowed
    assert refused_by(files.may_close(me(), a_plain_file(opened_by_post=THERE)), files.NotYourFileToClose)


@pytest.mark.parametrize("role", ["", *ROLES])
def test_in_files_an_under_secretary_approves_and_a_section_officer_is_an_officer(role: str) -> None:
    assert files.may_approve(me(role)).allowed == (role == "approving_officer")
    assert files.is_officer(me(role)) == (role in ("section_officer", "approving_officer"))


def test_in_files_each_network_has_a_highest_grade() -> None:
    highest = {Zone.INTERNET: -1, Zone.VPN: 1, Zone.SECURE_LAN: 2, Zone.AIR_GAPPED: 2}

    for zone, grade in product(Zone, Grade):
        assert files.may_handle(me(zone=zone), grade).allowed == (grade.level <= highest[zone]), (zone, grade)


def test_in_files_a_desk_is_held_by_staff_with_a_charge() -> None:
    assert files.at_a_desk(me()).allowed
    assert not files.at_a_desk(replace(me(), charge=None)).allowed
    assert not files.at_a_desk(nobody_of_ours()).allowed


# ----------------------------------------------------------------------------------------------- wfh


def test_in_wfh_a_day_is_seen_by_its_person_and_the_deciding_post() -> None:
    for person, approver in product((ME, OTHER), (HERE, THERE)):
        day = a_day(person_id=person, approver_post=approver)
        assert wfh.may_see(me(), day).allowed == (person == ME or approver == HERE)
        assert wfh.may_decide(me(), day).allowed == (person != ME and approver == HERE)
        assert wfh.may_withdraw(me(), day).allowed == (person == ME)


def test_in_wfh_nobody_decides_about_himself_whatever_post_he_acts_for() -> None:
    own = a_day(person_id=ME, approver_post=HERE)

    assert refused_by(wfh.may_decide(me(), own), wfh.OwnRequest)
    assert refused_by(wfh.may_put_on_roster(me("state_admin"), ME, {HERE}, {"REV"}), wfh.OwnRequest)


def test_in_wfh_others_absences_are_recorded_from_above_or_by_an_administrator_from_inside() -> None:
    for role, zone, above, departments in product(
        ("", *ROLES), (Zone.INTERNET, Zone.VPN), (set(), {HERE}, {THERE}), ({"REV"}, {"HFW"})
    ):
        inside = zone is Zone.VPN
        administers = role == "state_admin" or (role == "department_admin" and departments == {"REV"})
        wanted = inside and (above == {HERE} or administers)
        actor = me(role, zone)
        assert wfh.may_record_for(actor, OTHER, above, departments).allowed == wanted
        assert wfh.may_put_on_roster(actor, OTHER, above, departments).allowed == wanted
        assert wfh.may_record_for(actor, ME, above, departments).allowed


def test_in_wfh_a_department_publishes_within_itself_and_the_state_everywhere() -> None:
    scopes = ("STATE", "DISTRICT", "DEPARTMENT", "OFFICE", "PERSON")
    for role, scope, departments in product(("department_admin", "state_admin"), scopes, ({"REV"}, {"HFW"})):
        within = scope in ("DEPARTMENT", "OFFICE", "PERSON") and departments == {"REV"}
        assert wfh.may_publish_for(me(role), scope, departments).allowed == (role == "state_admin" or within)
        assert wfh.may_publish_for(SYSTEM, scope, departments).allowed


def test_in_wfh_staff_is_a_person_with_a_charge() -> None:
    assert wfh.of_staff(me()).allowed
    for lacking in (replace(me(), charge=None), replace(me(), person_id=None), nobody_of_ours()):
        assert refused_by(wfh.of_staff(lacking), wfh.OnlyStaff)
    assert not isinstance(wfh.of_staff(Actor(kind=ActorKind.VISITOR, zone=Zone.VPN)).refusal, wfh.OnlyStaff)


@pytest.mark.parametrize("kind", ["LINK_OFFICER", "DELEGATED"])
def test_in_wfh_who_stands_in_asks_in_the_own_post(kind: str) -> None:
    assert refused_by(wfh.of_staff_in_own_post(me(kind=kind)), wfh.OwnPostNeeded)
    assert wfh.of_staff_inside(me(kind=kind)).allowed


def test_in_wfh_the_service_itself_publishes_its_rules() -> None:
    assert wfh.of_administrators(SYSTEM).allowed


# ----------------------------------------------------------------------------------------------- public


def test_in_public_a_petition_needs_a_live_grant() -> None:
    for until in (None, TODAY - DAY, TODAY, TODAY + DAY):
        wanted = until is not None and until >= TODAY
        assert public.may_open_desk(me(granted_until=until), TODAY).allowed == wanted


@pytest.mark.parametrize("role", ["", *ROLES])
def test_in_public_the_scope_of_a_post_follows_from_its_role(role: str) -> None:
    scope = public.scope_of(me(role, department="LAND", area="CG-DMT"))

    assert scope == {
        "post_id": HERE,
        "department": "LAND",
        "area": "CG-DMT",
        "by_department": role in ("nodal_officer", "appellate_officer"),
        "by_area": role == "collector",
    }


def test_in_public_without_a_charge_there_is_no_scope() -> None:
    nothing = public.scope_of(replace(me("nodal_officer"), charge=None))

    assert set(nothing.values()) == {None, False}


def test_in_public_a_case_out_of_scope_does_not_exist_and_in_scope_its_officers_work_on_it() -> None:
    for role, assigned, in_scope in product(("", *ROLES), (HERE, THERE, None), (True, False)):
        decision = public.may_work_on(me(role), a_case(assigned_post=assigned), in_scope=in_scope)
        assert decision.allowed == (in_scope and (role == "nodal_officer" or assigned == HERE))
        assert in_scope or isinstance(decision.refusal, NoSuchCase)


def test_in_public_only_the_custodian_sees_who_a_protected_complainant_is() -> None:
    for role, protected in product(("", *ROLES), (True, False)):
        wanted = not protected or role == "identity_custodian"
        assert public.may_see_identity(me(role), a_case(protected=protected)).allowed == wanted


def an_appeal(post: UUID | None) -> Appeal:
    at = a_case().registered_at
    return Appeal(an_id("appeal"), "26900000012", an_id("case"), "SECRETARIAT", post, at, None, None, None)


def test_in_public_an_appeal_is_decided_by_the_post_before_which_it_lies() -> None:
    assert public.may_decide_appeal(me("appellate_officer"), an_appeal(HERE)).allowed
    assert not public.may_decide_appeal(me("appellate_officer"), an_appeal(THERE)).allowed
    assert not public.may_decide_appeal(replace(me(), charge=None), an_appeal(None)).allowed


def test_in_public_a_case_opens_to_the_citizen_who_gave_its_code() -> None:
    citizen = Actor(kind=ActorKind.CITIZEN, zone=Zone.INTERNET, case_id=an_id("case"))

    assert public.may_read_as_citizen(citizen).allowed
    assert not public.may_read_as_citizen(replace(citizen, case_id=None)).allowed
    assert not public.may_read_as_citizen(replace(citizen, kind=ActorKind.VISITOR)).allowed


def test_in_public_an_operator_reads_a_case_that_was_opened_and_no_other_officer_does() -> None:
    for role, case_id in product(ROLES, (None, an_id("case"))):
        decision = public.may_read_as_citizen(replace(me(role), case_id=case_id))
        assert decision.allowed == (role == "facilitator" and case_id is not None)
        assert decision.allowed or refused_by(decision, CodeNeeded)


CENTRE, ELSEWHERE = an_id("the centre"), an_id("another centre")
SESSION, LATER_SESSION = an_id("the session"), an_id("another session")


def at_centre(role: str = "facilitator", office: UUID = CENTRE, **over: Any) -> Actor:
    """An operator at the counter, on the internet."""
    return replace(me(role, Zone.INTERNET, office_id=office), session_id=SESSION, **over)


@pytest.mark.parametrize("role", ROLES)
def test_in_public_an_opened_case_is_its_operators_at_that_centre_in_that_session_for_a_while(
    role: str,
) -> None:
    until = NOW
    for office, session, person, after in product(
        (CENTRE, ELSEWHERE), (SESSION, LATER_SESSION), (ME, OTHER), (-1, 0, 1)
    ):
        opening = Opening(an_id("case"), session, person, office, until)
        decision = public.may_act_on_opened(at_centre(role), opening, until + timedelta(seconds=after))
        own = (office, session, person, role) == (CENTRE, SESSION, ME, "facilitator")
        assert decision.allowed == (own and after < 0)
        assert decision.allowed or refused_by(decision, CodeNeededAtCentre)


def test_in_public_what_no_code_opened_is_open_to_no_operator() -> None:
    assert refused_by(public.may_act_on_opened(at_centre(), None, NOW), CodeNeededAtCentre)


def test_in_public_who_holds_no_post_is_at_no_centre() -> None:
    assert public.is_at_centre(at_centre(), CENTRE)
    assert not any(public.is_at_centre(replace(me(), charge=None), each) for each in (CENTRE, None))


def test_in_public_a_filing_is_confirmed_where_it_was_written() -> None:
    strangers = [Actor(kind=kind, zone=Zone.INTERNET) for kind in ActorKind]
    for actor in (*strangers, *(at_centre(role, office) for role in ROLES for office in (CENTRE, ELSEWHERE))):
        own = actor.kind in (ActorKind.VISITOR, ActorKind.CITIZEN)
        there = "facilitator" in actor.roles and actor.charge is not None and actor.charge.office_id == CENTRE
        for office, wanted in ((None, own), (CENTRE, there)):
            decision = public.may_confirm_filing(actor, office)
            assert decision.allowed == wanted
            assert decision.allowed or refused_by(decision, FilingExpired)


def test_in_public_a_portal_tracks_what_it_filed_and_what_its_department_has() -> None:
    portal = Actor(
        kind=ActorKind.PORTAL, zone=Zone.INTERNET, portal_id=an_id("portal"), portal_department="REV"
    )
    for department, filed_by in product(("REV", "HFW"), (an_id("portal"), an_id("other portal"), None)):
        wanted = department == "REV" or filed_by == an_id("portal")
        assert public.may_track_by_portal(portal, department, filed_by).allowed == wanted
        visitor = replace(portal, kind=ActorKind.VISITOR)
        assert not public.may_track_by_portal(visitor, department, filed_by).allowed


@pytest.mark.parametrize("role", ["", *ROLES])
def test_in_public_the_state_keeps_all_portals_and_a_department_its_own(role: str) -> None:
    assert public.keeps_all_portals(me(role)) == (role in ("state_admin", "identity_custodian"))
    assert public.may_keep_portal("REV", None).allowed
    assert public.may_keep_portal("REV", {"REV", "LAND"}).allowed
    assert not public.may_keep_portal("HFW", {"REV", "LAND"}).allowed
    assert not public.may_keep_portal("HFW", set()).allowed


# ----------------------------------------------------------------------------------------------- notify


def test_in_notify_a_message_is_seen_by_who_was_told_and_by_operators_inside() -> None:
    for role, zone, told in product(("", *ROLES), Zone, (ME, OTHER, None)):
        operates = role in ("operator", "state_admin") and zone is not Zone.INTERNET
        assert notify.may_see_message(me(role, zone), told).allowed == (told == ME or operates)
    assert not notify.may_see_message(replace(me(), person_id=None), None).allowed


def test_in_notify_one_has_notices_as_a_person_of_the_staff() -> None:
    assert notify.may_read_own(me()).allowed
    assert not notify.may_read_own(replace(me(), person_id=None)).allowed
    assert not notify.may_read_own(nobody_of_ours()).allowed


@pytest.mark.parametrize("zone", Zone)
def test_in_notify_papers_are_named_inside_only(zone: Zone) -> None:
    assert notify.shows_papers(me(zone=zone)) == (zone is not Zone.INTERNET)


def test_in_notify_nobody_but_staff_operates() -> None:
    portal = replace(nobody_of_ours(), charge=a_charge(roles=frozenset(ROLES)))

    assert refused_by(notify.may_operate(portal), NotAllowed)


# ----------------------------------------------------------------------------------------------- auth


def test_in_auth_a_department_is_changed_by_its_own_administrator_and_by_the_states() -> None:
    for role, department in product(("department_admin", "state_admin"), ("REV", "LAND", "HFW")):
        wanted = role == "state_admin" or department in ("REV", "LAND")
        assert auth.may_change_in(me(role), department, {"REV", "LAND"}).allowed == wanted
    assert auth.may_change_in(Actor.system("auth"), "HFW", set()).allowed


@pytest.mark.parametrize("filled", ROLES)
def test_in_auth_a_post_for_the_state_is_filled_by_the_state(filled: str) -> None:
    whole_state = filled in ("state_admin", "operator", "auditor", "identity_custodian")

    assert auth.may_fill(me("department_admin"), {Role(filled)}).allowed != whole_state
    assert auth.may_fill(me("state_admin"), {Role(filled)}).allowed
    assert auth.may_fill(Actor.system("auth"), {Role(filled)}).allowed


@pytest.mark.parametrize("held", ROLES)
def test_in_auth_who_works_for_the_state_is_suspended_by_the_state(held: str) -> None:
    whole_state = held in ("state_admin", "operator", "auditor", "identity_custodian")
    holder, roles = an_id("holder"), {Role(held), Role.SECTION_OFFICER}

    assert auth.may_keep_holder(me("department_admin"), holder, roles).allowed != whole_state
    assert auth.may_keep_holder(me("state_admin"), holder, roles).allowed
    assert auth.may_keep_holder(replace(me("department_admin"), person_id=holder), holder, roles).allowed


def test_in_auth_nobody_favours_himself() -> None:
    assert not auth.may_favour(me("state_admin"), {ME, OTHER}).allowed
    assert auth.may_favour(me("state_admin"), {OTHER}).allowed
    assert auth.may_favour(me("state_admin"), set()).allowed
    assert auth.may_favour(Actor.system("auth"), {OTHER}).allowed


def test_in_auth_the_vpn_takes_a_living_device_of_ones_own_only() -> None:
    for zone, own in product(Zone, (True, False)):
        assert auth.may_sign_in_from(zone, device_is_own=own).allowed == (own or zone is not Zone.VPN)
    for owner, until in product((ME, OTHER, None), (None, TODAY - DAY, TODAY, TODAY + DAY)):
        wanted = owner == ME and until is not None and until >= TODAY
        assert auth.is_own_device(owner, ME, until, TODAY) == wanted


def test_in_auth_the_service_itself_administers() -> None:
    assert all(rule(Actor.system("auth")).allowed for rule in (auth.may_administer, auth.may_operate))
