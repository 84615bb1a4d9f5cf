"""Every journey of a citizen in both languages, with scripts and without, at 320 pixels and at 200 %."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import elsewhere, offices
from tests.browser.citizens import NAMES, PHOTOGRAPH, PLACES, RECEIPT, WORDS, Citizen
from tests.browser.walks import Walk

ASKED = {"hi": "हैंडपंप किस वार्ड में है?", "en": "In which ward is the handpump?"}
ANSWERED = {"hi": "हैंडपंप 20 नवंबर को सुधार दिया गया है।", "en": "The handpump was repaired on 20 November."}
SAID = tuple(text for each in (WORDS, PLACES, NAMES, ASKED, ANSWERED) for text in each.values())
READING = ("help", "accessibility", "privacy", "terms", "copyright", "sitemap")


def reading(walk: Walk) -> None:
    page = walk.page()
    page.goto("/")
    assert page.locator("a[href^='/d/']").count() > 50
    walk.look(page, "first-page")
    page.goto("/d/REV")
    walk.look(page, "department")
    for name in READING:
        page.goto(f"/about/{name}")
        walk.look(page, f"about-{name}")
    page.goto("/preferences?back=/")
    walk.look(page, "preferences")
    page.goto("/d/NOWHERE")
    walk.look(page, "nothing-here", foreign=("NOWHERE",))


def filing(walk: Walk) -> None:
    citizen = walk.citizen()
    page = citizen.page
    page.goto("/d/REV")
    page.click("a[href='/d/REV/file']")
    walk.look(page, "file-1-kind")
    page.check("input[value=GRIEVANCE]")
    citizen.go_on()
    walk.look(page, "file-2-text")
    citizen.tell()
    walk.look(page, "file-3-where")
    citizen.place()
    walk.look(page, "file-4-documents")
    citizen.attach(PHOTOGRAPH, RECEIPT)
    walk.look(page, "file-5-person")
    citizen.introduce()
    walk.look(page, "file-6-check", foreign=SAID)
    assert page.locator("dd", has_text=re.compile("2")).count()
    citizen.go_on()
    walk.look(page, "file-7-code")
    number = citizen.confirm()
    walk.look(page, "acknowledgement")

    assert re.fullmatch(r"\d{11}", number)
    page.goto("/case")
    walk.look(page, "case", foreign=SAID)
    assert page.locator("a[href^='/case/documents/']").count() == 2


def mistakes(walk: Walk) -> None:
    citizen = walk.citizen()
    page = citizen.page
    citizen.begin()
    _without_the_browsers_own_checks(page)
    page.fill("#text", "कम")
    citizen.go_on()
    walk.look(page, "file-2-text-wrong", foreign=("कम",))
    assert page.input_value("#text") == "कम"
    assert page.locator(".govuk-error-summary a[href='#text']").count() == 1

    citizen.tell()
    citizen.place()
    citizen.attach()
    citizen.introduce()
    citizen.go_on()
    page.fill("#code", "000000" if citizen.code() != "000000" else "111111")
    citizen.go_on()
    walk.look(page, "file-7-code-wrong")
    expect(page.locator("#code-error")).to_be_visible()


def resuming(walk: Walk) -> None:
    first = walk.citizen()
    first.begin()
    first.tell()
    code = first.page.inner_text(".govuk-inset-text strong")
    first.page.click(".govuk-inset-text a")
    walk.look(first.page, "draft-later")

    page = walk.page()
    page.goto("/")
    page.click("a[href='/drafts']")
    walk.look(page, "draft-resume")
    page.fill("#code", "1234")
    Citizen(page, walk.site, walk.language).go_on()
    walk.look(page, "draft-resume-wrong")
    page.fill("#code", code.replace(" ", ""))
    Citizen(page, walk.site, walk.language).go_on()

    expect(page).to_have_url(re.compile("/where$"))


def tracking(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    reader = walk.citizen(mobile=case.mobile)
    page = reader.page
    page.goto("/track")
    walk.look(page, "track")
    page.fill("#number", case.number)
    page.fill("#mobile", "9000000001")
    reader.go_on()
    walk.look(page, "track-wrong")
    page.fill("#number", case.number)
    page.fill("#mobile", case.mobile)
    reader.go_on()
    walk.look(page, "status")
    assert WORDS[walk.language] not in page.inner_text("main")
    reader.go_on()
    walk.look(page, "enter")
    page.fill("#code", reader.code())
    reader.go_on()

    expect(page.locator("main")).to_contain_text(WORDS[walk.language])
    page.goto("/case/not-my-number")
    walk.look(page, "not-my-number", foreign=SAID)
    page.goto("/case")
    page.click("a[href='/case/withdraw']")
    walk.look(page, "withdraw")
    reader.go_on()
    page.wait_for_url("**/case")
    walk.look(page, "case-withdrawn", foreign=SAID)


def answering_and_appealing(walk: Walk) -> None:
    case, citizen = opened(walk)
    page = citizen.page
    offices.acts(walk.site, case.number, "ask_citizen", text=ASKED[walk.language])
    page.goto("/case")
    walk.look(page, "case-asked", foreign=SAID)
    page.fill("#text", PLACES[walk.language])
    citizen.go_on()
    expect(page.locator("main")).to_contain_text(PLACES[walk.language])
    offices.acts(walk.site, case.number, "resolve", "dispose", text=ANSWERED[walk.language])
    page.goto("/case")
    walk.look(page, "case-disposed", foreign=SAID)
    citizen.go_on()
    assert page.locator("input[name=satisfied]:invalid").count()
    page.check("input[name=satisfied][value=false]")
    page.fill("#text", WORDS[walk.language])
    citizen.go_on()
    walk.look(page, "case-appealed", foreign=SAID)

    expect(page.locator("main")).to_contain_text(re.compile(r"269\d{8}"))


def being_satisfied(walk: Walk) -> None:
    case, citizen = opened(walk)
    page = citizen.page
    offices.acts(walk.site, case.number, "resolve", "dispose", text=ANSWERED[walk.language])
    page.goto("/case")
    page.check("input[name=satisfied][value=true]")
    citizen.go_on()
    page.wait_for_url("**/case")
    walk.look(page, "case-closed", foreign=SAID)

    assert page.locator("input[name=satisfied]").count() == 0
    page.click("form[action='/case/leave'] button")
    page.goto("/case")
    expect(page).to_have_url(re.compile("/track$"))


def filing_in_the_block(walk: Walk) -> None:
    portal = elsewhere.register(walk.site, "REV", ["https://revenue.example"])
    page = walk.page()
    page.goto(f"/embed/{portal}?lang={walk.language}")
    walk.look(page, "block-form")
    page.check("[name=nature][value=GRIEVANCE]")
    page.fill("[name=text]", WORDS[walk.language])
    page.select_option("[name=area]", "CG-DMT")
    page.fill("[name=name]", NAMES[walk.language])
    page.fill("[name=mobile]", "12345")
    _without_the_browsers_own_checks(page)
    page.click("main form button")
    walk.look(page, "block-form-wrong", foreign=SAID)
    page.fill("[name=mobile]", Citizen(page, walk.site).mobile)
    page.click("main form button")
    page.wait_for_url("**/sent/**")
    walk.look(page, "block-sent")

    assert page.locator("a[href^='/filings/']").count() == 1
    case = offices.files(walk.site, walk.language)
    page.goto(f"/embed/{portal}/track?lang={walk.language}")
    walk.look(page, "block-track")
    page.fill("[name=number]", case.number)
    page.fill("[name=mobile]", case.mobile)
    page.click("main form button")
    walk.look(page, "block-status")
    expect(page.locator("main")).to_contain_text(case.number)


JOURNEYS: tuple[Callable[[Walk], None], ...] = (
    reading,
    filing,
    mistakes,
    resuming,
    tracking,
    answering_and_appealing,
    being_satisfied,
    filing_in_the_block,
)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.__name__)
def test_a_citizen_gets_there(walk: Walk, journey: Callable[[Walk], None]) -> None:
    journey(walk)


def opened(walk: Walk) -> tuple[offices.Filed, Citizen]:
    """A case that lies open before its citizen."""
    case = offices.files(walk.site, walk.language)
    citizen = walk.citizen(mobile=case.mobile)
    citizen.page.goto(f"/track?number={case.number}")
    citizen.page.fill("#mobile", case.mobile)
    citizen.go_on()
    citizen.go_on()
    citizen.page.fill("#code", citizen.code())
    citizen.go_on()
    return case, citizen


def _without_the_browsers_own_checks(page: Page) -> None:
    page.locator("main form").first.evaluate("form => form.noValidate = true")
