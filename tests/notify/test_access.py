"""Who sees messages: the one who was told, and operators inside the network."""

from typing import Any

import pytest

from kernel.identity import Actor, ActorKind, Zone
from services.notify import access
from tests.fakes import a_charge, an_actor, an_id

OPERATOR = frozenset({"operator"})
CUSTODIAN = frozenset({"identity_custodian"})


def a_caller(roles: frozenset[str] = frozenset(), **over: Any) -> Actor:
    return an_actor(charge=a_charge(roles=roles), **over)


def test_every_employee_reads_what_was_sent_to_him() -> None:
    assert access.may_read_own(a_caller(zone=Zone.INTERNET)).allowed


@pytest.mark.parametrize("kind", [ActorKind.VISITOR, ActorKind.CITIZEN, ActorKind.PORTAL])
def test_nobody_else_reads_anything(kind: ActorKind) -> None:
    caller = Actor(kind=kind, zone=Zone.SECURE_LAN)

    assert not any(rule(caller).allowed for rule in access.POLICY.values())


@pytest.mark.parametrize("zone", [Zone.VPN, Zone.SECURE_LAN])
def test_an_operator_oversees_messages_from_inside(zone: Zone) -> None:
    assert access.may_operate(a_caller(OPERATOR, zone=zone)).allowed


def test_an_operator_on_the_open_internet_is_told_where_to_go() -> None:
    decision = access.may_operate(a_caller(OPERATOR, zone=Zone.INTERNET))

    assert isinstance(decision.refusal, access.OperatingFromInternet)


@pytest.mark.parametrize("roles", [frozenset(), frozenset({"section_officer"}), CUSTODIAN])
def test_no_other_role_oversees_messages(roles: frozenset[str]) -> None:
    assert not access.may_operate(a_caller(roles)).allowed


def test_only_a_custodian_of_identities_erases_a_contact() -> None:
    assert access.may_erase_contact(a_caller(CUSTODIAN)).allowed
    assert not access.may_erase_contact(a_caller(OPERATOR)).allowed


def test_a_message_is_seen_by_the_one_who_was_told_and_by_operators() -> None:
    me, other = a_caller(), an_id("somebody else")

    assert access.may_see_message(me, me.person_id).allowed
    assert not access.may_see_message(me, other).allowed
    assert not access.may_see_message(me, None).allowed
    assert access.may_see_message(a_caller(OPERATOR), other).allowed
