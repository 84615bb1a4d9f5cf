"""An officer signs in on a department's portal, goes on there, and leaves."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from kernel import clock
from kernel.clock import frozen
from kernel.database import Database
from services.auth.actions import openid
from services.auth.actions.openid import keys
from services.auth.domain.openid import Algorithm, Method
from services.auth.store import structure
from tests.auth.organisation import NOW, PASSWORD, SYSTEM, follow
from tests.auth.portals import (
    BACK,
    BACKCHANNEL,
    HOME,
    ISSUER,
    ORIGIN,
    Provider,
    came_back,
    on_the_internet,
    queries,
)
from tests.auth.test_pages import leads_to, token_of


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[Provider]:
    with frozen(NOW):
        yield Provider(database("auth"), tmp_path)


def test_an_officer_who_is_signed_in_here_is_signed_in_there_at_once(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()

    back = came_back(browser.get(portal.asking()))
    answer = portal.redeem(back["code"])
    claims = jwt.decode(answer.json["id_token"], house.keys(), algorithms=["RS256"]).claims
    told = portal.userinfo(answer.json["access_token"]).json

    assert (back["state"], back["iss"], back["from"]) == ('a "state"', ISSUER, "karyasetu")
    assert (answer.status_code, answer.json["token_type"], answer.json["expires_in"]) == (200, "Bearer", 300)
    assert answer.headers["cache-control"] == "no-store"
    assert claims["sub"] == told["sub"] == str(house.office.state.officer)
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, portal.client_id, "a nonce")
    assert claims["auth_time"] == claims["iat"] == NOW.timestamp()
    assert claims["exp"] - claims["iat"] == 300
    assert (claims["acr"], claims["amr"]) == ("urn:karyasetu:zone:vpn", ["pwd", "otp", "mfa"])
    assert told["charges"] == [
        {
            "department": "REV",
            "post": "REV-SO-1",
            "post#hi": "पद REV-SO-1",
            "code": "REV-SO-1",
            "kind": "SUBSTANTIVE",
        }
    ]
    assert (told["name"], told["staff_uid"]) == ("Anjali", "CG100001")
    assert len(answer.json["id_token"]) < 1100


def test_from_the_open_internet_a_portal_learns_the_public_identity_and_no_more(house: Provider) -> None:
    portal = house.portal(algorithm=Algorithm.ES256)
    answer = portal.redeem(portal.sign_in(on_the_internet(house)))

    told = portal.userinfo(answer.json["access_token"]).json
    claims = jwt.decode(answer.json["id_token"], house.keys(), algorithms=["ES256"]).claims

    assert set(told) == {"sub", "name", "name#hi", "locale", "charges"}
    assert told["charges"] == [{"department": "REV", "post": "REV-SO-1", "post#hi": "पद REV-SO-1"}]
    assert claims["acr"] == "urn:karyasetu:zone:internet"


def test_nothing_is_told_that_was_not_asked(house: Provider) -> None:
    portal = house.portal()
    answer = portal.redeem(portal.sign_in(house.signed_in(), scope="email openid", nonce=None)).json

    assert (answer["scope"], "refresh_token" in answer) == ("openid", False)
    assert set(portal.userinfo(answer["access_token"]).json) == {"sub"}
    assert "nonce" not in jwt.decode(answer["id_token"], house.keys(), algorithms=["RS256"]).claims


def test_who_is_not_signed_in_signs_in_here_and_goes_on_to_the_portal(house: Provider) -> None:
    portal, browser = house.portal(), house.browser()

    path, wanted = leads_to(browser.get(portal.asking(state="x" * 4000)))
    form = browser.get(f"{path}?{urlencode({'next': wanted})}")
    typed = {"form_token": token_of(form, path), "staff_uid": "CG100001", "next": wanted}
    typed |= {"password": PASSWORD, "code": house.office.code(clock.now())}
    signed = browser.post(path, typed)
    onwards = browser.get(signed.headers["location"])
    again = browser.get(signed.headers["location"])

    assert (path, signed.headers["location"]) == ("/staff/login", wanted)
    assert onwards.status_code == 200
    assert f'content="0; url={BACK.replace("&", "&amp;")}&amp;code=' in onwards.text
    assert ">revenue.example<" in onwards.text
    assert "access" in onwards.cookies
    assert (again.status_code, "This request to sign in is over" in again.text) == (400, True)


def test_a_request_waits_a_quarter_of_an_hour(house: Provider) -> None:
    browser = house.browser()
    _path, wanted = leads_to(browser.get(house.portal().asking()))

    with frozen(NOW + timedelta(minutes=16)):
        late = browser.get(wanted)

    assert late.status_code == 400


@pytest.mark.parametrize(
    ("over", "minutes", "asks"),
    [
        ({"prompt": "login"}, 1, True),
        ({"max_age": "60"}, 2, True),
        ({"max_age": "600"}, 2, False),
        ({"max_age": "0"}, 1, True),
        ({"prompt": "select_account"}, 1, False),
    ],
)
def test_a_portal_may_want_a_fresh_sign_in(
    house: Provider, over: dict[str, str], minutes: int, asks: bool
) -> None:
    portal, browser = house.portal(), house.signed_in()

    with frozen(NOW + timedelta(minutes=minutes)):
        first = browser.get(portal.asking(**over))
        if not asks:
            assert came_back(first)["code"]
            return
        path, wanted = leads_to(first)
        house.sign_in(browser)
        done = browser.get(wanted)
        silent = came_back(browser.get(portal.asking(**{**over, "prompt": "none"})))

    assert path == "/staff/login"
    assert "code=" in done.text
    assert silent.get("error") in (None, "login_required")


def test_silently_nobody_is_asked_anything(house: Provider) -> None:
    portal = house.portal()

    stranger = came_back(house.browser().get(portal.asking(prompt="none")))
    officer = came_back(house.signed_in().get(portal.asking(prompt="none")))

    assert (stranger["error"], stranger["state"], stranger["iss"]) == ("login_required", 'a "state"', ISSUER)
    assert officer["code"]


def test_the_session_here_is_renewed_on_the_way(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()

    with frozen(NOW + timedelta(minutes=30)):
        browser.jar.pop("access")
        code = portal.sign_in(browser)
        account = browser.get("/staff/account")

    assert code
    assert account.status_code == 200


def test_refresh_tokens_turn_and_programs_that_race_get_the_same(house: Provider) -> None:
    portal = house.portal()
    first = portal.redeem(portal.sign_in(house.signed_in())).json["refresh_token"]
    answers = []

    def program() -> None:
        with frozen(NOW + timedelta(minutes=6)):
            answers.append(portal.refresh(first).json)

    threads = [threading.Thread(target=program) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with frozen(NOW + timedelta(minutes=12)):
        second = portal.refresh(answers[0]["refresh_token"])

    assert {answer["refresh_token"] for answer in answers} != {first}
    assert len({answer["refresh_token"] for answer in answers}) == 1
    assert len({answer["access_token"] for answer in answers}) == 4
    assert second.status_code == 200


def test_a_refresh_token_that_comes_back_later_ends_its_whole_family(house: Provider) -> None:
    portal = house.portal()
    first = portal.redeem(portal.sign_in(house.signed_in())).json
    second = portal.refresh(first["refresh_token"]).json

    with frozen(NOW + timedelta(seconds=40)):
        stolen = portal.refresh(first["refresh_token"])
        honest = portal.refresh(second["refresh_token"])
        told = portal.userinfo(second["access_token"])

    assert (stolen.status_code, stolen.json["error"]) == (400, "invalid_grant")
    assert (honest.json["error"], told.status_code) == ("invalid_grant", 401)
    assert ("openid.token-reused", "") in house.acts()


def test_what_a_portal_gives_back_opens_nothing(house: Provider) -> None:
    portal, other = house.portal(), house.portal()
    tokens = portal.redeem(portal.sign_in(house.signed_in())).json

    others = other.post("/openid/revoke", **other.prove(), token=tokens["access_token"])
    still = portal.userinfo(tokens["access_token"]).status_code
    given = portal.post("/openid/revoke", **portal.prove(), token=tokens["access_token"])
    gone = portal.userinfo(tokens["access_token"]).status_code
    unknown = portal.post("/openid/revoke", **portal.prove(), token="never made")
    portal.post("/openid/revoke", **portal.prove(), token=tokens["refresh_token"])

    assert [each.status_code for each in (others, given, unknown)] == [200, 200, 200]
    assert (still, gone) == (200, 401)
    assert portal.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_leaving_a_portal_ends_the_session_and_tells_the_other_portals(house: Provider) -> None:
    portal, other, browser = house.portal(), house.portal(), house.signed_in()
    tokens = portal.redeem(portal.sign_in(browser)).json
    others = other.redeem(other.sign_in(browser)).json
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": HOME, "state": "s"}

    left = browser.get(f"/staff/openid/leave?{urlencode(asked)}")
    with house.context.database.transaction() as tx:
        notices = openid.claim_logouts(tx, house.context.sealing, ISSUER, 10)
        for notice in notices:
            openid.settle_logout(tx, notice, told=True)
        again = openid.claim_logouts(tx, house.context.sealing, ISSUER, 10)

    assert (left.status_code, left.headers["location"]) == (303, f"{HOME}?state=s")
    assert leads_to(browser.get("/staff/account"))[0] == "/staff/renew"
    assert portal.userinfo(others["access_token"]).status_code == 401
    assert other.refresh(others["refresh_token"]).json["error"] == "invalid_grant"
    assert {notice.address for notice in notices} == {BACKCHANNEL}
    assert again == []
    tokens_told = [jwt.decode(each.logout_token, house.keys(), algorithms=["RS256"]) for each in notices]
    assert {each.claims["aud"] for each in tokens_told} == {portal.client_id, other.client_id}
    assert {each.header["typ"] for each in tokens_told} == {"logout+jwt"}
    for each in tokens_told:
        assert each.claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
        assert each.claims["sid"] == jwt.decode(tokens["id_token"], house.keys()).claims["sid"]
        assert "nonce" not in each.claims


def test_a_portal_that_does_not_answer_is_told_again_and_not_for_ever(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()
    portal.redeem(portal.sign_in(browser))
    browser.post("/staff/logout", {"form_token": token_of(browser.get("/staff/account"), "/staff/logout")})
    at, tries = NOW, 0

    for _ in range(12):
        with frozen(at), house.context.database.transaction() as tx:
            for notice in openid.claim_logouts(tx, house.context.sealing, ISSUER, 10):
                tries += 1
                openid.settle_logout(tx, notice, told=False)
        at += timedelta(hours=2)

    assert tries == 6
    assert house.acts()[-1] == ("openid.logout-not-told", "")


def test_another_site_signs_nobody_out(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()
    mine = portal.redeem(portal.sign_in(browser)).json["id_token"]
    stranger = house.browser()

    bare = browser.get("/staff/openid/leave")
    asked = urlencode({"client_id": portal.client_id, "post_logout_redirect_uri": HOME})
    without_proof = browser.get(f"/staff/openid/leave?{asked}")
    elsewhere = urlencode({"id_token_hint": mine, "post_logout_redirect_uri": "https://evil.example/"})
    foreign = browser.get(f"/staff/openid/leave?{elsewhere}")
    forged = browser.get("/staff/openid/leave?id_token_hint=a.b.c")
    gone = stranger.get(
        f"/staff/openid/leave?{urlencode({'id_token_hint': mine, 'post_logout_redirect_uri': HOME})}"
    )

    assert {bare.headers["location"], without_proof.headers["location"]} == {"/staff/account"}
    assert (foreign.status_code, forged.status_code) == (400, 400)
    assert gone.headers["location"] == HOME
    assert browser.get("/staff/account").status_code == 200


def test_a_portal_speaks_in_its_own_name_where_it_may(house: Provider) -> None:
    portal = house.portal(apis=["directory"])
    cases = house.portal(apis=["cases"])
    follow(house.context.database)

    def departments(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return house.app.simulate_get("/v1/departments", headers=headers).status_code

    answer = portal.ask("client_credentials")
    narrower = portal.ask("client_credentials", scope="cases")
    other = cases.ask("client_credentials", scope="cases")
    none = house.portal().ask("client_credentials")

    assert (answer.status_code, answer.json["scope"]) == (200, "directory")
    assert "refresh_token" not in answer.json
    assert departments(answer.json["access_token"]) == 200
    assert departments(other.json["access_token"]) == 401
    assert narrower.json["error"] == "invalid_scope"
    assert none.json["error"] == "unauthorized_client"
    assert portal.userinfo(answer.json["access_token"]).status_code == 401
    me = house.app.simulate_get("/v1/me", headers={"Authorization": f"Bearer {answer.json['access_token']}"})
    assert me.status_code == 403
    with house.context.database.transaction() as tx:
        openid.close(tx, SYSTEM, portal.portal_id)
    assert portal.ask("client_credentials").json["error"] == "invalid_client"


@pytest.mark.parametrize("method", list(Method))
def test_a_portal_proves_itself_in_the_way_that_is_registered(house: Provider, method: Method) -> None:
    portal = house.portal(method)

    assert portal.redeem(portal.sign_in(house.signed_in())).status_code == 200


def test_keys_are_published_before_they_sign_and_as_long_as_needed(house: Provider) -> None:
    portal, browser = house.portal(), house.signed_in()
    old = portal.redeem(portal.sign_in(browser)).json["id_token"]
    first = jwt.decode(old, house.keys()).header["kid"]
    database, sealing = house.context.database, house.context.sealing

    def at(days: int) -> tuple[set[str], str]:
        with frozen(NOW + timedelta(days=days)), database.transaction() as tx:
            openid.keep_keys(tx, sealing)
            openid.keep_keys(tx, sealing)
            signed = keys.sign(tx, sealing, Algorithm.RS256, {}, "JWT")
            published = openid.published_keys(tx)["keys"]
        kid = jwt.decode(signed, KeySet.import_key_set({"keys": published})).header["kid"]
        return {key["kid"] for key in published if key["alg"] == "RS256"}, kid

    begin, before, overlap, after = at(0), at(88), at(91), at(93)

    assert begin == ({first}, first)
    assert (len(before[0]), before[1]) == (2, first)
    assert (overlap[0], overlap[1] != first) == (before[0], True)
    assert after[0] == {overlap[1]}
    assert all("d" not in key for key in house.app.simulate_get("/openid/jwks").json["keys"])


def test_the_keys_wait_for_nobody_who_changes_the_organisation(house: Provider) -> None:
    database, sealing = house.context.database, house.context.sealing

    with database.transaction() as changing, database.transaction() as keeping:
        structure.lock_organisation(changing)
        openid.keep_keys(keeping, sealing)

    with database.transaction() as tx:
        assert openid.published_keys(tx)["keys"]


def test_the_configuration_names_what_is_there(house: Provider) -> None:
    said = house.app.simulate_get("/.well-known/openid-configuration").json

    assert said["issuer"] == ISSUER
    for name in ("authorization", "token", "userinfo", "revocation", "end_session"):
        path = said[f"{name}_endpoint"].removeprefix(ISSUER)
        assert house.app.simulate_get(path).status_code != 404
    assert "none" not in said["id_token_signing_alg_values_supported"]


def test_only_pages_of_registered_origins_read_the_answers(house: Provider) -> None:
    portal = house.portal(Method.NONE)

    own = house.app.simulate_options("/openid/userinfo", headers={"Origin": ORIGIN})
    foreign = house.app.simulate_options("/openid/userinfo", headers={"Origin": "https://evil.example"})
    refused = portal.ask("authorization_code", {"Origin": ORIGIN}, code="x")

    assert own.headers["access-control-allow-origin"] == ORIGIN
    assert "Authorization" in own.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in foreign.headers
    assert "access-control-allow-credentials" not in own.headers
    assert refused.headers["access-control-allow-origin"] == ORIGIN


def test_nothing_secret_is_kept(house: Provider) -> None:
    portal = house.portal()
    code = portal.sign_in(house.signed_in())
    tokens = portal.redeem(code).json

    with house.context.database.transaction(reading=True) as tx:
        kept = str(tx.fetch_value(queries.find_openid_secrets))

    assert portal.client_id in kept
    for secret in (code, tokens["access_token"], tokens["refresh_token"], portal.secret):
        assert secret not in kept
