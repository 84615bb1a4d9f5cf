"""A citizen reads and files, also in a portal's block: every walk."""

import re

from playwright.sync_api import Page, expect

from tests.browser import elsewhere, offices
from tests.browser.citizens import NAMES, PHOTOGRAPH, RECEIPT, WORDS, Citizen
from tests.browser.walks import Walk
from tests.browser.writing import SAID

READING = ("help", "accessibility", "privacy", "terms", "copyright", "sitemap")


def test_a_citizen_reads(walk: Walk) -> None:
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


def test_a_grievance_with_papers_is_filed_and_confirmed(walk: Walk) -> None:
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


def test_mistakes_are_told_beside_the_field_and_nothing_typed_is_lost(walk: Walk) -> None:
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


def test_a_draft_is_resumed_by_its_code(walk: Walk) -> None:
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


def test_the_block_takes_a_grievance_and_tells_its_state(walk: Walk) -> None:
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


def _without_the_browsers_own_checks(page: Page) -> None:
    page.locator("main form").first.evaluate("form => form.noValidate = true")
