"""Forms work without JavaScript, keep what was typed, and act once."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import DEFAULT_HOST, Result
from marshmallow import Schema, fields, validate

from kernel.clock import new_id
from kernel.database import Database, Transaction
from kernel.edge.http import Call
from kernel.edge.http.callers import CITIZEN_PURPOSE
from kernel.edge.pages import Page, Pages, Redirect
from kernel.errors import Conflict, NotFound, TooManyTries, Unavailable
from kernel.identity import Actor
from kernel.signing import sign
from kernel.ui.rendering import Templates
from tests.clients import Client, a_client
from tests.kernel.test_outbox import LampLit

pages = Pages("public")
pages.templates = Templates([Path(__file__).parent / "templates"])

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Wish(Schema):
    wish = fields.String(required=True, validate=validate.Length(min=3))


class OutOfReach(Conflict):
    """It cannot be had."""

    text = "Nobody can give you %(wish)s."
    beside = ("lamp", "wish")


@pages.get("/wish", public=True)
def wish_form() -> Page:
    """Show the form."""
    return Page("wish.html", {"known": True, "sentence": "A wish", "reference": ""})


@pages.post("/wish", public=True, takes=Wish, form=wish_form)
def wish(tx: Transaction, body: dict[str, Any]) -> Redirect:
    """Take the wish."""
    if body["wish"] == "too often":
        raise TooManyTries(retry_after=9)
    if body["wish"] == "the moon":
        raise OutOfReach(wish=body["wish"])
    tx.announce(LampLit(lamp_id=new_id(), by=body["wish"]))
    return Redirect("/granted")


@pages.post("/lamp/out", public=True)
def lamp_out(tx: Transaction) -> Redirect:
    """Put the lamp out: a button alone, with no form of its own."""
    tx.announce(LampLit(lamp_id=new_id(), by="nobody"))
    return Redirect("/granted")


@pytest.fixture
def client(database: Callable[..., Database], tmp_path: Path) -> Client:
    return a_client("public", database("public"), tmp_path, [pages])


def send(client: Client, token: str, wish: str) -> Result:
    body = urlencode({"form_token": token, "wish": wish})
    return client.post("/wish", body=body, headers=FORM)


def token_of(answer: Result) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def announced(client: Client) -> int:
    with client.context.database.transaction() as tx, tx.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox")
        row = cursor.fetchone()
        assert row
        return int(row[0])


def test_a_form_that_is_sent_twice_acts_once(client: Client) -> None:
    token = token_of(client.get("/wish"))

    first, second = send(client, token, "rain"), send(client, token, "rain")

    assert (first.status_code, first.headers["location"]) == (303, "/granted")
    assert (second.status_code, second.headers["location"]) == (303, "/granted")
    assert announced(client) == 1


def test_a_form_that_is_refused_comes_back_with_what_was_typed(client: Client) -> None:
    token = token_of(client.get("/wish"))

    answer = send(client, token, '<"')

    assert answer.status_code == 422
    assert "&lt;&#34;" in answer.text
    assert "at least 3 characters" in answer.text
    assert announced(client) == 0


def test_a_refusal_stands_beside_the_field_that_it_is_about(client: Client) -> None:
    token = token_of(client.get("/wish"))

    answer = send(client, token, "the moon")

    assert answer.status_code == 409
    assert '<a href="#wish">Nobody can give you the moon.</a>' in answer.text
    assert "Nobody can give you the moon." in answer.text.partition('id="wish-error"')[2].partition("</p>")[0]
    assert announced(client) == 0


@pytest.mark.parametrize("token", ["", "x.y.z", "0190a5b2-7c3e-7000-8000-000000000001.e30.AAAA"])
def test_a_form_without_our_token_is_kept_and_not_acted_on(client: Client, token: str) -> None:
    answer = send(client, token, "rain")

    assert answer.status_code == 422
    assert "What you typed is kept" in answer.text
    assert 'value="rain"' in answer.text
    assert announced(client) == 0


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("http://{host}/lamps?of=mine", "/lamps?of=mine"),
        ("http://elsewhere.example/lamps", None),
        ("http://{host}//elsewhere.example/", None),
        ("", None),
    ],
)
def test_a_button_that_came_too_late_leads_back_to_its_page(
    client: Client, referer: str, leads_to: str | None
) -> None:
    headers = {**FORM, "Referer": referer.format(host=DEFAULT_HOST)}

    answer = client.post("/lamp/out", body="form_token=old", headers=headers)

    assert (answer.status_code, announced(client)) == (422, 0)
    found = re.search(r'class="govuk-button" href="([^"]+)"', answer.text)
    assert (found and found[1]) == leads_to


def test_a_page_speaks_the_language_that_is_asked_for_and_remembers_it(client: Client) -> None:
    answer = client.get("/wish", params={"lang": "hi"})

    assert '<html lang="hi">' in answer.text
    assert answer.cookies["language"].value == "hi"
    assert answer.cookies["language"].http_only


@pages.get("/framed", public=True, cookies=False)
def framed(call: Call, actor: Actor) -> Page:
    """A page for somebody else's page."""
    shown = {"known": True, "sentence": f"{actor.kind} {call.request.cookies}", "reference": ""}
    return Page("wish.html", shown, headers={"Content-Security-Policy": "frame-ancestors https://a.example"})


def test_a_page_without_cookies_sees_none_and_sets_none(client: Client) -> None:
    cookie = sign(client.context.form_key, CITIZEN_PURPOSE, {"case_id": str(new_id())}, timedelta(hours=1))

    answer = client.get("/framed?lang=hi", headers={"Cookie": f"case={cookie}; language=en"})

    assert '<html lang="hi">' in answer.text
    assert "VISITOR {}" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors https://a.example"


@pages.post("/framed", public=True, cookies=False, tokenless=True)
def framed_and_broken(call: Call) -> Page:
    """A block whose service is away."""
    raise Unavailable(retry_after=1) if call.request.get_param("away") else NotFound


def test_who_may_frame_what_failed_or_was_refused_is_left_to_the_gateway(client: Client) -> None:
    away, refused = client.post("/framed?away=yes"), client.post("/framed")

    assert (away.status_code, refused.status_code) == (503, 404)
    assert "Content-Security-Policy" not in away.headers
    assert "Content-Security-Policy" not in refused.headers


def test_a_form_that_was_sent_too_often_comes_back_with_what_was_typed(client: Client) -> None:
    token = token_of(client.get("/wish"))

    answer = send(client, token, "too often")

    assert answer.status_code == 429
    assert 'value="too often"' in answer.text
