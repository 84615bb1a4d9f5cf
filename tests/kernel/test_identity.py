"""What every rule may know about a caller."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.errors import NotAllowed, NotFound
from kernel.freshness import SecondFactorTooOld, is_fresh
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused, require
from tests.fakes import a_charge, an_actor, an_id

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
VISITOR = Actor(kind=ActorKind.VISITOR, zone=Zone.INTERNET)


def test_networks_stand_in_the_order_of_how_much_may_be_seen_there() -> None:
    assert {zone.value: zone.level for zone in Zone} == {
        "INTERNET": 0,
        "VPN": 1,
        "SECURE_LAN": 2,
        "AIR_GAPPED": 3,
    }


def test_callers_are_of_five_kinds() -> None:
    assert sorted(ActorKind) == ["CITIZEN", "PORTAL", "STAFF", "SYSTEM", "VISITOR"]


def test_a_charge_is_held_from_its_first_to_its_last_day() -> None:
    for begins, ends, held in (
        (TODAY, None, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY - DAY, False),
    ):
        assert a_charge(valid_from=begins, valid_to=ends).is_live(TODAY) == held, (begins, ends)


def test_a_charge_is_for_acting_unless_it_was_lent_for_reading() -> None:
    assert a_charge().scope == "ACT"
    assert not a_charge().reads_only
    assert a_charge(scope="READ").reads_only


def test_access_to_the_secure_network_holds_to_its_last_day() -> None:
    for until, has in ((None, False), (TODAY - DAY, False), (TODAY, True), (TODAY + DAY, True)):
        assert an_actor(charge=a_charge(granted_until=until)).has_grant(TODAY) == has, until
    assert not VISITOR.has_grant(TODAY)


def test_what_a_caller_may_follows_from_the_acting_post_alone() -> None:
    officer = an_actor()

    assert (officer.post_id, officer.department, officer.roles) == (
        an_id("REV-SO-1"),
        "REV",
        frozenset({"section_officer"}),
    )
    assert (VISITOR.post_id, VISITOR.department, VISITOR.roles) == (None, None, frozenset())
    assert replace(VISITOR, portal_department="HFW").department == "HFW"


def test_of_a_caller_of_whom_nothing_is_said_nothing_is_assumed() -> None:
    assert (VISITOR.language, VISITOR.source, VISITOR.charges, VISITOR.mobile) == ("hi", "", (), None)


def test_a_citizens_mobile_and_an_officers_charges_do_not_come_into_logs() -> None:
    written = repr(replace(an_actor(charge=None), mobile="digest of a mobile"))

    assert "digest" not in written
    assert "charges" not in written


def test_a_service_that_acts_by_itself_is_named() -> None:
    system = Actor.system("files")

    assert (system.kind, system.zone, system.staff_uid) == (ActorKind.SYSTEM, Zone.SECURE_LAN, "system:files")


def test_a_decision_is_allowed_when_nothing_stands_against_it() -> None:
    require(ALLOWED)

    assert ALLOWED.allowed
    assert not refused().allowed
    assert type(refused().refusal) is NotAllowed
    assert isinstance(refused(NotFound()).refusal, NotFound)
    with pytest.raises(NotFound):
        require(Decision(NotFound()))


# ------------------------------------------------------------------------------- the second factor


def test_a_second_factor_is_fresh_for_five_minutes() -> None:
    for ago, fresh in (
        (timedelta(0), True),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, milliseconds=1), False),
    ):
        assert is_fresh(an_actor(second_factor_at=NOW - ago), NOW).allowed == fresh, ago


def test_an_officer_who_showed_none_is_asked_for_it_and_others_have_none_to_show() -> None:
    assert isinstance(is_fresh(an_actor(second_factor_at=None), NOW).refusal, SecondFactorTooOld)
    for kind in set(ActorKind) - {ActorKind.STAFF}:
        assert is_fresh(replace(VISITOR, kind=kind), NOW).allowed
