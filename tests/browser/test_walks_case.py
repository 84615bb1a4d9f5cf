"""A citizen follows a case: every walk."""

import re

from playwright.sync_api import expect

from kernel.clock import local_date, now
from tests.browser import offices
from tests.browser.citizens import PLACES, WORDS, Citizen
from tests.browser.walks import Walk
from tests.browser.writing import ANSWERED, ASKED, SAID


def test_a_case_is_tracked_by_number_and_mobile_and_withdrawn(walk: Walk) -> None:
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


def test_a_question_is_answered_and_the_outcome_appealed(walk: Walk) -> None:
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

    expect(page.locator("main")).to_contain_text(re.compile(rf"{local_date(now()).year % 100:02d}9\d{{8}}"))


def test_who_is_satisfied_closes_the_case(walk: Walk) -> None:
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


def test_own_cases_are_listed_by_a_code_and_left(walk: Walk) -> None:
    filer = walk.citizen()
    filer.files()
    citizen = walk.citizen(mobile=filer.mobile, used=filer.used)
    page = citizen.page
    page.goto("/my/sign-in")
    walk.look(page, "my-sign-in")
    page.fill("#mobile", filer.mobile)
    citizen.go_on()
    walk.look(page, "my-code")
    page.fill("#code", citizen.code())
    citizen.go_on()
    page.wait_for_url("**/my")
    walk.look(page, "my", foreign=SAID)
    page.click("a[href^='/my/cases/']")
    expect(page.locator("main")).to_contain_text(WORDS[walk.language])

    page.goto("/my")
    page.click("form[action='/my/leave'] button")
    page.goto("/my")
    expect(page).to_have_url(re.compile("/my/sign-in$"))


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
