"""Access tokens are checked without asking anybody."""

import base64
import json
import math
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from kernel import clock
from kernel.errors import NotSignedIn
from kernel.identity import ActorKind, Zone
from kernel.tokens import (
    ALGORITHM,
    Circumstances,
    Claims,
    OtherDevice,
    PostNotHeld,
    TokenNotValid,
    Verifier,
    actor_from,
    is_of_portal,
    normal_serial,
    portal_token,
    token_in_cookies,
)
from tests.fakes import a_charge, an_id

NOW = datetime(2026, 11, 23, 6, 30, 0, 250_000, tzinfo=UTC)


def a_key(kid: str = "one") -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid, "use": "sig", "alg": ALGORITHM}, private=True)


def publish(path: Path, *keys: OKPKey) -> Path:
    path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}), "utf-8")
    return path


def claims(**over: Any) -> Claims:
    values: dict[str, Any] = {
        "person_id": an_id("anjali"),
        "staff_uid": "CG100001",
        "session_id": an_id("session"),
        "device_id": "1A2B",
        "issued_at": NOW,
        "second_factor_at": NOW,
        "charges": (
            a_charge(),
            a_charge(post_id=an_id("LINK"), kind="LINK_OFFICER", for_person=an_id("boss")),
        ),
    }
    return Claims(**{**values, **over})


def signed(key: OKPKey, payload: dict[str, Any], **header: str) -> str:
    head = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid, **header}
    return jwt.encode(head, payload, key, algorithms=[ALGORITHM])


@pytest.fixture
def key() -> OKPKey:
    return a_key()


@pytest.fixture
def verifier(key: OKPKey, tmp_path: Path) -> Verifier:
    return Verifier(publish(tmp_path / "keys.json", key))


def test_a_token_carries_the_person_and_the_charges(verifier: Verifier, key: OKPKey) -> None:
    token = signed(key, claims().payload())

    assert verifier.claims_of(token, NOW) == claims()


def test_a_token_ends_after_five_minutes_to_the_fraction_of_a_second(verifier: Verifier, key: OKPKey) -> None:
    token = signed(key, claims().payload())
    end = NOW + timedelta(minutes=5)

    verifier.claims_of(token, end - timedelta(milliseconds=1))

    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, end)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"},
        {"aud": "another"},
        {"aud": ["karyasetu"]},
        {"aud": None},
        {"iss": None},
        {"exp": (NOW + timedelta(minutes=5, milliseconds=500)).timestamp()},
        {"exp": NOW.timestamp()},
        {"iat": 1e300, "exp": 1e300},
        {"iat": (NOW + timedelta(seconds=5, milliseconds=1)).timestamp()},
        {"exp": (NOW + timedelta(days=1)).timestamp()},
        {"exp": float("nan")},
        {"exp": "tomorrow"},
        {"iat": (NOW + timedelta(minutes=1)).timestamp()},
        {"sub": "nobody"},
        {"charges": [{}]},
        {"charges": None},
        {"sid": None},
    ],
)
def test_a_token_with_strange_claims_is_refused(
    verifier: Verifier, key: OKPKey, change: dict[str, Any]
) -> None:
    token = signed(key, claims().payload() | change)

    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, NOW)


def test_a_token_says_who_made_it_for_whom_and_for_how_long() -> None:
    payload = claims().payload()

    assert (payload["iss"], payload["aud"], payload["exp"] - payload["iat"]) == (
        "karyasetu",
        "karyasetu",
        300,
    )


def test_clocks_may_differ_by_five_seconds(verifier: Verifier, key: OKPKey) -> None:
    ahead = claims(issued_at=NOW + timedelta(seconds=5))

    assert verifier.claims_of(signed(key, ahead.payload()), NOW) == ahead


def test_a_token_is_measured_by_the_time_of_now(verifier: Verifier, key: OKPKey) -> None:
    token = signed(key, claims().payload())
    portals = portal_token(key, an_id("portal"), ["auth"], NOW)
    with clock.frozen(NOW):
        assert verifier.claims_of(token) == claims()
        assert verifier.portal_of(portals, "auth") == an_id("portal")
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert verifier.claims_of(token, NOW) == claims()
        with pytest.raises(TokenNotValid):
            verifier.claims_of(token)
        with pytest.raises(TokenNotValid):
            verifier.portal_of(portals, "auth")


