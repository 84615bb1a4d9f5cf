"""Who may change the directory, from where, and for whom."""

from datetime import date
from uuid import UUID

import pytest

from kernel.errors import NotAllowed
from kernel.identity import Actor, ActorKind, Zone
from services.auth import access
from services.auth.access import AdministrationFromHere, NotForYourself, NotYourDepartment, StatePost
from services.auth.domain import DeviceNotYours, Role
from tests.fakes import a_charge, an_actor, an_id

READS = ("auth.own", "directory.read", "audit.own", "audit.read")
CHANGES = [name for name in access.POLICY if name not in READS]


def with_role(role: str, zone: Zone = Zone.VPN) -> Actor:
    return an_actor(charge=a_charge(roles=frozenset({role})), zone=zone)


@pytest.mark.parametrize("right", CHANGES)
def test_without_an_administrators_post_nothing_can_be_changed(right: str) -> None:
    decision = access.POLICY[right](an_actor())

    assert isinstance(decision.refusal, NotAllowed)


@pytest.mark.parametrize("right", CHANGES)
def test_an_administrator_changes_nothing_from_the_open_internet(right: str) -> None:
    assert access.POLICY[right](with_role("state_admin")).allowed

    decision = access.POLICY[right](with_role("state_admin", Zone.INTERNET))

    assert isinstance(decision.refusal, AdministrationFromHere)


def test_the_record_is_the_auditors_alone_and_not_from_the_open_internet() -> None:
    rule = access.POLICY["audit.read"]
    others = [role for role in Role if role is not Role.AUDITOR]

    assert rule(with_role("auditor")).allowed
    assert [role for role in others if rule(with_role(role)).allowed] == []
    assert isinstance(rule(with_role("auditor", Zone.INTERNET)).refusal, AdministrationFromHere)


@pytest.mark.parametrize("right", access.POLICY)
def test_a_visitor_has_no_right_at_all(right: str) -> None:
    visitor = Actor(kind=ActorKind.VISITOR, zone=Zone.SECURE_LAN)

    assert not access.POLICY[right](visitor).allowed


def test_a_portal_may_read_the_directory_and_no_more() -> None:
    portal = Actor(kind=ActorKind.PORTAL, zone=Zone.INTERNET, portal_id=an_id("portal"))

    assert [name for name, rule in access.POLICY.items() if rule(portal).allowed] == ["directory.read"]


def test_a_departments_administrator_works_for_that_department_only() -> None:
    admin = with_role("department_admin")

    assert access.may_change_in(admin, "LAND", {"REV", "LAND"}).allowed
    assert isinstance(access.may_change_in(admin, "HFW", {"REV", "LAND"}).refusal, NotYourDepartment)
    assert access.may_change_in(with_role("state_admin"), "HFW", set()).allowed


def test_nobody_gives_rights_to_himself() -> None:
    admin = with_role("state_admin")
    assert admin.person_id

    assert isinstance(access.may_favour(admin, {admin.person_id}).refusal, NotForYourself)
    assert access.may_favour(admin, {an_id("somebody else")}).allowed


@pytest.mark.parametrize(
    ("zone", "own", "allowed"),
    [
        (Zone.VPN, False, False),
        (Zone.VPN, True, True),
        (Zone.INTERNET, False, True),
        (Zone.SECURE_LAN, False, True),
    ],
)
def test_the_vpn_takes_only_a_device_of_ones_own(*, zone: Zone, own: bool, allowed: bool) -> None:
    decision = access.may_sign_in_from(zone, device_is_own=own)

    assert decision.allowed is allowed
    assert allowed or isinstance(decision.refusal, DeviceNotYours)


@pytest.mark.parametrize(
    ("owner", "expires", "own"),
    [
        (an_id("me"), date(2026, 11, 23), True),
        (an_id("me"), date(2026, 11, 22), False),
        (an_id("other"), date(2027, 1, 1), False),
        (None, None, False),
    ],
)
def test_a_device_is_own_while_its_certificate_holds(
    *, owner: UUID | None, expires: date | None, own: bool
) -> None:
    assert access.is_own_device(owner, an_id("me"), expires, date(2026, 11, 23)) is own


@pytest.mark.parametrize("role", [Role.STATE_ADMIN, Role.OPERATOR, Role.AUDITOR, Role.IDENTITY_CUSTODIAN])
def test_a_department_makes_nobody_more_powerful_than_itself(role: Role) -> None:
    department, state = with_role("department_admin"), with_role("state_admin")

    assert isinstance(access.may_fill(department, {role, Role.SECTION_OFFICER}).refusal, StatePost)
    assert access.may_fill(state, {role}).allowed
    assert access.may_fill(department, {Role.NODAL_OFFICER}).allowed
