"""What was typed is not lost where a form cannot be shown again, and no page promises more than it holds."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import Result
from marshmallow import Schema, fields

from kernel.clock import new_id
from kernel.database import Database, Transaction
from kernel.edge.pages import Page, Pages, Redirect
from kernel.errors import NotFound, Unavailable
from kernel.identity import refused
from kernel.ui.rendering import Templates
from tests.clients import Client, a_client
from tests.fakes import an_actor
from tests.kernel.test_outbox import LampLit
from tests.kernel.test_pages import FORM, announced, token_of

TEXT = "The lamp at the school\nis <out> since Monday."
SHOWN = "The lamp at the school\nis &lt;out&gt; since Monday.</textarea>"

pages = Pages("public", policy={"lamps.light": lambda _actor: refused()})
pages.templates = Templates([Path(__file__).parent / "templates"])
weather: dict[str, Any] = {}


class Report(Schema):
    text = fields.String(load_default="")


@pages.get("/lamp", public=True)
def lamp_form() -> Page | Redirect:
    """The form, unless it is shut."""
    if weather.get("shut"):
        return Redirect("/lamps/open")
    return Page("wish.html", {"known": True, "sentence": "A lamp", "reference": ""})


@pages.post("/lamp", public=True, takes=Report, form=lamp_form)
def lamp(tx: Transaction, body: dict[str, Any]) -> Redirect:
    """Take the report, if the weather lets it."""
    if error := weather.get("error"):
        raise error
    tx.announce(LampLit(lamp_id=new_id(), by=body["text"]))
    return Redirect("/lamps")


@pages.post("/lamp/light", may="lamps.light", takes=Report)
def light() -> Redirect:
    """Nobody may."""
    return Redirect("/lamps")


@pages.post("/lamp/light/out", public=True)
def out() -> Redirect:
    """A button alone."""
    return Redirect("/lamps")


@pages.post("/lamp/picture", public=True, takes=Report, uploads=True, form=lamp_form)
def picture() -> Redirect:
    """With a picture of it."""
    return Redirect("/lamps")


@pytest.fixture(autouse=True)
def fair_weather() -> None:
    weather.clear()


@pytest.fixture
def client(database: Callable[..., Database], tmp_path: Path) -> Client:
    return a_client("public", database("public"), tmp_path, [pages])


def report(client: Client, token: str, **typed: str) -> Result:
    return client.post("/lamp", body=urlencode({"form_token": token, **typed}), headers=FORM)


def test_what_is_not_there_any_more_gives_the_text_back(client: Client) -> None:
    token = token_of(client.get("/lamp"))
    weather["error"] = NotFound()

    answer = report(client, token, text=TEXT, of="2026-11-24", code="123 456", password_now="open the door")

    assert answer.status_code == 404
    assert SHOWN in answer.text
    assert "It is not saved" in answer.text
    assert not re.search("2026-11-24|123 456|open the door", answer.text)


def test_who_may_not_gets_the_text_back(client: Client) -> None:
    answer = client.post("/lamp/light", body=urlencode({"text": TEXT}), headers=FORM, actor=an_actor())

    assert answer.status_code == 403
    assert SHOWN in answer.text


def test_a_form_whose_page_leads_elsewhere_gives_the_text_back_before(client: Client) -> None:
    weather["shut"] = True

    with_words, without = report(client, "old", text=TEXT), report(client, "old", text="lamp")

    assert with_words.status_code == 422
    assert SHOWN in with_words.text
    assert 'href="/lamps/open"' in with_words.text
    assert (without.status_code, without.headers["location"]) == (303, "/lamps/open")


@pytest.mark.parametrize("error", [Unavailable(), RuntimeError()])
def test_what_failed_on_our_side_is_sent_again_by_one_button_and_acts_once(
    client: Client, error: Exception
) -> None:
    token = token_of(client.get("/lamp"))
    weather["error"] = error

    failed = report(client, token, text=TEXT)
    weather.clear()
    again = [report(client, token_of(failed), text=TEXT) for _press in range(2)]

    assert failed.status_code >= 500
    assert SHOWN in failed.text
    assert '<form method="post" action="/lamp">' in failed.text
    assert [answer.status_code for answer in again] == [303, 303]
    assert announced(client) == 1


def test_a_form_with_a_secret_is_not_sent_again(client: Client) -> None:
    token = token_of(client.get("/lamp"))
    weather["error"] = Unavailable()

    failed = report(client, token, text=TEXT, password_now="open the door")

    assert "<form" not in failed.text
    assert "open the door" not in failed.text
    assert SHOWN in failed.text


def test_a_button_that_came_too_late_promises_no_text(client: Client) -> None:
    answer = client.post("/lamp/light/out", body="form_token=old", headers=FORM)

    assert answer.status_code == 422
    assert "nothing was changed" in answer.text
    assert not re.search("kept|<textarea", answer.text)


def test_a_form_with_files_that_came_too_late_asks_for_the_files_again(client: Client) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nlamp\r\n--x--\r\n'

    answer = client.post(
        "/lamp/picture", body=body, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )

    assert answer.status_code == 422
    assert "choose files again" in answer.text
