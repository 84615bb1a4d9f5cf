"""A citizen signs in by a code to the mobile; a number is a contact, not a person."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from falcon.testing import Result

from kernel import clock
from kernel.database import Database
from services.public import actions
from tests.clients import Client
from tests.public.citizens import Browser, announced, code_sent, filed, number_on, opened
from tests.public.questions import queries
from tests.public.test_centres import SAID, an_operator, enter, open_centres, sent, slip_on
from tests.public.town import MORNING, a_citizen, nodal

PROTECTED = {"person": {"name": "सीता", "mobile": "9876543210", "language": "hi", "protected": "true"}}


def asked_for_code(browser: Browser, mobile: str = "9876543210") -> tuple[str, Result]:
    """The address and the page where the code is entered."""
    sent = browser.send(browser.open("/my/sign-in"), "/my/sign-in", mobile=mobile)
    return sent.headers["location"], browser.follow(sent)


def signed_in(browser: Browser, town: Database, mobile: str = "9876543210") -> str:
    """The list that a citizen sees after the code."""
    where, page = asked_for_code(browser, mobile)
    return browser.follow(browser.send(page, where, code=code_sent(town, browser.client.context))).text


def listed_in(page: str) -> UUID:
    """The first case of a list."""
    found = re.search(r"/my/cases/([^\"]+)", page)
    assert found
    return UUID(found[1])


@pytest.mark.parametrize("mobile", ["+91 98765-43210", "098765 43210", "९८७६५ ४३२१०"])
def test_a_code_opens_the_list_of_own_cases(browser: Browser, town: Database, mobile: str) -> None:
    numbers = {number_on(filed(browser, town)) for _ in range(2)}

    page = signed_in(Browser(browser.client), town, mobile)

    assert set(re.findall(r"26\d{9}", page)) == numbers


def test_a_case_of_the_list_is_read_answered_and_left(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    citizen = Browser(browser.client)
    case_id = listed_in(signed_in(citizen, town))
    with town.transaction() as tx:
        actions.ask_citizen(tx, nodal(), browser.client.context, case_id, {"text": "खसरा नंबर क्या है?"})

    page = citizen.follow(citizen.open(f"/my/cases/{case_id}"))
    after = citizen.follow(citizen.send(page, "/case/answer", text="खसरा नंबर 214/2 है।"))
    citizen.send(after, "/case/leave")

    assert number in page.text
    assert "खसरा नंबर 214/2 है।" in after.text
    assert citizen.open("/my").headers["location"] == "/my/sign-in"
    assert citizen.open("/case").headers["location"] == "/track"


def test_the_first_page_leads_to_the_sign_in(browser: Browser) -> None:
    link = re.search(r'href="(/my)"', browser.open("/").text)

    assert link
    assert browser.open(link[1]).headers["location"] == "/my/sign-in"


def test_a_number_without_cases_is_answered_as_one_with(browser: Browser, town: Database) -> None:
    filed(browser, town)
    known, stranger = Browser(browser.client), Browser(browser.client)
    told = len(announced(town))

    _, unknown_page = asked_for_code(stranger, "9000000001")
    silent = len(announced(town))
    _, known_page = asked_for_code(known)

    bare = re.compile(r"/my/code/[-0-9a-f]+|value=\"[^\"]+\"")
    assert bare.sub("", unknown_page.text) == bare.sub("", known_page.text)
    assert silent == told
    assert len(announced(town)) == told + 1


def test_a_code_is_good_once_and_for_ten_minutes(browser: Browser, town: Database) -> None:
    filed(browser, town)
    where, page = asked_for_code(browser)
    code = code_sent(town, browser.client.context)
    browser.send(page, where, code=code)
    replayed = Browser(browser.client)
    again = replayed.send(replayed.open(where), where, code=code)
    where, _ = asked_for_code(browser)
    code = code_sent(town, browser.client.context)
    with clock.frozen(MORNING + timedelta(minutes=11)):
        late = replayed.send(replayed.open(where), where, code=code)

    assert again.status_code == late.status_code == 422
    assert "code-error" in again.text


def test_after_five_wrong_tries_the_right_code_is_dead_and_another_sign_in_is_not(
    browser: Browser, town: Database
) -> None:
    filed(browser, town)
    where, _ = asked_for_code(browser)
    code = code_sent(town, browser.client.context)
    for _ in range(5):
        browser.send(browser.open(where), where, code="000000" if code != "000000" else "111111")

    dead = browser.send(browser.open(where), where, code=code)

    assert dead.status_code == 422
    assert "26" in signed_in(Browser(browser.client), town)


def test_one_source_cannot_spend_what_a_mobile_may_receive(browser: Browser, town: Database) -> None:
    filed(browser, town)
    for _ in range(5):
        asked_for_code(browser)
    refused = browser.send(browser.open("/my/sign-in"), "/my/sign-in", mobile="9876543210")

    elsewhere = browser.client.post(
        "/v1/own/codes", json={"mobile": "9876543210"}, headers={"X-Forwarded-For": "127.0.0.77"}
    )

    assert refused.status_code == 429
    assert "कल फिर" in refused.text
    assert elsewhere.status_code == 200


def test_what_a_mobile_may_receive_is_new_from_midnight_in_india(client: Client) -> None:
    midnight = MORNING.replace(hour=18, minute=30)

    def asked_at(moment: datetime) -> Result:
        with clock.frozen(moment):
            return client.post("/v1/own/codes", json={"mobile": "9876543210"})

    before = [asked_at(midnight - timedelta(seconds=30)) for _ in range(6)][-1]
    after = asked_at(midnight + timedelta(seconds=1))

    assert (before.status_code, before.headers["retry-after"]) == (429, "30")
    assert after.status_code == 200


def test_a_recycled_number_opens_no_old_case(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    with clock.frozen(MORNING + timedelta(days=91)):
        told = len(announced(town))
        asked_for_code(Browser(browser.client))
        silent = len(announced(town))

        opened(browser, town, number)
        page = signed_in(Browser(browser.client), town)

    assert silent == told
    assert number in page


def test_a_protected_case_is_in_no_list(browser: Browser, town: Database) -> None:
    filed(browser, town, **PROTECTED)
    told = len(announced(town))

    asked_for_code(Browser(browser.client))

    assert len(announced(town)) == told


def test_a_mobile_that_was_given_up_leads_to_the_case_no_more(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    browser.send(browser.open("/case/not-my-number"), "/case/not-my-number")
    told = len(announced(town))

    asked_for_code(Browser(browser.client))
    status = browser.send(browser.open("/track"), "/track", number=number, mobile="9876543210")
    browser.send(status, "/track/code", number=number, mobile="9876543210")

    assert len(announced(town)) == told


def test_who_gives_a_mobile_up_reads_what_opens_the_case_after_that(
    browser: Browser, client: Client, town: Database
) -> None:
    open_centres(town)
    filed(browser, town)
    by_telephone = browser.open("/case/not-my-number").text
    slip = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])
    enter(at_centre := Browser(client), *slip)

    by_slip = at_centre.open("/case/not-my-number").text

    assert "आप भी इसे नहीं खोल सकेंगे" in by_telephone
    assert "पर्ची" not in by_telephone
    assert "पर्ची केवल वही लोक सेवा केंद्र देता है" in by_slip


def test_anothers_case_is_as_unknown_as_none(browser: Browser, town: Database) -> None:
    filed(browser, town, person={"name": "अन्य", "mobile": "9000000001", "language": "hi"})
    others = listed_in(signed_in(Browser(browser.client), town, "9000000001"))
    filed(browser, town)
    citizen = Browser(browser.client)
    signed_in(citizen, town)

    foreign = citizen.open(f"/my/cases/{others}")
    none = citizen.open("/my/cases/01920000-0000-7000-8000-000000000009")

    assert foreign.status_code == none.status_code == 404


def test_a_program_signs_in_and_lists_by_the_same_rules(
    browser: Browser, client: Client, town: Database
) -> None:
    number = number_on(filed(browser, town))
    asked = client.post("/v1/own/codes", json={"mobile": "9876543210"}).json
    code = code_sent(town, client.context)
    entry = {"sign_in_id": asked["sign_in_id"]}

    wrong = client.post("/v1/own/sessions", json={**entry, "code": "x"}).json
    session = client.post("/v1/own/sessions", json={**entry, "code": code}).json["session"]
    listed = client.get("/v1/own/cases", headers={"X-Citizen": session}).json

    assert wrong["session"] is None
    assert [each["number"] for each in listed["items"]] == [number]
    assert client.get("/v1/own/cases").status_code == 403


def test_a_repeated_key_never_stores_a_session(browser: Browser, client: Client, town: Database) -> None:
    filed(browser, town)
    asked = client.post("/v1/own/codes", json={"mobile": "9876543210"}).json
    entry = {"sign_in_id": asked["sign_in_id"], "code": code_sent(town, client.context)}
    key = {"Idempotency-Key": "the same key"}

    first = client.post("/v1/own/sessions", json=entry, headers=key).json["session"]
    second = client.post("/v1/own/sessions", json=entry, headers=key).json["session"]

    assert first
    assert second is None
    with town.transaction(reading=True) as tx:
        assert first not in str(tx.fetch_all(queries.find_answers))


def test_the_code_of_one_case_opens_no_list(browser: Browser, town: Database) -> None:
    filed(browser, town)

    assert browser.open("/my").headers["location"] == "/my/sign-in"
    assert a_citizen(None).mobile is None
