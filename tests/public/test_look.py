"""The pages of citizens who signed in and of centres are light, whole, valid, accessible and in one language."""

import gzip
from urllib.parse import urlencode

import pytest
from falcon.testing import Result
from playwright.sync_api import Browser as Chromium

from kernel.database import Database
from kernel.identity import Actor
from tests.browser.looking import Eye
from tests.clients import Client
from tests.public.citizens import FORM, Browser, code_sent, filed, token_for
from tests.public.test_centres import SAID, an_operator, open_centres
from tests.ui.serving import show

LIGHT = 12 * 1024


@pytest.mark.parametrize("language", ["hi", "en"])
def test_pages_of_own_cases_and_centres_are_whole(
    chromium: Chromium, client: Client, town: Database, language: str
) -> None:
    open_centres(town)
    shown = {**_of_a_citizen(client, town, language), **_of_a_centre(client, language)}
    eye, page = Eye(), chromium.new_page(viewport={"width": 320, "height": 800})
    eye.follow(page, javascript=True)

    for name, result in shown.items():
        page.unroute_all()
        show(page, f"/{name}", result.text)
        eye(page, name, foreign=tuple(SAID.values()))

    assert [name for name, result in shown.items() if len(gzip.compress(result.content, 1)) > LIGHT] == []
    page.close()


def _of_a_citizen(client: Client, town: Database, language: str) -> dict[str, Result]:
    filed(Browser(client, language), town)
    citizen = Browser(client, language)
    form = citizen.open("/my/sign-in")
    sent = citizen.send(form, "/my/sign-in", mobile="9876543210")
    where, code = sent.headers["location"], code_sent(town, client.context)
    entry = citizen.follow(sent)
    return {
        "my-sign-in": form,
        "my-sign-in-wrong": citizen.send(citizen.open("/my/sign-in"), "/my/sign-in", mobile="12"),
        "my-code": entry,
        "my-code-wrong": citizen.send(entry, where, code="000000x"),
        "my": citizen.follow(citizen.send(citizen.open(where), where, code=code)),
    }


def _of_a_centre(client: Client, language: str) -> dict[str, Result]:
    operator = an_operator()
    form = _asked(client, operator, "/centre/file", language)
    sent = _sent(client, operator, language, **SAID)
    cookies = "; ".join(f"{name}={each.value}" for name, each in sent.cookies.items())
    return {
        "centre-file": form,
        "centre-file-wrong": _sent(client, operator, language, **{**SAID, "text": "", "mobile": "1"}),
        "centre-slip": _asked(client, operator, sent.headers["location"], language, Cookie=cookies),
        "centre-slip-again": _asked(client, operator, "/centre/slip", language),
        "centre": _asked(client, operator, "/centre", language),
    }


def _asked(client: Client, operator: Actor, path: str, language: str, **headers: str) -> Result:
    return client.get(path, actor=operator, headers={"Accept-Language": language, **headers})


def _sent(client: Client, operator: Actor, language: str, **fields: str) -> Result:
    form = _asked(client, operator, "/centre/file", language)
    body = urlencode({"form_token": token_for(form, "/centre/file"), **fields}).encode()
    headers = {"Content-Type": FORM, "Accept-Language": language}
    return client.post("/centre/file", actor=operator, body=body, headers=headers)
