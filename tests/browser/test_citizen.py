"""A citizen's journeys as people make them: at 320 pixels, in two languages, with scripts and without."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from deploy.local.installation import Installation
from tests.browser import offices
from tests.browser.citizens import PHOTOGRAPH, PLACES, RECEIPT, WORDS, Citizen, a_photograph
from tests.browser.conftest import Browse
from tests.browser.looking import Eye, heavy, keep_weights, weigh_page, weigh_step
from tests.browser.writing import ANSWERED, ASKED


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_wrong_code_is_told_and_after_five_none_opens(
    browse: Browse, look_at: Eye, site: Installation, language: str
) -> None:
    page = browse(language, javascript=False, width=320)
    citizen = Citizen(page, site, language)
    citizen.begin()
    citizen.tell()
    citizen.place()
    citizen.attach()
    citizen.introduce()
    citizen.go_on()
    code = citizen.code()
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(5):
        page.fill("#code", wrong)
        citizen.go_on()
    look_at(page, "file-7-code-wrong")
    page.fill("#code", code)
    citizen.go_on()
    expect(page.locator("#code-error")).to_be_visible()
    page.click("form[action$='/code'] button")
    page.fill("#code", citizen.code())
    citizen.go_on()

    expect(page).to_have_url(re.compile("/case/acknowledgement$"))


def test_a_photograph_goes_on_after_the_line_broke(
    browse: Browse, site: Installation, tmp_path: Path
) -> None:
    page = browse("hi", width=320)
    Citizen(page, site).comes_to_the_papers()
    large = tmp_path / "large.pdf"
    large.write_bytes(RECEIPT.read_bytes() + b"% filling\n" * 40_000)
    seen = {"parts": 0, "broken": 0}

    def break_now_and_then(route: object) -> None:
        seen["parts"] += 1
        if seen["parts"] in (2, 4):
            seen["broken"] += 1
            route.abort("connectionreset")  # type: ignore[attr-defined]  # a route of playwright.
        else:
            route.continue_()  # type: ignore[attr-defined]  # a route of playwright.

    page.route(re.compile(r"/documents/[0-9a-f-]+\?"), break_now_and_then)
    page.set_input_files("#papers", large)

    expect(page.locator("form[action$='/remove']")).to_have_count(1, timeout=60_000)
    expect(page.locator("form[action$='/remove']")).to_contain_text("PDF")
    assert seen["broken"] == 2


def test_a_press_is_not_lost_while_the_page_looks_for_what_has_arrived(
    browse: Browse, site: Installation
) -> None:
    page = browse("hi", width=320)
    Citizen(page, site).comes_to_the_papers()
    looking: list[Route] = []

    def let_both_meet(route: Route) -> None:
        if route.request.resource_type == "fetch":
            looking.append(route)
            return
        # The press is on its way when the look for what has arrived fails.
        looking[0].fulfill(status=503, body="")
        time.sleep(0.5)
        route.continue_()

    page.route("**/documents", let_both_meet)
    with page.expect_request(lambda one: one.resource_type == "fetch" and one.url.endswith("/documents")):
        page.set_input_files("#papers", RECEIPT)
    page.click("button[value=on]")

    page.wait_for_url("**/person")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_press_is_not_lost_while_what_arrives_moves_the_button(
    browse: Browse, site: Installation, width: int
) -> None:
    page = browse("hi", width=width)
    Citizen(page, site).comes_to_the_papers()
    looking: list[Route] = []

    def hold(route: Route) -> None:
        looking.append(route) if route.request.resource_type == "fetch" else route.continue_()

    page.route("**/documents", hold)
    with page.expect_request(lambda one: one.resource_type == "fetch" and one.url.endswith("/documents")):
        page.set_input_files("#papers", [RECEIPT, PHOTOGRAPH])
    button = page.locator("button[value=on]")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.mouse.down()
    with page.expect_response(looking[0].request.url) as looked:
        looking[0].continue_()
    looked.value.finished()
    # What the page does with it takes a moment of its own, and is painted in the next ones.
    page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => done()), 100))")
    page.mouse.up()

    page.wait_for_url("**/person")


def test_a_large_photograph_is_made_smaller_before_it_is_sent(
    browse: Browse, site: Installation, tmp_path: Path
) -> None:
    page = browse("hi", width=320)
    Citizen(page, site).comes_to_the_papers()
    photograph = tmp_path / "large.jpg"
    photograph.write_bytes(a_photograph(page, 2400, 1800))
    sizes = []
    page.on("request", lambda request: sizes.append(_size_in(request.url)))

    page.set_input_files("#papers", photograph)
    expect(page.locator("form[action$='/remove']")).to_have_count(1, timeout=60_000)

    sent = {size for size in sizes if size}
    assert photograph.stat().st_size > 700_000
    assert sent
    assert max(sent) < photograph.stat().st_size


def test_a_paper_over_the_limit_is_not_sent_and_the_page_says_why(
    browse: Browse, site: Installation, tmp_path: Path
) -> None:
    page = browse("hi", width=320)
    Citizen(page, site).comes_to_the_papers()
    large = tmp_path / "large.pdf"
    large.write_bytes(RECEIPT.read_bytes() + b"% filling\n" * 600_000)
    sizes = []
    page.on("request", lambda request: sizes.append(_size_in(request.url)))

    page.set_input_files("#papers", large)

    expect(page.locator("#sending")).to_contain_text("छोटे आकार में फ़ोटो लेकर फिर लगाएँ")
    expect(page.locator("#sending progress")).to_have_count(0)
    assert not any(sizes)


def test_hostile_words_do_nothing(browse: Browse, site: Installation) -> None:
    page = browse("hi")
    citizen = Citizen(page, site)
    citizen.begin()
    page.on("dialog", lambda _dialog: pytest.fail("A script of a citizen ran."))

    page.fill("#text", "<script>alert(1)</script><img src=x onerror=alert(2)> हैंडपंप")
    citizen.go_on()
    citizen.place()
    citizen.attach()
    citizen.introduce()

    expect(page.locator("dd").nth(2)).to_contain_text("<script>alert(1)</script>")


def test_what_has_arrived_is_shown_in_its_place_and_no_press_is_lost(
    browse: Browse, site: Installation
) -> None:
    page = browse("en")
    citizen = Citizen(page, site, "en")
    citizen.begin()
    citizen.tell()
    citizen.place()
    page.evaluate("window.sameDocument = true")

    page.set_input_files("#papers", PHOTOGRAPH)

    expect(page.locator("#attached li")).to_have_count(1)
    assert page.evaluate("window.sameDocument") is True
    page.click("button[value=on]")
    page.wait_for_url("**/person")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_page_is_light_on_the_line(browse: Browse, site: Installation, language: str) -> None:
    number = Citizen(browse(language), site, language).files()
    page = browse(language, width=320)
    citizen = Citizen(page, site, language)
    weights = {}

    def weigh(*addresses: str) -> None:
        for address in addresses:
            weights[address] = weigh_page(page, address)
            assert page.url.endswith(address), f"{address} leads to {page.url}"

    weigh("/", "/d/REV", "/d/REV/file", "/drafts", "/track", f"/track?number={number}", "/my/sign-in")
    weigh("/about/help", "/about/accessibility", "/about/sitemap", "/preferences")
    weigh("/about/privacy", "/about/terms", "/about/copyright")
    citizen.begin()
    draft = page.url.partition("/drafts")[2].rpartition("/")[0]
    citizen.tell()
    citizen.place()
    citizen.attach(PHOTOGRAPH)
    citizen.introduce()
    steps = ("kind", "text", "where", "documents", "person", "later", "check")
    weigh(*(f"/drafts{draft}/{step}" for step in steps))
    citizen.go_on()
    weigh(page.url[page.url.index("/filings") :])
    citizen.confirm()
    weigh("/case", "/case/withdraw", "/case/not-my-number", "/case/acknowledgement")

    keep_weights(f"citizens-{language}", weights)
    assert heavy(weights) == {}


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_page_on_the_way_to_a_case_is_light_on_the_line(
    browse: Browse, site: Installation, language: str
) -> None:
    filer = Citizen(browse(language), site, language)
    number = filer.files()
    page = browse(language, width=320)
    citizen = Citizen(page, site, language, mobile=filer.mobile, used=filer.used)

    page.goto(f"/track?number={number}")
    page.fill("#mobile", filer.mobile)
    weights = {"status": weigh_step(page, citizen.go_on), "enter": weigh_step(page, citizen.go_on)}
    page.fill("#code", citizen.code())
    page.goto("/my/sign-in")
    page.fill("#mobile", filer.mobile)
    weights["my-code"] = weigh_step(page, citizen.go_on)
    page.fill("#code", citizen.code())
    weights["my"] = weigh_step(page, citizen.go_on)

    expect(page).to_have_url(re.compile("/my$"))
    page.click("a[href^='/my/cases/']")
    offices.acts(site, number, "ask_citizen", text=ASKED[language])
    weights["asked"] = weigh_page(page, "/case")
    page.fill("#text", PLACES[language])
    weights["answered"] = weigh_step(page, citizen.go_on)
    offices.acts(site, number, "resolve", "dispose", text=ANSWERED[language])
    weights["disposed"] = weigh_page(page, "/case")
    page.check("input[name=satisfied][value=false]")
    page.fill("#text", WORDS[language])
    weights["appealed"] = weigh_step(page, citizen.go_on)

    keep_weights(f"cases-{language}", weights)
    assert heavy(weights) == {}


def _size_in(url: str) -> int:
    found = re.search(r"[?&]size=(\d+)", url)
    return int(found[1]) if found else 0
