"""The officers' desk in a browser: lists, a case with its acts, the weekly list on paper, appeals."""

import io
import re
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Browse
from tests.browser.looking import Eye

NODAL, APPELLATE, COLLECTOR = "REV-US-1", "REV-DS-1", "COL-CG-DMT-1"


def foreign(page: Page) -> tuple[str, ...]:
    """What citizens and officers wrote in their own words, and orders by their own numbers."""
    said: list[str] = page.locator("blockquote, .govuk-hint, [data-own]").all_inner_texts()
    return (*said, "CG GAD May 2024", "Ctrl", "Sushasan Tihar", "SUSHASAN-TIHAR")


def first_case(page: Page) -> str:
    for address in ("/desk", "/desk?state=UNDER_APPEAL", "/desk?state=CLOSED"):
        page.goto(address)
        links = page.locator("main table a[href^='/desk/cases/']")
        if links.count():
            return str(links.first.get_attribute("href"))
    raise AssertionError("the main job leaves a case with Revenue")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_desk_lists_cases_with_their_figures(
    browse: Browse, look_at: Eye, language: str, width: int
) -> None:
    page = browse(language, NODAL, width=width)

    page.goto("/desk")

    assert page.locator(".ks-chip").count() == 10
    look_at(page, "desk", foreign=foreign(page))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_desk_works_without_scripts_and_at_200_percent(
    browse: Browse, look_at: Eye, language: str
) -> None:
    page = browse(language, NODAL, javascript=False, zoom=2)

    page.goto("/desk")
    page.fill("#text", "सड़क")
    page.click(".ks-filters button")

    assert "text=" in page.url
    look_at(page, "desk-search", foreign=foreign(page))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_case_shows_all_of_itself(browse: Browse, look_at: Eye, language: str) -> None:
    page = browse(language, NODAL)

    page.goto(first_case(page))

    assert page.locator(".ks-timeline li").count() >= 1
    look_at(page, "desk-case", foreign=foreign(page))


@pytest.mark.parametrize("act", ["answer", "assign", "transfer"])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_an_act_says_what_it_does_before_it_is_done(
    browse: Browse, look_at: Eye, language: str, act: str
) -> None:
    page = browse(language, NODAL)
    page.goto("/desk")
    address = page.locator("main table a[href^='/desk/cases/']").first.get_attribute("href")

    page.goto(f"{address}/{act}")

    assert page.locator("main form button").count() == 1
    look_at(page, f"desk-{act}", foreign=foreign(page))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_weekly_list_is_a_landscape_paper_with_page_numbers(
    browse: Browse, look_at: Eye, language: str
) -> None:
    page = browse(language, COLLECTOR)

    page.goto("/desk/weekly")

    look_at(page, "desk-weekly", foreign=foreign(page))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert (round(paper.mediabox.width), round(paper.mediabox.height)) in {(842, 595), (841, 595)}
    assert re.search(r"1\s*/\s*1", paper.extract_text())


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_appellate_officer_sees_what_lies_before_the_post(
    browse: Browse, look_at: Eye, language: str
) -> None:
    page = browse(language, APPELLATE)
    page.goto("/desk/appeals")
    look_at(page, "desk-appeals")

    page.click("main table a")

    assert page.locator("input[name=accepted]").count() == 2
    look_at(page, "desk-appeal")


def test_an_empty_answer_is_refused_at_its_field_by_keyboard_alone(browse: Browse, look_at: Eye) -> None:
    page = browse("en", NODAL, width=320)
    acts: Any = None
    page.goto("/desk")
    links = [link.get_attribute("href") for link in page.locator("main table a[href^='/desk/cases/']").all()]
    for address in links:
        page.goto(str(address))
        acts = page.locator(".ks-acts a[href$='/answer']")
        if acts.count():
            break
    if acts is None or not acts.count():
        pytest.skip("no case is open at this desk")
    acts.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer")
    page.fill("#text", "short")
    page.locator("#text").press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_selector(".govuk-error-summary")
    assert page.input_value("#text") == "short"
    look_at(page, "desk-answer-refused")
