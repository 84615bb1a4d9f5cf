"""An officer signs in and works on papers: every walk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizens import NAMES, PHOTOGRAPH
from tests.browser.visitors import Visitors
from tests.browser.walks import TWO_WAYS, Walk
from tests.browser.writing import NOTE, REPLY, SUBJECT, WRITTEN, press, written

OFFICER, ASSISTANT, ABOVE = "REV-SO-1", "REV-DA-1", "REV-US-1"
# What stands on a file with a letter.
LETTERS = (*WRITTEN, PHOTOGRAPH.name, *REPLY.values(), *NAMES.values())
DISPATCHED = re.compile(r"SEC-REV-S1/D/\d{4}/\d{6}")
REASON = "गवाह का पता इसमें है।"
NOW_RESTRICTED = {"hi": "अवर्गीकृत से प्रतिबंधित", "en": "Unclassified to Restricted"}


def test_who_may_not_sign_in_is_told_and_types_only_the_secrets_again(walk: Walk) -> None:
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


def test_an_officer_sees_the_pages_about_herself(walk: Walk) -> None:
    page = walk.page(OFFICER)
    for path in ("/home", "/staff/account", "/staff/password", "/staff/post"):
        page.goto(path)
        walk.look(page, path.strip("/").replace("/", "-"), foreign=written(page))
        assert page.locator("h1").count() == 1


def test_a_paper_is_diarised_put_up_noted_on_and_forwarded(walk: Walk) -> None:
    page = walk.page(ASSISTANT)
    page.goto("/files/receipts/new")
    walk.look(page, "diary", foreign=WRITTEN)
    page.fill("#subject", SUBJECT)
    press(page)
    walk.look(page, "receipt", foreign=WRITTEN)
    page.click("[data-key=f]")
    walk.look(page, "receipt-mark", foreign=WRITTEN)
    page.go_back()
    page.click("[data-key=n]")
    walk.look(page, "receipt-put-up", foreign=WRITTEN)
    page.fill("#note", "प्रकरण प्रस्तुत है।\n\nनियम 12 लागू।")
    press(page)
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
    walk.look(page, "inbox", foreign=written(page))


def test_a_grade_is_raised_for_a_reason_and_never_above_what_the_network_allows(
    walk: Walk, visitors: Visitors
) -> None:
    page, written = walk.page(OFFICER), (*WRITTEN, PHOTOGRAPH.name)
    _a_file_with_a_paper(page)

    page.click("a[href*='/grade']")
    walk.look(page, "file-grade", foreign=written)
    page.check("input[name=grade][value=RESTRICTED]")
    page.fill("#reason", "   ")
    visitors.press_freshly(page, "main form button:not([type])", OFFICER)
    expect(page.locator("#reason-error")).to_be_visible()
    walk.look(page, "file-grade-without-reason", foreign=written)
    page.fill("#reason", REASON)
    visitors.press_freshly(page, "main form button:not([type])", OFFICER)
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    history = page.locator("section[aria-labelledby=grades-title] li")
    expect(history).to_contain_text(NOW_RESTRICTED[walk.way.language])
    expect(history.locator("blockquote")).to_have_text(REASON)
    walk.look(page, "file-regraded", foreign=written)

    page.locator("a[href^='/files/papers/']").first.click()
    page.click("a[href*='/grade']")
    page.check("input[name=grade][value=CONFIDENTIAL]")
    page.fill("#reason", REASON)
    visitors.press_freshly(page, "main form button:not([type])", OFFICER)
    expect(page.locator("#grade-error")).to_be_visible()
    walk.look(page, "paper-grade-refused", foreign=written)
    assert page.input_value("#reason") == REASON


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_letter_is_drafted_approved_and_issued_and_its_file_closed_and_reopened(
    walk: Walk, visitors: Visitors
) -> None:
    page, above = walk.page(OFFICER), walk.page(ABOVE)
    _a_file_with_a_paper(page)
    address = page.url.split("?")[0]
    _a_letter(walk, page, address)
    _sent(page, address, ABOVE)

    above.goto(address)
    walk.look(above, "file-letter-to-approve", foreign=LETTERS)
    visitors.press_freshly(above, "form[action$='/approve'] button", ABOVE)
    expect(above.locator(".govuk-notification-banner")).to_be_visible()
    expect(above.locator("form[action$='/approve']")).to_have_count(0)
    walk.look(above, "file-letter-approved", foreign=LETTERS)
    _sent(above, address, OFFICER)

    page.goto(address)
    page.click("details:has(form[action$='/issue']) summary")
    visitors.press_freshly(page, "form[action$='/issue'] button", OFFICER)
    expect(page.locator("section[aria-labelledby=drafts-title]")).to_contain_text(DISPATCHED)
    walk.look(page, "file-letter-issued", foreign=LETTERS)
    page.click("details:has(form[action$='/close']) summary")
    page.click("form[action$='/close'] button")
    expect(page.locator("form[action$='/reopen']")).to_be_visible()
    assert page.locator("#body").count() == 0
    walk.look(page, "file-closed", foreign=LETTERS)
    page.click("form[action$='/reopen'] button")
    page.wait_for_url("**&done=reopened")
    expect(page.locator("#body")).to_be_visible()
    expect(page.locator("section[aria-labelledby=way-title] li")).to_have_count(5)
    walk.look(page, "file-reopened", foreign=LETTERS)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_file_is_pulled_back_until_the_next_desk_has_opened_it(walk: Walk) -> None:
    page, above = walk.page(ASSISTANT), walk.page(OFFICER)
    _a_file(page)
    address = page.url.split("?")[0]
    _sent(page, address, OFFICER)

    page.goto(address)
    expect(page.locator("#body")).to_have_count(0)
    walk.look(page, "file-sent-and-not-opened", foreign=WRITTEN)
    page.click("form[action$='/pull-back'] button")
    page.wait_for_url("**&done=pulled-back")
    expect(page.locator("#body")).to_be_visible()
    walk.look(page, "file-pulled-back", foreign=WRITTEN)

    _sent(page, address, OFFICER)
    page.goto(address)
    above.goto(address)
    page.click("form[action$='/pull-back'] button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("form[action$='/pull-back']")).to_have_count(0)
    walk.look(page, "file-opened-before-it-was-pulled-back", foreign=WRITTEN)


def _a_letter(walk: Walk, page: Page, address: str) -> None:
    page.goto(f"{address}/letter")
    page.fill("#addressee", "   ")
    page.fill("#body", REPLY[walk.language])
    press(page)
    expect(page.locator(".govuk-error-summary a[href='#addressee']")).to_be_visible()
    expect(page.locator("#body")).to_have_value(REPLY[walk.language])
    walk.look(page, "file-letter-to-nobody", foreign=LETTERS)
    page.fill("#addressee", NAMES[walk.language])
    press(page)
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    walk.look(page, "file-letter-drafted", foreign=LETTERS)
    page.click("a[href^='/files/drafts/']")
    walk.look(page, "file-letter-change", foreign=LETTERS)


def _sent(page: Page, address: str, to: str) -> None:
    page.goto(address)
    page.fill("#body", NOTE)
    page.fill("#to", to)
    page.click("button[value=forward]")
    page.wait_for_url("**/files/inbox?done=sent")


def _a_file(page: Page) -> None:
    page.goto("/files/receipts/new")
    page.fill("#subject", SUBJECT)
    press(page)
    page.click("[data-key=n]")
    page.fill("#note", NOTE)
    press(page)
    page.wait_for_url("**/files/files/**")


def _a_file_with_a_paper(page: Page) -> None:
    _a_file(page)
    page.goto(page.url.replace("?", "/paper?"))
    page.check("input[name=grade][value=UNCLASSIFIED]")
    page.set_input_files("input[type=file]", PHOTOGRAPH)
    press(page)
    expect(page.locator(".govuk-notification-banner")).to_be_visible()


def _a_scan(walk: Walk, page: Page, address: str) -> None:
    page.goto(address)
    page.check("input[name=grade][value=UNCLASSIFIED]")
    page.set_input_files("input[type=file]", PHOTOGRAPH)
    press(page)
    page.locator("a[href^='/files/papers/']").first.click()
    expect(page.locator("img.ks-scan")).to_be_visible()
    walk.look(page, "paper", foreign=(*WRITTEN, PHOTOGRAPH.name, "SHA"))


def test_the_inbox_is_searched_and_hides_papers_from_the_internet(walk: Walk) -> None:
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
