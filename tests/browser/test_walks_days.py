"""An officer's days, duties and notices: every walk."""

from datetime import timedelta

from playwright.sync_api import expect

from kernel.clock import local_date, now
from tests.browser.walks import WAYS, Walk
from tests.browser.writing import WRITTEN

OFFICER, ABOVE = "REV-SO-1", "REV-US-1"
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
    day = local_date(now()) + timedelta(days=21 + 7 * WAYS.index(walk.way))
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    officer.goto("/wfh/days/ask")
    walk.look(officer, "days-ask", foreign=WRITTEN)
    officer.fill("#first", (day + timedelta(days=5 - day.weekday())).isoformat())
    officer.fill("#reason", "परीक्षा")
    officer.click("main button.govuk-button")
    expect(officer.locator(".govuk-error-summary")).to_be_visible()
    expect(officer.locator("#reason")).to_have_value("परीक्षा")
    walk.look(officer, "days-mistake", foreign=("GAD, five-day week from 2 February 2022",))
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
    above.wait_for_url("**/wfh/approvals")
    officer.reload()
    expect(officer.locator("main .govuk-tag--green").first).to_be_visible()
    officer.goto(f"/wfh/roster?on={day.isoformat()}")
    expect(officer.locator(".ks-place--home")).to_have_count(1)
