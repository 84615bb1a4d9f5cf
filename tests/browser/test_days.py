"""Days at home and notices in a browser: both languages, small screens, without scripts, and live."""

import re

import pytest
from playwright.sync_api import Page, expect

from deploy.local.installation import Installation
from deploy.local.main_job.people import login_of
from kernel import directory
from kernel.clock import new_id
from kernel.database import Database, Queries
from tests.architecture.house import ROOT
from tests.browser import keys
from tests.browser.conftest import Browse
from tests.browser.looking import Eye
from tests.browser.visitors import open_whole
from tests.browser.working_days import worked_day

queries = Queries(ROOT / "tests" / "notify" / "queries.sql")

OFFICER = "REV-SO-1"
ALONE = "REV-SEC-1"  # To whom nobody reports while the tests run.
BETWEEN = 21
LIVE_MS = 40_000  # Less than the minute after which a page asks by itself.


def withdraw_all(page: Page) -> None:
    """Give back what waits, so that the test may run again on the same installation."""
    page.goto("/wfh/days")
    while page.locator("form[action$='/withdraw']").count():
        page.locator("details:has(form[action$='/withdraw']) > summary").first.click()
        page.locator("form[action$='/withdraw'] button").first.click()
        page.wait_for_load_state()


def test_by_keyboard_alone_a_day_is_asked_for_and_given_back(browse: Browse) -> None:
    page = browse("en", officer=OFFICER)
    withdraw_all(page)
    day = worked_day(BETWEEN + 70)
    page.goto("/wfh/days")

    keys.follow(page, "a[href='/wfh/days/ask']", "**/wfh/days/ask")
    keys.tab_to(page, "#first")
    page.keyboard.type(day.strftime("%m%d%Y"))
    keys.follow(page, "main form button", "**/wfh/days?year=*")
    keys.tab_to(page, "details:has(form[action$='/withdraw']) > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()

    expect(page.locator("main")).to_contain_text("Withdrawn")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_notice_reaches_the_open_page_without_loading_it_again(
    browse: Browse, look_at: Eye, site: Installation, language: str
) -> None:
    page = browse(language, officer=ALONE)
    open_whole(page, "/home")
    card = page.locator("[data-card='/notify/_card/notices']")
    expect(card).to_be_visible()
    expect(page.locator("[data-unread] span").first).not_to_have_text("")
    before = int(page.locator("[data-unread] span").first.text_content() or 0)

    tell(site, ALONE)

    expect(page.locator("[data-unread] span").first).to_have_text(str(before + 1), timeout=LIVE_MS)
    expect(card).to_have_attribute("data-unread-now", str(before + 1), timeout=LIVE_MS)
    look_at(page, "home-live")
    page.goto("/notify/notices")
    look_at(page, "notices-new")
    page.locator("form[action='/notify/notices/read'] button").click()
    expect(page.locator(".notice--new")).to_have_count(0)


def test_without_streams_the_page_asks_by_itself(browse: Browse, site: Installation) -> None:
    page = browse("en", officer=ALONE)
    page.add_init_script("delete window.EventSource")
    page.clock.install()
    open_whole(page, "/home")
    card = page.locator("[data-card='/notify/_card/notices']")
    before = int(card.get_attribute("data-unread-now") or 0)
    tell(site, ALONE)
    page.clock.fast_forward(50_000)
    expect(card).to_have_attribute("data-unread-now", str(before))

    page.clock.fast_forward(11_000)

    expect(card).to_have_attribute("data-unread-now", str(before + 1), timeout=LIVE_MS)
    expect(page.locator("[data-unread] span").first).to_have_text(str(before + 1))


def tell(site: Installation, post: str) -> None:
    """Tell the holder of a post something now, whatever the hour."""
    database = Database(site.stack.dsn("notify"), name="test")
    with database.transaction() as tx:
        person = directory.find_person_by_staff_uid(tx, login_of(site, post)["staff_uid"])
        assert person
        facts = {"message_id": new_id(), "now": tx.now}
        tx.execute(queries.tell_now, **facts, person_id=person.person_id)
        tx.execute(queries.tell_at_the_desk, **facts)
    database.close()


def test_the_month_prints_on_one_sheet(browse: Browse, tmp_path: object) -> None:
    page = browse("hi", officer=OFFICER)
    for path in ("/wfh/calendar", "/wfh/roster?view=month", "/wfh/roster"):
        page.goto(path)
        sheet = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, path
