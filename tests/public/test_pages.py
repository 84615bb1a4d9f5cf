"""The citizen's way over plain pages, without JavaScript."""

import gzip
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kernel import clock
from kernel.database import Database
from services.public import actions
from tests.public.citizens import FORM, Browser, asked, filed, filing_on, number_on, opened
from tests.public.questions import queries
from tests.public.test_filing import code_sent, counts
from tests.public.town import MORNING, nodal


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


def test_an_acknowledgement_promises_only_what_comes(browser: Browser, town: Database) -> None:
    dated = filed(browser, town).text
    undated = filed(browser, town, kind={"nature": "SUGGESTION"}).text

    for page in (dated, undated):
        assert "प्रकरण दूसरे विभाग को भेजे, तब आपको संदेश मिलेगा" in page
        assert "हर चरण" not in page
        assert "अपील कर सकते हैं" in page
    assert ["यदि तारीख बिना उत्तर के" in page for page in (dated, undated)] == [True, False]


def test_markup_is_shown_as_text(browser: Browser, town: Database) -> None:
    evil = "<img src=x onerror=alert(1)> {{ 7*7 }} हैंडपंप"

    page = opened(browser, town, number_on(filed(browser, town, text={"text": evil})))

    assert "<img src=x" not in page.text
    assert "&lt;img src=x" in page.text
    assert "{{ 7*7 }}" in page.text


def test_who_did_not_see_the_acknowledgement_sends_the_code_again(browser: Browser, town: Database) -> None:
    confirm = asked(browser, "code")
    action = filing_on(confirm)
    code = code_sent(town, browser.client.context)
    browser.send(confirm, action, code=code)
    browser.cookies.clear()

    page = browser.follow(browser.send(confirm, action, code=code))

    assert number_on(page)
    assert counts(town)["cases"] == 1
    with town.transaction(reading=True) as tx:
        assert browser.cookies["case"] not in str(tx.fetch_all(queries.find_answers))


def test_a_wrong_code_is_told_beside_its_field(browser: Browser, town: Database) -> None:
    confirm = asked(browser, "code")
    action = filing_on(confirm)

    answer = browser.send(confirm, action, code="000000x")

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
    assert "30 मिनट के भीतर भेजें" in page.text
    assert "वार्ड 4" in answered.text


def disposed(browser: Browser, town: Database) -> str:
    """The number of a case that has its final answer."""
    number = number_on(filed(browser, town))
    body = {"text": "हैंडपंप सुधार दिया गया है।"}
    with town.transaction() as tx:
        case = actions.track(tx, nodal(), browser.client.context, number, "9876543210")
        assert case
        actions.resolve(tx, nodal(), browser.client.context, case.case_id, body)
        actions.dispose(tx, nodal(), browser.client.context, case.case_id, body)
    return number


def test_not_satisfied_shows_the_appeal_with_its_number(browser: Browser, town: Database) -> None:
    page = opened(browser, town, disposed(browser, town))

    judged = browser.follow(browser.send(page, "/case/satisfaction", satisfied="false", text=""))

    assert "हैंडपंप सुधार दिया गया है।" in page.text
    assert re.search(r'id="satisfied-item-hint">[^<]*अपील नहीं हो सकेगी', page.text)
    assert re.search(r"अपील 269\d{8}", judged.text)
    assert "REV-DS-1" in judged.text


def test_the_number_of_an_appeal_leads_to_its_case(browser: Browser, town: Database) -> None:
    number = disposed(browser, town)
    page = opened(browser, town, number)
    judged = browser.follow(browser.send(page, "/case/satisfaction", satisfied="false", text=""))
    appeal = re.search(r"अपील (269\d{8})", judged.text)
    assert appeal
    reader = Browser(browser.client, source="127.0.0.10")

    status = reader.send(reader.open("/track"), "/track", number=appeal[1], mobile="9876543210")
    read = opened(reader, town, appeal[1])

    assert status.status_code == 200
    assert f"प्रकरण {number}" in status.text
    assert "हैंडपंप सुधार दिया गया है।" in read.text


