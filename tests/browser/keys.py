"""Going about a page by its keys alone: what the Tab key does not reach cannot be pressed."""

from playwright.sync_api import Page

MOST_STOPS = 60
THE_BUTTON = "main form button:not(.govuk-button--secondary)"


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key to what *selector* names."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The keyboard does not reach {selector}.")


def go_down_to(page: Page, words: str) -> None:
    """Go down a list with the key for it, to the row that has these words."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("j")
        if words in page.evaluate("() => document.activeElement.closest('[data-row]')?.innerText ?? ''"):
            return
    raise AssertionError(f"No row says {words}.")


def write(page: Page, selector: str, text: str) -> None:
    """Type *text* into a field."""
    tab_to(page, selector)
    page.keyboard.insert_text(text)


def choose(page: Page, selector: str) -> None:
    """Tick a box, or choose the one of several that has the focus first."""
    tab_to(page, selector)
    page.keyboard.press("Space")


def follow(page: Page, selector: str, onwards: str) -> None:
    """Press a link or a button that leads to another address, such as **/check."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(onwards)


def send(page: Page) -> None:
    """Press what the page is for, and wait for the next address."""
    before = page.url
    tab_to(page, THE_BUTTON)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
