"""What the provider refuses: by the code of the RFC, with nothing changed, counted and recorded."""

import base64
import hmac
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from kernel.clock import frozen
from kernel.database import Database
from kernel.errors import Refused
from kernel.metrics import REFUSALS
from services.auth.actions import openid
from services.auth.actions.revoking import end_all
from services.auth.domain import EndReason
from services.auth.domain.openid import AddressNotAllowed, Method, check_address
from tests.auth.organisation import NOW, SYSTEM
from tests.auth.portals import (
    BACK,
    HOME,
    KEY,
    ORIGIN,
    VERIFIER,
    Portal,
    Provider,
    came_back,
    queries,
)
from tests.auth.test_pages import FORM

WITHOUT = "This request to sign in does not come from a registered portal"

ADDRESSES = (
    "https://revenue.example/signed-in",
    f"{BACK}/",
    f"{BACK}&next=/",
    "https://revenue.example:443/signed-in?from=karyasetu",
    "https://REVENUE.example/signed-in?from=karyasetu",
    "https://revenue.example/%73igned-in?from=karyasetu",
    "https://revenue.example/x/../signed-in?from=karyasetu",
    "https://revenue.example@evil.example/signed-in?from=karyasetu",
    "http://revenue.example/signed-in?from=karyasetu",
    "//evil.example",
    "javascript:alert(1)",
    f"{BACK}#",
    f" {BACK}",
    'https://evil.example/"\\é',
    "",
)
ASKED_WRONGLY: tuple[tuple[dict[str, str | None], str], ...] = (
    ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_type": 'é"\\'}, "unsupported_response_type"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": None}, "invalid_scope"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"max_age": "²"}, "invalid_request"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"request": "a.b.c"}, "request_not_supported"),
    ({"request_uri": "https://evil.example/"}, "request_uri_not_supported"),
    ({"nonce": "x" * 600}, "invalid_request"),
)
REDEEMED_WRONGLY: tuple[tuple[dict[str, str | None], str], ...] = (
    ({"code_verifier": None}, "invalid_request"),
    ({"code_verifier": "short"}, "invalid_request"),
    ({"code_verifier": VERIFIER[::-1]}, "invalid_grant"),
    ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
    ({"redirect_uri": None}, "invalid_grant"),
    ({"code": "guessed"}, "invalid_grant"),
    ({"code": None}, "invalid_request"),
    ({"code": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")}, "invalid_grant"),
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"grant_type": None}, "unsupported_grant_type"),
    ({"client_secret": "guessed"}, "invalid_client"),
    ({"client_secret": None}, "invalid_client"),
    ({"client_id": None}, "invalid_client"),
)


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[Provider]:
    with frozen(NOW):
        yield Provider(database("auth"), tmp_path)


def kept(house: Provider) -> dict[str, Any]:
    with house.context.database.transaction(reading=True) as tx:
        return tx.fetch_one(queries.count_openid) or {}


