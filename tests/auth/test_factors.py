"""Passkeys, backup codes, and the second factor shown once more."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kernel import clock
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.errors import TooManyTries
from kernel.identity import Actor, ActorKind, Zone
from kernel.tokens import Verifier
from services.auth import actions, store
from services.auth.domain import DeviceNotYours, SessionEnded, SignInRefused
from services.auth.domain.factors import (
    MOST_PASSKEYS,
    FactorRefused,
    PasskeyNotMade,
    PasskeyRefused,
    PasskeyTaken,
    PasskeyUnknown,
    TooManyPasskeys,
)
from tests.auth.authenticator import PRESENT, Authenticator
from tests.auth.organisation import (
    NOW,
    PASSWORD,
    SERIAL,
    SYSTEM,
    OpenOffice,
    a_visitor,
    changes_told,
    open_office,
)

queries = Queries.beside(__file__)
VPN = a_visitor(Zone.VPN, SERIAL)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> OpenOffice:
    with frozen(NOW):
        office = open_office(database("auth"), tmp_path)
    realm = actions.Realm(key=b"a key for challenges")
    return replace(office, desk=replace(office.desk, realm=realm))


def enter(office: OpenOffice, actor: Actor = VPN, **over: str) -> actions.SignedIn:
    given = {"password": PASSWORD, "code": office.code(clock.now()), **over}
    return actions.login(office.desk, actor, "CG100001", given["password"], given["code"])


def as_staff(office: OpenOffice, signed: actions.SignedIn, staff_uid: str = "CG100001") -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        zone=Zone.VPN,
        person_id=office.state.people[staff_uid],
        staff_uid=staff_uid,
        session_id=signed.session.session_id,
        second_factor_at=signed.session.second_factor_at,
    )


def add(office: OpenOffice, me: Actor, key: Authenticator, name: str = "office laptop") -> None:
    with office.desk.database.transaction() as tx:
        options = actions.options_to_add(tx, office.desk.realm, me)
        actions.add_passkey(tx, me, office.desk.realm, name, key.make(options))


@pytest.fixture
def me(office: OpenOffice) -> Actor:
    with frozen(NOW):
        return as_staff(office, enter(office))


@pytest.fixture
def key(office: OpenOffice, me: Actor) -> Authenticator:
    made = Authenticator()
    with frozen(NOW):
        add(office, me, made)
    return made


def by_passkey(
    office: OpenOffice, key: Authenticator, actor: Actor = VPN, uid: str = "", password: str = ""
) -> actions.SignedIn:
    answer = key.answer(actions.options_to_sign_in(office.desk.realm))
    return actions.login_with_passkey(office.desk, actor, answer, uid, password)


def acts(office: OpenOffice) -> list[str]:
    with office.desk.database.transaction() as tx:
        return [row["act"] for row in tx.fetch_all(queries.find_acts)]


def test_a_passkey_signs_its_owner_in_without_name_and_password(
    office: OpenOffice, key: Authenticator, tmp_path: Path
) -> None:
    with frozen(LATER):
        signed = by_passkey(office, key)

    claims = Verifier(tmp_path / "keys.json").claims_of(signed.access_token, LATER)
    assert (claims.staff_uid, claims.second_factor_at) == ("CG100001", LATER)


def test_a_passkey_that_did_not_verify_its_holder_needs_the_password_of_the_same_person(
    office: OpenOffice, key: Authenticator
) -> None:
    key.flags = PRESENT
    with frozen(LATER):
        for uid, password in (("", ""), ("CG100001", "not the password"), ("CG100002", PASSWORD)):
            with pytest.raises(PasskeyRefused):
                by_passkey(office, key, uid=uid, password=password)

        assert by_passkey(office, key, uid="cg 100001", password=PASSWORD).access_token


def test_an_answer_opens_once_and_in_time(office: OpenOffice, key: Authenticator) -> None:
    with frozen(LATER):
        options = actions.options_to_sign_in(office.desk.realm)
        answer, late = key.answer(options), key.answer(actions.options_to_sign_in(office.desk.realm))
        actions.login_with_passkey(office.desk, VPN, answer)
        with pytest.raises(PasskeyRefused):
            actions.login_with_passkey(office.desk, VPN, answer)
        with pytest.raises(PasskeyRefused):
            actions.login_with_passkey(office.desk, VPN, key.answer(options))
    with frozen(LATER + timedelta(minutes=6)), pytest.raises(PasskeyRefused):
        actions.login_with_passkey(office.desk, VPN, late)


@pytest.mark.parametrize(
    "bent", [{"origin": "https://evil.example"}, {"site": "evil.example"}, {"flags": 0}, {"count": 0}]
)
def test_an_answer_for_another_site_or_from_a_copied_key_is_refused(
    office: OpenOffice, key: Authenticator, bent: dict[str, object]
) -> None:
    with frozen(LATER):
        for _ in range(2):
            by_passkey(office, key)
        for name, value in bent.items():
            setattr(key, name, value)
        with pytest.raises(PasskeyRefused):
            by_passkey(office, key)


def test_a_challenge_is_for_its_purpose_and_its_session(
    office: OpenOffice, key: Authenticator, me: Actor
) -> None:
    realm = office.desk.realm
    with frozen(LATER):
        to_sign_in = key.answer(actions.options_to_sign_in(realm))
        with office.desk.database.transaction() as tx:
            options = actions.options_to_step_up(tx, realm, me)
        assert options
        to_step_up = key.answer(options)
        with pytest.raises(PasskeyRefused):
            actions.login_with_passkey(office.desk, VPN, to_step_up)
        with pytest.raises(FactorRefused):
            actions.step_up(office.desk, me, passkey=to_sign_in)
        forged = replace(realm, key=b"somebody else's")
        with pytest.raises(PasskeyRefused):
            actions.login_with_passkey(office.desk, VPN, key.answer(actions.options_to_sign_in(forged)))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "null",
        "[]",
        '{"response": 1}',
        "[" * 4000,
        '{"rawId": "é", "response": {"clientDataJSON": ""}}',
    ],
)
def test_what_is_no_answer_is_refused(office: OpenOffice, me: Actor, answer: str) -> None:
    with pytest.raises(PasskeyRefused):
        actions.login_with_passkey(office.desk, VPN, answer)
    with pytest.raises(PasskeyNotMade), office.desk.database.transaction() as tx:
        actions.add_passkey(tx, me, office.desk.realm, "x", answer)


def test_an_answer_with_any_part_bent_is_refused(office: OpenOffice, key: Authenticator) -> None:
    with frozen(LATER):
        for part in ("authenticatorData", "signature", "clientDataJSON"):
            answer = json.loads(key.answer(actions.options_to_sign_in(office.desk.realm)))
            answer["response"][part] = answer["response"][part][:-6] + "AAAAAA"
            with pytest.raises(PasskeyRefused):
                actions.login_with_passkey(office.desk, VPN, json.dumps(answer))


def test_a_passkey_is_as_bound_to_the_device_of_the_vpn_as_a_password(
    office: OpenOffice, key: Authenticator
) -> None:
    with frozen(LATER), pytest.raises(DeviceNotYours):
        by_passkey(office, key, a_visitor(Zone.VPN, "FF"))


def test_who_is_suspended_is_out_with_a_passkey_too(office: OpenOffice, key: Authenticator) -> None:
    with frozen(LATER):
        with office.desk.database.transaction() as tx:
            actions.suspend(tx, SYSTEM, office.state.officer, "GAD/7")
        with pytest.raises(PasskeyRefused):
            by_passkey(office, key)


def test_a_passkey_belongs_to_one_person_once(office: OpenOffice, key: Authenticator, me: Actor) -> None:
    other = replace(me, person_id=office.state.people["CG100002"], staff_uid="CG100002")
    with frozen(LATER):
        for somebody in (me, other):
            with pytest.raises(PasskeyTaken):
                add(office, somebody, key)


def test_a_passkey_without_verification_is_not_taken(office: OpenOffice, me: Actor) -> None:
    with pytest.raises(PasskeyNotMade):
        add(office, me, Authenticator(flags=PRESENT))


def test_one_has_a_few_passkeys_names_them_and_removes_them(office: OpenOffice, me: Actor) -> None:
    keys = [Authenticator() for _ in range(MOST_PASSKEYS)]
    with frozen(NOW):
        for number, each in enumerate(keys):
            add(office, me, each, f"key {number}")
        with pytest.raises(TooManyPasskeys):
            add(office, me, Authenticator())
        with office.desk.database.transaction() as tx:
            first = actions.own_passkeys(tx, me)[-1]
            actions.rename_passkey(tx, me, first.passkey_id, "at home")
            assert actions.own_passkeys(tx, me)[-1].name == "at home"
            stranger = replace(me, person_id=office.state.people["CG100002"])
            for act in (lambda who: actions.remove_passkey(tx, who, first.passkey_id),):
                with pytest.raises(PasskeyUnknown):
                    act(stranger)
                act(me)
        with pytest.raises(PasskeyRefused):
            by_passkey(office, keys[0])
        assert by_passkey(office, keys[1]).access_token


def test_a_backup_code_stands_for_the_code_once(office: OpenOffice, me: Actor) -> None:
    with frozen(LATER):
        with office.desk.database.transaction() as tx:
            codes = actions.make_own_backup_codes(tx, me, office.desk.sealing)
        typed = codes[3].replace(" ", "")
        with pytest.raises(SignInRefused):
            enter(office, password="not the password", code=typed)
        enter(office, code=typed)
        with pytest.raises(SignInRefused):
            enter(office, code=typed)
        with office.desk.database.transaction() as tx:
            used = [code.number for code in actions.own_backup_codes(tx, me) if code.used_at]

    assert len(set(codes)) == 10
    assert used == [4]


def test_new_backup_codes_end_the_old_ones_and_lie_nowhere(office: OpenOffice, me: Actor) -> None:
    with frozen(LATER):
        with office.desk.database.transaction() as tx:
            old = actions.make_own_backup_codes(tx, me, office.desk.sealing)
        with office.desk.database.transaction() as tx:
            new = actions.make_own_backup_codes(tx, me, office.desk.sealing)
            kept = str([bytes(code.wrapped_digest) for code in actions.own_backup_codes(tx, me)])
        with pytest.raises(SignInRefused):
            enter(office, code=old[0].replace(" ", ""))
        enter(office, code=new[0].replace(" ", ""))

    assert not [code for code in new if code in kept or code.replace(" ", "") in kept]


def test_a_session_says_by_what_its_owner_proved_himself(office: OpenOffice, key: Authenticator) -> None:
    with frozen(LATER):
        signed = enter(office)
        by_code, alone = signed.session, by_passkey(office, key).session
        here = as_staff(office, signed)
        with office.desk.database.transaction() as tx:
            options = actions.options_to_step_up(tx, office.desk.realm, here)
        assert options
        actions.step_up(office.desk, here, passkey=key.answer(options))
        key.flags = PRESENT
        with_password = by_passkey(office, key, uid="CG100001", password=PASSWORD).session
        with office.desk.database.transaction() as tx:
            stepped_up = store.get_session_for_update(tx, by_code.session_id)

    assert by_code.methods == ("pwd", "otp", "mfa")
    assert alone.methods == ("hwk", "user", "mfa")
    assert with_password.methods == ("pwd", "hwk", "user", "mfa")
    assert stepped_up.methods == ("pwd", "otp", "hwk", "user", "mfa")


def test_whoever_owns_an_account_hears_of_each_change_once(office: OpenOffice, me: Actor) -> None:
    database = office.desk.database
    with frozen(LATER):
        add(office, me, Authenticator())
        with database.transaction() as tx:
            made = actions.make_own_backup_codes(tx, me, office.desk.sealing)
            actions.remove_passkey(tx, me, actions.own_passkeys(tx, me)[0].passkey_id)
        first, second, *_others = (code.replace(" ", "") for code in made)
        enter(office, code=first)
        actions.step_up(office.desk, me, second)
        with pytest.raises(SignInRefused):
            enter(office, code=first)
        with pytest.raises(SignInRefused):
            actions.change_password(database, me, "not the password", "another long password")
        actions.change_password(database, me, PASSWORD, "another long password")

    told = changes_told(database)
    assert {person for person, _what in told} == {str(me.person_id)}
    assert [what for _person, what in told] == [
        "PASSKEY_ADDED",
        "BACKUP_CODES_MADE",
        "PASSKEY_REMOVED",
        "BACKUP_CODE_USED",
        "BACKUP_CODE_USED",
        "PASSWORD_CHANGED",
    ]


def test_a_code_shown_again_makes_the_session_fresh(office: OpenOffice, me: Actor, tmp_path: Path) -> None:
    later = NOW + timedelta(minutes=30)
    with frozen(later):
        stepped_up = actions.step_up(office.desk, me, office.code(later))
        with pytest.raises(FactorRefused):
            actions.step_up(office.desk, me, office.code(later))

    claims = Verifier(tmp_path / "keys.json").claims_of(stepped_up.access_token, later)
    assert (claims.session_id, claims.second_factor_at) == (me.session_id, later)
    assert acts(office)[-2:] == ["session.stepped-up", "session.step-up-refused"]


def test_of_too_many_wrong_codes_the_first_that_is_turned_away_stands_in_the_record(
    office: OpenOffice, me: Actor
) -> None:
    later = NOW + timedelta(minutes=30)
    with frozen(later):
        for _ in range(14):
            with pytest.raises((FactorRefused, TooManyTries)):
                actions.step_up(office.desk, me, "000000")

    assert acts(office).count("session.step-up-refused") == 10 + 1


def test_a_passkey_or_a_backup_code_shown_again_does_as_well(
    office: OpenOffice, key: Authenticator, me: Actor
) -> None:
    later = NOW + timedelta(minutes=30)
    with frozen(later):
        with office.desk.database.transaction() as tx:
            codes = actions.make_own_backup_codes(tx, me, office.desk.sealing)
            options = actions.options_to_step_up(tx, office.desk.realm, me)
        assert options
        assert [each["type"] for each in options["allowCredentials"]] == ["public-key"]
        by_key = actions.step_up(office.desk, me, passkey=key.answer(options))
        by_code = actions.step_up(office.desk, me, codes[0].replace(" ", ""))

    assert by_key.second_factor_at == by_code.second_factor_at == later


def test_somebody_elses_passkey_confirms_nothing(office: OpenOffice, key: Authenticator, me: Actor) -> None:
    with frozen(LATER):
        with office.desk.database.transaction() as tx:
            actions.set_password(tx, SYSTEM, office.state.people["CG100002"], PASSWORD)
            actions.enrol_totp(tx, SYSTEM, office.desk.sealing, office.state.people["CG100002"])
        other = Authenticator()
        add(office, replace(me, person_id=office.state.people["CG100002"]), other)
        with office.desk.database.transaction() as tx:
            options = actions.options_to_step_up(tx, office.desk.realm, me)
        assert options
        with pytest.raises(FactorRefused):
            actions.step_up(office.desk, me, passkey=other.answer(options))


def test_a_session_that_ended_cannot_be_made_fresh(office: OpenOffice, me: Actor) -> None:
    with frozen(LATER):
        with office.desk.database.transaction() as tx:
            actions.logout(tx, me)
        with pytest.raises(SessionEnded):
            actions.step_up(office.desk, me, office.code(LATER))


def test_who_holds_a_session_cannot_try_codes_without_end(office: OpenOffice, me: Actor) -> None:
    with frozen(LATER):
        for _ in range(10):
            with pytest.raises(FactorRefused):
                actions.step_up(office.desk, me, "000000")
        with pytest.raises(TooManyTries):
            actions.step_up(office.desk, me, office.code(LATER))
