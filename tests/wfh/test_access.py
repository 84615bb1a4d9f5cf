"""Who may do what with days at home."""

from dataclasses import replace

import pytest

from kernel.errors import Refused
from kernel.identity import Actor, ActorKind, Decision, Zone
from services.wfh import access
from services.wfh.access import (
    AdministratorNeeded,
    NotYourPerson,
    OfficeNetworkNeeded,
    OnlyStaff,
    OwnPostNeeded,
    OwnRequest,
)
from tests.fakes import a_charge, an_actor, an_id

ALL = ("wfh.read", "wfh.ask", "wfh.record-absence", "wfh.decide", "wfh.publish")
CITIZEN = Actor(kind=ActorKind.CITIZEN, zone=Zone.INTERNET)
SOMEBODY = an_id("somebody else")
NOBODY_ABOVE: set[object] = set()


def why(decision: Decision) -> type[Refused] | None:
    return type(decision.refusal) if decision.refusal else None


@pytest.mark.parametrize("permission", ALL)
def test_citizens_may_do_nothing_here(permission: str) -> None:
    assert why(access.POLICY[permission](CITIZEN)) is OnlyStaff


@pytest.mark.parametrize("permission", ["wfh.read", "wfh.ask", "wfh.record-absence"])
def test_ones_own_days_are_within_reach_from_the_internet(permission: str) -> None:
    assert access.POLICY[permission](an_actor(zone=Zone.INTERNET)).allowed


@pytest.mark.parametrize("permission", ["wfh.decide", "wfh.publish"])
def test_decisions_about_others_need_the_office_network(permission: str) -> None:
    assert why(access.POLICY[permission](an_actor(zone=Zone.INTERNET))) is OfficeNetworkNeeded


def test_who_stands_in_for_somebody_asks_with_his_own_post() -> None:
    standing_in = an_actor(charge=a_charge(kind="LINK_OFFICER", for_person=SOMEBODY))

    assert why(access.POLICY["wfh.ask"](standing_in)) is OwnPostNeeded
    assert access.POLICY["wfh.decide"](standing_in).allowed


def test_only_administrators_and_the_service_itself_publish() -> None:
    administrator = an_actor(charge=a_charge(roles=frozenset({"department_admin"})))

    assert access.POLICY["wfh.publish"](administrator).allowed
    assert access.POLICY["wfh.publish"](Actor.system("wfh")).allowed
    assert why(access.POLICY["wfh.publish"](an_actor())) is AdministratorNeeded


def test_a_department_publishes_for_itself_and_not_for_the_state() -> None:
    administrator = an_actor(charge=a_charge(roles=frozenset({"department_admin"})))

    assert access.may_publish_for(administrator, "DEPARTMENT", {"LAND", "REV"}).allowed
    assert not access.may_publish_for(administrator, "DEPARTMENT", {"HOME"}).allowed
    assert not access.may_publish_for(administrator, "STATE", set()).allowed
    assert not access.may_publish_for(administrator, "DISTRICT", set()).allowed


def test_absences_of_others_are_recorded_by_the_post_above_or_an_administrator() -> None:
    superior = an_actor(charge=a_charge(post_id=an_id("REV-US-1")))
    administrator = an_actor(charge=a_charge(roles=frozenset({"department_admin"})))

    assert access.may_record_for(superior, SOMEBODY, {an_id("REV-US-1")}, {"REV"}).allowed
    assert access.may_record_for(administrator, SOMEBODY, set(), {"LAND", "REV"}).allowed
    assert why(access.may_record_for(administrator, SOMEBODY, set(), {"HOME"})) is NotYourPerson
    assert why(access.may_record_for(an_actor(), SOMEBODY, set(), {"REV"})) is NotYourPerson


def test_nobody_mandates_days_for_himself() -> None:
    actor = an_actor()
    assert actor.person_id

    assert why(access.may_put_on_roster(actor, actor.person_id, set(), {"REV"})) is OwnRequest


def test_a_visitor_without_a_charge_is_not_staff() -> None:
    assert why(access.of_staff(replace(an_actor(), charge=None))) is OnlyStaff
