"""An officer's own account: the post for which to act, and the password."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from deploy.local.main_job.people import login_of
from deploy.local.main_job.stage import until
from kernel.clock import local_date, now
from tests.browser import officers
from tests.browser.visitors import Visitors
from tests.browser.walks import TWO_WAYS, Walk
from tests.browser.writing import WRITTEN, press, written

# The second stands in for the first, and has no cases of her own.
STOOD_IN, STANDS_IN = "REV-US-1", "REV-US-2"
WEAK, NEW = "password1234", "नदी किनारे तीन नावें"


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_an_officer_of_two_posts_chooses_for_which_to_act(walk: Walk) -> None:
    page, instead_of = walk.page(STANDS_IN), login_of(walk.site, STOOD_IN)[f"name_{walk.language}"]
    page.goto("/files/inbox")
    chips = page.locator("ul.ks-tabs a")
    expect(chips).to_have_count(3)
    walk.look(page, "inbox-of-two-posts", foreign=written(page))
    chips.filter(has_text=STOOD_IN).click()
    expect(page.locator("ul.ks-tabs a[aria-current]")).to_contain_text(STOOD_IN)
    expect(page.locator(".ks-session")).to_contain_text(instead_of)
    walk.look(page, "inbox-of-one-of-two-posts", foreign=written(page))

    page.goto("/desk")
    expect(page.locator(".ks-session")).not_to_contain_text(instead_of)
    _act_for_the_other_post(walk, page)
    expect(page).to_have_url(re.compile("/desk$"))
    expect(page.locator(".ks-session")).to_contain_text(instead_of)
    expect(page.locator(".ks-chip")).to_have_count(10)
    walk.look(page, "desk-in-anothers-place", foreign=written(page))
    _act_for_the_other_post(walk, page)
    expect(page.locator(".ks-session")).not_to_contain_text(instead_of)


def _act_for_the_other_post(walk: Walk, page: Page) -> None:
    page.click(".ks-session a[href^='/staff/post']")
    expect(page.locator("input[name=post]")).to_have_count(2)
    walk.look(page, "staff-post-of-two", foreign=WRITTEN)
    page.check("input[name=post]:not(:checked)")
    press(page)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_password_is_changed_and_ends_the_other_sessions(walk: Walk, visitors: Visitors) -> None:
    login = officers.enters(walk.site)
    elsewhere, page = walk.page(), walk.page()
    for each in (elsewhere, page):
        each.goto("/staff/login?next=/staff/account")
        visitors.fill_in_login(each, login)
    page.click("main a[href='/staff/password']")

    refusals = {
        "password_now": ("not the password", NEW, NEW),
        "password_new": (login["password"], WEAK, WEAK),
        "password_again": (login["password"], NEW, WEAK),
    }
    for field, typed in refusals.items():
        _choose(page, *typed)
        expect(page.locator(f".govuk-error-summary a[href='#{field}']")).to_be_visible()
        assert [each.input_value() for each in page.locator("input[type=password]").all()] == ["", "", ""]
        walk.look(page, f"staff-{field.replace('_', '-')}-refused")
    _choose(page, login["password"], NEW, NEW)
    page.wait_for_url("**/staff/account?done=password")
    expect(page.locator("main [role=status]")).to_be_visible()
    walk.look(page, "staff-password-changed")

    until("the end of the other session", lambda: _is_signed_out(elsewhere))
    visitors.fill_in_login(elsewhere, {**login, "password": NEW})
    expect(elsewhere).to_have_url(re.compile("/staff/account$"))


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_post_is_delegated_for_a_time_and_taken_back(walk: Walk, visitors: Visitors) -> None:
    page, stands_in = walk.page(zone="SECURE_LAN"), officers.enters(walk.site)["staff_uid"]
    page.goto("/staff/login?next=/staff/delegations")
    visitors.fill_in_login(page, officers.enters(walk.site))
    page.fill("#staff_uid", "CG0000")
    page.fill("#order_number", "GAD/43")
    page.fill("#valid_to", (local_date(now()) + timedelta(days=7)).isoformat())
    press(page)
    expect(page.locator(".govuk-error-summary a[href='#staff_uid']")).to_be_visible()
    expect(page.locator("#order_number")).to_have_value("GAD/43")
    walk.look(page, "delegated-to-nobody")

    page.fill("#staff_uid", stands_in)
    press(page)
    page.wait_for_url("**/staff/delegations?done=delegated")
    expect(page.locator("main li", has_text="GAD/43")).to_be_visible()
    walk.look(page, "delegated")
    page.click("main form[action$='/end'] button")
    page.wait_for_url("**/staff/delegations?done=taken-back")
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("GAD/43")
    walk.look(page, "delegation-taken-back")


def _choose(page: Page, now: str, new: str, again: str) -> None:
    for field, typed in (("#password_now", now), ("#password_new", new), ("#password_again", again)):
        page.fill(field, typed)
    press(page)


def _is_signed_out(page: Page) -> bool:
    page.goto("/staff/account")
    return page.url.endswith("/staff/login?next=%2Fstaff%2Faccount")
