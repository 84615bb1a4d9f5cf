"""What an officer typed while the session ran out comes back after the sign-in, and to nobody else."""

import random
import re
import string
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pyotp
import pytest
from falcon.testing import Result

from kernel import clock
from kernel.clock import frozen
from kernel.database import Database
from services.auth import actions
from tests.auth.organisation import NOW, PASSWORD, SYSTEM
from tests.auth.test_pages import Browser, House, leads_to

LATER = NOW + timedelta(hours=3)
WHERE, BEFORE = "/files/files/7/notes?side=left", "/files/files/7"
# Nothing in it repeats, so that it does not shrink.
LONG = "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=58_000))
NOTE = "प्रकरण देखा गया; जाँच पूरी की जाए।"


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[House]:
    with frozen(NOW):
        yield House(database("auth"), tmp_path)


def sent_too_late(browser: Browser, **typed: str) -> Result:
    browser.jar.pop("access", None)
    with frozen(LATER):
        return browser.post(
            f"/staff/renew?{urlencode({'next': WHERE})}", typed, Referer=f"https://seva.example{BEFORE}"
        )


def signed_in_again(house: House, browser: Browser, shown: Result, **over: str) -> Result:
    """The sign-in page sent with what it carries, and the browser's next step with the same form."""
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    typed = {**fields, "staff_uid": "CG100001", "password": PASSWORD, **over}
    with frozen(LATER):
        typed.setdefault("code", house.office.code(clock.now()))
        answer = browser.post("/staff/login", typed)
        assert answer.status_code == 307, answer.text
        return browser.post(answer.headers["location"], typed)


def test_a_text_comes_back_into_its_form_and_lies_nowhere_meanwhile(house: House) -> None:
    browser = house.signed_in()

    over = sent_too_late(browser, form_token="old", note=NOTE, password_now="secret", then="sign")
    back = signed_in_again(house, browser, over)

    assert over.status_code == 200
    assert "What you typed is kept" in over.text
    assert NOTE not in over.text
    assert "secret" not in over.text + back.text
    assert f'<form method="post" action="{WHERE}">' in back.text
    assert f'name="note" value="{NOTE}"' in back.text
    assert 'name="then" value="sign"' in back.text
    assert 'name="form_token" value="old"' not in back.text
    assert f'href="{BEFORE}"' in back.text


def test_a_wrong_password_in_between_loses_nothing(house: House) -> None:
    browser = house.signed_in()
    over = sent_too_late(browser, note=NOTE)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', over.text))

    with frozen(LATER):
        wrong = browser.post(
            "/staff/login", {**fields, "staff_uid": "CG100001", "password": "not it", "code": "000000"}
        )
    back = signed_in_again(house, browser, wrong)

    assert wrong.status_code == 422
    assert f'name="note" value="{NOTE}"' in back.text


def test_another_person_gets_the_page_and_not_the_text(house: House) -> None:
    other = house.office.state.people["CG100002"]
    with house.context.database.transaction() as tx:
        actions.set_password(tx, SYSTEM, other, PASSWORD, is_initial=False)
        secret = actions.enrol_totp(tx, SYSTEM, house.context.sealing, other)
    internet = {"X-Zone": "INTERNET", "X-Device": ""}
    browser = house.signed_in(**internet)

    over = sent_too_late(browser, note=NOTE)
    back = signed_in_again(house, browser, over, staff_uid="CG100002", code=pyotp.TOTP(secret).at(LATER))

    assert (back.status_code, back.headers["location"]) == (303, BEFORE)
    assert NOTE not in back.text


@pytest.mark.parametrize(
    "typed",
    [
        {"then": "approve", "file_id": "01920000-0000-7000-8000-000000000003"},
        {"note": "शब्द " * 2000},
        {"note": LONG},
    ],
    ids=["buttons", "longer than a form may be", "longer than the sign-in carries"],
)
def test_what_cannot_or_need_not_be_kept_leads_to_the_sign_in_as_before(
    house: House, typed: dict[str, str]
) -> None:
    assert leads_to(sent_too_late(house.signed_in(), **typed)) == ("/staff/login", BEFORE)


def test_nobody_gets_anything_kept_without_the_cookie_of_the_session_that_is_over(house: House) -> None:
    assert leads_to(sent_too_late(house.browser(), note=NOTE)) == ("/staff/login", BEFORE)


@pytest.mark.parametrize("kept", ["", "AAAA", "not base64 ü", "x" * 500])
def test_what_nobody_sealed_opens_nothing(house: House, kept: str) -> None:
    answer = house.signed_in().post("/staff/kept", {"kept": kept, "next": "/wfh/days"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/wfh/days")
