"""Cases, appeals and lists at the desk: every walk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import offices
from tests.browser.citizens import WORDS
from tests.browser.walks import TWO_WAYS, Walk
from tests.browser.writing import ASKED, REPLY, press, written

NODAL, APPELLATE, COLLECTOR = "REV-US-1", "REV-DS-1", "COL-CG-DMT-1"
OTHER_DEPARTMENT = "HFW"


def test_a_case_is_found_answered_resolved_and_disposed(walk: Walk) -> None:
    case = offices.files(walk.site, walk.language)
    address = f"/desk/cases/{offices.acts(walk.site, case.number, text='')}"
    page = walk.page(NODAL)
    page.goto("/desk")
    assert page.locator(".ks-chip").count() == 10
    walk.look(page, "desk", foreign=written(page))
    page.fill("#text", "ऐसा कुछ नहीं")
    page.click(".ks-filters button")
    expect(page.locator(".ks-empty")).to_be_visible()
    walk.look(page, "desk-nothing-found", foreign=written(page))
    page.goto(address)
    assert page.locator(".ks-timeline li").count() >= 1
    walk.look(page, "desk-case", foreign=written(page))
    acts = [str(each.get_attribute("href")) for each in page.locator(".ks-acts a").all()]
    assert len(acts) >= 5
    for act in acts:
        page.goto(act)
        assert page.locator("main form button").count() == 1
        walk.look(page, f"desk-{act.rpartition('/')[2]}", foreign=written(page))
    _answer(walk, page, f"{address}/answer")
    for act in ("resolve", "dispose"):
        page.goto(f"{address}/{act}")
        page.fill("#text", REPLY[walk.language])
        press(page)
        page.wait_for_url(f"**?done={act}")
    walk.look(page, "desk-disposed", foreign=written(page))


def _answer(walk: Walk, page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#text", "कम")
    press(page)
    expect(page.locator(".govuk-error-summary a[href='#text']")).to_be_visible()
    assert page.input_value("#text") == "कम"
    walk.look(page, "desk-answer-refused", foreign=written(page))
    page.fill("#text", REPLY[walk.language])
    press(page)
    page.wait_for_url("**?done=answer")
    walk.look(page, "desk-answered", foreign=written(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_case_is_assigned_and_its_citizen_asked(walk: Walk) -> None:
    page, address = _at_a_new_case(walk)
    page.goto(f"{address}/assign")
    page.select_option("#to_post", index=1)
    press(page)
    page.wait_for_url("**?done=assign")
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    walk.look(page, "desk-assigned", foreign=written(page))
    page.goto(f"{address}/ask")
    page.fill("#text", ASKED[walk.language])
    press(page)
    page.wait_for_url("**?done=ask")
    expect(page.locator(".ks-timeline blockquote", has_text=ASKED[walk.language])).to_be_visible()
    assert page.locator(f".ks-acts a[href='{address}/ask']").count() == 0
    walk.look(page, "desk-asked", foreign=written(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_case_is_referred_to_a_file(walk: Walk) -> None:
    page, address = _at_a_new_case(walk)
    page.goto(f"{address}/refer")
    press(page)
    page.wait_for_url("**?done=refer")
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    assert page.locator(f".ks-acts a[href='{address}/refer']").count() == 0
    walk.look(page, "desk-referred", foreign=written(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_case_is_transferred_for_a_reason_and_leaves_the_desk(walk: Walk) -> None:
    page, address = _at_a_new_case(walk)
    page.goto(f"{address}/transfer")
    page.select_option("#to_department", OTHER_DEPARTMENT)
    page.fill("#text", "कम")
    press(page)
    expect(page.locator(".govuk-error-summary a[href='#text']")).to_be_visible()
    assert page.input_value("#to_department") == OTHER_DEPARTMENT
    walk.look(page, "desk-transfer-refused", foreign=written(page))
    page.fill("#text", REPLY[walk.language])
    press(page)
    page.wait_for_url("**/desk?done=transfer")
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    walk.look(page, "desk-transferred", foreign=written(page))
    gone = page.goto(address)
    assert gone
    assert gone.status in {403, 404}


def _at_a_new_case(walk: Walk) -> tuple[Page, str]:
    case = offices.files(walk.site, walk.language)
    return walk.page(NODAL), f"/desk/cases/{offices.acts(walk.site, case.number, text='')}"


def test_an_appeal_is_decided(walk: Walk) -> None:
    case = _an_appealed_case(walk)
    page = walk.page(APPELLATE)
    page.goto("/desk/appeals")
    walk.look(page, "desk-appeals", foreign=written(page))
    _open_appeal(page, case)
    assert page.locator("input[name=accepted]").count() == 2
    walk.look(page, "desk-appeal", foreign=written(page))
    _decide(page, REPLY[walk.language])
    page.wait_for_url(re.compile(r"/desk/appeals\?"))
    walk.look(page, "desk-appeal-decided", foreign=written(page))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_disposed_case_is_at_work_again_when_its_appeal_is_accepted(walk: Walk) -> None:
    case = _an_appealed_case(walk)
    address = f"/desk/cases/{offices.acts(walk.site, case.number, text='')}"
    above, page = walk.page(APPELLATE), walk.page(NODAL)
    page.goto(address)
    expect(page.locator(".ks-acts")).to_have_count(0)
    # What the citizen did is signed by nobody of the department.
    expect(page.locator(".ks-timeline li").last.locator(".ks-timeline__at")).to_have_count(1)
    walk.look(page, "desk-under-appeal", foreign=written(page))

    above.goto("/desk/appeals")
    _open_appeal(above, case)
    _decide(above, "कम")
    expect(above.locator(".govuk-error-summary a[href='#text']")).to_be_visible()
    expect(above.locator("input[name=accepted][value=true]")).to_be_checked()
    walk.look(above, "desk-appeal-without-reasons", foreign=written(above))
    _decide(above, REPLY[walk.language])
    above.wait_for_url(re.compile(r"/desk/appeals\?"))

    page.reload()
    expect(page.locator(f".ks-acts a[href='{address}/resolve']")).to_be_visible()
    walk.look(page, "desk-at-work-again", foreign=written(page))


def _an_appealed_case(walk: Walk) -> offices.Filed:
    case = offices.files(walk.site, walk.language)
    offices.acts(walk.site, case.number, "resolve", "dispose", text=REPLY[walk.language])
    offices.appeals(walk.site, case.number, WORDS[walk.language])
    return case


def _open_appeal(page: Page, case: offices.Filed) -> None:
    page.locator("main tr", has_text=case.number).locator("a").click()
    page.wait_for_url("**/desk/appeals/*")


def _decide(page: Page, reasons: str) -> None:
    page.check("input[name=accepted][value=true]")
    page.fill("#text", reasons)
    press(page)


def test_a_collector_sees_the_district_and_its_week(walk: Walk) -> None:
    page = walk.page(COLLECTOR)
    for name, path in (("desk-district", "/desk"), ("desk-weekly", "/desk/weekly")):
        page.goto(path)
        walk.look(page, name, foreign=written(page))
