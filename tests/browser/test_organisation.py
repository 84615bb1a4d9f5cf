"""Administrators keep the organisation, see who has access, and an officer prints what he hands over."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from deploy.local.installation import Installation
from deploy.local.main_job.people import login_of
from tests.browser import officers
from tests.browser.visitors import Visitors, open_whole
from tests.browser.walks import TWO_WAYS, Walk
from tests.browser.writing import press

ADMIN = "GAD-ADM-1"
WAITS = {
    "hi": "आदेश रख लिया गया है और अपने दिन लागू होगा।",
    "en": "The order is kept and will be carried out on its day.",
}
WITHDRAW = {"hi": "वापस लें", "en": "Withdraw"}
WITHDRAWN = {"hi": "आदेश वापस ले लिया गया।", "en": "The order was withdrawn."}
REPORTED = {
    "hi": ["प्रभार, पहुँच और उपकरण", "नस्तियाँ और आवक", "प्रकरण", "घर से कार्य"],
    "en": ["Charges, access and devices", "Files and receipts", "Cases", "Work from home"],
}
# Codes and the names of files and forms stand in Latin letters in Hindi, too.
LATIN = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\b|\.xlsx|\.zip")
PAGES = {
    "departments": "/staff/organisation/departments",
    "posts": "/staff/organisation/posts?search=REV",
    "post": "/staff/organisation/posts/REV-SO-1",
    "post-change": "/staff/organisation/posts/REV-SO-1/change",
    "office-new": "/staff/organisation/offices/new?under=REV",
    "split": "/staff/organisation/areas/CG-DMT/split",
    "merge": "/staff/organisation/departments/LAND/merge",
    "close": "/staff/organisation/posts/REV-SO-1/close",
    "orders": "/staff/organisation/orders",
    "officers": "/staff/organisation/officers",
    "file": "/staff/organisation/file",
    "grants": "/staff/grants",
    "grants-report": "/staff/grants/report",
    "grant-form": "/staff/grants/new?post_code=REV-DA-1",
    "charges": "/staff/charges",
    "charges-of": "/staff/charges/of/CG100001",
    "transfer": "/staff/charges/of/CG100001/transfer",
    "retire": "/staff/charges/of/CG100001/retire",
    "suspend": "/staff/charges/of/CG100001/suspend",
    "charge-form": "/staff/charges/new",
    "delegations": "/staff/delegations",
    "sessions": "/staff/sessions",
}
# Pages about one charge and one grant: the first to which another page leads.
LED_TO = {
    "charge-end": (PAGES["charges-of"], "main a[href^='/staff/charges/'][href$='/end']"),
    "grant-revoke": (PAGES["grants"], "main a[href$='/revoke']"),
}


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_the_pages_of_the_organisation_are_whole(
    walk: Walk,
) -> None:
    page = walk.page(ADMIN)

    for name, address in PAGES.items():
        page.goto(address)
        walk.look(page, f"organisation-{name}", foreign=latin_on(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_the_pages_of_one_charge_one_grant_and_ones_sessions_are_whole(
    walk: Walk, site: Installation
) -> None:
    page = walk.page(ADMIN)

    for name, (address, link) in LED_TO.items():
        page.goto(address)
        page.goto(page.locator(link).first.get_attribute("href") or "")
        walk.look(page, f"organisation-{name}", foreign=latin_on(page))
    page.goto(f"/staff/sessions?staff_uid={login_of(site, ADMIN)['staff_uid']}")
    expect(page.locator("main form[action$='/end']").first).to_be_attached()
    walk.look(page, "organisation-sessions-of", foreign=latin_on(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_rename_of_a_later_day_is_ordered_and_withdrawn(walk: Walk) -> None:
    page, order = walk.page(ADMIN), f"GAD/{secrets.randbelow(10**8):08d}"
    page.goto("/staff/organisation/departments/LAND/rename")
    page.fill("#name_en", "Land Records and Survey")
    page.fill("#name_hi", "भू-अभिलेख एवं सर्वेक्षण")
    page.fill("#holds_from", "2099-01-01")
    page.fill("#order_number", order)
    press(page)
    expect(page.locator("main [role=status]")).to_contain_text(WAITS[walk.language])
    walk.look(page, "organisation-rename-ordered", foreign=latin_on(page))

    page.goto("/staff/organisation/orders")
    walk.look(page, "organisation-orders-waiting", foreign=latin_on(page))
    page.get_by_role("link", name=f"{WITHDRAW[walk.language]} {order}").click()
    expect(page.locator("main")).to_contain_text(order)
    walk.look(page, "organisation-order-withdraw", foreign=latin_on(page))
    press(page)
    expect(page.locator("main [role=status]")).to_contain_text(WITHDRAWN[walk.language])
    expect(page.locator("main")).not_to_contain_text(order)
    walk.look(page, "organisation-order-withdrawn", foreign=latin_on(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_charge_is_given_and_ended_and_its_officer_suspended_and_retired(
    walk: Walk, visitors: Visitors
) -> None:
    page, staff_uid = walk.page(ADMIN), officers.enters(walk.site)["staff_uid"]
    page.goto(f"/staff/charges/new?staff_uid={staff_uid}&kind=ADDITIONAL_CHARGE&post_code=HFW-NONE-1")
    page.fill("#order_number", "GAD/44")
    press(page)
    expect(page.locator(".govuk-error-summary a[href='#post_code']")).to_be_visible()
    walk.look(page, "charge-of-no-post", foreign=latin_on(page))
    page.fill("#post_code", officers.POST)
    _ordered(walk, page, "given")
    expect(page.locator("main tbody tr")).to_have_count(2)

    page.locator("main tr", has_text="GAD/44").locator("a[href$='/end']").click()
    page.fill("#order_number", "GAD/45")
    _ordered(walk, page, "ended")
    for _way in ("out", "back"):
        page.click("main a[href$='/suspend']")
        page.fill("#order_number", "GAD/46")
        _ordered(walk, page, "state")
    page.click("main a[href$='/retire']")
    page.fill("#order_number", "GAD/47")
    page.fill("#last_day", "2099-01-31")
    visitors.press_freshly(page, "main form button:not([type])", ADMIN)
    _is_done(walk, page, "retires")


def _ordered(walk: Walk, page: Page, done: str) -> None:
    press(page)
    _is_done(walk, page, done)


def _is_done(walk: Walk, page: Page, done: str) -> None:
    page.wait_for_url(f"**?done={done}")
    expect(page.locator("main [role=status]")).to_be_visible()
    walk.look(page, f"charges-{done}", foreign=latin_on(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_the_charge_report_is_composed_of_four_services(walk: Walk) -> None:
    page = walk.page("REV-US-1")
    page.goto("/staff/account")
    open_whole(page, page.get_attribute("a[href^='/handover?of=']", "href") or "")

    headings = page.locator("main h2").all_inner_texts()

    assert headings[:4] == REPORTED[walk.language]
    expect(page.locator("main")).to_contain_text("REV-US-1")
    walk.look(page, "charge-report", foreign=latin_on(page))


def latin_on(page: Page) -> tuple[str, ...]:
    """The codes on a page, the longest first: one may begin as another does."""
    return tuple(sorted(set(LATIN.findall(page.content())), key=len, reverse=True))
