"""Every journey of an officer in both languages, with scripts and without, at 320 pixels, at 200 % and wide."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kernel.clock import local_date, now
from tests.browser import elsewhere, offices
from tests.browser.citizens import NAMES, PHOTOGRAPH, WORDS
from tests.browser.walks import WAYS, Walk

OFFICER, ABOVE, ASSISTANT, NODAL = "REV-SO-1", "REV-US-1", "REV-DA-1", "REV-US-1"
APPELLATE, COLLECTOR, ADMINISTRATOR = "REV-DS-1", "COL-CG-DMT-1", "GAD-ADM-1"
SUBJECT, NOTE = "सीमांकन प्रकरण, ग्राम कुरूद", "प्रकरण आदेशार्थ प्रस्तुत है।"
REPLY = {
    "hi": "हैंडपंप की मरम्मत के लिए दल 22 नवंबर को भेजा जाएगा।",
    "en": "A team is sent on 22 November to repair the handpump.",
}
# What officers and citizens write, orders by their numbers and names that are the same everywhere.
WRITTEN = ("CSMOP", "CG GAD May 2024", "Sushasan Tihar", "SUSHASAN-TIHAR", SUBJECT, NOTE)
CALLED = (
    "shared",
    "directory",
    "revenue",
    "Content-Security-Policy",
    "JSON",
    "OpenAPI",
    "API",
    "frame-src",
    "none",
)
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


def signing_in(walk: Walk) -> None:
    page = walk.page()
    page.goto("/staff/login?next=/files/inbox")
    walk.look(page, "staff-login")
    page.fill("#staff_uid", "CG999999")
    page.fill("#password", "not the password")
    page.fill("#code", "123 456")
    page.click("main button")
    walk.look(page, "staff-login-refused")

    assert page.locator(".govuk-error-summary").is_visible()
    assert page.input_value("#staff_uid") == "CG999999"
    assert page.input_value("#password") == page.input_value("#code") == ""


def the_officers_own_pages(walk: Walk) -> None:
    page = walk.page(OFFICER)
    for path in ("/home", "/staff/account", "/staff/password", "/staff/post"):
        page.goto(path)
        walk.look(page, path.strip("/").replace("/", "-"), foreign=WRITTEN)
        assert page.locator("h1").count() == 1


def a_paper_and_its_file(walk: Walk) -> None:
    page = walk.page(ASSISTANT)
    page.goto("/files/receipts/new")
    walk.look(page, "diary", foreign=WRITTEN)
    page.fill("#subject", SUBJECT)
    _press(page)
    walk.look(page, "receipt", foreign=WRITTEN)
    page.click("[data-key=f]")
    walk.look(page, "receipt-mark", foreign=WRITTEN)
    page.go_back()
    page.click("[data-key=n]")
    walk.look(page, "receipt-put-up", foreign=WRITTEN)
    page.fill("#note", "प्रकरण प्रस्तुत है।\n\nनियम 12 लागू।")
    _press(page)
    page.wait_for_url("**/files/files/**")
    walk.look(page, "file", foreign=WRITTEN)
    address = page.url.split("?")[0]
    for name in ("paper", "letter", "print"):
        page.goto(f"{address}/{name}")
        walk.look(page, f"file-{name}", foreign=WRITTEN)
    _a_scan(walk, page, f"{address}/paper")
    page.goto(address)
    page.fill("#body", NOTE)
    page.click("button[value=forward]")
    walk.look(page, "file-to-nobody", foreign=WRITTEN)
    page.fill("#to", OFFICER)
    page.click("button[value=forward]")
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    walk.look(page, "inbox", foreign=WRITTEN)


def _a_scan(walk: Walk, page: Page, address: str) -> None:
    page.goto(address)
    page.check("input[name=grade][value=UNCLASSIFIED]")
    page.set_input_files("input[type=file]", PHOTOGRAPH)
    _press(page)
    page.locator("a[href^='/files/papers/']").first.click()
    expect(page.locator("img.ks-scan")).to_be_visible()
    walk.look(page, "paper", foreign=(*WRITTEN, PHOTOGRAPH.name, "SHA"))


def the_inbox_and_its_lists(walk: Walk) -> None:
    page = walk.page(ASSISTANT)
    page.goto("/files/inbox")
    page.fill("#search", "ऐसा कुछ नहीं")
    page.click(".ks-filter button")
    expect(page.locator("[data-row]")).to_have_count(0)
    walk.look(page, "inbox-nothing-found", foreign=WRITTEN)
    page.goto("/files/dispatches")
    walk.look(page, "dispatches", foreign=WRITTEN)
    outside = walk.page(ASSISTANT, zone="INTERNET")
    outside.goto("/files/inbox")
    expect(outside.locator("[data-row]")).to_have_count(0)
    walk.look(outside, "inbox-from-internet", foreign=WRITTEN)


def days_and_notices(walk: Walk) -> None:
    page = walk.page(OFFICER)
    for name, path in DAYS.items():
        page.goto(path)
        assert page.locator("h1").count() == 1
        walk.look(page, name, foreign=WRITTEN)


def a_day_at_home(walk: Walk) -> None:
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


def a_case_at_the_desk(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    address = f"/desk/cases/{offices.acts(walk.site, case.number, text='')}"
    page = walk.page(NODAL)
    page.goto("/desk")
    assert page.locator(".ks-chip").count() == 10
    walk.look(page, "desk", foreign=_written(page))
    page.fill("#text", "ऐसा कुछ नहीं")
    page.click(".ks-filters button")
    expect(page.locator(".ks-empty")).to_be_visible()
    walk.look(page, "desk-nothing-found", foreign=_written(page))
    page.goto(address)
    assert page.locator(".ks-timeline li").count() >= 1
    walk.look(page, "desk-case", foreign=_written(page))
    acts = [str(each.get_attribute("href")) for each in page.locator(".ks-acts a").all()]
    assert len(acts) >= 5
    for act in acts:
        page.goto(act)
        assert page.locator("main form button").count() == 1
        walk.look(page, f"desk-{act.rpartition('/')[2]}", foreign=_written(page))
    _answer(walk, page, f"{address}/answer")
    for act in ("resolve", "dispose"):
        page.goto(f"{address}/{act}")
        page.fill("#text", REPLY[walk.language])
        _press(page)
        page.wait_for_url(f"**?done={act}")
    walk.look(page, "desk-disposed", foreign=_written(page))


def _answer(walk: Walk, page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#text", "कम")
    _press(page)
    expect(page.locator(".govuk-error-summary a[href='#text']")).to_be_visible()
    assert page.input_value("#text") == "कम"
    walk.look(page, "desk-answer-refused", foreign=_written(page))
    page.fill("#text", REPLY[walk.language])
    _press(page)
    page.wait_for_url("**?done=answer")
    walk.look(page, "desk-answered", foreign=_written(page))


def an_appeal(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    offices.acts(walk.site, case.number, "resolve", "dispose", text=REPLY[walk.language])
    offices.appeals(walk.site, case.number, WORDS[walk.language])
    page = walk.page(APPELLATE)
    page.goto("/desk/appeals")
    walk.look(page, "desk-appeals", foreign=_written(page))
    page.locator("main tr", has_text=case.number).locator("a").click()
    page.wait_for_url("**/desk/appeals/*")
    assert page.locator("input[name=accepted]").count() == 2
    walk.look(page, "desk-appeal", foreign=_written(page))
    page.check("input[name=accepted][value=true]")
    page.fill("#text", REPLY[walk.language])
    _press(page)
    page.wait_for_url(re.compile(r"/desk/appeals\?"))
    walk.look(page, "desk-appeal-decided", foreign=_written(page))


def the_district(walk: Walk) -> None:
    page = walk.page(COLLECTOR)
    for name, path in (("desk-district", "/desk"), ("desk-weekly", "/desk/weekly")):
        page.goto(path)
        walk.look(page, name, foreign=_written(page))


def the_console_of_portals(walk: Walk) -> None:
    origin = "https://revenue.example"
    portal = elsewhere.register(walk.site, "REV", [origin])
    page = walk.page(ADMINISTRATOR)
    named = (*CALLED, origin, walk.site.url("INTERNET"))
    page.goto("/desk/portals")
    walk.look(page, "portals")
    page.goto(f"/desk/portals/{portal}")
    walk.look(page, "portal", foreign=named)
    page.fill("#address", f"{origin}/a/page")
    page.fill("#headers", "Content-Security-Policy: frame-src 'none'")
    page.click("form[action*='/test'] button")
    expect(page.locator("#found")).to_be_visible()
    walk.look(page, "portal-tested", foreign=named)
    page.goto(f"/desk/portals/{portal}/poster")
    walk.look(page, "portal-poster", foreign=named)


def operations(walk: Walk) -> None:
    page = walk.page(ADMINISTRATOR)
    page.goto("/ops")
    assert page.locator(".ks-bars svg").count() >= 5
    walk.look(page, "operations", foreign=CALLED)
    page.goto("/notify/alarms")
    assert page.locator("h1").count() == 1
    walk.look(page, "alarms", foreign=WRITTEN)


JOURNEYS: tuple[Callable[[Walk], None], ...] = (
    signing_in,
    the_officers_own_pages,
    a_paper_and_its_file,
    the_inbox_and_its_lists,
    days_and_notices,
    a_day_at_home,
    a_case_at_the_desk,
    an_appeal,
    the_district,
    the_console_of_portals,
    operations,
)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.__name__)
def test_an_officer_gets_there(walk: Walk, journey: Callable[[Walk], None]) -> None:
    journey(walk)


def _press(page: Page) -> None:
    page.click("main form button:not([type])")
    page.wait_for_load_state()


def _written(page: Page) -> tuple[str, ...]:
    """What citizens and officers wrote in their own words."""
    said: list[str] = page.locator("blockquote, .govuk-hint, [data-own]").all_inner_texts()
    return (*said, *WRITTEN, *REPLY.values(), *WORDS.values(), *NAMES.values())
