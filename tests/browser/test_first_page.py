"""The first page, as a citizen meets it."""

import pytest

from tests.browser.conftest import Browse
from tests.browser.looking import Eye


@pytest.mark.parametrize("javascript", [False, True])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_first_page_lists_the_departments(
    browse: Browse, look_at: Eye, language: str, javascript: bool
) -> None:
    page = browse(language, javascript=javascript, width=320)

    page.goto("/")

    assert page.locator("a[href^='/d/']").count() > 50
    look_at(page, "first-page")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_first_page_holds_at_200_percent(browse: Browse, look_at: Eye, language: str) -> None:
    page = browse(language, width=1280, zoom=2)

    page.goto("/")

    look_at(page, "first-page-zoomed")