def test_a_token_of_the_release_before_gives_charges_for_acting(verifier: Verifier, key: OKPKey) -> None:
    payload = claims().payload()
    for charge in payload["charges"]:
        del charge["scope"]

    assert verifier.claims_of(signed(key, payload), NOW) == claims()


def test_a_charge_for_reading_comes_out_as_one(verifier: Verifier, key: OKPKey) -> None:
    lent = claims(charges=(a_charge(scope="READ", valid_to=date(2026, 11, 30), granted_until=None),))

    assert verifier.claims_of(signed(key, lent.payload()), NOW) == lent


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_a_token_by_another_algorithm_is_refused_even_from_our_own_key(tmp_path: Path) -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "one"}, private=True)
    verifier = Verifier(publish(tmp_path / "keys.json", key))
    officers = {"alg": "EdDSA", "typ": "at+jwt", "kid": "one"}
    token = jwt.encode(officers, claims().payload(), key, algorithms=["EdDSA"])
    portals = {"aud": ["auth"], "iss": "karyasetu", "sub": str(an_id("portal"))}
    dates = {"iat": NOW.timestamp(), "exp": NOW.timestamp() + 300}
    portals_token = jwt.encode({**officers, "typ": "portal+jwt"}, portals | dates, key, algorithms=["EdDSA"])

    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, NOW)
    with pytest.raises(TokenNotValid):
        verifier.portal_of(portals_token, "auth", NOW)


