"""Decisions about one charge, person, unit, device or portal, against a sentence for every combination."""

from itertools import product

import pytest

from kernel.identity import Zone
from services.auth import access as auth
from services.auth.domain import Charge, ChargeKind, ChargeUnknown, Role
from services.auth.domain.openid import NoSuchClient
from tests.access.decisions.callers import DAY, HERE, ME, OTHER, SYSTEM, TODAY, me, why
from tests.access.facts import ROLES
from tests.fakes import an_id


def test_a_department_is_changed_by_its_own_administrator_and_by_the_states() -> None:
    for role, department in product(("department_admin", "state_admin"), ("REV", "LAND", "HFW")):
        wanted = role == "state_admin" or department in ("REV", "LAND")
        assert auth.may_change_in(me(role), department, {"REV", "LAND"}).allowed == wanted
    assert auth.may_change_in(SYSTEM, "HFW", set()).allowed


@pytest.mark.parametrize("filled", ROLES)
def test_a_post_for_the_state_is_filled_by_the_state(filled: str) -> None:
    whole_state = filled in ("state_admin", "operator", "auditor", "identity_custodian")

    assert auth.may_fill(me("department_admin"), {Role(filled)}).allowed != whole_state
    assert auth.may_fill(me("state_admin"), {Role(filled)}).allowed
    assert auth.may_fill(SYSTEM, {Role(filled)}).allowed


def together(role: str, departments: set[str], of_state: tuple[str, ...]) -> bool:
    """What a department's administrator does in LAND and REV, and some of the state's posts everywhere."""
    return role in of_state or bool(departments & {"REV", "LAND"})


SETS: tuple[set[str], ...] = (set(), {"REV"}, {"LAND", "HFW"}, {"HFW"})
OWN = {"REV", "LAND"}


def test_sessions_are_ended_by_an_administrator_of_one_department_in_which_the_person_serves() -> None:
    for role, serving in product(("", *ROLES), SETS):
        wanted = together(role, serving, ("state_admin",))
        assert auth.may_end_sessions(me(role), serving, OWN).allowed == wanted, (role, serving)
    assert why(auth.may_end_sessions(me("department_admin"), {"HFW"}, OWN)) is auth.NotYourDepartment


def test_devices_are_looked_after_by_ones_own_department_and_by_who_issues_them_for_the_state() -> None:
    for role, departments in product(("", *ROLES), SETS):
        wanted = together(role, departments, ("state_admin", "identity_custodian"))
        assert auth.may_look_after(me(role), departments, (), OWN).allowed == wanted, (role, departments)
    assert auth.may_look_after(SYSTEM, {"HFW"}, (), set()).allowed
    assert why(auth.may_look_after(me("department_admin"), {"HFW"}, (), OWN)) is auth.NotYourDepartment


@pytest.mark.parametrize("role", ["", *ROLES])
def test_devices_of_every_department_are_looked_after_by_who_issues_them_for_the_state(role: str) -> None:
    assert auth.looks_after_every_device(me(role)) == (role in ("state_admin", "identity_custodian"))
    assert auth.looks_after_every_device(SYSTEM)


@pytest.mark.parametrize("held", ROLES)
def test_devices_of_who_works_for_the_state_are_looked_after_by_the_state(held: str) -> None:
    whole_state = held in ("state_admin", "operator", "auditor", "identity_custodian")
    roles = {Role(held), Role.SECTION_OFFICER}

    found = auth.may_look_after(me("department_admin"), {"REV"}, roles, OWN)
    assert found.allowed != whole_state
    if whole_state:
        assert why(found) is auth.StatePost
    for role in ("state_admin", "identity_custodian"):
        assert auth.may_look_after(me(role), {"REV"}, roles, OWN).allowed
    assert auth.may_look_after(SYSTEM, {"REV"}, roles, set()).allowed


@pytest.mark.parametrize("role", ["", *ROLES])
def test_portals_are_kept_for_the_whole_state_or_for_ones_own_department(role: str) -> None:
    whole_state = role in ("state_admin", "identity_custodian")

    assert auth.keeps_every_portal(me(role)) == whole_state
    for department in ("REV", "HFW"):
        wanted = whole_state or department == "REV"
        assert auth.may_keep_portals_of(me(role), department, OWN).allowed == wanted
        assert auth.may_keep_portal(me(role), department, OWN).allowed == wanted


def test_of_another_departments_portal_it_is_not_said_that_it_exists() -> None:
    assert why(auth.may_keep_portals_of(me(), "HFW", OWN)) is auth.NotYourDepartment
    assert why(auth.may_keep_portal(me(), "HFW", OWN)) is NoSuchClient
    assert auth.keeps_every_portal(SYSTEM)


