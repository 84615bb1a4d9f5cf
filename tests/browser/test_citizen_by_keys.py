"""Every journey of a citizen by the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from deploy.local.installation import Installation
from tests.browser import elsewhere, keys, offices
from tests.browser.citizens import NAMES, WORDS, Citizen
from tests.browser.conftest import Browse

ASKED, ANSWERED = "In which ward is the handpump?", "The handpump was repaired on 20 November."


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_case_is_filed(browse: Browse, site: Installation, language: str) -> None:
    page = browse(language)
    citizen = Citizen(page, site, language)
    page.goto("/d/REV/file")

    keys.choose(page, "input[name=nature]")
    keys.send(page)
    keys.write(page, "#text", WORDS[language])
    keys.send(page)
    keys.tab_to(page, "#area")
    page.keyboard.press("ArrowDown")
    keys.send(page)
    keys.follow(page, "button[value=on]", "**/person")
    keys.write(page, "#name", NAMES[language])
    keys.write(page, "#mobile", citizen.mobile)
    keys.send(page)
    expect(page).to_have_url(re.compile("/check$"))
    keys.send(page)
    keys.write(page, "#code", citizen.code())
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/case/acknowledgement$"))


def test_a_case_is_found_answered_and_judged(browse: Browse, site: Installation) -> None:
    case = offices.files(site, "en")
    offices.acts(site, case.number, "ask_citizen", text=ASKED)
    citizen = Citizen(browse("en"), site, "en", mobile=case.mobile)
    page = citizen.page
    page.goto("/")

    keys.follow(page, "a[href='/track']", "**/track")
    keys.write(page, "#number", case.number)
    keys.write(page, "#mobile", case.mobile)
    page.keyboard.press("Enter")
    page.wait_for_selector("main form:not(:has(#number))")
    keys.tab_to(page, keys.THE_BUTTON)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    keys.write(page, "#code", citizen.code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/case")
    keys.write(page, "#text", "In ward 4.")
    keys.tab_to(page, keys.THE_BUTTON)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("In ward 4.")
    offices.acts(site, case.number, "resolve", "dispose", text=ANSWERED)
    page.goto("/case")
    keys.choose(page, "input[name=satisfied]")
    keys.tab_to(page, keys.THE_BUTTON)
    page.keyboard.press("Enter")

    page.wait_for_load_state()
    expect(page.locator("input[name=satisfied]")).to_have_count(0)


def test_a_draft_is_laid_by_and_taken_up_again(browse: Browse, site: Installation) -> None:
    first = Citizen(browse("hi"), site)
    first.begin()
    keys.write(first.page, "#text", WORDS["hi"])
    keys.send(first.page)
    keys.follow(first.page, ".govuk-inset-text a", "**/later")
    code = first.page.inner_text(".govuk-panel__title").replace(" ", "")
    page = browse("hi")
    page.goto("/")

    keys.follow(page, "a[href='/drafts']", "**/drafts")
    keys.write(page, "#code", code)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/where$"))


def test_the_block_of_a_portal_is_filled_in(browse: Browse, site: Installation) -> None:
    portal = elsewhere.register(site, "REV", ["https://revenue.example"])
    page = browse("en")
    page.goto(f"/embed/{portal}?lang=en")

    keys.choose(page, "[name=nature]")
    keys.write(page, "[name=text]", WORDS["en"])
    keys.tab_to(page, "[name=area]")
    page.keyboard.press("ArrowDown")
    keys.write(page, "[name=name]", NAMES["en"])
    keys.write(page, "[name=mobile]", Citizen(page, site).mobile)
    keys.follow(page, "main form button", "**/sent/**")

    assert page.locator("a[href^='/filings/']").count() == 1