def padded(key: OKPKey, payload: dict[str, Any], typ: str, length: int) -> str:
    """A good token of *length* characters, or one to three more."""
    missing = length - len(signed(key, {**payload, "more": ""}, typ=typ))
    tokens = (
        signed(key, {**payload, "more": "x" * (missing * 3 // 4 + more)}, typ=typ) for more in range(-3, 4)
    )
    return min((token for token in tokens if len(token) >= length), key=len)


# Base64 leaves out every fourth length; with these ids of keys the longest one is among the others.
@pytest.mark.parametrize(
    ("kid", "typ", "audience"), [("a kid", "at+jwt", "karyasetu"), ("kids", "portal+jwt", ["auth"])]
)
def test_a_token_has_at_most_sixteen_thousand_characters(
    tmp_path: Path, kid: str, typ: str, audience: object
) -> None:
    key = a_key(kid)
    verifier = Verifier(publish(tmp_path / "keys.json", key))
    longest, longer = (
        padded(key, {**claims().payload(), "aud": audience}, typ, length) for length in (16_384, 16_385)
    )
    assert len(longest) == 16_384

    def read(token: str) -> object:
        return verifier.claims_of(token, NOW) if typ == "at+jwt" else verifier.portal_of(token, "auth", NOW)

    assert read(longest)
    with pytest.raises(TokenNotValid):
        read(longer)


def test_a_portals_token_names_its_services_in_a_list(verifier: Verifier, key: OKPKey) -> None:
    dates = {"iat": NOW.timestamp(), "exp": NOW.timestamp() + 300}
    payload = {"iss": "karyasetu", "sub": str(an_id("portal")), **dates}
    listed, plain = (signed(key, {**payload, "aud": aud}, typ="portal+jwt") for aud in (["auth"], "auth"))

    assert verifier.portal_of(listed, "auth", NOW) == an_id("portal")
    foreign = signed(key, {**payload, "aud": ["auth"], "iss": "somebody"}, typ="portal+jwt")
    of_officer = signed(key, {**payload, "aud": ["auth"]}, typ="at+jwt")
    for bad in (plain, foreign, of_officer):
        with pytest.raises(TokenNotValid):
            verifier.portal_of(bad, "auth", NOW)


def test_a_portals_token_ends_after_five_minutes_and_says_by_whom_it_was_made(key: OKPKey) -> None:
    body = portal_token(key, an_id("portal"), ["auth"], NOW).split(".")[1]
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))

    assert payload == {
        "iss": "karyasetu",
        "aud": ["auth"],
        "sub": str(an_id("portal")),
        "iat": NOW.timestamp(),
        "exp": NOW.timestamp() + 300,
    }


def test_while_the_keys_cannot_be_read_nobody_is_let_in(tmp_path: Path, key: OKPKey) -> None:
    verifier = Verifier(tmp_path / "keys.json")
    portals = portal_token(key, an_id("portal"), ["auth"], NOW)

    with pytest.raises(TokenNotValid):
        verifier.claims_of(signed(key, claims().payload()), NOW)
    with pytest.raises(TokenNotValid):
        verifier.portal_of(portals, "auth", NOW)
    publish(tmp_path / "keys.json", key)
    assert verifier.claims_of(signed(key, claims().payload()), NOW) == claims()


def test_a_key_that_was_taken_away_opens_nothing_after_five_seconds(
    tmp_path: Path, key: OKPKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [1000.0]
    monkeypatch.setattr("kernel.tokens.verifier.time", SimpleNamespace(monotonic=lambda: seconds[0]))
    path = publish(tmp_path / "keys.json", key)
    verifier, token = Verifier(path), signed(key, claims().payload())
    verifier.claims_of(token, NOW)
    publish(path, a_key("two"))
    os.utime(path, ns=(1, 1))

    seconds[0] += 5.0
    verifier.claims_of(token, NOW)
    seconds[0] += 0.1
    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, NOW)


def test_a_signature_is_checked_once_and_two_thousand_tokens_are_remembered(
    verifier: Verifier, key: OKPKey
) -> None:
    first, second, third = (signed(key, claims(staff_uid=name).payload()) for name in ("CG1", "CG2", "CG3"))
    verifier.claims_of(first, NOW)
    known = verifier._checked
    checked = next(iter(known.values()))
    known.update({str(number).encode(): checked for number in range(1998)})

    verifier.claims_of(second, NOW)
    assert len(known) == 2000
    verifier.claims_of(second, NOW)
    assert len(known) == 2000
    verifier.claims_of(third, NOW)
    assert len(known) == 1


@pytest.mark.parametrize("header", [[], None, "text", 7, {"kid": None}, {"kid": ["one"]}, {"kid": 1}, {}])
def test_a_token_with_a_strange_header_is_refused(verifier: Verifier, header: object) -> None:
    text = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode() + ".e30.e30"

    assert not is_of_portal(text)
    with pytest.raises(TokenNotValid):
        verifier.claims_of(text, NOW)
    with pytest.raises(TokenNotValid):
        verifier.portal_of(text, "auth", NOW)


def test_a_token_of_another_type_or_key_is_refused(verifier: Verifier, key: OKPKey) -> None:
    for token in (
        signed(key, claims().payload(), typ="JWT"),
        signed(a_key("one"), claims().payload()),
        signed(a_key("two"), claims().payload()),
    ):
        with pytest.raises(TokenNotValid):
            verifier.claims_of(token, NOW)


def signed_by_hand(sign: Callable[[bytes], bytes], kid: str = "one") -> str:
    head = {"alg": ALGORITHM, "typ": "at+jwt", "kid": kid}
    said = ".".join(_in_base64(json.dumps(part).encode()) for part in (head, claims().payload()))
    return f"{said}.{_in_base64(sign(said.encode()))}"


def _in_base64(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def test_a_signature_is_right_to_the_last_byte(verifier: Verifier, key: OKPKey) -> None:
    def sign(said: bytes) -> bytes:
        return cast("Ed25519PrivateKey", key.private_key).sign(said)

    assert verifier.claims_of(signed_by_hand(sign), NOW) == claims()
    for wrong in (
        lambda said: sign(said)[:-1],
        lambda said: sign(said) + b"e",
        lambda said: sign(said)[:-1] + bytes([sign(said)[-1] ^ 1]),
        lambda said: sign(said + b"e"),
        lambda _said: bytes(64),
        lambda _said: b"",
    ):
        with pytest.raises(TokenNotValid):
            verifier.claims_of(signed_by_hand(wrong), NOW)


def test_a_key_of_another_curve_signs_nothing(tmp_path: Path) -> None:
    other = OKPKey.generate_key("Ed448", {"kid": "one"}, private=True)
    verifier = Verifier(publish(tmp_path / "keys.json", other))

    with pytest.raises(TokenNotValid):
        verifier.claims_of(signed_by_hand(cast("Ed448PrivateKey", other.private_key).sign), NOW)


def test_a_token_without_signature_is_refused(verifier: Verifier) -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt","kid":"one"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(claims().payload()).encode()).rstrip(b"=").decode()

    with pytest.raises(TokenNotValid):
        verifier.claims_of(f"{head}.{body}.", NOW)


def test_the_public_key_is_no_shared_secret(verifier: Verifier, key: OKPKey) -> None:
    public = key.as_pem(private=False)
    head = {"alg": "HS256", "typ": "at+jwt", "kid": "one"}
    token = jwt.encode(
        head, claims().payload(), OctKey.import_key(base64.b64encode(public)), algorithms=["HS256"]
    )

    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "é.é.é",
        "\ud800.x.y",
        "bnVsbA.x.y",
        "W10.x.y",
        "e30.e30.e30",
        "x" * 20_000,
        "W1tb" * 3_000 + ".x.y",
    ],
)
def test_what_is_no_token_is_refused(verifier: Verifier, text: str) -> None:
    assert not is_of_portal(text)
    with pytest.raises(NotSignedIn):
        verifier.portal_of(text, "auth", NOW)
    with pytest.raises(NotSignedIn):
        verifier.claims_of(text, NOW)


