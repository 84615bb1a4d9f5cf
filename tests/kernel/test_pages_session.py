"""An officer's session in the browser: its cookies, whose they are, and the way to renewal and back."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from falcon.testing import Result
from marshmallow import Schema, fields, validate

from kernel import clock
from kernel.database import Database, Transaction
from kernel.edge.http import Api
from kernel.edge.pages import NOTHING, Nothing, Page, Pages, Redirect
from kernel.edge.pages.session import local_path, page_path, signed_in
from kernel.errors import NotAllowed, NotSignedIn
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused
from kernel.metrics import REFUSALS
from kernel.ui.rendering import Templates
from tests.clients import Client, a_client
from tests.fakes import a_charge, an_actor, an_id

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINK = a_charge(charge_id=an_id("link"), post_id=an_id("REV-US-1"), roles=frozenset({"approver"}))
OFFICER = an_actor(zone=Zone.INTERNET, device_id=None, charges=(a_charge(), LINK))


def may_write(actor: Actor) -> Decision:
    return ALLOWED if actor.kind is ActorKind.STAFF else refused()


def may_approve(actor: Actor) -> Decision:
    return ALLOWED if "approver" in actor.roles else refused()


POLICY = {"write": may_write, "approve": may_approve}
pages = Pages("public", policy=POLICY)
pages.templates = Templates([Path(__file__).parent / "templates"])
api = Api("public", policy=POLICY)


class Wish(Schema):
    wish = fields.String(required=True, validate=validate.Length(min=3))


def said(sentence: object) -> Page:
    return Page("wish.html", {"known": True, "sentence": str(sentence), "reference": ""})


@pages.get("/desk/wish", may="write")
def wish_form(actor: Actor) -> Page:
    """Show the form."""
    return said(actor.post_id)


@pages.post("/desk/wish", may="write", takes=Wish, form=wish_form)
def wish(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Take the wish."""
    return Redirect(f"/desk/granted/{body['wish']}/{actor.post_id}")


@pages.post("/desk/approve", may="approve", takes=Wish)
def approve(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Approve the wish."""
    return Redirect(f"/desk/approved/{actor.post_id}")


@pages.post("/desk/sign", may="write", takes=Wish, fresh=True)
def sign(tx: Transaction, body: dict[str, Any]) -> Redirect:
    """Sign the wish, by who has just shown the second factor."""
    return Redirect(f"/desk/signed/{body['wish']}")


@pages.get("/desk/signed", may="write", fresh=True)
def signed_wishes() -> Page:
    """What must not be seen by who only finds a screen open."""
    return said("signed")


@pages.post("/desk/secret", may="write", takes=Wish)
def secret(body: dict[str, Any]) -> Redirect:
    """Refuse another secret than the session's."""
    raise SecretWrong


@pages.get("/open", public=True)
def open_page(actor: Actor) -> Page:
    """A page for everybody."""
    return said(actor.kind)


@pages.fragment("/desk", "due", may="write")
def due(actor: Actor) -> Page | Nothing:
    """What is due; nothing for who approves."""
    return said("three are due") if "approver" not in actor.roles else NOTHING


@pages.fragment("/desk", "approvals", may="approve", signed_out="part_refused.html")
def approvals() -> Page:
    """For approvers only."""
    return said("two wait")


@pages.fragment("/desk", "broken", may="write")
def broken() -> Page:
    """It fails."""
    raise RuntimeError


@api.post("/v1/wishes/sign", may="write", fresh=True)
def sign_by_program() -> Any:
    """The same act for programs."""
    return {}


@api.get("/v1/wishes", may="write")
def wishes() -> Any:
    """The same right in the JSON api."""
    return {}


class SecretWrong(NotSignedIn):
    """Something else was wrong."""


@pytest.fixture
def client(database: Callable[..., Database], tmp_path: Path) -> Client:
    return a_client("public", database("public"), tmp_path, [pages, api])


def cookies(client: Client, actor: Actor = OFFICER, **more: str) -> dict[str, str]:
    """What the browser of *actor* sends."""
    made = {cookie.name: cookie.value for cookie in signed_in(client.token(actor), "r", 60)}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in {**made, **more}.items())}


def token_of(answer: Result) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def send(client: Client, path: str, headers: dict[str, str], **typed: str) -> Result:
    return client.post(path, body=urlencode(typed), headers={**FORM, **headers})


def next_of(answer: Result) -> tuple[str, str]:
    split = urlsplit(answer.headers["location"])
    return split.path, parse_qs(split.query)["next"][0]


def test_the_cookie_opens_pages_for_officers(client: Client) -> None:
    answer = client.get("/desk/wish", headers=cookies(client))

    assert answer.status_code == 200
    assert str(an_id("REV-SO-1")) in answer.text


