"""Looking at a page as a careful person would: whole, readable, valid, accessible, in one language."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import CDPSession, Page, Response

from tests.architecture.house import ROOT
from tests.ui.markup import invalid_html

PICTURES = ROOT / "build" / "screenshots"
# Small letters stay sharp; a lossless picture takes half as long again.
QUALITY = 85
RAW_KEYS = re.compile(r"%\([a-z_]+\)[sd]|\{\{|\}\}|\bNone\b|\bundefined\b|&[a-z]+;")
MOST_WORDS = 1500
# What a citizen's page may weigh: bytes of the document, bytes of everything, requests, all with an empty cache.
LIGHT = (12 * 1024, 40 * 1024, 4)
# Every complaint is told in full; what was found in order is only counted, for telling it takes longer than looking.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Words that are the same in a Hindi sentence, and what is written in Latin letters everywhere.
SAME_IN_HINDI = (
    r"(SMS|PDF|OTP|QR|JPEG|JPG|PNG|WEBP|CSV|KB|MB|VPN|TOTP|ID|UID|IST|HTTPS?|SECURE_LAN|INTERNET|KaryaSetu|English|"
    r"CONFIDENTIAL|RESTRICTED|SECRET|[A-Z]{2,4}([-/][A-Z0-9]+)+|[\w.+-]+@[\w.-]+|https?://\S+|CG\d+|Enter|Esc|Ctrl)"
)
COMPLAINTS = """found => found.violations.flatMap(({id, nodes}) =>
  nodes.map(node => `${id}: ${node.html.slice(0, 200)} ${(node.failureSummary || '').slice(0, 300)}`))"""
# All words as they are seen, and those that are to be in the language of the page.
SAID = """() => {
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (at.closest('script, style, noscript, [translate=no], code, pre')) continue;
    const language = at.closest('[lang]');
    if (language && !language.lang.startsWith('hi')) continue;
    const text = walker.currentNode.textContent.trim();
    if (text) said.push(text);
  }
  for (const each of document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')) {
    if (each.closest('[lang]:not([lang^=hi])')) continue;
    for (const name of ['aria-label', 'placeholder', 'alt', 'title']) {
      const text = each.getAttribute(name);
      if (text) said.push(text);
    }
  }
  return [document.body.innerText, said.concat(document.title)];
}"""
# What is folded away must fit, too.
TOO_WIDE = """() => {
  const folded = [...document.querySelectorAll('details:not([open])')];
  folded.forEach(each => { each.open = true; });
  const wide = document.documentElement.clientWidth;
  const scrolls = each => each.closest('.scrolls, [class*=scroll]');
  const found = document.documentElement.scrollWidth <= wide ? [] : [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > wide + 1 && !scrolls(each))
    .slice(0, 5).map(each => each.tagName + '.' + each.className);
  folded.forEach(each => { each.open = false; });
  return found;
}"""


@dataclass
class Eye:
    """Looks at the pages of one test, and at what the server sent; at *widths*, or as wide as the page is."""

    last: Response | None = field(default=None, init=False)
    still: list[Page] = field(default_factory=list, init=False)
    widths: tuple[int, ...] = field(default=(), init=False)
    pages: list[Page] = field(default_factory=list, init=False)
    # The same pages are shown to axe on another walk, with scripts.
    spares_axe: bool = field(default=False, init=False)
    _cameras: dict[Page, CDPSession] = field(default_factory=dict, init=False)

    def follow(self, page: Page, *, javascript: bool) -> None:
        """Keep the source of each document that this page loads, before scripts touch it."""
        self.pages.append(page)
        if not javascript:
            self.still.append(page)

        def keep(response: Response) -> None:
            if response.request.resource_type == "document" and response.request.frame == page.main_frame:
                self.last = response

        page.on("response", keep)

    def __call__(self, page: Page, name: str, *, foreign: tuple[str, ...] = ()) -> None:
        """Take a picture under *name* at each width, where scripts are off in Hindi only, and hold what a page must be.

        *foreign* are texts in another language that belong there, such as what a citizen wrote.
        """
        page.wait_for_load_state()
        language = page.get_attribute("html", "lang") or ""
        size = page.viewport_size or {"width": 0, "height": 0}
        for width in sorted(self.widths or (size["width"],), key=lambda each: each != size["width"]):
            page.set_viewport_size({"width": width, "height": size["height"]})
            self._hold_at_this_width(page, f"{name}-{language}-{width}{self._mark(page)}", language)
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        # At the width at which the page is walked; the other walks bring the other widths.
        assert self._complaints(page) == [], name
        seen, said = page.evaluate(SAID)
        assert RAW_KEYS.findall(seen) == [], f"{name} shows raw keys"
        if language == "hi":
            assert (english := _english_in(said, foreign)) == [], f"{name} speaks English in Hindi: {english}"
        if source := self._source():
            assert invalid_html(source) == [], f"{name} is not valid HTML"

    def seen_last(self) -> list[tuple[str, str]]:
        """Address and words of every page that is open, for who must find out why a test failed."""
        return [
            (page.url, page.inner_text("body")[:MOST_WORDS]) for page in self.pages if not page.is_closed()
        ]

    def _mark(self, page: Page) -> str:
        return "-still" if page in self.still else ""

    def _hold_at_this_width(self, page: Page, name: str, language: str) -> None:
        if page not in self.still or language == "hi":
            picture = PICTURES / f"{name}.jpg"
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(self._photographed(page))
        assert page.evaluate(TOO_WIDE) == [], f"wider than the screen: {name}"

    def _complaints(self, page: Page) -> list[str]:
        if page not in self.still:
            return complaints_of_axe(page)
        if self.spares_axe:
            return []
        # The tool is itself a script that waits: scripts run while it looks, those of the page are passed by then.
        with self._scripts_on(page):
            return complaints_of_axe(page)

    @contextmanager
    def _scripts_on(self, page: Page) -> Iterator[None]:
        session = self._session(page)
        # What another session switched off is only heard here as a change.
        for off in (True, False):
            session.send("Emulation.setScriptExecutionDisabled", {"value": off})
        yield
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})

    def _session(self, page: Page) -> CDPSession:
        # It stays for as long as the page: with its end the browser also forgets passkeys that were put in for a test.
        if page not in self._cameras:
            self._cameras[page] = page.context.new_cdp_session(page)
        return self._cameras[page]

    def _photographed(self, page: Page) -> bytes:
        """The whole page as the browser itself takes it, which costs two thirds of what the tool's own way costs."""
        session = self._session(page)
        size = session.send("Page.getLayoutMetrics")["cssContentSize"]
        how = {"format": "jpeg", "quality": QUALITY, "captureBeyondViewport": True, "optimizeForSpeed": True}
        taken = session.send("Page.captureScreenshot", {**how, "clip": {**size, "scale": 1}})
        return base64.b64decode(taken["data"])

    def _source(self) -> str:
        if self.last is None or 300 <= self.last.status < 400:
            return ""
        return str(self.last.text())


