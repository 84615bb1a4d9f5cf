"""Signing in, going on, and being cut off."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local.programs import wait_until
from kernel import clock, directory
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.errors import Refused, TooManyTries, Unavailable
from kernel.identity import Actor, ActorKind, Zone
from kernel.tokens import OtherDevice, Verifier
from services.auth import actions, store
from services.auth.actions import forgetting, secrets
from services.auth.actions.hashing import Beside, Cost, Hashing
from services.auth.domain import (
    GRACE,
    DeviceNotYours,
    PasswordTooWeak,
    SessionEnded,
    SessionUnknown,
    SignInRefused,
)
from tests.auth.organisation import NOW, PASSWORD, SERIAL, SYSTEM, OpenOffice, a_visitor, follow, open_office

queries = Queries.beside(__file__)
VPN = a_visitor(Zone.VPN, SERIAL)
# By OWASP; see the service.
RECOMMENDED = "$argon2id$v=19$m=19456,t=2,p=1$"


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> OpenOffice:
    with frozen(NOW):
        return open_office(database("auth"), tmp_path)


def enter(office: OpenOffice, actor: Actor = VPN, **over: str) -> actions.SignedIn:
    given = {"staff_uid": "cg100001", "password": PASSWORD, "code": office.code(clock.now()), **over}
    return actions.login(office.desk, actor, given["staff_uid"], given["password"], given["code"])


def as_staff(office: OpenOffice, signed: actions.SignedIn) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        zone=Zone.VPN,
        person_id=office.state.officer,
        staff_uid="CG100001",
        session_id=signed.session.session_id,
    )


def session_ends(office: OpenOffice) -> list[str | None]:
    with office.desk.database.transaction() as tx:
        return [row["end_reason"] for row in tx.fetch_all(queries.find_session_ends)]


def refused(office: OpenOffice, actor: Actor = VPN, **over: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        enter(office, actor, **over)
    return refusal.value


def test_who_signs_in_gets_the_charges_of_today_for_five_minutes(office: OpenOffice, tmp_path: Path) -> None:
    with frozen(NOW):
        signed = enter(office)

    claims = Verifier(tmp_path / "keys.json").claims_of(signed.access_token, NOW + timedelta(seconds=299))
    assert claims.staff_uid == "CG100001"
    assert claims.device_id == "A1B2C"
    assert [charge.post_id for charge in claims.charges] == [office.state.posts["REV-SO-1"]]
    assert claims.charges[0].granted_until is not None
    assert claims.charges[0].roles == {"section_officer"}
    assert not signed.password_is_initial


def test_with_an_initial_password_nothing_can_be_done_but_to_choose_another(
    office: OpenOffice, tmp_path: Path
) -> None:
    with frozen(NOW), office.desk.database.transaction() as tx:
        actions.set_password(tx, SYSTEM, office.state.officer, PASSWORD)
    with frozen(NOW + timedelta(minutes=1)):
        first = enter(office)
        actions.change_password(
            office.desk.database, as_staff(office, first), PASSWORD, "another long password"
        )
        then = actions.refresh(office.desk, VPN, first.refresh_token)

        verifier = Verifier(tmp_path / "keys.json")
        charges = [verifier.claims_of(each.access_token).charges for each in (first, then)]
    assert (first.password_is_initial, then.password_is_initial) == (True, False)
    assert [len(each) for each in charges] == [0, 1]


def test_a_session_without_a_device_goes_on_anywhere_but_over_the_vpn(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office, a_visitor(Zone.INTERNET))
        with pytest.raises(OtherDevice):
            actions.refresh(office.desk, VPN, signed.refresh_token)

        assert actions.refresh(office.desk, a_visitor(Zone.SECURE_LAN), signed.refresh_token).access_token


def test_every_wrong_sign_in_gets_the_same_answer(office: OpenOffice) -> None:
    with frozen(NOW):
        with office.desk.database.transaction() as tx:
            person = office.state.people["CG100002"]
            actions.set_password(tx, SYSTEM, person, PASSWORD)
        answers = [
            refused(office, staff_uid="CG999999"),
            refused(office, staff_uid="CG100002"),
            refused(office, staff_uid="nobody; --"),
            refused(office, password="a wrong password"),
            refused(office, code="000000"),
            refused(office, code=office.code(NOW - timedelta(minutes=5))),
        ]

    assert {type(answer) for answer in answers} == {SignInRefused}
    assert len({answer.sentence("en") for answer in answers}) == 1


def test_an_unknown_person_is_refused_as_slowly_as_a_known_one(
    deployed_cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the process beside works is not counted to this one.
    monkeypatch.setattr(Beside, "ask", lambda *_: None)

    def seconds(hashed: str | None) -> float:
        begun = time.process_time()
        secrets.is_password(hashed, "a wrong password")
        return time.process_time() - begun

    hashed = Hashing(1).hash(PASSWORD, deployed_cost)

    known = min(seconds(hashed) for _ in range(5))
    unknown = min(seconds(None) for _ in range(5))

    assert unknown > known / 2
    assert secrets.NOBODYS_HASH.startswith(RECOMMENDED)


def test_guessing_a_password_is_as_dear_as_is_recommended(deployed_cost: Cost) -> None:
    assert Hashing(1).hash(PASSWORD, deployed_cost).startswith(RECOMMENDED)


def test_a_code_opens_once(office: OpenOffice) -> None:
    with frozen(NOW):
        enter(office)
        assert isinstance(refused(office), SignInRefused)
    with frozen(NOW + timedelta(seconds=30)):
        assert isinstance(refused(office, code=office.code(NOW)), SignInRefused)
        enter(office)


def test_of_two_who_use_a_code_at_once_one_enters(office: OpenOffice) -> None:
    entered: list[actions.SignedIn] = []
    code = office.code(clock.now())

    def attempt() -> None:
        try:
            entered.append(enter(office, code=code))
        except SignInRefused:
            return

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(entered) == 1


def test_the_vpn_needs_a_device_of_ones_own_and_says_so_only_to_its_person(office: OpenOffice) -> None:
    with frozen(NOW):
        assert isinstance(refused(office, a_visitor(Zone.VPN, "FF")), DeviceNotYours)
        assert isinstance(
            refused(office, a_visitor(Zone.VPN, "FF"), password="not the password"), SignInRefused
        )
    with frozen(NOW + timedelta(minutes=1)):
        assert isinstance(refused(office, a_visitor(Zone.VPN)), DeviceNotYours)
    with frozen(NOW + timedelta(minutes=2)):
        assert enter(office, a_visitor(Zone.INTERNET)).session.device is None


def test_ten_tries_from_one_place_slow_that_place_and_nobody_else(office: OpenOffice) -> None:
    with frozen(NOW):
        for _ in range(10):
            refused(office, a_visitor(source="198.51.100.7"), code="000000")
        slowed = refused(office, a_visitor(source="198.51.100.7"))

        enter(office)

    assert isinstance(slowed, TooManyTries)
    assert 0 < slowed.retry_after <= 300


def turned_away(office: OpenOffice) -> list[tuple[str, str, str]]:
    """Who stands in the record because an allowance was spent: act, subject, and which allowance it was."""
    with office.desk.database.transaction() as tx:
        rows = tx.fetch_all(queries.find_turned_away)
    return [(row["act"], row["subject"], row["facts"]["allowance"]) for row in rows]


def test_a_flood_of_tries_leaves_one_row_for_each_allowance_and_window(office: OpenOffice) -> None:
    person = str(office.state.officer)
    for minutes in (0, 5):
        with frozen(NOW + timedelta(minutes=minutes)):
            for _ in range(30):
                refused(office, a_visitor(source="198.51.100.7"), code="000000")

    assert turned_away(office) == [("session.refused", person, "login")] * 2


def test_who_was_turned_away_once_is_turned_away_by_a_look_that_waits_for_nobody_who_counts(
    office: OpenOffice,
) -> None:
    with frozen(NOW):
        for _ in range(11):
            refused(office, a_visitor(source="198.51.100.7"), code="000000")
        with office.desk.database.transaction() as counting:
            counting.fetch_all(queries.hold_allowances)
            again = refused(office, a_visitor(source="198.51.100.7"), code="000000")

    assert isinstance(again, TooManyTries)
    assert 0 < again.retry_after <= 300


def test_a_password_tried_on_everybody_leaves_one_row_without_anything_that_was_typed(
    office: OpenOffice,
) -> None:
    with frozen(NOW):
        for number in range(90):
            refused(office, a_visitor(source="198.51.100.7"), staff_uid=f"CG9{number:05d}")

    assert turned_away(office) == [("session.refused", "-", "login-source")]


def test_who_tries_from_everywhere_leaves_one_row_a_day(office: OpenOffice) -> None:
    with frozen(NOW):
        for number in range(130):
            refused(office, a_visitor(source=f"198.51.100.{number}"), password="not the password")

    assert turned_away(office) == [("session.refused", str(office.state.officer), "login-strangers")]


def test_a_crowd_at_the_hashing_is_turned_away_and_told_when_to_come_back() -> None:
    held = secrets.AT_A_TIME + secrets.MOST_IN_LINE
    for _ in range(held):
        secrets._line.enter()
    try:
        with pytest.raises(Unavailable) as refusal:
            secrets.is_password(None, "anything")
    finally:
        for _ in range(held):
            secrets._line.leave()

    assert refusal.value.retry_after > 0


def test_a_session_goes_on_by_a_new_token_each_time(office: OpenOffice) -> None:
    with frozen(NOW):
        first = enter(office)
    with frozen(NOW + timedelta(minutes=5)):
        second = actions.refresh(office.desk, VPN, first.refresh_token)
    with frozen(NOW + timedelta(minutes=10)):
        third = actions.refresh(office.desk, VPN, second.refresh_token)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert {signed.session.session_id for signed in (second, third)} == {first.session.session_id}


def test_racing_tabs_get_the_same_successor(office: OpenOffice) -> None:
    first = enter(office)
    successors: list[str] = []

    def tab() -> None:
        successors.append(actions.refresh(office.desk, VPN, first.refresh_token).refresh_token)

    threads = [threading.Thread(target=tab) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(successors) == 6
    assert len(set(successors)) == 1
    assert session_ends(office) == [None]


def test_a_token_that_comes_back_later_ends_its_family(office: OpenOffice) -> None:
    with frozen(NOW):
        first = enter(office)
    with frozen(NOW + timedelta(minutes=5)):
        second = actions.refresh(office.desk, VPN, first.refresh_token)
    with frozen(NOW + timedelta(minutes=6)):
        for stolen_or_last in (first.refresh_token, second.refresh_token):
            with pytest.raises(SessionEnded):
                actions.refresh(office.desk, VPN, stolen_or_last)

    assert session_ends(office) == ["REUSED"]


def test_a_refresh_token_that_is_none_is_refused(office: OpenOffice) -> None:
    for token in ("", "x" * 43, "\ud800", "null"):
        with pytest.raises(SessionEnded):
            actions.refresh(office.desk, VPN, token)


def test_a_refresh_token_stays_on_its_device(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)

        for actor in (a_visitor(), a_visitor(Zone.VPN, "FF")):
            with pytest.raises(OtherDevice):
                actions.refresh(office.desk, actor, signed.refresh_token)


def test_a_session_ends_when_it_idles(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
    with frozen(NOW + timedelta(minutes=121)), pytest.raises(SessionEnded):
        actions.refresh(office.desk, VPN, signed.refresh_token)

    assert session_ends(office) == ["EXPIRED"]


def test_a_suspended_officer_is_out_at_once_and_stays_out(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
        with office.desk.database.transaction() as tx:
            tx.execute(queries.empty_outbox)
            actions.suspend(tx, SYSTEM, office.state.officer, "GAD/7")
    with frozen(NOW + timedelta(minutes=1)):
        with pytest.raises(SessionEnded):
            actions.refresh(office.desk, VPN, signed.refresh_token)
        assert isinstance(refused(office), SignInRefused)
    with office.desk.database.transaction() as tx:
        told = [row["routing_key"] for row in tx.fetch_all(queries.find_outbox)]

    assert session_ends(office) == ["SUSPENDED"]
    assert told == ["auth.person-published.v1.state", *["auth.session-revoked.v1.state"] * 2]


def test_no_token_outlives_a_suspension_that_races_with_its_making(
    office: OpenOffice, tmp_path: Path
) -> None:
    signed = enter(office)
    made: list[str] = [signed.access_token]

    def go_on() -> None:
        token = signed.refresh_token
        try:
            while True:
                following = actions.refresh(office.desk, VPN, token)
                made.append(following.access_token)
                token = following.refresh_token
        except SessionEnded:
            return

    thread = threading.Thread(target=go_on)
    thread.start()
    wait_until(lambda: len(made) > 1, 20, "A second token")
    with office.desk.database.transaction() as tx:
        actions.suspend(tx, SYSTEM, office.state.officer, "GAD/7")
    thread.join()
    follow(office.desk.database)

    verifier = Verifier(tmp_path / "keys.json")
    with office.desk.database.transaction() as tx:
        for claims in map(verifier.claims_of, made):
            assert directory.is_revoked(tx, claims.session_id, claims.person_id, claims.issued_at)
    assert len(made) > 1


def test_a_reinstated_officer_signs_in_again(office: OpenOffice) -> None:
    with frozen(NOW), office.desk.database.transaction() as tx:
        actions.suspend(tx, SYSTEM, office.state.officer, "GAD/7")
        actions.reinstate(tx, SYSTEM, office.state.officer, "GAD/8")
    with frozen(NOW + timedelta(minutes=1)):
        assert enter(office).access_token


def test_a_device_that_was_taken_back_ends_its_sessions(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
        with office.desk.database.transaction() as tx:
            actions.revoke_device(tx, SYSTEM, SERIAL, "GAD/9")
        with pytest.raises(SessionEnded):
            actions.refresh(office.desk, VPN, signed.refresh_token)

    assert session_ends(office) == ["DEVICE"]


def test_one_sees_and_ends_ones_own_sessions_only(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
        me, stranger = (
            as_staff(office, signed),
            Actor(kind=ActorKind.STAFF, zone=Zone.VPN, person_id=office.state.people["CG100002"]),
        )
        with office.desk.database.transaction() as tx:
            assert [each.session_id for each in actions.own_sessions(tx, me)] == [signed.session.session_id]
            assert actions.own_sessions(tx, stranger) == []
            with pytest.raises(SessionUnknown):
                actions.end_own_session(tx, stranger, signed.session.session_id)
            actions.end_own_session(tx, me, signed.session.session_id)
            assert actions.own_sessions(tx, me) == []

    assert session_ends(office) == ["OWNER"]


def test_signing_out_ends_the_session_once(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
        for _ in range(2):
            with office.desk.database.transaction() as tx:
                actions.logout(tx, as_staff(office, signed))

    with office.desk.database.transaction() as tx:
        ended = [row for row in tx.fetch_all(queries.find_acts) if row["act"] == "session.ended"]
    assert len(ended) == 1


def test_who_holds_a_session_cannot_try_passwords_without_end(office: OpenOffice) -> None:
    with frozen(NOW):
        here = as_staff(office, enter(office))
        for _ in range(10):
            with pytest.raises(SignInRefused):
                actions.change_password(
                    office.desk.database, here, "not the password", "another long password"
                )
        for _ in range(2):
            with pytest.raises(TooManyTries):
                actions.change_password(office.desk.database, here, PASSWORD, "another long password")

    assert turned_away(office) == [("credential.password-refused", str(here.person_id), "password")]


def test_a_new_password_ends_the_other_sessions(office: OpenOffice) -> None:
    with frozen(NOW):
        other = enter(office)
    with frozen(NOW + timedelta(minutes=1)):
        here = as_staff(office, enter(office))
        with pytest.raises(SignInRefused):
            actions.change_password(office.desk.database, here, "not the password", "another long password")
        with pytest.raises(PasswordTooWeak):
            actions.change_password(office.desk.database, here, PASSWORD, "short")
        actions.change_password(office.desk.database, here, PASSWORD, "another long password")
        with pytest.raises(SessionEnded):
            actions.refresh(office.desk, VPN, other.refresh_token)
    with frozen(NOW + timedelta(minutes=2)):
        assert isinstance(refused(office), SignInRefused)
    with frozen(NOW + timedelta(minutes=3)):
        again = enter(office, password="another long password")

    assert session_ends(office) == ["PASSWORD", None, None]
    assert not again.password_is_initial


def test_a_session_that_was_over_long_ago_does_not_end_again(office: OpenOffice) -> None:
    with frozen(NOW):
        enter(office)
    with frozen(NOW + timedelta(days=1)):
        enter(office)
        with office.desk.database.transaction() as tx:
            actions.set_password(tx, SYSTEM, office.state.officer, PASSWORD, is_initial=False)

    assert session_ends(office) == [None, "PASSWORD"]


def test_no_secret_lies_open_in_the_database(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
    with office.desk.database.transaction() as tx:
        kept = str(tx.fetch_all(queries.find_secrets)) + str(tx.fetch_all(queries.find_outbox))

    for secret in (PASSWORD, office.secret, signed.refresh_token, signed.access_token):
        assert secret not in kept


def test_the_families_of_old_sessions_are_forgotten(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
    with frozen(NOW + timedelta(days=9)), office.desk.database.transaction() as tx:
        forgetting.forget_families(tx)
    with pytest.raises(SessionEnded):
        actions.refresh(office.desk, VPN, signed.refresh_token)

    with office.desk.database.transaction() as tx:
        assert tx.fetch_all(queries.find_secrets) == []


def test_a_family_is_kept_as_long_as_its_session_and_some_days_more(office: OpenOffice) -> None:
    with frozen(NOW):
        signed = enter(office)
    with frozen(NOW + timedelta(minutes=5)):
        actions.refresh(office.desk, VPN, signed.refresh_token)

    with frozen(NOW + timedelta(days=7)), office.desk.database.transaction() as tx:
        forgetting.forget_families(tx)

    with office.desk.database.transaction() as tx:
        assert actions.owner_of_session(tx, signed.refresh_token) == office.state.officer


def test_what_raced_is_forgotten_in_batches_the_oldest_first(office: OpenOffice) -> None:
    with frozen(NOW):
        token = enter(office).refresh_token
    for minute in range(5, 20, 5):
        with frozen(NOW + timedelta(minutes=minute)):
            token = actions.refresh(office.desk, VPN, token).refresh_token

    with frozen(NOW + timedelta(minutes=20)), office.desk.database.transaction() as tx:
        gone = [store.forget_successors(tx, GRACE, 2) for _batch in range(3)]
        tokens = [store.forget_refresh_tokens(tx, timedelta(minutes=7), 2) for _batch in range(3)]

    assert (gone, tokens) == ([2, 1, 0], [2, 1, 0])
    with frozen(NOW + timedelta(minutes=20)):
        assert actions.refresh(office.desk, VPN, token).access_token