def test_a_case_is_taken_back_and_left(browser: Browser, town: Database) -> None:
    page = opened(browser, town, number_on(filed(browser, town)))

    assert "/case/withdraw" in page.text
    withdrawn = browser.follow(browser.send(browser.open("/case/withdraw"), "/case/withdraw"))
    browser.send(withdrawn, "/case/leave")

    assert "वापस लिया गया" in withdrawn.text
    assert browser.open("/case").headers["location"] == "/track"


@pytest.mark.parametrize("path", ["/", "/d/REV", "/d/REV/file", "/drafts", "/track", "/track/enter"])
def test_every_page_stands_in_both_languages_and_is_light(path: str, browser: Browser) -> None:
    hindi, english = browser.open(path), Browser(browser.client, "en").open(path)

    assert re.search(r"[ऀ-ॿ]", hindi.text)
    assert '<html lang="en">' in english.text
    assert len(hindi.content) < 40_000
    assert "<script" not in hindi.text


def test_the_language_asked_for_is_kept(browser: Browser) -> None:
    browser.open("/d/REV?lang=en")

    assert '<html lang="en">' in browser.open("/track").text


@pytest.mark.parametrize("code", ["NOPE", "<b>", "..%2f..", "%00", "क"])
def test_a_department_that_is_none_has_no_page(code: str, browser: Browser) -> None:
    shown = browser.open(f"/d/{code}")
    sent = browser.client.post(f"/d/{code}/file", body=b"text=x", headers={"Content-Type": FORM})

    assert 400 <= shown.status_code < 500
    assert 400 <= sent.status_code < 500
    assert "<b>" not in shown.text


