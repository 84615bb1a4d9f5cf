"""Passkeys, backup codes and the second factor once more, in a browser without a script."""

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result

from kernel.clock import frozen
from kernel.database import Database
from tests.auth.authenticator import Authenticator
from tests.auth.organisation import NOW
from tests.auth.test_pages import Browser, House, leads_to, token_of

LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[House]:
    with frozen(NOW):
        yield House(database("auth"), tmp_path)


def options_in(page: Result) -> dict[str, Any]:
    found = re.search(r"data-passkey='([^']+)'", page.text)
    assert found, page.text
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def hidden_in(page: Result) -> dict[str, str]:
    """What the confirming form sends without being asked."""
    form = page.text.split('action="/staff/step-up/confirm')[1].split("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields}


def confirm(browser: Browser, page: Result, **typed: str) -> tuple[Result, dict[str, str]]:
    action = re.search(r'action="(/staff/step-up/confirm[^"]*)"', page.text)
    assert action, page.text
    sent = {**hidden_in(page), **typed}
    return browser.post(html.unescape(action[1]), sent), sent


def renewed(browser: Browser) -> None:
    browser.get("/staff/renew?next=/home")


def test_a_form_comes_back_from_the_second_factor_with_all_that_was_typed(house: House) -> None:
    browser = house.signed_in()
    page = browser.get("/staff/backup-codes")
    typed = {"form_token": token_of(page, "/staff/backup-codes"), "remark": 'a "quoted" <word> & हिन्दी'}
    with frozen(LATER):
        renewed(browser)
        asked = browser.post("/staff/backup-codes", typed)
        form = browser.post(asked.headers["location"], typed)
        wrong, _ = confirm(browser, form, step_code="000000")
        right, sent = confirm(browser, wrong, step_code=house.office.code(LATER))
        done = browser.post(right.headers["location"], sent)

    assert (asked.status_code, leads_to(asked)) == (307, ("/staff/step-up", "/staff/backup-codes"))
    assert "What you typed is kept" in form.text
    assert wrong.status_code == 422
    assert "code or passkey is not right" in wrong.text
    assert sent["remark"] == typed["remark"]
    assert (right.status_code, right.headers["location"]) == (307, "/staff/backup-codes")
    assert done.status_code == 200
    assert len(re.findall(r"<code[^>]*>\d{4} \d{4} \d{4}</code>", done.text)) == 10


def test_a_confirmation_that_is_pressed_twice_goes_on_once(house: House) -> None:
    browser = house.signed_in()
    page = browser.get("/staff/backup-codes")
    typed = {"form_token": token_of(page, "/staff/backup-codes")}
    with frozen(LATER):
        renewed(browser)
        form = browser.post(browser.post("/staff/backup-codes", typed).headers["location"], typed)
        code = house.office.code(LATER)
        answers = [confirm(browser, form, step_code=code)[0] for _ in range(2)]

    assert [(each.status_code, each.headers["location"]) for each in answers] == [
        (307, "/staff/backup-codes")
    ] * 2


def test_a_page_that_needs_it_is_shown_after_it_and_at_once_when_it_is_fresh(house: House) -> None:
    browser = house.signed_in()
    at_once = browser.get("/staff/passkeys/new")
    with frozen(LATER):
        renewed(browser)
        asked = browser.get("/staff/passkeys/new")
        form = browser.get(asked.headers["location"])
        right, _ = confirm(browser, form, step_code=house.office.code(LATER))
        page = browser.get(right.headers["location"])
        again = browser.get("/staff/step-up?next=/staff/passkeys/new")

    assert at_once.status_code == page.status_code == 200
    assert (asked.status_code, leads_to(asked)) == (303, ("/staff/step-up", "/staff/passkeys/new"))
    assert right.status_code == again.status_code == 303
    assert again.headers["location"] == "/staff/passkeys/new"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/staff/step-up?next=/x"])
def test_the_second_factor_leads_to_no_other_site_and_in_no_circle(house: House, wanted: str) -> None:
    browser = house.signed_in()

    assert browser.get(f"/staff/step-up?next={wanted}").headers["location"] == "/home"


def test_who_is_not_signed_in_confirms_nothing(house: House) -> None:
    answer = house.browser().post("/staff/step-up/confirm?next=/home", {"step_code": house.office.code(NOW)})

    assert leads_to(answer)[0] == "/staff/renew"


def test_a_new_name_of_a_passkey_is_kept_when_the_page_was_open_too_long(house: House) -> None:
    browser, key = house.signed_in(), Authenticator()
    form = browser.get("/staff/passkeys/new")
    token = token_of(form, "/staff/passkeys/new")
    typed = {"form_token": token, "name": "laptop", "passkey": key.make(options_in(form))}
    added = browser.get(browser.post("/staff/passkeys/new", typed).headers["location"])
    rename = next(iter(re.findall(r'action="(/staff/passkeys/[^"]+/rename)"', added.text)))

    late = browser.post(rename, {"form_token": "old", "name": "घर का लैपटॉप"})

    assert late.status_code == 422
    assert re.search('<input [^>]*id="name"[^>]* value="घर का लैपटॉप"', late.text)
    assert '<details class="govuk-details" open>' in late.text


def test_a_passkey_is_added_named_used_and_removed(house: House) -> None:
    browser, key = house.signed_in(), Authenticator()
    form = browser.get("/staff/passkeys/new")
    token = token_of(form, "/staff/passkeys/new")
    typed = {"form_token": token, "name": "<b>laptop</b>", "passkey": key.make(options_in(form))}
    added = browser.get(browser.post("/staff/passkeys/new", typed).headers["location"])
    rename, remove = (
        next(
            path for path in re.findall(r'action="(/staff/passkeys/[^"]+)"', added.text) if path.endswith(end)
        )
        for end in ("/rename", "/remove")
    )
    named = browser.post(rename, {"form_token": token_of(added, rename), "name": "घर का लैपटॉप"})
    listed = browser.get(named.headers["location"])
    other = house.browser()
    login = other.get("/staff/login")
    by_key = {"form_token": token_of(login, "/staff/login"), "passkey": key.answer(options_in(login))}
    signed = other.post("/staff/login", by_key)
    removed = browser.post(remove, {"form_token": token_of(listed, remove)})
    after = browser.get(removed.headers["location"])
    again = house.browser()
    login = again.get("/staff/login")
    by_key = {"form_token": token_of(login, "/staff/login"), "passkey": key.answer(options_in(login))}
    refused = again.post("/staff/login", by_key)

    assert "&lt;b&gt;laptop&lt;/b&gt;" in added.text
    assert "घर का लैपटॉप" in listed.text
    assert (signed.status_code, signed.headers["location"]) == (303, "/home")
    assert "You have no passkey yet." in after.text
    assert refused.status_code == 422
    assert "This passkey did not open the sign-in." in refused.text


def test_a_passkey_that_was_not_made_is_asked_for_again(house: House) -> None:
    browser = house.signed_in()
    form = browser.get("/staff/passkeys/new")
    typed = {"form_token": token_of(form, "/staff/passkeys/new"), "name": "x", "passkey": "{}"}

    answer = browser.post("/staff/passkeys/new", typed)

    assert answer.status_code == 409
    assert 'value="x"' in answer.text
    assert options_in(answer)["challenge"] != options_in(form)["challenge"]


def test_a_backup_code_is_typed_as_it_is_printed(house: House) -> None:
    browser = house.signed_in()
    page = browser.get("/staff/backup-codes")
    made = browser.post("/staff/backup-codes", {"form_token": token_of(page, "/staff/backup-codes")})
    code = re.findall(r"<code[^>]*>([\d ]+)</code>", made.text)[0]

    signed = house.sign_in(house.browser(), code=code)
    listed = browser.get("/staff/passkeys")

    assert signed.status_code == 303
    assert "9 of 10 backup codes are left." in listed.text
    assert "If that was not you" in listed.text


def test_a_sign_in_without_anything_says_what_is_missing(house: House) -> None:
    browser = house.browser()
    form = browser.get("/staff/login")

    answer = browser.post("/staff/login", {"form_token": token_of(form, "/staff/login")})

    assert answer.status_code == 422
    for field in ("staff_uid", "password", "code"):
        assert f'id="{field}-error"' in answer.text


def test_the_pages_of_factors_speak_hindi(house: House) -> None:
    browser = house.signed_in(**{"Accept-Language": "hi"})
    page = browser.get("/staff/backup-codes")
    codes = browser.post("/staff/backup-codes", {"form_token": token_of(page, "/staff/backup-codes")})
    with frozen(LATER):
        renewed(browser)
        step_up = browser.get("/staff/step-up?next=/home")

    for shown in (browser.get("/staff/passkeys"), browser.get("/staff/passkeys/new"), page, codes, step_up):
        text = shown.text.split("</head>")[-1].replace("Government of Chhattisgarh", "").replace("Anjali", "")
        text = re.sub(r"<[^>]+>|CG100001|REV-SO-1|KaryaSetu|English|VPN|LAN|A1B2C|Enter", "", text)
        assert re.findall(r"[A-Za-z]{3,}", text) == []


def test_an_attacker_from_everywhere_does_not_lock_the_officer_out(house: House) -> None:
    known = house.signed_in()
    crowd = [
        house.browser(**{"X-Device": "", "X-Zone": "INTERNET", "X-Forwarded-For": f"198.51.100.{n}"})
        for n in range(110)
    ]
    statuses = [house.sign_in(each, code="000000").status_code for each in crowd]
    with frozen(NOW + timedelta(minutes=1)):
        stranger = house.sign_in(crowd[-1])
        at_home = Browser(
            house.app, dict(known.jar), {"X-Zone": "INTERNET", "X-Forwarded-For": "203.0.113.5"}
        )
        by_browser = house.sign_in(at_home)
    with frozen(NOW + timedelta(minutes=2)):
        by_device = house.sign_in(house.browser(**{"X-Forwarded-For": "203.0.113.9"}))

    assert statuses == [422] * 100 + [429] * 10
    assert stranger.status_code == 429
    assert by_browser.status_code == by_device.status_code == 303
