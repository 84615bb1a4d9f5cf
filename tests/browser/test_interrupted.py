"""A photograph of which only a part arrived: chosen again, it goes on from there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from services.public.domain.draft import LARGEST_PART_BYTES
from tests.browser.citizens import Citizen, a_photograph
from tests.browser.walks import WITH_SCRIPTS, Walk

PART = re.compile(r"/documents/[0-9a-f-]+\?size=(\d+)&begins_at=(\d+)")
WHOLE = {"hi": "फ़ोटो,", "en": "photograph,"}
GOES_ON = {
    "hi": "वही फ़ाइल फिर चुनें, भेजना वहीं से आगे बढ़ेगा",
    "en": "Choose the same file again and it goes on from there",
}
PARTS = 3

with_scripts = pytest.mark.parametrize("walk", WITH_SCRIPTS, indirect=True, ids=str)


def break_off(page: Page, photograph: Path) -> None:
    """Send some parts of a photograph; the answer to the last one is lost, and then the line is dead."""
    passed: list[APIResponse] = []

    def pass_some(route: Route) -> None:
        if len(passed) < PARTS:
            passed.append(route.fetch())
        if len(passed) < PARTS:
            route.fulfill(response=passed[-1])
        else:
            route.abort("connectionreset")

    page.route(PART, pass_some)
    with page.expect_event("requestfailed"):
        page.set_input_files("#papers", photograph)


def beginnings(page: Page) -> list[int]:
    """Where each part begins that this page sends from now on."""
    begun: list[int] = []

    def keep(url: str) -> None:
        if found := PART.search(url):
            begun.append(int(found[2]))

    page.on("request", lambda request: keep(request.url))
    return begun


def filed_with_the_photograph(citizen: Citizen) -> bytes:
    """Go on from the papers to the case; the photograph as it is kept there."""
    page = citizen.page
    citizen.attach()
    citizen.introduce()
    citizen.go_on()
    citizen.confirm()
    page.goto("/case")
    kept = page.request.get(page.get_attribute("a[href^='/case/documents/']", "href") or "")
    assert kept.headers["content-type"] == "image/jpeg"
    return kept.body()


@with_scripts
def test_after_the_page_was_loaded_again_a_photograph_goes_on_from_what_has_arrived(
    walk: Walk, tmp_path: Path
) -> None:
    citizen = walk.citizen()
    page, photograph = citizen.page, tmp_path / "IMG_20261119.jpg"
    citizen.comes_to_the_papers()
    photograph.write_bytes(a_photograph(page, 1000, 750))
    break_off(page, photograph)

    page.reload()
    page.unroute_all()
    expect(page.locator("#attached")).to_contain_text(GOES_ON[walk.language])
    walk.look(page, "documents-interrupted")
    begun = beginnings(page)
    page.set_input_files("#papers", photograph)
    expect(page.locator("#attached")).to_contain_text(WHOLE[walk.language])

    content = photograph.read_bytes()
    assert begun == list(range(PARTS * LARGEST_PART_BYTES, len(content), LARGEST_PART_BYTES))
    assert filed_with_the_photograph(citizen) == content


@with_scripts
def test_on_another_telephone_a_draft_goes_on_at_the_photograph_and_from_what_has_arrived(
    walk: Walk, tmp_path: Path
) -> None:
    first = walk.citizen()
    photograph = tmp_path / "IMG_20261119.jpg"
    first.comes_to_the_papers()
    photograph.write_bytes(a_photograph(first.page, 2400, 1800))
    code = first.page.inner_text(".govuk-inset-text strong")
    break_off(first.page, photograph)
    first.page.close()

    other = walk.citizen()
    page = other.page
    page.goto("/drafts")
    page.fill("#code", code)
    other.go_on()
    expect(page.locator("#attached")).to_contain_text(GOES_ON[walk.language])
    begun = beginnings(page)
    page.set_input_files("#papers", photograph)
    expect(page.locator("#attached")).to_contain_text(WHOLE[walk.language])

    kept = filed_with_the_photograph(other)
    assert begun == list(range(PARTS * LARGEST_PART_BYTES, len(kept), LARGEST_PART_BYTES))
    assert kept[-2:] == b"\xff\xd9"
