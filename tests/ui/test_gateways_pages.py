"""What the gateway says by itself is looked at as every other page is."""

import re

import pytest
from playwright.sync_api import Browser

from deploy.gateway import SHELLS
from deploy.gateway.problems import problem_pages
from deploy.gateway.shells import shells
from kernel.languages import LANGUAGES
from tests.browser.looking import Eye
from tests.ui.serving import show

# What nginx puts in; without it a home page shows what stands where services are away.
INSTRUCTION = re.compile(r"<!--#.*?-->", re.DOTALL)
LIMITS = {"form_kb": 64, "upload_mb": 16}
NAMED = ("X-Zone", "X-Device", "Back", "https://", "https")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_refusals_and_a_home_whose_services_are_away_are_whole(chromium: Browser, language: str) -> None:
    eye, page = Eye(), chromium.new_page(viewport={"width": 320, "height": 800})
    eye.follow(page, javascript=True)
    texts = problem_pages(LIMITS, None) | shells(SHELLS, None)
    ending = f".{language}-100-normal.html"
    shown = {name.removesuffix(ending): text for name, text in texts.items() if name.endswith(ending)}

    for name, text in shown.items():
        page.unroute_all()
        show(page, f"/{name}", INSTRUCTION.sub("", text))
        eye(page, f"gateway-{name}", foreign=NAMED)

    assert {"problem-page-busy", "problem-block-busy", *SHELLS} <= shown.keys()
    page.close()
