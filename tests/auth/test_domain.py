"""The rules of charges, sessions and passwords."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kernel.identity import Zone
from services.auth.domain import (
    GRACE,
    IDLE_LIMIT,
    SESSION_LIMIT,
    Charge,
    ChargeKind,
    ChargePeriodInvalid,
    PostNotThere,
    PostTerms,
    RefreshToken,
    SeatNotSanctioned,
    Session,
    StandingInChained,
    StandingInNeedsAnEnd,
    Turn,
    UnknownCode,
    check_appointment,
    check_codes,
    last_day_before,
    normal_staff_uid,
)
from tests.fakes import an_id

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 30)


POST = PostTerms(department="REV", sanctioned=1, valid_from=date(2026, 1, 1), valid_to=None)


def charge(**over: Any) -> Charge:
    values: dict[str, Any] = {
        "charge_id": an_id("charge"),
        "person_id": an_id("anjali"),
        "post_id": an_id("post"),
        "kind": ChargeKind.SUBSTANTIVE,
        "order_number": "1",
        "valid_from": MARCH,
    }
    return Charge(**{**values, **over})


def link(**over: Any) -> Charge:
    values = {"kind": ChargeKind.LINK_OFFICER, "person_id": an_id("bharat"), "for_person": an_id("anjali")}
    return charge(**{**values, "valid_to": JUNE, **over})


def test_a_link_officer_stands_in_for_who_holds_the_post() -> None:
    own = charge()

    check_appointment(link(), POST, [own])


@pytest.mark.parametrize(
    "own",
    [
        [],
        [link(person_id=an_id("anjali"), for_person=an_id("chitra"))],
        [charge(valid_from=date(2026, 4, 1))],
        [charge(valid_to=date(2026, 5, 1))],
        [charge(post_id=an_id("another post"))],
    ],
)
def test_what_is_held_for_another_or_not_throughout_cannot_be_passed_on(own: list[Charge]) -> None:
    with pytest.raises(StandingInChained):
        check_appointment(link(), POST, own)


@pytest.mark.parametrize("over", [{"valid_to": None}, {"for_person": None}, {"for_person": an_id("bharat")}])
def test_standing_in_has_an_end_and_a_principal_who_is_somebody_else(over: dict[str, Any]) -> None:
    with pytest.raises(StandingInNeedsAnEnd):
        check_appointment(link(**over), POST, [charge()])


def test_a_substantive_charge_is_nobody_elses() -> None:
    with pytest.raises(StandingInNeedsAnEnd):
        check_appointment(charge(for_person=an_id("chitra")), POST, [])


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ChargePeriodInvalid):
        check_appointment(charge(valid_to=date(2026, 2, 1)), POST, [])


def test_a_post_has_no_more_holders_than_seats() -> None:
    check_appointment(charge(seat=2), replace(POST, sanctioned=2), [])

    with pytest.raises(SeatNotSanctioned):
        check_appointment(charge(seat=2), POST, [])


def test_a_charge_lies_within_the_days_of_its_post() -> None:
    abolished = replace(POST, valid_to=JUNE)

    check_appointment(charge(valid_to=JUNE), abolished, [])
    check_appointment(charge(), abolished, [])

    for late in (charge(valid_to=date(2026, 7, 1)), charge(valid_from=date(2025, 12, 31))):
        with pytest.raises(PostNotThere):
            check_appointment(late, abolished, [])


def test_what_ends_at_once_held_until_yesterday_or_never() -> None:
    assert last_day_before(JUNE, MARCH) == date(2026, 6, 29)
    assert last_day_before(MARCH, JUNE) == date(2026, 6, 29)


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(UnknownCode) as refusal:
        check_codes({"A"}, ["A", None, "B"])

    assert refusal.value.facts == {"code": "B"}


def test_a_staff_number_is_read_as_people_type_it() -> None:
    assert normal_staff_uid(" cg 100001\t") == "CG100001"


def session(**over: Any) -> Session:
    values: dict[str, Any] = {
        "session_id": an_id("session"),
        "person_id": an_id("anjali"),
        "zone": Zone.VPN,
        "device": "1A",
        "started_at": NOW,
        "second_factor_at": NOW,
        "seen_at": NOW,
        "ends_at": NOW + SESSION_LIMIT,
    }
    return Session(**{**values, **over})


def test_a_session_lives_until_its_end_its_idleness_or_its_limit() -> None:
    assert session().is_living(NOW + IDLE_LIMIT)
    assert not session().is_living(NOW + IDLE_LIMIT + timedelta(seconds=1))
    assert not session(seen_at=NOW + SESSION_LIMIT).is_living(NOW + SESSION_LIMIT)
    assert not session(ended_at=NOW).is_living(NOW)


def test_a_refresh_token_turns_once_repeats_for_a_moment_and_is_stolen_afterwards() -> None:
    fresh = RefreshToken("digest", an_id("session"), None, None)
    used = RefreshToken("digest", an_id("session"), NOW, b"successor")
    forgotten = RefreshToken("digest", an_id("session"), NOW, None)

    assert fresh.turn(NOW) is Turn.ROTATE
    assert used.turn(NOW + GRACE) is Turn.REPEAT
    assert used.turn(NOW + GRACE + timedelta(milliseconds=1)) is Turn.REUSED
    assert forgotten.turn(NOW) is Turn.REUSED
