"""What officers do, by the keyboard alone; the focus goes to what became of it."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from deploy.local.main_job.people import login_of
from tests.browser import keys, offices
from tests.browser.codes import code_now
from tests.browser.walks import EVERY_WAY, TWO_WAYS, WITH_SCRIPTS, Walk
from tests.browser.working_days import worked_day
from tests.browser.writing import REPLY, WRITTEN, written

ASSISTANT, OFFICER, ABOVE = "REV-DA-1", "REV-SO-1", "REV-US-1"
ERRORS, DONE = ".govuk-error-summary", ".govuk-notification-banner"


def has_the_focus(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()


def enter(page: Page) -> None:
    """Press what has the focus, and wait for the page that follows."""
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def press(page: Page, selector: str) -> None:
    """Go to a button and press it."""
    keys.tab_to(page, selector)
    enter(page)


@pytest.mark.parametrize("walk", WITH_SCRIPTS, indirect=True, ids=str)
def test_an_officer_signs_in_after_a_slip(walk: Walk) -> None:
    page, login = walk.page(), login_of(walk.site, "HFW-US-1")
    page.goto("/staff/login")
    keys.write(page, "#staff_uid", login["staff_uid"])
    keys.write(page, "#password", "not the password")
    keys.write(page, "#code", "123456")
    enter(page)
    has_the_focus(page, ERRORS)
    keys.write(page, "#password", login["password"])
    with code_now(walk.site, login) as code:
        keys.write(page, "#code", code)
        enter(page)

    page.wait_for_url("**/home")
    has_the_focus(page, "h1")


def test_a_case_is_answered_after_a_slip(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    page = walk.page(ABOVE)
    page.goto(f"/desk/cases/{offices.acts(walk.site, case.number, text='')}")

    keys.follow(page, ".ks-acts a[href$='/answer']", "**/answer")
    keys.write(page, "#text", "कम")
    press(page, keys.THE_BUTTON)
    has_the_focus(page, ERRORS)
    walk.look(page, "desk-answer-refused-by-keys", foreign=written(page))
    press(page, f"{ERRORS} a")
    has_the_focus(page, "#text")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(REPLY[walk.language])
    press(page, keys.THE_BUTTON)

    page.wait_for_url("**?done=answer")
    has_the_focus(page, DONE)
    walk.look(page, "desk-answered-by-keys", foreign=written(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_day_at_home_is_asked_for_and_approved(walk: Walk) -> None:
    assistant, above = walk.page(ASSISTANT), walk.page(OFFICER)
    day = a_working_day(walk)
    assistant.goto("/wfh/days/ask")
    keys.tab_to(assistant, "#first")
    assistant.keyboard.type(day.strftime("%m%d%Y"))
    press(assistant, keys.THE_BUTTON)
    assistant.wait_for_url("**/wfh/days?year=*")
    has_the_focus(assistant, DONE)
    walk.look(assistant, "days-asked-by-keys", foreign=WRITTEN)

    above.goto("/wfh/approvals")
    asked = f".ks-card:has(time[datetime='{day.isoformat()}'])"
    press(above, f"{asked} form[action$='/approve'] button")

    above.wait_for_url("**/wfh/approvals?done=approved")
    has_the_focus(above, DONE)
    expect(above.locator(asked)).to_have_count(0)
    walk.look(above, "days-approved-by-keys", foreign=WRITTEN)


def a_working_day(walk: Walk) -> date:
    """A weekday that no other test and no other walk asks for."""
    return worked_day(210 + 7 * EVERY_WAY.index(walk.way))