def complaints_of_axe(page: Page, options: Mapping[str, Any] = RULES) -> list[str]:
    """What the tool finds wrong, each with the rule, the element and what would mend it."""
    # It is put into the page and asked in one go, and says only what it complains of.
    asked = f"{AXE_SCRIPT};\naxe.run(document, {json.dumps(options)}).then({COMPLAINTS})"
    complaints: list[str] = page.evaluate(asked)
    return complaints


def _english_in(said: list[str], foreign: tuple[str, ...]) -> list[str]:
    found = []
    for text in said:
        rest = text
        for each in foreign:
            rest = rest.replace(each, "")
        rest = re.sub(rf"(?<!\w){SAME_IN_HINDI}(?!\w)", "", rest)
        if re.search(r"[A-Za-z]{3,}", rest):
            found.append(text)
    return found


def weigh_page(page: Page, address: str) -> tuple[int, int, int]:
    """Bytes of the document, of everything, and the number of requests with an empty cache."""
    return weigh_step(page, lambda: page.goto(address, wait_until="load"))


def weigh_step(page: Page, go: Callable[[], object]) -> tuple[int, int, int]:
    """The same of the page to which *go* leads."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    sizes: dict[str, int] = {}
    session.on(
        "Network.loadingFinished",
        lambda done: sizes.update({done["requestId"]: int(done["encodedDataLength"])}),
    )
    documents: list[str] = []

    def note(sent: dict[str, object]) -> None:
        if sent.get("type") == "Document":
            documents.append(str(sent["requestId"]))

    session.on("Network.requestWillBeSent", note)
    go()
    page.wait_for_load_state("load")
    session.detach()
    return sizes.get(documents[-1], 0), sum(sizes.values()), len(sizes)


def keep_weights(name: str, weights: Mapping[str, object]) -> None:
    """Leave what pages weigh beside their pictures, for whoever reports it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"weights-{name}.json").write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


def heavy(weights: dict[str, tuple[int, int, int]]) -> dict[str, tuple[int, int, int]]:
    """The pages of which something is more than a citizen's page may be."""
    return {
        address: weight
        for address, weight in weights.items()
        if any(each > limit for each, limit in zip(weight, LIGHT, strict=True))
    }
