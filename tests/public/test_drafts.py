"""A filing in the making: kept from the first answer on, gone on with by its code, sent once."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from kernel import clock
from kernel.database import Database
from kernel.edge.context import Context
from services.public import actions
from services.public.domain.draft import STEPS, Step, in_groups, is_resume_code, new_resume_code
from tests.public.citizens import ANSWERS, FORM, Browser, address_on, asked, code_sent, filed, filing_on
from tests.public.questions import queries
from tests.public.test_filing import counts
from tests.public.town import MORNING

CODE = re.compile(r'translate="no">(\d{4} \d{4} \d{4} \d{4})<')


def code_on(page: object) -> str:
    found = CODE.search(page.text)  # type: ignore[attr-defined]  # a page of falcon's test client.
    assert found
    return found[1]


def drafts(town: Database) -> int:
    with town.transaction(reading=True) as tx:
        return int(tx.fetch_value(queries.count_drafts))


def test_each_step_says_how_far_one_has_come(browser: Browser) -> None:
    page = asked(browser, "where")

    assert "6 में से चरण 3" in page.text
    assert [step.number for step in STEPS] == [1, 2, 3, 4, 5, 6]
    assert re.search(r'class="govuk-back-link" href="/drafts/[^"]+/text"', page.text)


def test_the_first_answer_is_kept_and_sealed(browser: Browser, town: Database) -> None:
    asked(browser, "where")

    with town.transaction(reading=True) as tx:
        written = tx.fetch_value(queries.find_drafts_written)
    assert drafts(town) == 1
    assert "हैंडपंप".encode().hex() not in written
    assert b"GRIEVANCE".hex() not in written


def test_before_the_first_answer_nothing_is_kept(browser: Browser, town: Database) -> None:
    browser.open("/d/REV/file")

    assert drafts(town) == 0


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        ("kind", "nature", "SERVICE"),
        ("person", "email", "kein at"),
        ("person", "language", "fr"),
        ("person", "mobile", "12"),
        ("person", "name", "   "),
        ("text", "text", "कम"),
        ("text", "text", "क" * 5001),
        ("where", "area", ""),
        ("where", "area", "CG-NONE"),
        ("where", "place", "क" * 201),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_kept(
    browser: Browser, step: str, field: str, value: str
) -> None:
    page = asked(browser, step)
    action = "/d/REV/file" if step == "kind" else address_on(page, f"/{step}")

    answer = browser.send(page, action, **{**ANSWERS[step], field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    for name, kept in ANSWERS[step].items():
        assert name == field or kept in answer.text


def test_the_check_shows_all_answers_with_the_way_to_change_each(browser: Browser) -> None:
    page = asked(browser, "check")

    for shown in ("हैंडपंप", "धमतरी, ग्राम कुर्दी, वार्ड 4", "सीता बाई", "९८७६५ ४३२१०"):
        assert shown in page.text
    ways = re.findall(r'<dd class="govuk-summary-list__actions"><a href="/drafts/[^"/]+/(\w+)"', page.text)
    assert set(ways) == {"kind", "text", "where", "documents", "person"}


def test_a_changed_answer_leads_back_to_the_check(browser: Browser) -> None:
    check = asked(browser, "check")
    there = browser.open(address_on(check, "/check").replace("/check", "/where"))

    back = browser.follow(
        browser.send(there, address_on(there, "/where"), area="CG-DRG", place="भिलाई, सेक्टर 6")
    )

    assert "दुर्ग, भिलाई, सेक्टर 6" in back.text
    assert 'action="' + address_on(back, "/check") in back.text


def test_whoever_skips_ahead_is_led_to_the_missing_answer(browser: Browser) -> None:
    page = asked(browser, "where")
    check = address_on(page, "/where").replace("/where", "/check")

    assert browser.open(check).headers["location"].endswith("/where")


def test_a_draft_sent_unfinished_is_refused(browser: Browser, town: Database, means: Context) -> None:
    page = asked(browser, "where")
    check = address_on(page, "/where").replace("/where", "/check")

    answer = browser.client.post(
        check, body=b"form_token=x", headers={**browser._headers(), "Content-Type": FORM}
    )

    assert answer.status_code == 303
    assert counts(town)["filings"] == 0


def test_the_code_goes_on_in_another_browser(browser: Browser) -> None:
    code = code_on(asked(browser, "where"))
    other = Browser(browser.client)

    page = other.follow(other.send(other.open("/drafts"), "/drafts", code=code))

    assert "6 में से चरण 3" in page.text
    assert code in page.text


@pytest.mark.parametrize("spelled", ["{}", "{}\u00a0", " {} ", "{} "])
def test_a_code_is_read_as_people_key_it(browser: Browser, spelled: str) -> None:
    code = code_on(asked(browser, "text"))
    devanagari = code.translate({ord(str(n)): chr(ord("०") + n) for n in range(10)})
    other = Browser(browser.client)

    for each in (code, code.replace(" ", ""), code.replace(" ", "-"), devanagari):
        answer = other.send(other.open("/drafts"), "/drafts", code=spelled.format(each))
        assert answer.status_code == 303


def test_a_slip_of_the_finger_is_told_from_a_guess(browser: Browser) -> None:
    code = code_on(asked(browser, "text")).replace(" ", "")
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)
    unknown = new_resume_code()

    slipped = browser.send(browser.open("/drafts"), "/drafts", code=slip)
    guessed = browser.send(browser.open("/drafts"), "/drafts", code=unknown)

    assert "कोई अंक ग़लत है" in slipped.text
    assert "इस कोड का कोई अधूरा फ़ॉर्म नहीं है" in guessed.text
    assert (slipped.status_code, guessed.status_code) == (422, 422)


def test_guessing_codes_ends_after_some_tries(browser: Browser) -> None:
    page = browser.open("/drafts")
    statuses = []

    for _ in range(22):
        answer = browser.send(page, "/drafts", code=new_resume_code())
        statuses.append(answer.status_code)
        page = answer

    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert 'action="/drafts"' in page.text


def test_a_draft_is_shut_to_who_has_only_its_address(browser: Browser, town: Database) -> None:
    page = asked(browser, "where")
    address, stranger = address_on(page, "/where"), Browser(browser.client)

    for step in ("kind", "text", "where", "documents", "person", "check", "later"):
        assert stranger.open(address.replace("where", step)).headers["location"] == "/drafts"
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    body = urlencode({"form_token": token[1], "area": "CG-DRG"}).encode()
    sent = stranger.client.post(address, body=body, headers={"Content-Type": FORM})

    assert sent.status_code == 404
    assert (
        "अधूरा फ़ॉर्म"
        in stranger.client.post(
            address, body=body, headers={"Content-Type": FORM, "Accept-Language": "hi"}
        ).text
    )


def test_a_page_open_too_long_keeps_what_was_typed_and_one_button_goes_on(browser: Browser) -> None:
    page = asked(browser, "text")
    with clock.frozen(MORNING + timedelta(hours=5)):
        late = browser.send(page, address_on(page, "/text"), **ANSWERS["text"])
        onwards = browser.send(late, address_on(late, "/text"), **ANSWERS["text"])

    assert late.status_code == 422
    assert ANSWERS["text"]["text"] in late.text
    assert onwards.headers["location"].endswith("/where")


def test_sent_twice_it_is_one_filing(browser: Browser, town: Database) -> None:
    check = asked(browser, "check")

    first = browser.send(check, address_on(check, "/check"))
    again = browser.open(address_on(check, "/check"))
    from_another_address = browser.send(again, address_on(again, "/check"))

    assert first.headers["location"] == from_another_address.headers["location"]
    assert counts(town)["filings"] == 1


def test_a_mended_mobile_makes_the_code_of_the_old_one_worthless(browser: Browser, town: Database) -> None:
    confirm = asked(browser, "code")
    old, code = filing_on(confirm), code_sent(town, browser.client.context)
    way = re.search(r'href="(/drafts/[^"]+/person)"', confirm.text)
    assert way
    person = browser.open(way[1])

    check = browser.follow(browser.send(person, way[1], **{**ANSWERS["person"], "mobile": "9876500000"}))
    new = browser.follow(browser.send(check, address_on(check, "/check")))

    assert browser.send(confirm, old, code=code).status_code == 404
    assert filing_on(new) != old
    assert "0000" in new.text
    assert counts(town) == {**counts(town), "filings": 1, "cases": 0}


def test_the_registered_case_ends_its_draft_and_has_the_place_in_its_text(
    browser: Browser, town: Database
) -> None:
    filed(browser, town)

    case = browser.open("/case")
    assert drafts(town) == 0
    assert "स्थान: ग्राम कुर्दी, वार्ड 4" in case.text


def test_the_chosen_language_is_that_of_the_case(browser: Browser, town: Database) -> None:
    filed(browser, town, person={"language": "en"})

    assert "Place: ग्राम कुर्दी" in browser.open("/case").text


def test_a_protected_name_stays_protected(browser: Browser, town: Database) -> None:
    check = asked(browser, "check", person={"protected": "true"})

    assert "जिस कार्यालय की शिकायत है उसे नहीं दिखाया जाएगा" in check.text
    filed(browser, town, person={"protected": "true"})
    with town.transaction(reading=True) as tx:
        assert tx.fetch_value(queries.count_protected) == 1


def test_who_falls_into_the_trap_leaves_no_trace(browser: Browser, town: Database) -> None:
    page = browser.open("/d/REV/file")

    answer = browser.send(page, "/d/REV/file", nature="GRIEVANCE", website="http://spam.example")

    assert answer.status_code == 303
    assert drafts(town) == 0


def test_hostile_answers_are_shown_as_text(browser: Browser) -> None:
    evil = '"><script>alert(1)</script>{{ 7*7 }}'

    check = asked(browser, "check", text={"text": evil}, where={"place": evil}, person={"name": evil})

    assert "<script>alert" not in check.text
    assert check.text.count("&lt;script&gt;") == 3


def test_left_and_deleted_drafts_are_gone(browser: Browser, town: Database) -> None:
    page = asked(browser, "where")
    code, later = code_on(page), address_on(page, "/where").replace("/where", "/later")

    shown = browser.open(later)
    browser.send(shown, later.replace("later", "leave"))
    shut = browser.open(later).headers["location"]
    browser.send(browser.open("/drafts"), "/drafts", code=code)
    browser.send(browser.open(later), later.replace("later", "delete"))

    assert code in shown.text
    assert shut == "/drafts"
    assert drafts(town) == 0


def test_two_drafts_stay_open_side_by_side(browser: Browser) -> None:
    first, second = asked(browser, "where"), asked(browser, "text")

    sent = browser.send(first, address_on(first, "/where"), **ANSWERS["where"])

    assert sent.status_code == 303
    assert browser.open("/drafts").text.count('<li><a href="/drafts/') == 2
    assert address_on(second, "/text")


def test_time_ends_a_draft(browser: Browser, town: Database) -> None:
    page = asked(browser, "where")
    with clock.frozen(MORNING + timedelta(days=7, hours=1)), town.transaction() as tx:
        ended = actions.expire_drafts(tx)

    assert ended == 1
    assert browser.open(address_on(page, "/where")).headers["location"] == "/drafts"


def test_a_draft_not_touched_for_seven_days_is_no_longer_found(browser: Browser) -> None:
    code = code_on(asked(browser, "where"))
    with clock.frozen(MORNING + timedelta(days=7, hours=1)):
        answer = browser.send(browser.open("/drafts"), "/drafts", code=code)

    assert answer.status_code == 422


def test_every_question_stands_in_both_languages_with_a_label_for_each_field(browser: Browser) -> None:
    for language in ("en", "hi"):
        visitor = Browser(browser.client, language)
        for step in ANSWERS:
            text = asked(visitor, step).text
            labels = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
            fields = set(re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', text))
            assert fields <= labels, step
            assert f'<html lang="{language}"' in text


def test_a_code_has_sixteen_digits_and_finds_a_slip() -> None:
    code = new_resume_code()

    assert is_resume_code(code)
    assert not is_resume_code(code[:-1])
    assert not is_resume_code(code[:-1] + "x")
    assert in_groups("123456789012") == "1234 5678 9012"
    assert Step.CHECK.after is Step.CHECK
