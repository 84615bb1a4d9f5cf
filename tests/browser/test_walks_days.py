"""An officer's days, duties and notices: every walk."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from kernel.ui import day_in
from tests.browser.walks import EVERY_WAY, TWO_WAYS, Walk
from tests.browser.working_days import worked_day
from tests.browser.writing import WRITTEN

ASSISTANT, OFFICER, ABOVE = "REV-DA-1", "REV-SO-1", "REV-US-1"
GROUNDS = "उस दिन विधानसभा का सत्र है।"
DAYS = {
    "days": "/wfh/days",
    "days-calendar": "/wfh/calendar",
    "days-roster": "/wfh/roster",
    "days-roster-month": "/wfh/roster?view=month",
    "days-duty": "/wfh/duty",
    "days-absence": "/wfh/duty/absences",
    "days-approvals": "/wfh/approvals",
    "notices": "/notify/notices",
}


def test_an_officer_sees_days_roster_duties_and_notices(walk: Walk) -> None:
    page = walk.page(OFFICER)
    for name, path in DAYS.items():
        page.goto(path)
        assert page.locator("h1").count() == 1
        walk.look(page, name, foreign=WRITTEN)


def test_a_day_at_home_is_asked_for_and_approved(walk: Walk) -> None:
    officer, above = walk.page(OFFICER), walk.page(ABOVE)
    day = _a_working_day(walk)
    officer.goto("/wfh/days/ask")
    walk.look(officer, "days-ask", foreign=WRITTEN)
    saturday = day + timedelta(days=5 - day.weekday())
    officer.fill("#first", saturday.isoformat())
    officer.fill("#reason", "परीक्षा")
    officer.click("main button.govuk-button")
    expect(officer.locator(".govuk-error-summary")).to_be_visible()
    expect(officer.locator("#reason")).to_have_value("परीक्षा")
    orders = ("GAD, five-day week from 2 February 2022", f"National holiday, list of {saturday.year}")
    walk.look(officer, "days-mistake", foreign=orders)
    officer.fill("#first", day.isoformat())
    officer.click("main button.govuk-button")
    officer.wait_for_url("**/wfh/days?year=*")
    walk.look(officer, "days-asked", foreign=WRITTEN)

    above.goto("/wfh/approvals")
    walk.look(above, "days-to-decide", foreign=WRITTEN)
    above.locator("a[href^='/wfh/approvals/']").first.click()
    above.wait_for_url("**/wfh/approvals/**")
    walk.look(above, "days-decision", foreign=WRITTEN)
    above.locator("form[action$='/approve'] button").click()
    above.wait_for_url("**/wfh/approvals?done=approved")
    officer.reload()
    expect(officer.locator("main .govuk-tag--green").first).to_be_visible()
    officer.goto(f"/wfh/roster?on={day.isoformat()}")
    expect(officer.locator(".ks-place--home")).to_have_count(1)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_day_at_home_is_refused_with_grounds(walk: Walk) -> None:
    assistant, above = walk.page(ASSISTANT), walk.page(OFFICER)
    day = _a_working_day(walk)
    asked = _asked_for(day, assistant, above)
    asked.locator("a[href^='/wfh/approvals/']").click()
    above.wait_for_url("**/wfh/approvals/**")
    above.click("details:has(form[action$='/refuse']) summary")
    above.fill("#grounds", "   ")
    above.click("form[action$='/refuse'] button")
    expect(above.locator("#grounds-error")).to_be_visible()
    walk.look(above, "days-refused-without-grounds", foreign=WRITTEN)
    above.fill("#grounds", GROUNDS)
    above.click("form[action$='/refuse'] button")
    above.wait_for_url("**/wfh/approvals?done=refused")
    expect(asked).to_have_count(0)
    walk.look(above, "days-refused", foreign=WRITTEN)
    assistant.reload()
    expect(assistant.locator("main")).to_contain_text(GROUNDS)
    walk.look(assistant, "days-told-of-refusal", foreign=WRITTEN)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_who_has_a_day_at_home_is_called_to_the_office_and_gets_it_back(walk: Walk) -> None:
    assistant, above = walk.page(ASSISTANT), walk.page(OFFICER)
    day = _a_working_day(walk, 70)
    asked = _asked_for(day, assistant, above)
    asked.locator("form[action$='/approve'] button").click()
    expect(asked).to_have_count(0)
    above.locator("ul.govuk-list a", has_text=day_in(day, walk.language)).click()
    above.click("details:has(form[action$='/recall']) summary")
    above.fill("#call", "   ")
    above.click("form[action$='/recall'] button")
    expect(above.locator("#call-error")).to_be_visible()
    walk.look(above, "days-called-without-grounds", foreign=WRITTEN)
    above.fill("#call", GROUNDS)
    above.click("form[action$='/recall'] button")
    above.wait_for_url("**/wfh/approvals?done=recalled")
    expect(above.locator("ul.govuk-list a", has_text=day_in(day, walk.language))).to_have_count(0)

    assistant.reload()
    told = assistant.locator(".ks-wide tr", has_text=day_in(day, walk.language)).first
    expect(told).to_contain_text(GROUNDS)
    assistant.click("main details:has(table) summary")
    walk.look(assistant, "days-told-of-call", foreign=WRITTEN)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_an_absence_is_recorded_and_cancelled(walk: Walk) -> None:
    page = walk.page(ASSISTANT)
    day = _a_working_day(walk) + timedelta(days=91)
    page.goto("/wfh/duty/absences")
    page.check("input[name=kind][value=TOUR]")
    page.fill("#starts_on", (day + timedelta(days=1)).isoformat())
    page.fill("#ends_on", day.isoformat())
    page.click("main button.govuk-button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    walk.look(page, "days-absence-ends-too-early", foreign=WRITTEN)
    page.fill("#starts_on", day.isoformat())
    page.click("main button.govuk-button")
    page.wait_for_url("**/wfh/duty?done=recorded")
    recorded = page.locator(f".ks-card[aria-label$='{day_in(day, walk.language)}']").first
    expect(recorded.locator("h3")).to_be_visible()
    walk.look(page, "days-absence-recorded", foreign=WRITTEN)
    recorded.locator("summary").click()
    recorded.locator("form[action$='/cancel'] button").click()
    page.wait_for_url("**/wfh/duty?done=cancelled")
    expect(recorded.locator(".govuk-tag--grey")).to_be_visible()
    assert recorded.locator("form").count() == 0
    walk.look(page, "days-absence-cancelled", foreign=WRITTEN)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_the_calendar_gets_an_address_then_another_and_then_none(walk: Walk) -> None:
    program, page = walk.page().request, walk.page(OFFICER)
    page.goto("/wfh/calendar")
    address = page.locator("#feed a[href$='.ics']")
    expect(address).to_have_count(0)
    page.click("form[action='/wfh/calendar/feed'] button")
    first = address.get_attribute("href") or ""
    walk.look(page, "days-calendar-with-address", foreign=WRITTEN)
    # A telephone reaches neither the VPN nor the secretariat.
    assert first.startswith(walk.site.url("INTERNET"))
    assert program.get(first).text().startswith("BEGIN:VCALENDAR")

    page.click("#feed details:has(form[action='/wfh/calendar/feed']) summary")
    walk.look(page, "days-calendar-another-address", foreign=WRITTEN)
    page.click("form[action='/wfh/calendar/feed'] button")
    expect(address).not_to_have_attribute("href", first)
    second = address.get_attribute("href") or ""
    assert [program.get(each).status for each in (first, second)] == [404, 200]

    page.click("#feed details:has(form[action='/wfh/calendar/feed/end']) summary")
    page.click("form[action='/wfh/calendar/feed/end'] button")
    expect(address).to_have_count(0)
    walk.look(page, "days-calendar-without-address", foreign=WRITTEN)
    assert program.get(second).status == 404


def _asked_for(day: date, assistant: Page, above: Page) -> Locator:
    """Ask for a day at home; its card before the officer who decides."""
    assistant.goto("/wfh/days/ask")
    assistant.fill("#first", day.isoformat())
    assistant.click("main button.govuk-button")
    assistant.wait_for_url("**/wfh/days?year=*")
    above.goto("/wfh/approvals")
    return above.locator(".ks-card", has=above.locator(f"time[datetime='{day.isoformat()}']"))


def _a_working_day(walk: Walk, later: int = 0) -> date:
    return worked_day(21 + later + 7 * EVERY_WAY.index(walk.way))
