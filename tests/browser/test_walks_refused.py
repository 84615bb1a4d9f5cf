"""What cannot be done: the page says so, and gives back what was written: every walk."""

from playwright.sync_api import Page, expect

from tests.browser import offices
from tests.browser.walks import Walk
from tests.browser.writing import ASKED, REPLY, press, written

OFFICER, NODAL = "REV-SO-1", "REV-US-1"
OTHER_DEPARTMENT = "HFW"
AT_ANOTHER_DESK = {"hi": "वह दूसरे डेस्क पर जा चुका है", "en": "it went to another one"}
NOT_SAVED = {"hi": "यह सहेजा नहीं गया है", "en": "It is not saved"}


def gives_back(page: Page, language: str, text: str) -> None:
    """The page has the focus at its heading, and what was written below it."""
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("main")).to_contain_text(NOT_SAVED[language])
    expect(page.locator("main textarea")).to_have_value(text)


def test_who_opens_what_is_not_hers_is_told(walk: Walk) -> None:
    page = walk.page(OFFICER)
    answer = page.goto("/staff/people")

    assert answer
    assert answer.status == 403
    expect(page.locator("h1")).to_be_focused()
    assert page.locator("main textarea").count() == 0
    walk.look(page, "refused")
    page.click("main p a")
    page.wait_for_url("**/home")


def test_an_answer_to_a_case_that_went_elsewhere_meanwhile_is_given_back(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    address = f"/desk/cases/{offices.acts(walk.site, case.number, text='')}"
    page, elsewhere = walk.page(NODAL), walk.page(NODAL)
    page.goto(f"{address}/answer")
    page.fill("#text", REPLY[walk.language])
    elsewhere.goto(f"{address}/transfer")
    elsewhere.select_option("#to_department", OTHER_DEPARTMENT)
    elsewhere.fill("#text", REPLY[walk.language])
    press(elsewhere)
    elsewhere.wait_for_url("**/desk?done=transfer")

    press(page)

    gives_back(page, walk.language, REPLY[walk.language])
    expect(page.locator("main")).to_contain_text(AT_ANOTHER_DESK[walk.language])
    assert page.locator("main .govuk-button").count() == 0
    walk.look(page, "refused-with-text", foreign=written(page))


def test_an_answer_of_a_citizen_whose_case_was_shut_meanwhile_is_given_back(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    offices.acts(walk.site, case.number, "ask_citizen", text=ASKED[walk.language])
    citizen = walk.citizen(mobile=case.mobile)
    page = citizen.page
    page.goto(f"/track?number={case.number}")
    page.fill("#mobile", case.mobile)
    citizen.go_on()
    citizen.go_on()
    page.fill("#code", citizen.code())
    citizen.go_on()
    page.wait_for_url("**/case")
    page.fill("#text", REPLY[walk.language])
    page.context.clear_cookies(name="case")

    citizen.go_on()

    gives_back(page, walk.language, REPLY[walk.language])
    walk.look(page, "refused-to-citizen", foreign=written(page))
    page.click("main a.govuk-button")
    page.wait_for_url("**/track")