def test_an_address_that_is_not_letter_by_letter_registered_is_never_led_to(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()

    answers = [browser.get(portal.asking(redirect_uri=address)) for address in ADDRESSES]
    hindi = browser.get(portal.asking(redirect_uri=ADDRESSES[0]), **{"Accept-Language": "hi"})

    assert {(answer.status_code, "location" in answer.headers) for answer in answers} == {(400, False)}
    assert all(WITHOUT in answer.text for answer in answers)
    assert "साइन-इन" in hindi.text
    assert kept(house)["grants"] == kept(house)["requests"] == 0
    assert house.acts() == [("openid.refused", "invalid_request")] * (len(ADDRESSES) + 1)


def test_an_unknown_portal_gets_nothing(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()

    for client_id in ("", "nobody", "01920000-0000-7000-8000-000000000000", "' OR 1=1"):
        answer = browser.get(portal.asking(client_id=client_id))
        assert (answer.status_code, WITHOUT in answer.text) == (400, True)


def test_what_a_portal_asks_wrongly_is_told_to_it_by_the_code_of_the_rfc(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()

    for over, error in ASKED_WRONGLY:
        back = came_back(browser.get(portal.asking(**over)))
        assert (back["error"], back["state"], "code" in back) == (error, 'a "state"', False), over

    assert kept(house)["grants"] == kept(house)["requests"] == 0
    assert house.acts() == [("openid.refused", error) for _over, error in ASKED_WRONGLY]


def test_nothing_is_said_twice(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()

    for more in ("&state=2", "&redirect_uri=https%3A%2F%2Fevil.example%2F", "&client_id=x"):
        answer = browser.get(portal.asking() + more)
        assert (answer.status_code, "location" in answer.headers) == (400, False)


def test_a_request_of_more_than_8_kb_is_refused(house: Provider) -> None:
    portal = house.portal()

    asked = house.browser().get(portal.asking(state="x" * 9000))
    sent = portal.ask("authorization_code", code="x" * 9000)

    assert asked.status_code == 400
    assert (sent.status_code, sent.json["error"]) == (400, "invalid_request")
    assert kept(house)["requests"] == 0


def test_a_code_opens_only_to_who_asked_for_it_and_is_not_used_up_by_others(house: Provider) -> None:
    portal = house.portal()
    code = portal.sign_in(house.signed_in())

    for over, error in REDEEMED_WRONGLY:
        counter = REFUSALS.labels("auth", error.replace("_", "-"))
        counted = counter._value.get()
        wrong = portal.redeem(**{"code": code, **over})  # type: ignore[arg-type] - some say nothing
        status = 401 if error == "invalid_client" else 400
        assert (wrong.status_code, wrong.json["error"]) == (status, error), over
        assert counter._value.get() == counted + 1
        assert house.acts()[-1] == ("openid.refused", error)

    assert kept(house)["tokens"] == 0
    assert portal.redeem(code).status_code == 200


def test_a_code_that_comes_twice_was_stolen_and_its_tokens_end(house: Provider) -> None:
    portal = house.portal()
    code = portal.sign_in(house.signed_in())
    tokens = portal.redeem(code).json

    again = portal.redeem(code)

    assert again.json["error"] == "invalid_grant"
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert ("openid.code-reused", "") in house.acts()


def test_a_code_lives_a_minute(house: Provider) -> None:
    portal = house.portal()
    code = portal.sign_in(house.signed_in())

    with frozen(NOW + timedelta(seconds=61)):
        assert portal.redeem(code).json["error"] == "invalid_grant"


def test_another_portals_code_and_tokens_are_nothing_to_it(house: Provider) -> None:
    portal, other = house.portal(), house.portal()
    browser = house.signed_in()
    code = portal.sign_in(browser)

    theirs = other.redeem(code).json["error"]
    tokens = portal.redeem(code).json
    after = other.redeem(code).json["error"]
    refreshed = other.refresh(tokens["refresh_token"]).json["error"]

    assert theirs == after == refreshed == "invalid_grant"
    assert portal.refresh(tokens["refresh_token"]).status_code == 200


def test_a_session_that_ended_opens_no_code_and_no_token(house: Provider) -> None:
    portal = house.portal()
    browser = house.signed_in()
    tokens, code = portal.redeem(portal.sign_in(browser)).json, portal.sign_in(browser)

    with house.context.database.transaction() as tx:
        end_all(tx, house.office.state.officer, EndReason.SUSPENDED)

    assert portal.redeem(code).json["error"] == "invalid_grant"
    assert portal.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert portal.userinfo(tokens["access_token"]).status_code == 401


def test_a_closed_portal_opens_nothing(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()
    tokens, code = portal.redeem(portal.sign_in(browser)).json, portal.sign_in(browser)

    with house.context.database.transaction() as tx:
        openid.close(tx, SYSTEM, portal.portal_id)

    assert browser.get(portal.asking()).status_code == 400
    assert portal.redeem(code).json["error"] == "invalid_client"
    assert portal.userinfo(tokens["access_token"]).status_code == 401


def a_header(**said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def forged(portal: Portal) -> dict[str, str]:
    """Proofs that are none, by what is wrong in them."""
    strange = RSAKey.generate_key(2048, private=True)
    whole = portal.proof()
    body = whole.split(".")[1]
    now = int(NOW.timestamp())
    confused = f"{a_header(alg='HS256', kid='portal')}.{body}"
    mac = hmac.digest(KEY.as_pem(private=False), confused.encode(), "sha256")
    by_public_key = base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
    return {
        "none": f"{a_header(alg='none')}.{body}.",
        "HS256 with the public key": f"{confused}.{by_public_key}",
        "another key": portal.proof(key=strange),
        "its own key in the header": portal.proof({"jwk": strange.as_dict(private=False)}, strange),
        "a foreign kid": portal.proof({"kid": "unknown"}, strange),
        "another issuer": portal.proof(aud="https://evil.example"),
        "another portal": portal.proof(iss="01920000-0000-7000-8000-000000000000"),
        "over": portal.proof(exp=now - 120),
        "for too long": portal.proof(exp=now + 86_400),
        "without an end": portal.proof(exp=None),
        "without a number": portal.proof(jti=None),
        "no token at all": "a.b.c",
        "nothing": "é",
        "changed": whole[:-4] + "AAAA",
    }


def test_a_forged_proof_of_identity_is_refused(house: Provider) -> None:
    portal = house.portal(Method.KEY, apis=["cases"])

    for wrong, proof in forged(portal).items():
        answer = portal.ask("client_credentials", client_assertion=proof)
        assert (answer.status_code, answer.json["error"]) == (401, "invalid_client"), wrong
        assert house.acts()[-1] == ("openid.refused", "invalid_client")

    assert portal.ask("client_credentials").status_code == 200


def test_a_proof_of_identity_opens_once(house: Provider) -> None:
    portal = house.portal(Method.KEY, apis=["cases"])
    proof = portal.proof()

    first = portal.ask("client_credentials", client_assertion=proof)
    second = portal.ask("client_credentials", client_assertion=proof)

    assert (first.status_code, second.json["error"]) == (200, "invalid_client")


def test_a_portal_with_a_key_takes_nothing_by_its_name_alone(house: Provider) -> None:
    portal = house.portal(Method.KEY)
    code = portal.sign_in(house.signed_in())
    asked = {"grant_type": "authorization_code", "client_id": portal.client_id, "code": code}

    bare = portal.post("/openid/token", **asked, redirect_uri=BACK, code_verifier=VERIFIER)

    assert bare.json["error"] == "invalid_client"


def test_a_public_portal_takes_tokens_only_from_its_own_pages(house: Provider) -> None:
    portal = house.portal(Method.NONE)
    code = portal.sign_in(house.signed_in())
    fields = {"code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}

    foreign = portal.ask("authorization_code", {"Origin": "https://evil.example"}, **fields)
    own = portal.ask("authorization_code", {"Origin": ORIGIN}, **fields)

    assert (foreign.status_code, foreign.json["error"]) == (403, "unauthorized_client")
    assert "access-control-allow-origin" not in foreign.headers
    assert own.status_code == 200
    assert portal.ask("client_credentials").json["error"] == "invalid_client"


def test_userinfo_wants_a_living_access_token(house: Provider) -> None:
    for said in ("", "Bearer ", "Bearer guessed", "Basic eA==", "Bearer \xe9"):
        answer = house.app.simulate_get("/openid/userinfo", headers={"Authorization": said})

        assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_access_token_ends_after_five_minutes_and_is_none_of_ours(house: Provider) -> None:
    portal = house.portal()
    token = portal.redeem(portal.sign_in(house.signed_in())).json["access_token"]

    ours = house.app.simulate_get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    with frozen(NOW + timedelta(seconds=301)):
        late = portal.userinfo(token)

    assert (ours.status_code, late.status_code) == (401, 401)


def test_a_secret_is_taken_in_either_place_but_each_field_once(house: Provider) -> None:
    portal = house.portal(apis=["cases"])
    said = base64.b64encode(f"{portal.client_id}:{portal.secret}".encode()).decode()
    form = {"grant_type": "client_credentials"}
    twice = urlencode({**form, **portal.prove()}) + f"&client_id={portal.client_id}"

    basic = portal.post("/openid/token", {"Authorization": f"Basic {said}"}, **form)
    strange = portal.post("/openid/token", {"Authorization": "Basic /////w=="}, **form)
    posted = portal.post("/openid/token", **form, **portal.prove())
    doubled = house.app.simulate_post("/openid/token", headers=FORM, body=twice)

    assert (basic.status_code, posted.status_code) == (200, 200)
    assert (strange.status_code, doubled.status_code) == (400, 422)
    assert strange.json["error"] == doubled.json["error"] == "invalid_request"


def test_json_is_no_form(house: Provider) -> None:
    answer = house.app.simulate_post("/openid/token", json={"grant_type": ["client_credentials"]})

    assert (answer.status_code, answer.json["error"]) == (415, "invalid_request")


@settings(max_examples=60)
@given(address=st.text("ab.:/@#*\\[]%? é", max_size=30).map("https://a".__add__))
def test_whatever_is_registered_is_whole_and_plain(address: str) -> None:
    try:
        check_address(address, loopback=False)
    except AddressNotAllowed:
        return
    assert address.startswith("https://")
    assert not set(address) & set("#* \\")
    # Before the path and the query it would hide the host behind a name.
    assert "@" not in re.split("[/?]", address.removeprefix("https://"), maxsplit=1)[0]


@pytest.mark.parametrize(
    ("address", "loopback", "fits"),
    [
        (HOME, False, True),
        ("http://127.0.0.1:4000/back", True, True),
        ("http://127.0.0.1:4000/back", False, False),
        ("http://evil.example/back", True, False),
        ("http://127.0.0.1.evil.example/", True, False),
        ("https://*.example/", False, False),
        ("https://a@evil.example/", False, False),
        ("https:///back", False, False),
        ("https://revenue.example:x/", False, False),
    ],
)
def test_which_addresses_may_be_registered(address: str, loopback: bool, fits: bool) -> None:
    try:
        check_address(address, loopback=loopback)
    except Refused:
        assert not fits
    else:
        assert fits
