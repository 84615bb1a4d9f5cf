"""A centre in a browser on the open internet: its operator signs in through the gateway and serves two citizens."""

import re

from playwright.sync_api import Page, expect

from tests.browser import offices
from tests.browser.citizens import NAMES, WORDS, Citizen
from tests.browser.conftest import Browse
from tests.browser.looking import Eye
from tests.browser.walks import Walk

OPERATOR, INTERNET = "LSK-CG-DMT-1-OP", "INTERNET"
SIGNED = re.compile(r"LSK-CG-DMT-1, CG\d+")
NUMBER = re.compile(r"(?<!\d)\d{11}(?!\d)")
SLIP = re.compile(r"\d{4} \d{4} \d{4} \d{4}")


def take_down(page: Page, language: str, by: str, mobile: str = "") -> None:
    """Fill in what the citizen says, and go on."""
    page.goto("/centre")
    page.click("a[href='/centre/file']")
    page.select_option("#department", "REV")
    page.check("input[value=GRIEVANCE]")
    page.select_option("#area", "CG-DMT")
    page.fill("#text", WORDS[language])
    page.fill("#name", NAMES[language])
    page.check(f"input[value={by}]")
    page.fill("#mobile", mobile)
    go_on(page)


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.click("main form button:not(.govuk-button--secondary) >> nth=0")


def found_on(page: Page, what: re.Pattern[str]) -> str:
    expect(page.locator("main")).to_contain_text(what)
    found = what.search(page.inner_text("main"))
    assert found
    return found[0]


def test_an_operator_on_the_internet_files_with_the_citizens_code_and_answers_with_it(
    walk: Walk,
) -> None:
    site, language = walk.site, walk.language
    page = walk.page(OPERATOR, INTERNET)
    citizen = Citizen(page, site, language)
    page.goto("/centre/file")
    walk.look(page, "centre-file")
    take_down(page, language, "CODE", citizen.mobile)
    walk.look(page, "centre-confirm")
    page.fill("#code", citizen.code())
    go_on(page)
    number = found_on(page, NUMBER)
    walk.look(page, "centre-registered")
    offices.acts(site, number, "ask_citizen", text=WORDS[language])

    page.goto("/centre/code")
    walk.look(page, "centre-code")
    page.fill("#number", number)
    page.fill("#mobile", citizen.mobile)
    go_on(page)
    walk.look(page, "centre-open")
    page.fill("#code", citizen.code())
    go_on(page)
    walk.look(page, "centre-case")
    page.fill("#text", WORDS[language])
    go_on(page)

    signed = SIGNED.findall(page.inner_text(".ks-timeline"))
    assert len(signed) == len(("handed in", "opened", "answered"))
    page.click("form[action$='/shut'] button")
    page.wait_for_url("**/centre")
    expect(page.locator("main")).to_contain_text(number)
    walk.look(page, "centre-register")


def test_a_slip_opens_the_case_at_the_counter(browse: Browse, look_at: Eye) -> None:
    page = browse("en", officer=OPERATOR, zone=INTERNET)
    take_down(page, "en", "SLIP")
    number, code = found_on(page, NUMBER), found_on(page, SLIP)

    page.goto("/centre/open")
    page.fill("#number", number)
    page.fill("#code", code)
    go_on(page)
    page.click("a[href$='/withdraw']")
    look_at(page, "centre-withdraw")
    go_on(page)

    expect(page.locator(".ks-timeline")).to_contain_text("You took it back")


def test_on_the_internet_an_operator_has_the_centre_and_nothing_of_an_office(browse: Browse) -> None:
    page = browse("en", officer=OPERATOR, zone=INTERNET)
    page.goto("/home")

    expect(page.locator("a[href='/centre']").first).to_be_visible()
    for path in ("/desk", "/desk/portals", "/staff/people", "/staff/audit"):
        answer = page.goto(path)
        assert answer
        assert answer.status == 403, path
