"""A browser shows every part whole: on a small telephone, enlarged, in Hindi, by keyboard and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import PICTURES, TOO_WIDE, complaints_of_axe
from tests.fakes import an_actor
from tests.ui.gallery import gallery
from tests.ui.serving import show

LAYOUTS = ("citizen.html", "operations.html", "staff.html")
LOW_LINES = """() => [...document.querySelectorAll('body *')].filter(each => {
  const own = [...each.childNodes].some(node => node.nodeType === 3 && /[\\u0900-\\u097f]/.test(node.data));
  const style = getComputedStyle(each);
  if (!own || each.closest('svg, .govuk-visually-hidden, .ks-emblem')) return false;
  return parseFloat(style.lineHeight) < 1.49 * parseFloat(style.fontSize) || style.letterSpacing !== 'normal';
}).map(each => each.tagName + '.' + each.className)"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .filter(each => !each.closest('.ks-away, .govuk-skip-link, p, li:not(.ks-tools li), dd'))
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.height < 24 || box.width < 24)
  .map(([each]) => each.outerHTML.slice(0, 100))"""


def _opened(chromium: Browser, language: str, layout: str, **wanted: Any) -> Page:
    """The gallery, with the files as the gateway would serve them."""
    wrong = wanted.pop("wrong", False)
    html = gallery(language, layout, wrong=wrong, actor=an_actor())
    if classes := wanted.pop("classes", ""):
        html = html.replace(f'<html lang="{language}">', f'<html lang="{language}" class="{classes}">')
    page = chromium.new_page(**wanted)
    show(page, "/files/inbox", html)
    return page


def _size(width: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 900}}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["en", "hi"])
def test_axe_finds_nothing_in_any_part(chromium: Browser, language: str, layout: str) -> None:
    page = _opened(chromium, language, layout, wrong=True, **_size(1000))

    assert complaints_of_axe(page) == []
    page.close()


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_part_is_wider_than_the_screen(chromium: Browser, layout: str, width: int) -> None:
    page = _opened(chromium, "hi", layout, wrong=True, **_size(width))

    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"gallery-{layout.removesuffix('.html')}-hi-{width}.png", full_page=True)
    assert page.evaluate(TOO_WIDE) == []
    page.close()


@pytest.mark.parametrize("classes", ["ks-text-125", "ks-text-150", "ks-text-150 ks-contrast-high"])
def test_larger_letters_and_strong_contrast_keep_every_part_whole(chromium: Browser, classes: str) -> None:
    page = _opened(chromium, "hi", "staff.html", classes=classes, **_size(320))

    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(LOW_LINES) == []
    assert complaints_of_axe(page, {"runOnly": ["color-contrast"]}) == []
    page.close()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_are_high_enough_for_matras(chromium: Browser, layout: str) -> None:
    page = _opened(chromium, "hi", layout, wrong=True, **_size(1000))

    assert page.evaluate(LOW_LINES) == []
    page.close()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_whatever_is_pressed_is_large_enough_for_a_thumb(chromium: Browser, layout: str) -> None:
    page = _opened(chromium, "hi", layout, **_size(320))

    assert page.evaluate(SMALL_TARGETS) == []
    page.close()


def test_the_first_key_leads_past_the_header_and_the_focus_is_seen(chromium: Browser) -> None:
    page = _opened(chromium, "hi", "citizen.html", **_size(1000))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    assert page.locator(".govuk-skip-link").bounding_box()["height"] > 20  # type: ignore[index] - it is there
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_the_error_summary_has_the_focus_when_a_form_comes_back(chromium: Browser) -> None:
    page = _opened(chromium, "hi", "citizen.html", wrong=True, java_script_enabled=True, **_size(320))

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.close()


def test_paper_shows_the_text_and_nothing_to_press(chromium: Browser) -> None:
    page = _opened(chromium, "hi", "staff.html", **_size(800))

    page.emulate_media(media="print")

    seen = "() => [...document.querySelectorAll('button, .ks-tools, nav')].filter(each => each.offsetHeight)"
    assert page.evaluate(f"({seen})().map(each => each.outerHTML.slice(0, 90))") == []
    page.close()


def test_the_tool_complains_of_a_page_that_is_wrong_on_purpose(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content('<img src="x"><p style="color:#ccc;background:#ddd">pale</p>')

    rules = {complaint.partition(":")[0] for complaint in complaints_of_axe(page)}

    assert {"image-alt", "color-contrast", "html-has-lang"} <= rules
    page.close()
