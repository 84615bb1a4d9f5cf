"""Debian's Chromium before the running system."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from deploy.local.installation import Installation
from tests.browser import site as sites
from tests.browser.looking import Eye
from tests.browser.visitors import Visitors
from tests.browser.walks import WAYS, Walk

Browse = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.timeout(sites.TEST_SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that failed tells what was on the screen, and what the gateway answered meanwhile."""
    report = yield
    eye = getattr(item, "funcargs", {}).get("look_at")
    if call.when == "call" and report.failed and eye:
        with suppress(PlaywrightError):
            report.sections += [(f"the page at {address}", words) for address, words in eye.seen_last()]
        if site := getattr(item, "funcargs", {}).get("site"):
            report.sections.append(("what the gateway answered last", sites.answered_last(site)))
    return report


@pytest.fixture(scope="session")
def site() -> Installation:
    """The one running installation, with what the main job left in it."""
    return sites.running()


@pytest.fixture(scope="session")
def visitors(chromium: Browser, site: Installation) -> Visitors:
    return Visitors(chromium, site)


@pytest.fixture
def look_at() -> Eye:
    """look_at(page, "inbox"): a picture in build/screenshots, axe, valid HTML, nothing too wide, one language."""
    return Eye()


@pytest.fixture
def browse(visitors: Visitors, look_at: Eye) -> Iterator[Browse]:
    """browse(language="hi", officer="REV-SO-1", javascript=False, width=320, zoom=2): a page; see Visitors.page."""
    with ExitStack() as open_ones:

        def new_page(*args: object, **kwargs: object) -> Page:
            opened: AbstractContextManager[Page] = visitors.page(*args, **kwargs)
            page = open_ones.enter_context(opened)
            look_at.follow(page, javascript=kwargs.get("javascript") is not False)
            return page

        yield new_page


@pytest.fixture(params=WAYS, ids=str)
def walk(request: pytest.FixtureRequest, browse: Browse, look_at: Eye, site: Installation) -> Walk:
    """Each of the four walks; every page that it looks at is held in its width, those of officers also wide."""
    return Walk(request.param, browse, look_at, site)
