"""The operations page in a browser: every service shows itself to operators, in both languages."""

import pytest

from tests.browser.conftest import Browse
from tests.browser.looking import Eye

ADMINISTRATOR, OFFICER = "GAD-ADM-1", "REV-SO-1"
# Processes and lanes are called the same in every language.
NAMES = ("shared", "directory", "revenue")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_operators_see_every_process_and_every_lane(
    browse: Browse, look_at: Eye, language: str, width: int
) -> None:
    page = browse(language, ADMINISTRATOR, width=width)

    page.goto("/ops")

    processes = set(page.locator(".ks-tile b[translate=no]").all_inner_texts())
    for service in ("auth", "files", "wfh", "public", "notify"):
        assert {f"{service}-worker", f"{service}-relay"} <= processes
    assert "notify-sender" in processes
    assert {"auth-api", "files-api-vpn", "public-api"} <= processes
    assert page.locator(".ks-tile--down").count() == 0
    look_at(page, "operations", foreign=NAMES)


def test_the_charts_are_drawn_without_scripts(browse: Browse, look_at: Eye) -> None:
    page = browse("hi", ADMINISTRATOR, javascript=False, zoom=2)

    page.goto("/ops")

    assert page.locator(".ks-bars svg").count() >= 5
    look_at(page, "operations-still", foreign=NAMES)


def test_an_officer_sees_nothing_of_it(browse: Browse) -> None:
    page = browse("en", OFFICER)

    page.goto("/ops")

    assert page.locator(".ks-tile").count() == 0
    assert page.locator(".ks-part--away").count() == 0