def test_a_new_key_is_found_as_soon_as_it_is_published(tmp_path: Path, key: OKPKey) -> None:
    path = publish(tmp_path / "keys.json", key)
    verifier, newer = Verifier(path), a_key("two")
    verifier.claims_of(signed(key, claims().payload()), NOW)

    publish(path, key, newer)
    os.utime(path, ns=(1, 1))

    assert verifier.claims_of(signed(newer, claims().payload()), NOW) == claims()


def test_a_token_that_was_seen_ends_with_its_time_and_with_its_key(tmp_path: Path, key: OKPKey) -> None:
    verifier = Verifier(publish(tmp_path / "keys.json", key))
    token = signed(key, claims().payload())
    assert verifier.claims_of(token, NOW) == verifier.claims_of(token, NOW)

    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, NOW + timedelta(minutes=5))
    with pytest.raises(TokenNotValid):
        verifier.claims_of(token[:-8] + "AAAAAAAA", NOW)
    publish(tmp_path / "keys.json", a_key("two"))
    os.utime(tmp_path / "keys.json", ns=(1, 1))
    verifier._looked_at = -math.inf
    with pytest.raises(TokenNotValid):
        verifier.claims_of(token, NOW)


def test_a_token_stays_on_its_device() -> None:
    here = Circumstances(zone=Zone.VPN, device_id="1a:2b")

    assert actor_from(claims(), here, NOW).device_id == "1A2B"
    for around in (
        Circumstances(zone=Zone.VPN, device_id="FF"),
        Circumstances(zone=Zone.VPN),
        Circumstances(zone=Zone.INTERNET),
    ):
        with pytest.raises(OtherDevice):
            actor_from(claims(), around, NOW)


def test_a_token_made_without_a_device_does_not_enter_the_vpn() -> None:
    unbound = claims(device_id=None)

    assert actor_from(unbound, Circumstances(zone=Zone.INTERNET), NOW).person_id == an_id("anjali")
    with pytest.raises(OtherDevice):
        actor_from(unbound, Circumstances(zone=Zone.VPN, device_id="1A2B"), NOW)
    with pytest.raises(OtherDevice):
        actor_from(unbound, Circumstances(zone=Zone.VPN), NOW)
    with pytest.raises(OtherDevice):
        actor_from(claims(device_id=""), Circumstances(zone=Zone.VPN), NOW)
    assert actor_from(claims(device_id=""), Circumstances(zone=Zone.INTERNET), NOW).device_id is None


def test_one_acts_for_a_post_that_one_holds_today() -> None:
    around = {"zone": Zone.VPN, "device_id": "1A2B"}

    substantive = actor_from(claims(), Circumstances(**around), NOW)  # type: ignore[arg-type] - a test's shorthand
    link = actor_from(claims(), Circumstances(**around, acting_post=an_id("LINK")), NOW)  # type: ignore[arg-type] - a test's shorthand

    assert substantive.post_id == an_id("REV-SO-1")
    assert link.charge
    assert link.charge.for_person == an_id("boss")
    with pytest.raises(PostNotHeld):
        actor_from(claims(), Circumstances(**around, acting_post=an_id("MINISTER")), NOW)  # type: ignore[arg-type] - a test's shorthand