def test_the_cookie_is_nothing_to_the_json_api_and_to_public_pages(client: Client) -> None:
    by_cookie = client.get("/v1/wishes", headers=cookies(client))
    by_token = client.get("/v1/wishes", actor=OFFICER)
    public = client.get("/open", headers=cookies(client))

    assert (by_cookie.status_code, by_token.status_code) == (401, 200)
    assert "VISITOR" in public.text


@pytest.mark.parametrize(
    "forged", ["x", "e30.e30.e30", "9~abc", "2~abc", "~", "null", "a" * 20000, "%00", '"', "2~"]
)
def test_a_forged_cookie_leads_to_renewal(client: Client, forged: str) -> None:
    answer = client.get("/desk/wish", headers={"Cookie": f"access={forged}"})

    assert answer.status_code == 303
    assert next_of(answer) == ("/staff/renew", "/desk/wish")


def test_a_token_signed_by_another_leads_to_renewal(client: Client, tmp_path: Path) -> None:
    stranger = a_client("public", client.context.database, tmp_path / "other", [])

    answer = client.get("/desk/wish", headers=cookies(stranger))

    assert next_of(answer) == ("/staff/renew", "/desk/wish")


def test_a_long_token_comes_in_pieces(client: Client) -> None:
    many = tuple(a_charge(charge_id=an_id(str(n)), post_id=an_id(f"post {n}")) for n in range(20))
    actor = an_actor(zone=Zone.INTERNET, device_id=None, charge=many[0], charges=many)
    sent = cookies(client, actor)["Cookie"]

    answer = client.get("/desk/wish", headers={"Cookie": sent})
    torn = client.get("/desk/wish", headers={"Cookie": sent.replace("access_2=", "access_9=")})

    assert all(len(part) < 4000 for part in sent.split("; "))
    assert sent.startswith("access=")
    assert (answer.status_code, torn.status_code) == (200, 303)


def test_without_a_session_the_way_leads_to_renewal_and_back_with_the_query(client: Client) -> None:
    answer = client.get("/desk/wish", query_string="after=%E0%A4%95&limit=2")

    assert answer.status_code == 303
    assert next_of(answer) == ("/staff/renew", "/desk/wish?after=%E0%A4%95&limit=2")
    assert answer.headers["cache-control"] == "private, no-store"


def test_the_renewal_of_a_session_is_no_refusal_that_operators_count(client: Client) -> None:
    def refusals() -> float:
        return REFUSALS.labels("public", "not-signed-in")._value.get()

    before = refusals()
    client.get("/desk/wish")
    assert refusals() == before

    client.get("/v1/wishes")
    assert refusals() == before + 1


def test_a_form_that_is_sent_after_the_token_ended_is_sent_again_by_the_browser(client: Client) -> None:
    token = token_of(client.get("/desk/wish", headers=cookies(client)))

    late = send(client, "/desk/wish", {}, form_token=token, wish="rain")
    renewed = send(client, "/desk/wish", cookies(client), form_token=token, wish="rain")

    assert late.status_code == 307
    assert next_of(late) == ("/staff/renew", "/desk/wish")
    assert renewed.headers["location"].startswith("/desk/granted/rain/")


def test_a_form_token_of_another_session_is_refused_and_what_was_typed_is_kept(client: Client) -> None:
    theirs = an_actor(zone=Zone.INTERNET, device_id=None, session_id=an_id("another session"))
    token = token_of(client.get("/desk/wish", headers=cookies(client, theirs)))

    answer = send(client, "/desk/wish", cookies(client), form_token=token, wish="rain")

    assert answer.status_code == 422
    assert 'value="rain"' in answer.text
    assert "What you typed is kept" in answer.text


def aged(**age: int) -> Actor:
    return replace(OFFICER, second_factor_at=clock.now() - timedelta(**age))


def test_a_form_that_needs_a_fresh_factor_goes_along_to_where_it_is_shown(client: Client) -> None:
    old = send(client, "/desk/sign", cookies(client, aged(minutes=5, seconds=1)), wish="rain")
    page = client.get("/desk/signed?a=1", headers=cookies(client, aged(minutes=6)))
    fresh = client.get("/desk/signed", headers=cookies(client, aged(minutes=4)))

    assert (old.status_code, next_of(old)) == (307, ("/staff/step-up", "/desk/sign"))
    assert (page.status_code, next_of(page)) == (303, ("/staff/step-up", "/desk/signed?a=1"))
    assert fresh.status_code == 200


