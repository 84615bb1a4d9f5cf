"""Decisions about one day at home or one piece of equipment, against a sentence for every combination."""

from dataclasses import replace
from itertools import product

import pytest

from kernel.identity import Actor, ActorKind, Zone
from services.wfh import access as wfh
from tests.access.decisions.callers import HERE, ME, OTHER, SYSTEM, THERE, me, nobody_of_ours, why
from tests.access.facts import ROLES
from tests.wfh.test_domain import a_day


def test_a_day_is_seen_by_its_person_and_the_deciding_post() -> None:
    for person, approver in product((ME, OTHER), (HERE, THERE)):
        day = a_day(person_id=person, approver_post=approver)
        assert wfh.may_see(me(), day).allowed == (person == ME or approver == HERE)
        assert wfh.may_decide(me(), day).allowed == (person != ME and approver == HERE)
        assert wfh.may_withdraw(me(), day).allowed == (person == ME)


def test_nobody_decides_about_himself_whatever_post_he_acts_for() -> None:
    own = a_day(person_id=ME, approver_post=HERE)

    assert why(wfh.may_decide(me(), own)) is wfh.OwnRequest
    assert why(wfh.may_put_on_roster(me("state_admin"), ME, {HERE}, {"REV"})) is wfh.OwnRequest


def test_others_absences_are_recorded_from_above_or_by_an_administrator_from_inside() -> None:
    for role, zone, above, departments in product(
        ("", *ROLES), (Zone.INTERNET, Zone.VPN), (set(), {HERE}, {THERE}), ({"REV"}, {"HFW"})
    ):
        inside = zone is Zone.VPN
        administers = role == "state_admin" or (role == "department_admin" and departments == {"REV"})
        wanted = inside and (above == {HERE} or administers)
        actor = me(role, zone=zone)
        assert wfh.may_record_for(actor, OTHER, above, departments).allowed == wanted
        assert wfh.may_put_on_roster(actor, OTHER, above, departments).allowed == wanted
        assert wfh.may_record_for(actor, ME, above, departments).allowed


def test_a_department_publishes_within_itself_and_the_state_everywhere() -> None:
    scopes = ("STATE", "DISTRICT", "DEPARTMENT", "OFFICE", "PERSON")
    for role, scope, departments in product(("department_admin", "state_admin"), scopes, ({"REV"}, {"HFW"})):
        within = scope in ("DEPARTMENT", "OFFICE", "PERSON") and departments == {"REV"}
        assert wfh.may_publish_for(me(role), scope, departments).allowed == (role == "state_admin" or within)
        assert wfh.may_publish_for(SYSTEM, scope, departments).allowed


def test_staff_is_a_person_with_a_charge() -> None:
    assert wfh.of_staff(me()).allowed
    for lacking in (replace(me(), charge=None), replace(me(), person_id=None), nobody_of_ours()):
        assert why(wfh.of_staff(lacking)) is wfh.OnlyStaff
    assert not isinstance(wfh.of_staff(Actor(kind=ActorKind.VISITOR, zone=Zone.VPN)).refusal, wfh.OnlyStaff)


@pytest.mark.parametrize("kind", ["LINK_OFFICER", "DELEGATED"])
def test_who_stands_in_asks_in_the_own_post(kind: str) -> None:
    assert why(wfh.of_staff_in_own_post(me(kind=kind))) is wfh.OwnPostNeeded
    assert wfh.of_staff_inside(me(kind=kind)).allowed


def test_the_service_itself_publishes_its_rules() -> None:
    assert wfh.of_administrators(SYSTEM).allowed


@pytest.mark.parametrize("kind", ["LINK_OFFICER", "DELEGATED"])
def test_who_is_no_employee_is_told_that_and_nothing_about_posts(kind: str) -> None:
    stranger = replace(me(kind=kind), kind=ActorKind.PORTAL)

    assert why(wfh.of_staff_in_own_post(stranger)) is wfh.OnlyStaff
    assert why(wfh.of_staff_in_own_post(replace(me(), charge=None))) is wfh.OnlyStaff


@pytest.mark.parametrize("role", ["", *ROLES])
def test_equipment_of_every_department_is_kept_by_the_states_administrator(role: str) -> None:
    assert wfh.keeps_all_equipment(me(role)) == (role == "state_admin")
    assert wfh.keeps_all_equipment(SYSTEM)


def test_equipment_is_issued_and_taken_back_by_an_administrator_and_never_to_oneself() -> None:
    for role, departments in product(("", *ROLES), (set(), {"REV"}, {"HFW"})):
        wanted = role == "state_admin" or (role == "department_admin" and departments == {"REV"})
        assert wfh.may_issue_to(me(role), OTHER, departments).allowed == wanted, (role, departments)
        assert wfh.may_take_back(me(role), departments).allowed == wanted, (role, departments)
        assert why(wfh.may_issue_to(me(role), ME, departments)) is wfh.EquipmentOfOthers
    assert wfh.may_take_back(SYSTEM, {"HFW"}).allowed