def test_a_charge_that_ended_yesterday_is_no_charge() -> None:
    ended = claims(charges=(a_charge(valid_to=date(2026, 11, 22)),))

    actor = actor_from(ended, Circumstances(zone=Zone.VPN, device_id="1A2B"), NOW)

    assert (actor.charge, actor.charges) == (None, ())


def test_without_a_moment_the_charges_of_today_count() -> None:
    today_only = claims(charges=(a_charge(valid_from=date(2026, 11, 23), valid_to=date(2026, 11, 23)),))
    around = Circumstances(zone=Zone.VPN, device_id="1A2B")

    with clock.frozen(NOW):
        assert len(actor_from(today_only, around).charges) == 1
    with clock.frozen(NOW + timedelta(days=1)):
        assert actor_from(today_only, around).charges == ()
        assert len(actor_from(today_only, around, NOW).charges) == 1


def test_of_the_surroundings_nothing_is_assumed() -> None:
    around = Circumstances(Zone.INTERNET)

    assert (around.device_id, around.acting_post, around.language, around.source) == ("", None, "hi", "")


def test_an_officer_comes_with_all_that_the_token_and_the_surroundings_say() -> None:
    around = Circumstances(Zone.SECURE_LAN, "1A2B", an_id("LINK"), "en", "10.0.0.1")

    actor = actor_from(claims(), around, NOW)

    assert (actor.kind, actor.zone, actor.device_id) == (ActorKind.STAFF, Zone.SECURE_LAN, "1A2B")
    assert (actor.language, actor.source, actor.second_factor_at) == ("en", "10.0.0.1", NOW)
    assert actor.charges == claims().charges
    assert actor_from(claims(device_id=None), Circumstances(Zone.INTERNET), NOW).device_id is None


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_long_token_is_put_together_from_as_many_cookies_as_its_first_says(count: int) -> None:
    pieces = [f"piece {number};" for number in range(1, 8)]
    cookies = {f"access_{number}": pieces[number - 1] for number in range(2, 8)}
    cookies["access"] = pieces[0] if count == 1 else f"{count}~{pieces[0]}"

    assert token_in_cookies(lambda name: cookies.get(name, "")) == "".join(pieces[:count])


@pytest.mark.parametrize("count", ["", "0", "1", "6", "7", "-2", "two", "22"])
def test_no_other_number_of_cookies_is_read(count: str) -> None:
    with pytest.raises(TokenNotValid):
        token_in_cookies({"access": f"{count}~piece"}.__getitem__)


def test_without_a_cookie_there_is_no_token() -> None:
    assert token_in_cookies(lambda _name: "") == ""


def test_serials_are_compared_in_one_form() -> None:
    assert normal_serial(" 00:ab:0c ") == normal_serial("AB0C") == "AB0C"


def test_a_portal_speaks_to_the_services_that_its_token_names(verifier: Verifier, key: OKPKey) -> None:
    token = portal_token(key, an_id("portal"), ["auth", "public"], NOW)

    assert is_of_portal(token)
    assert verifier.portal_of(token, "public", NOW) == an_id("portal")
    for service, at in (("files", NOW), ("public", NOW + timedelta(minutes=5)), ("pub", NOW)):
        with pytest.raises(TokenNotValid):
            verifier.portal_of(token, service, at)


def test_a_portals_token_and_an_officers_are_never_taken_for_each_other(
    verifier: Verifier, key: OKPKey
) -> None:
    portals = portal_token(key, an_id("portal"), ["karyasetu", "auth"], NOW)
    officers = signed(key, claims().payload())
    dressed = signed(key, claims().payload(), typ="portal+jwt")

    assert not is_of_portal(officers)
    for token in (officers, dressed, "é", "\ud800.x", ""):
        with pytest.raises(TokenNotValid):
            verifier.portal_of(token, "karyasetu", NOW)
    with pytest.raises(TokenNotValid):
        verifier.claims_of(portals, NOW)
