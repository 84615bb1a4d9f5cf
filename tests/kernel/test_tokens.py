"""Access tokens are checked without asking anybody."""

import base64
import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from kernel.errors import NotSignedIn
from kernel.identity import Zone
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


def test_a_token_of_another_type_or_key_is_refused(verifier: Verifier, key: OKPKey) -> None:
    for token in (
        signed(key, claims().payload(), typ="JWT"),
        signed(a_key("one"), claims().payload()),
        signed(a_key("two"), claims().payload()),
    ):
        with pytest.raises(TokenNotValid):
            verifier.claims_of(token, NOW)


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
    verifier._looked_at = 0.0
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