def test_the_code_sent_twice_opens_the_case_twice(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    reader = Browser(browser.client)
    status = reader.send(reader.open("/track"), "/track", number=number, mobile="9876543210")
    entry = reader.send(status, "/track/code", number=number, mobile="9876543210")
    code = code_sent(town, browser.client.context)
    fields = {"number": number, "code": code}

    first = reader.send(entry, "/track/enter", **fields)
    with_its_cookie = reader.send(entry, "/track/enter", **fields)
    reader.cookies.clear()
    before_the_cookie_came = reader.send(entry, "/track/enter", **fields)

    answers = (first, with_its_cookie, before_the_cookie_came)
    assert [answer.headers.get("location") for answer in answers] == ["/case"] * 3
    assert number in reader.follow(before_the_cookie_came).text


def test_a_wrong_code_still_counts_and_is_told(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    reader = Browser(browser.client)
    status = reader.send(reader.open("/track"), "/track", number=number, mobile="9876543210")
    entry = reader.send(status, "/track/code", number=number, mobile="9876543210")
    code = code_sent(town, browser.client.context)
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(5):
        refused = reader.send(entry, "/track/enter", number=number, code=wrong)
        entry = refused
    late = reader.send(entry, "/track/enter", number=number, code=code)

    assert 'id="code-error"' in refused.text
    assert late.status_code == 422


def test_the_timeline_says_who_has_it_and_what_comes_next(browser: Browser, town: Database) -> None:
    page = opened(browser, town, number_on(filed(browser, town)))

    assert "REV-US-1" in page.text
    assert "नोडल अधिकारी इसे पढ़कर संबंधित अधिकारी को सौंपेंगे।" in page.text


def test_departments_stand_in_the_order_of_the_readers_alphabet(browser: Browser) -> None:
    hindi = re.findall(r'<a href="/d/([A-Z]+)">', browser.open("/").text)
    english = re.findall(r'<a href="/d/([A-Z]+)">', Browser(browser.client, "en").open("/").text)

    assert english == ["HFW", "LAND", "PWD", "REV", "EDU"]
    assert hindi == ["LAND", "REV", "PWD", "EDU", "HFW"]


@pytest.mark.parametrize(("wanted", "found"), [("राजस्व", ["REV"]), ("revenue", ["REV"]), ("<b>", [])])
def test_a_department_is_found_by_part_of_its_name(browser: Browser, wanted: str, found: list[str]) -> None:
    page = browser.open(f"/?{urlencode({'q': wanted})}")

    assert re.findall(r'<a href="/d/([A-Z]+)">', page.text) == found
    assert "<b>" not in page.text


def test_a_printed_square_brings_the_number_along(browser: Browser) -> None:
    assert 'value="26200000017"' in browser.open("/track?number=26200000017").text


@pytest.mark.parametrize("path", ["/track", "/about/help"])
def test_who_lost_the_number_is_led_to_the_list_of_own_cases(path: str, browser: Browser) -> None:
    page = browser.open(path).text

    assert re.search(r'<a href="/my">[^<]*अपने सभी प्रकरण देखें', page)
    assert "हेल्पलाइन" not in page


def test_who_has_a_slip_comes_from_where_the_number_is_entered_to_where_its_code_is(browser: Browser) -> None:
    assert 'href="/track/enter"' in browser.open("/track").text


def test_with_the_mobile_a_code_was_sent_to_it_and_the_number_stays(browser: Browser, town: Database) -> None:
    number = number_on(filed(browser, town))
    reader = Browser(browser.client)
    status = reader.send(reader.open("/track"), "/track", number=number, mobile="9876543210")
    given = {"number": number, "mobile": "9876543210"}

    entry = reader.send(status, "/track/code", **given)
    refused = reader.send(entry, "/track/enter", **given, code="x")

    for page in (entry, refused):
        assert f'type="hidden" name="number" value="{number}"' in page.text
        assert "कोड भेज दिया गया" in page.text
        assert "पर्ची का कोड लिखें" not in page.text


def test_another_code_is_sent_from_the_page_of_the_code(browser: Browser, town: Database) -> None:
    confirm = asked(browser, "code")

    with clock.frozen(MORNING + timedelta(minutes=2)):
        again = browser.follow(browser.send(confirm, f"{filing_on(confirm)}/code"))
    code = code_sent(town, browser.client.context)
    page = browser.follow(browser.send(again, filing_on(again), code=code))

    assert "दूसरा कोड भेज दिया गया है।" in again.text
    assert "3210" in again.text
    assert number_on(page)


def test_a_page_that_stood_open_too_long_gives_its_button_again(browser: Browser, town: Database) -> None:
    page = opened(browser, town, number_on(filed(browser, town)))

    answer = browser.client.post(
        "/case/leave", body=b"form_token=old", headers={**browser._headers(), "Content-Type": FORM}
    )

    assert answer.status_code == 422
    assert 'action="/case/leave"' in page.text
    assert 'action="/case/leave"' in answer.text


STYLE = Path(__file__).resolve().parents[2] / "kernel" / "ui" / "static" / "citizen.css"
SCRIPT = STYLE.with_name("upload.js")


def test_every_page_of_a_filing_is_light_on_the_line(browser: Browser, town: Database) -> None:
    pages = {step: asked(browser, step) for step in ("kind", "text", "where", "documents", "person", "check")}
    pages["code"] = asked(browser, "code")
    pages["acknowledgement"] = filed(browser, town)
    pages["case"] = browser.open("/case")

    weights = {name: len(gzip.compress(page.content, 1)) for name, page in pages.items()}

    beside = len(gzip.compress(STYLE.read_bytes(), 9))
    script = len(gzip.compress(SCRIPT.read_bytes(), 9))
    assert [name for name, weight in weights.items() if weight > 12 * 1024] == []
    assert SCRIPT.stat().st_size <= 8 * 1024
    assert max(weights.values()) + beside + script <= 40 * 1024
