"""The block in other people's pages, as a browser shows it, refuses it and measures it."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from uuid import UUID

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from deploy.local import smsc
from deploy.local.installation import Installation
from services.public.domain.embedding import Block, findings
from services.public.domain.origins import origin_of
from services.public.pages import snippets
from tests.browser import elsewhere, offices
from tests.browser.conftest import Browse
from tests.browser.looking import PICTURES, heavy, keep_weights, weigh_page, weigh_step

# An installation may have seen other runs of these tests, with their codes.
MOBILES = count(9_700_000_000 + secrets.randbelow(90_000_000))
WISH = "हैंडपंप तीन महीने से ख़राब है, पंचायत में बताया था।"


@dataclass
class Neighbours:
    """Two sites of the portal, one stranger, and the portal's id."""

    home: str
    portal: UUID
    first: elsewhere.Site
    second: elsewhere.Site
    stranger: elsewhere.Site

    def scripted(self, language: str = "hi") -> str:
        return snippets.frame_with_script(self.home, self.portal, language)

    def plain(self, language: str = "hi") -> str:
        return snippets.frame(self.home, self.portal, language)


@pytest.fixture(scope="module")
def neighbours(site: Installation) -> Iterator[Neighbours]:
    with ExitStack() as sites:
        names = ("127.0.0.1", "localhost", "localhost")
        first, second, stranger = (sites.enter_context(elsewhere.opened(name)) for name in names)
        portal = elsewhere.register(site, "REV", [first.origin, second.origin])
        yield Neighbours(site.url("INTERNET"), portal, first, second, stranger)


def block_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def fill(block: FrameLocator | Page, mobile: str) -> None:
    block.locator("[name=nature][value=GRIEVANCE]").check()
    block.locator("[name=text]").fill(WISH)
    block.locator("[name=area]").select_option("CG-DMT")
    block.locator("[name=name]").fill("सीता बाई")
    block.locator("[name=mobile]").fill(mobile)


def height_of(page: Page) -> float:
    box = page.locator("iframe").first.bounding_box()
    assert box
    return box["height"]


def inner_height(page: Page) -> float:
    frame = page.frames[1]
    return float(frame.evaluate("document.documentElement.scrollHeight"))


def cookies_of(page: Page, home: str) -> list[str]:
    return [
        str(cookie.get("name")) for cookie in page.context.cookies(home) if cookie.get("name") != "language"
    ]


@pytest.mark.parametrize("which", ["first", "second"])
@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_citizen_files_in_the_page_of_a_portal_and_confirms_in_a_tab(
    browse: Browse, site: Installation, neighbours: Neighbours, which: str, language: str
) -> None:
    mobile = str(next(MOBILES))
    page = browse(language)
    page.context.clear_cookies()
    page.set_viewport_size({"width": 900, "height": 1400})
    page.goto(getattr(neighbours, which).put("/", neighbours.scripted(language)))
    block = block_in(page)

    fill(block, mobile)
    page.screenshot(path=PICTURES / f"block-in-a-portal-{language}.png")
    block.locator("main form button").click()
    expect(block.locator("a[href^='/filings/']")).to_be_visible()
    without = cookies_of(page, neighbours.home)
    with page.expect_popup() as opened:
        block.locator("a[href^='/filings/']").click()
    tab = opened.value
    tab.fill("[name=code]", _code(site, mobile))
    tab.click("main form button >> nth=0")
    tab.wait_for_url("**/case/acknowledgement")

    assert without == []
    assert re.search(r"\b\d{11}\b", tab.inner_text("main"))
    assert tab.evaluate("window.opener") is None


def test_the_frame_has_the_height_of_its_content_without_scrollbars(
    browse: Browse, neighbours: Neighbours
) -> None:
    page = browse("hi", width=400)
    page.goto(neighbours.first.put("/", neighbours.scripted()))
    page.wait_for_function("document.querySelector('iframe').style.height")
    before = height_of(page)

    block_in(page).locator("[name=mobile]").evaluate("field => field.form.noValidate = true")
    block_in(page).locator("main form button").click()
    expect(block_in(page).locator(".govuk-error-summary")).to_be_visible()
    page.wait_for_function(
        "before => parseFloat(document.querySelector('iframe').style.height) > before", arg=before
    )

    assert height_of(page) == pytest.approx(inner_height(page), abs=2)
    assert page.frames[1].evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert block_in(page).locator(".govuk-error-summary").evaluate("each => each === document.activeElement")


def test_several_frames_have_each_its_own_height_wherever_the_script_stands(
    browse: Browse, neighbours: Neighbours
) -> None:
    frame, script = neighbours.plain(), neighbours.scripted().rpartition("\n")[2]
    track = frame.replace(f"/embed/{neighbours.portal}", f"/embed/{neighbours.portal}/track")
    page = browse("hi", width=700)

    page.goto(neighbours.second.put("/several", f"{script}{frame}{track}"))
    page.wait_for_function("[...document.querySelectorAll('iframe')].every(each => each.style.height)")

    heights = page.evaluate(
        "[...document.querySelectorAll('iframe')].map(each => parseFloat(each.style.height))"
    )
    assert heights[0] > heights[1] > 300