@pytest.mark.parametrize("role", ["", *ROLES])
def test_what_reaches_beyond_a_department_is_changed_by_the_state_only(role: str) -> None:
    of_state = {"state_admin", "operator", "auditor", "identity_custodian", "collector"}
    assert auth.may_keep_kind(me(role), of_state=False).allowed
    assert auth.may_keep_kind(me(role), of_state=True).allowed == (role == "state_admin")

    for hung in ROLES:
        wanted = role == "state_admin" or hung not in of_state
        assert auth.may_hang_roles(me(role), {Role.SECTION_OFFICER, Role(hung)}).allowed == wanted


def test_the_service_itself_keeps_the_units_of_the_state() -> None:
    assert auth.may_keep_kind(SYSTEM, of_state=True).allowed
    assert auth.may_keep_kind(SYSTEM, of_state=False).allowed
    assert why(auth.may_keep_kind(me(), of_state=True)) is auth.StateUnit


@pytest.mark.parametrize("role", ["", *ROLES])
def test_reports_of_the_whole_state_are_for_its_administrator_and_the_auditor(role: str) -> None:
    assert auth.sees_whole_state(me(role)) == (role in ("state_admin", "auditor"))
    assert auth.sees_whole_state(SYSTEM)


def test_a_handover_is_told_to_oneself_and_to_who_administers_every_department_of_the_person() -> None:
    for role, departments in product(
        ("", *ROLES), (set(), {"REV"}, {"REV", "LAND"}, {"LAND", "HFW"}, {"HFW"})
    ):
        whole_state = role in ("state_admin", "auditor")
        wanted = whole_state or (role == "department_admin" and departments in ({"REV"}, {"REV", "LAND"}))
        assert auth.may_report_on(me(role), OTHER, departments, OWN).allowed == wanted, (role, departments)
        assert auth.may_report_on(me(role), ME, departments, OWN).allowed


@pytest.mark.parametrize("kind", ChargeKind)
def test_one_lends_in_the_own_name_and_to_somebody_else(kind: ChargeKind) -> None:
    for lender, taker in product((ME, OTHER, None), (ME, OTHER)):
        wanted = kind is ChargeKind.DELEGATED and lender == ME and taker == OTHER
        lent = Charge(
            charge_id=an_id("charge"),
            person_id=taker,
            post_id=HERE,
            kind=kind,
            order_number="7/2026",
            valid_from=TODAY,
            valid_to=TODAY,
            for_person=lender,
        )
        assert auth.may_delegate(me(), lent).allowed == wanted, (lender, taker)


@pytest.mark.parametrize("kind", ChargeKind)
def test_one_takes_back_what_one_lent_oneself_and_nothing_else(kind: ChargeKind) -> None:
    for lender in (ME, OTHER, None):
        charge = Charge(
            charge_id=an_id("charge"),
            person_id=OTHER,
            post_id=HERE,
            kind=kind,
            order_number="7/2026",
            valid_from=TODAY,
            for_person=lender,
        )
        wanted = kind is ChargeKind.DELEGATED and lender == ME
        assert why(auth.may_end_delegation(me(), charge)) is (None if wanted else ChargeUnknown), lender


def test_nobody_favours_himself() -> None:
    assert not auth.may_favour(me("state_admin"), {ME, OTHER}).allowed
    assert auth.may_favour(me("state_admin"), {OTHER}).allowed
    assert auth.may_favour(me("state_admin"), set()).allowed
    assert auth.may_favour(SYSTEM, {OTHER}).allowed


def test_the_vpn_takes_a_living_device_of_ones_own_only() -> None:
    for zone, own in product(Zone, (True, False)):
        assert auth.may_sign_in_from(zone, device_is_own=own).allowed == (own or zone is not Zone.VPN)
    for owner, until in product((ME, OTHER, None), (None, TODAY - DAY, TODAY, TODAY + DAY)):
        wanted = owner == ME and until is not None and until >= TODAY
        assert auth.is_own_device(owner, ME, until, TODAY) == wanted


def test_the_service_itself_administers() -> None:
    assert all(rule(SYSTEM).allowed for rule in (auth.may_administer, auth.may_operate))


@pytest.mark.parametrize("held", ROLES)
def test_who_works_for_the_state_is_suspended_by_the_state(held: str) -> None:
    whole_state = held in ("state_admin", "operator", "auditor", "identity_custodian")
    roles = {Role(held), Role.SECTION_OFFICER}

    assert auth.may_keep_holder(me("department_admin"), OTHER, roles).allowed != whole_state
    assert auth.may_keep_holder(me("state_admin"), OTHER, roles).allowed
    assert auth.may_keep_holder(me("department_admin"), ME, roles).allowed
