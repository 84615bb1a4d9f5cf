"""Who may see and do what with cases."""

from datetime import date

import pytest

from kernel.identity import ActorKind, Zone
from services.public import access
from services.public.domain.refusals import DeskNeedsGrant, DeskNeedsSecureNetwork, NoSuchCase
from tests.fakes import a_charge, an_actor, an_id
from tests.public.test_life import a_case
from tests.public.town import a_citizen, a_collector, a_portal, a_post, a_visitor, nodal

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize("permission", sorted(access.POLICY))
def test_a_visitor_may_nothing(permission: str) -> None:
    assert not access.POLICY[permission](a_visitor()).allowed


@pytest.mark.parametrize(
    "permission",
    sorted(set(access.POLICY) - {"cases.file", "cases.own", "centre.file", "centre.open", "centre.read"}),
)
def test_from_the_internet_no_petition_is_read(permission: str) -> None:
    roles = frozenset({"nodal_officer", "appellate_officer", "state_admin"})
    actor = an_actor(zone=Zone.INTERNET, charge=a_charge(roles=roles))

    decision = access.POLICY[permission](actor)

    assert isinstance(decision.refusal, DeskNeedsSecureNetwork)


def test_only_a_portal_files_by_key() -> None:
    assert access.may_file(a_portal()).allowed
    assert not access.may_file(nodal()).allowed


def test_a_post_without_a_living_grant_opens_no_desk() -> None:
    ended = nodal(granted_until=date(2026, 3, 9))

    assert isinstance(access.may_open_desk(ended, TODAY).refusal, DeskNeedsGrant)
    assert isinstance(access.may_open_desk(nodal(granted_until=None), TODAY).refusal, DeskNeedsGrant)
    assert access.may_open_desk(nodal(granted_until=TODAY), TODAY).allowed


def test_a_registry_post_has_no_desk() -> None:
    actor = an_actor(charge=a_charge(roles=frozenset({"registry"})))

    assert not access.may_read_desk(actor).allowed


def test_who_deals_with_a_case_works_on_it_and_no_other() -> None:
    officer = a_post("REV-SO-1")
    own, other = a_case(assigned_post=an_id("REV-SO-1")), a_case()

    assert access.may_work_on(officer, own, in_scope=True).allowed
    assert not access.may_work_on(officer, other, in_scope=True).allowed


def test_what_is_out_of_scope_does_not_exist() -> None:
    refusal = access.may_work_on(nodal(), a_case(), in_scope=False).refusal

    assert isinstance(refusal, NoSuchCase)


def test_a_protected_identity_is_opened_to_the_custodian_only() -> None:
    custodian = an_actor(charge=a_charge(roles=frozenset({"identity_custodian"})))

    assert not access.may_see_identity(nodal(), a_case(protected=True)).allowed
    assert access.may_see_identity(custodian, a_case(protected=True)).allowed
    assert access.may_see_identity(nodal(), a_case()).allowed


def test_a_collector_oversees_an_area_and_a_nodal_officer_a_department() -> None:
    assert access.scope_of(a_collector("CG-DMT"))["by_area"]
    assert not access.scope_of(a_collector("CG-DMT"))["by_department"]
    assert access.scope_of(nodal())["by_department"]
    assert not access.scope_of(a_post("REV-SO-1"))["by_department"]


def test_a_portal_tracks_what_it_filed_or_its_department_has() -> None:
    filed = an_id("portal of REV")

    assert access.may_track_by_portal(a_portal("REV"), "HFW", filed).allowed
    assert access.may_track_by_portal(a_portal("HFW"), "HFW", filed).allowed
    assert not access.may_track_by_portal(a_portal("PWD"), "HFW", filed).allowed


def test_content_needs_a_code() -> None:
    assert access.may_read_as_citizen(a_citizen(an_id("case"))).allowed
    assert not access.may_read_as_citizen(a_visitor()).allowed
    assert a_visitor().kind is ActorKind.VISITOR
