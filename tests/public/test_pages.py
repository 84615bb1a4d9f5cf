"""The citizen's way over plain pages, without JavaScript."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import Result

from kernel.database import Database
from services.public import actions
from services.public.pages import pages
from tests.clients import Client
from tests.public.questions import queries
from tests.public.test_api import multipart
from tests.public.test_filing import PDF, code_sent, counts
from tests.public.town import nodal

FORM = "application/x-www-form-urlencoded"
WISH = {
    "nature": "GRIEVANCE",
    "area": "CG-DMT",
    "text": "हैंडपंप तीन महीने से ख़राब है, पंचायत में बताया था।",
    "name": "सीता बाई",
    "mobile": "९८७६५ ४३२१०",
    "email": "",
    "address": "",
}


class Browser:
    """Keeps cookies and sends forms as a browser without scripts does."""

    def __init__(self, client: Client, language: str = "hi") -> None:
        self.client, self.language, self.cookies = client, language, {}

    def open(self, path: str) -> Result:
        return self._kept(self.client.get(path, headers=self._headers()))

    def send(self, page: Result, action: str, papers: Any = (), **fields: Any) -> Result:
        fields = {"form_token": token_for(page, action), **fields}
        if papers:
            body, kind = multipart(fields, list(papers))
        else:
            body, kind = urlencode(fields).encode(), FORM
        return self._kept(
            self.client.post(action, body=body, headers=self._headers() | {"Content-Type": kind})
        )

    def follow(self, answer: Result) -> Result:
        assert answer.status_code == 303, answer.text
        return self.open(answer.headers["location"])

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Accept-Language": self.language, **({"Cookie": cookies} if cookies else {})}

    def _kept(self, answer: Result) -> Result:
        for name, cookie in answer.cookies.items():
            self.cookies[name] = cookie.value
        return answer


def token_for(page: Result, action: str) -> str:
    found = re.search(
        rf'action="{re.escape(action)}".*?name="form_token" value="([^"]+)"', page.text, re.DOTALL
    )
    assert found, page.text
    return found[1]


@pytest.fixture
def browser(client: Client) -> Browser:
    pages.templates.environment.cache.clear()
    return Browser(client)


def filed(browser: Browser, town: Database, **over: Any) -> Result:
    """The acknowledgement of a filing that went all the way."""
    form = browser.open("/d/REV/file")
    confirm = browser.follow(browser.send(form, "/d/REV/file", **{**WISH, **over}))
    action = re.search(r'action="(/filings/[^"/]+)"', confirm.text)
    assert action
    code = code_sent(town, browser.client.context)
    return browser.follow(browser.send(confirm, action[1], code=code))


def number_on(page: Result) -> str:
    found = re.search(r"\b(26\d{9})\b", page.text)
    assert found
    return found[1]


def opened(browser: Browser, town: Database, number: str) -> Result:
    """The case as its citizen reads it after the code."""
    status = browser.send(browser.open("/track"), "/track", number=number, mobile="9876543210")
    entry = browser.send(status, "/track/code", number=number, mobile="9876543210")
    code = code_sent(town, browser.client.context)
    return browser.follow(browser.send(entry, "/track/enter", number=number, code=code))


def test_a_departments_page_names_the_limit_and_its_order(browser: Browser) -> None:
    page = browser.open("/d/REV")

    assert '<html lang="hi">' in page.text
    assert "राजस्व विभाग" in page.text
    assert "15 दिन" in page.text
    assert "CG GAD May 2024" in page.text


def test_a_citizen_files_confirms_and_holds_a_number(browser: Browser, town: Database) -> None:
    acknowledged = filed(browser, town)

    assert "25 मार्च 2026" in acknowledged.text
    assert number_on(acknowledged)[2] == "2"
    assert counts(town)["cases"] == 1


def test_a_photograph_and_a_pdf_come_along(browser: Browser, town: Database) -> None:
    form = browser.open("/d/REV/file")

    sent = browser.send(form, "/d/REV/file", [("क.pdf", "application/pdf", PDF)], **WISH)

    assert sent.status_code == 303
    assert counts(town)["documents"] == 1


def test_what_was_typed_is_kept_and_each_error_stands_beside_its_field(
    browser: Browser, town: Database
) -> None:
    form = browser.open("/d/REV/file")

    answer = browser.send(form, "/d/REV/file", **{**WISH, "mobile": "12", "text": "कम"})

    assert answer.status_code == 422
    assert "सीता बाई" in answer.text
    assert 'id="mobile-error"' in answer.text
    assert 'aria-describedby="mobile-hint mobile-error"' in answer.text
    assert 'href="#text"' in answer.text
    assert counts(town)["filings"] == 0


def test_a_hostile_paper_leaves_the_form_filled_in(browser: Browser, town: Database) -> None:
    form = browser.open("/d/REV/file")

    answer = browser.send(form, "/d/REV/file", [("a.jpg", "image/jpeg", b"<script>")], **WISH)

    assert answer.status_code == 415
    assert "सीता बाई" in answer.text
    assert 'id="papers-error"' in answer.text
    assert counts(town)["filings"] == 0


def test_markup_is_shown_as_text(browser: Browser, town: Database) -> None:
    evil = "<img src=x onerror=alert(1)> {{ 7*7 }} हैंडपंप"

    page = opened(browser, town, number_on(filed(browser, town, text=evil)))

    assert "<img src=x" not in page.text
    assert "&lt;img src=x" in page.text
    assert "{{ 7*7 }}" in page.text


def test_who_falls_into_the_trap_leaves_no_trace(browser: Browser, town: Database) -> None:
    form = browser.open("/d/REV/file")

    answer = browser.send(form, "/d/REV/file", website="http://spam.example", **WISH)

    assert answer.status_code == 303
    assert counts(town) == dict.fromkeys(counts(town), 0)


def test_a_form_sent_twice_is_one_filing(browser: Browser, town: Database) -> None:
    form = browser.open("/d/REV/file")

    first = browser.send(form, "/d/REV/file", **WISH)
    second = browser.send(form, "/d/REV/file", **WISH)

    assert first.headers["location"] == second.headers["location"]
    assert counts(town)["filings"] == 1


def test_who_did_not_see_the_acknowledgement_sends_the_code_again(browser: Browser, town: Database) -> None:
    confirm = browser.follow(browser.send(browser.open("/d/REV/file"), "/d/REV/file", **WISH))
    action = re.search(r'action="(/filings/[^"/]+)"', confirm.text)
    assert action
    code = code_sent(town, browser.client.context)
    browser.send(confirm, action[1], code=code)
    browser.cookies.clear()

    page = browser.follow(browser.send(confirm, action[1], code=code))

    assert number_on(page)
    assert counts(town)["cases"] == 1
    with town.transaction(reading=True) as tx:
        assert browser.cookies["case"] not in str(tx.fetch_all(queries.find_answers))


def test_a_wrong_code_is_told_beside_its_field(browser: Browser, town: Database) -> None:
    form = browser.open("/d/REV/file")
    confirm = browser.follow(browser.send(form, "/d/REV/file", **WISH))
    action = re.search(r'action="(/filings/[^"/]+)"', confirm.text)
    assert action

    answer = browser.send(confirm, action[1], code="000000x")

    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text
    assert counts(town)["cases"] == 0


def test_number_and_mobile_show_dates_and_no_content(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    stranger = Browser(browser.client)

    status = stranger.send(stranger.open("/track"), "/track", number=number, mobile="98765 43210")

    assert status.status_code == 200
    assert "25 मार्च 2026" in status.text
    assert "हैंडपंप" not in status.text
    assert "सीता" not in status.text


def test_a_wrong_mobile_is_answered_like_an_unknown_number(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    stranger = Browser(browser.client)

    answer = stranger.send(stranger.open("/track"), "/track", number=number, mobile="9876543211")

    assert answer.status_code == 422
    assert "25 मार्च" not in answer.text
    assert 'id="number-error"' in answer.text


def test_a_slip_of_the_finger_is_named(browser: Browser) -> None:
    answer = browser.send(browser.open("/track"), "/track", number="26200000171", mobile="9876543210")

    assert answer.status_code == 422
    assert "कोई अंक ग़लत है" in answer.text


def test_without_a_code_the_case_stays_shut(browser: Browser, town: Database) -> None:
    filed(browser, town)

    assert Browser(browser.client).open("/case").headers["location"] == "/track"


def test_a_question_is_answered_on_the_page(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    with town.transaction() as tx:
        case = actions.track(tx, nodal(), browser.client.context, number, "9876543210")
        assert case
        body = {"text": "हैंडपंप किस वार्ड में है?"}
        actions.ask_citizen(tx, nodal(), browser.client.context, case.case_id, body)
    page = opened(browser, town, number)

    answered = browser.follow(browser.send(page, "/case/answer", text="वार्ड 4, शिव मंदिर के पास।"))

    assert "किस वार्ड में है" in page.text
    assert "वार्ड 4" in answered.text


def test_not_satisfied_shows_the_appeal_with_its_number(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    body = {"text": "हैंडपंप सुधार दिया गया है।"}
    with town.transaction() as tx:
        case = actions.track(tx, nodal(), browser.client.context, number, "9876543210")
        assert case
        actions.resolve(tx, nodal(), browser.client.context, case.case_id, body)
        actions.dispose(tx, nodal(), browser.client.context, case.case_id, body)
    page = opened(browser, town, number)

    judged = browser.follow(browser.send(page, "/case/satisfaction", satisfied="false", text=""))

    assert "हैंडपंप सुधार दिया गया है।" in page.text
    assert re.search(r"अपील 269\d{8}", judged.text)


def test_a_case_is_taken_back_and_left(browser: Browser, town: Database) -> None:
    page = opened(browser, town, number_on(filed(browser, town)))

    withdrawn = browser.follow(browser.send(page, "/case/withdraw"))
    browser.send(withdrawn, "/case/leave")

    assert "वापस लिया गया" in withdrawn.text
    assert browser.open("/case").headers["location"] == "/track"


@pytest.mark.parametrize("path", ["/", "/d/REV", "/d/REV/file", "/track", "/track/enter"])
def test_every_page_stands_in_both_languages_and_is_light(path: str, browser: Browser) -> None:
    hindi, english = browser.open(path), Browser(browser.client, "en").open(path)

    assert re.search(r"[ऀ-ॿ]", hindi.text)
    assert '<html lang="en">' in english.text
    assert len(hindi.content) < 40_000
    assert "<script" not in hindi.text


def test_the_language_asked_for_is_kept(browser: Browser) -> None:
    browser.open("/d/REV?lang=en")

    assert '<html lang="en">' in browser.open("/track").text


def test_every_field_has_its_label(browser: Browser) -> None:
    page = browser.open("/d/REV/file").text

    labels = set(re.findall(r'<label for="([^"]+)"', page))
    fields = set(re.findall(r'<(?:input|textarea|select) id="([^"]+)"', page))
    assert fields <= labels


@pytest.mark.parametrize("code", ["NOPE", "<b>", "..%2f..", "%00", "क"])
def test_a_department_that_is_none_has_no_page(code: str, browser: Browser) -> None:
    shown = browser.open(f"/d/{code}")
    sent = browser.client.post(f"/d/{code}/file", body=b"text=x", headers={"Content-Type": FORM})

    assert 400 <= shown.status_code < 500
    assert 400 <= sent.status_code < 500
    assert "<b>" not in shown.text


def test_a_form_without_its_token_changes_nothing(browser: Browser, town: Database) -> None:
    answer = browser.client.post("/d/REV/file", body=urlencode(WISH), headers={"Content-Type": FORM})

    assert answer.status_code == 422
    assert counts(town)["filings"] == 0
