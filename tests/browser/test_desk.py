"""What is particular to the officers' desk in a browser: the weekly list on paper, and the keyboard alone."""

import io
import re

import pypdf
import pytest

from deploy.local.installation import Installation
from tests.browser import keys, offices
from tests.browser.conftest import Browse

NODAL, COLLECTOR = "REV-US-1", "COL-CG-DMT-1"


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_weekly_list_is_a_landscape_paper_with_page_numbers(browse: Browse, language: str) -> None:
    page = browse(language, COLLECTOR)

    page.goto("/desk/weekly")

    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert (round(paper.mediabox.width), round(paper.mediabox.height)) in {(842, 595), (841, 595)}
    assert re.search(r"1\s*/\s*\d", paper.extract_text())


def test_an_empty_answer_is_refused_at_its_field_by_keyboard_alone(
    browse: Browse, site: Installation
) -> None:
    case = offices.files(site, "en")
    page = browse("en", NODAL, width=320)
    page.goto(f"/desk/cases/{offices.acts(site, case.number, text='')}")
    keys.follow(page, ".ks-acts a[href$='/answer']", "**/answer")
    keys.write(page, "#text", "short")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_selector(".govuk-error-summary")
    assert page.input_value("#text") == "short"