def test_a_program_is_told_that_the_factor_is_too_old_as_rfc_9470_has_it(client: Client) -> None:
    old = client.post("/v1/wishes/sign", actor=aged(minutes=6))
    fresh = client.post("/v1/wishes/sign", actor=aged(minutes=4))

    assert (old.status_code, old.json["type"]) == (401, "urn:karyasetu:second-factor-too-old")
    assert 'error="insufficient_user_authentication", max_age=300' in old.headers["WWW-Authenticate"]
    assert fresh.status_code == 200


def test_a_wrong_secret_inside_is_not_taken_for_the_end_of_the_session(client: Client) -> None:
    token = token_of(client.get("/desk/wish", headers=cookies(client)))

    answer = send(client, "/desk/secret", cookies(client), form_token=token, wish="rain")

    assert answer.status_code in (401, 422)
    assert "location" not in answer.headers


def test_another_device_leads_to_signing_in_and_not_in_a_circle(client: Client) -> None:
    at_work = an_actor(zone=Zone.VPN)

    answer = client.get("/desk/wish", headers=cookies(client, at_work))

    assert next_of(answer) == ("/staff/login", "/desk/wish")


@pytest.mark.parametrize("where", ["field", "query", "cookie"])
def test_the_acting_post_is_named_by_the_form_the_address_or_the_browser(client: Client, where: str) -> None:
    post = str(LINK.post_id)
    headers = cookies(client, **({"acting_post": post} if where == "cookie" else {}))
    path = f"/desk/wish?post={post}" if where == "query" else "/desk/wish"
    token = token_of(client.get("/desk/wish", headers=headers))
    typed = {"post": post} if where == "field" else {}

    answer = send(client, path, headers, form_token=token, wish="rain", **typed)

    assert answer.headers["location"] == f"/desk/granted/rain/{post}"


def test_a_right_of_the_post_that_the_form_names_is_enough(client: Client) -> None:
    default = send(client, "/desk/approve", cookies(client), wish="rain")
    named = send(client, "/desk/approve", cookies(client), wish="rain", post=str(LINK.post_id))

    assert default.status_code == NotAllowed.status
    assert "open for too long" in named.text


@pytest.mark.parametrize("post", ["", "x", str(an_id("MINISTER"))])
def test_a_remembered_post_that_is_over_is_forgotten_and_a_named_one_refused(
    client: Client, post: str
) -> None:
    remembered = client.get("/desk/wish", headers=cookies(client, acting_post=post or "-"))
    named = client.get("/desk/wish", headers=cookies(client), query_string=urlencode({"post": post or "-"}))

    assert (remembered.status_code, named.status_code) == (200, 403)


def test_a_part_says_nothing_to_whom_it_has_nothing_to_say(client: Client) -> None:
    both = [client.get(f"/desk/{kind}/approvals", headers=cookies(client)) for kind in ("_fragment", "_card")]
    none = client.get("/desk/_fragment/due", headers=cookies(client), query_string=f"post={LINK.post_id}")

    assert [(answer.status_code, answer.text) for answer in [*both, none]] == [(200, "<!-- -->")] * 3


def test_a_part_without_a_session_is_silent_and_its_card_is_renewed(client: Client) -> None:
    part, card = client.get("/desk/_fragment/due"), client.get("/desk/_card/due")

    assert (part.status_code, part.text) == (200, "<!-- -->")
    assert next_of(card) == ("/staff/renew", "/desk/_card/due")


def test_a_part_that_fails_is_short_and_says_so_by_its_status(client: Client) -> None:
    answer = client.get("/desk/_fragment/broken", headers=cookies(client))

    assert answer.status_code == 500
    assert "<html" not in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "home",
        "",
        "/" + "x" * 2000,
        "/घर",
        "/staff/renew?next=/home",
        "/staff/login",
        "/files/_fragment/inbox",
    ],
)
def test_nobody_is_led_to_another_site_or_in_a_circle(foreign: str) -> None:
    assert local_path(foreign) == page_path(foreign) == "/home"


@pytest.mark.parametrize("path", ["/files/_card/inbox", "/staff/logout"])
def test_what_is_no_page_is_gone_back_to_after_a_renewal_but_not_after_signing_in(path: str) -> None:
    assert (local_path(path), page_path(path)) == (path, "/home")


@pytest.mark.parametrize("local", ["/", "/files/inbox?after=%E0%A4%95&post=1", "/desk/wish#row-3"])
def test_pages_here_are_gone_back_to(local: str) -> None:
    assert local_path(local) == local
    assert page_path(local) == local


def test_the_answer_of_the_api_names_no_cookie(client: Client) -> None:
    answer = client.get("/v1/wishes", headers=cookies(client))

    assert json.loads(answer.text)["type"] == "urn:karyasetu:not-signed-in"
