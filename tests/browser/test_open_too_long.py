"""A form that stood open too long: what was typed is there again, and one press goes on."""

import re

import pytest
from playwright.sync_api import Page, expect

from deploy.local.installation import Installation
from tests.browser.citizens import WORDS, Citizen
from tests.browser.conftest import Browse
from tests.browser.looking import Eye

TOLD = {"en": "What you typed is kept", "hi": "आपका लिखा हुआ सुरक्षित है"}
TOKENS = "() => document.querySelectorAll('[name=form_token]').forEach(each => { each.value = 'old'; })"


def stands_too_long(page: Page) -> None:
    """The tokens of all forms on this page are over."""
    page.evaluate(TOKENS)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_citizens_answer_is_kept_when_the_page_was_open_too_long(
    browse: Browse, look_at: Eye, site: Installation, language: str, javascript: bool
) -> None:
    page = browse(language, javascript=javascript, width=320)
    citizen = Citizen(page, site, language)
    citizen.begin()
    page.fill("#text", WORDS[language])
    stands_too_long(page)

    citizen.go_on()

    expect(page.locator(".govuk-error-summary")).to_contain_text(TOLD[language])
    look_at(page, "filing-open-too-long")
    assert page.input_value("#text") == WORDS[language]
    citizen.go_on()
    expect(page).to_have_url(re.compile("/where$"))