def test_without_scripts_the_frame_alone_files_too(browse: Browse, neighbours: Neighbours) -> None:
    page = browse("hi", javascript=False)
    page.goto(neighbours.first.put("/still", neighbours.plain()))

    fill(block_in(page), str(next(MOBILES)))
    block_in(page).locator("main form button").click()

    expect(block_in(page).locator("a[href^='/filings/']")).to_be_visible()
    assert page.locator("body > p > a[href*='/g/']").count() == 1


def test_a_page_of_another_origin_is_refused_and_offers_the_link(
    browse: Browse, neighbours: Neighbours
) -> None:
    page = browse("hi")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(neighbours.stranger.put("/", neighbours.scripted()))

    link = page.locator("a[href*='/g/']")
    link.wait_for(timeout=15_000)

    assert any("frame-ancestors" in text for text in said)
    assert block_in(page).locator("form").count() == 0
    link.click()
    page.wait_for_url("**/d/REV")


def test_an_unknown_height_from_elsewhere_changes_nothing(browse: Browse, neighbours: Neighbours) -> None:
    page = browse("hi")
    page.goto(neighbours.first.put("/", neighbours.scripted()))
    page.wait_for_function("document.querySelector('iframe').style.height")
    before = height_of(page)

    page.evaluate("window.postMessage({type: 'karyasetu:height', height: 9000}, '*')")
    page.wait_for_timeout(300)

    assert height_of(page) == before


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({}, True),
        ({"Content_Security_Policy": "default-src 'self'"}, False),
        ({"Content_Security_Policy": "default-src 'self'; frame-src {home}"}, True),
        ({"Content_Security_Policy": "frame-src {home}/d/"}, False),
        ({"Content_Security_Policy": "child-src http:"}, True),
        ({"Content_Security_Policy": "frame-src https:, default-src *"}, False),
        ({"Cross_Origin_Embedder_Policy": "require-corp"}, False),
    ],
)
def test_the_consoles_test_says_what_the_browser_does(
    browse: Browse, neighbours: Neighbours, headers: dict[str, str], shown: bool
) -> None:
    home = origin_of(neighbours.home)
    assert home
    sent = {name: value.format(home=neighbours.home) for name, value in headers.items()}
    address = neighbours.first.put("/tested", neighbours.plain(), **sent)
    origins = (neighbours.first.origin, neighbours.second.origin)
    block = Block(
        origins, is_open=True, home=home, path=f"/embed/{neighbours.portal}", integrity=snippets.integrity()
    )
    page = browse("hi")

    page.goto(address)
    page.wait_for_load_state("networkidle")

    found = findings(block, address, "\n".join(f"{n.replace('_', '-')}: {v}" for n, v in sent.items()))
    assert (block_in(page).locator("form").count() == 1) is shown
    assert any(each.refuses for each in found) is not shown


def test_the_chosen_colour_is_the_colour_of_the_block(browse: Browse, neighbours: Neighbours) -> None:
    officer, citizen = browse("en", officer="GAD-ADM-1"), browse("hi")
    officer.goto(f"/desk/portals/{neighbours.portal}")
    officer.check("[name=accent][value=maroon]")
    officer.click("form[action$='/look'] button")
    officer.wait_for_url("**#look")

    citizen.goto(f"/embed/{neighbours.portal}")

    colour = "getComputedStyle(document.querySelector('.govuk-button')).backgroundColor"
    assert citizen.evaluate(colour) == "rgb(122, 31, 61)"


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_block_is_light(
    browse: Browse, site: Installation, neighbours: Neighbours, language: str
) -> None:
    case, page = offices.files(site, language), browse(language)
    address = f"/embed/{neighbours.portal}"
    weights = {"block": weigh_page(page, f"{address}?lang={language}")}
    fill(page, str(next(MOBILES)))
    weights["block-sent"] = weigh_step(page, lambda: page.click("main form button"))
    expect(page.locator("a[href^='/filings/']")).to_be_visible()
    weights["block-track"] = weigh_page(page, f"{address}/track?lang={language}")
    page.fill("[name=number]", case.number)
    page.fill("[name=mobile]", case.mobile)
    weights["block-status"] = weigh_step(page, lambda: page.click("main form button"))
    expect(page.locator("main")).to_contain_text(case.number)

    keep_weights(f"block-{language}", weights)
    assert heavy(weights) == {}


def _code(site: Installation, mobile: str) -> str:
    for _ in range(300):
        for text in smsc.messages(site.short_messages, to=f"91{mobile}"):
            if found := re.search(r"\b(\d{6})\b", text.text):
                return found[1]
        time.sleep(0.2)
    raise AssertionError("no code came")
