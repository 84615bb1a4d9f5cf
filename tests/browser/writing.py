"""What officers and citizens write in the walks, and what is the same in every language."""

from playwright.sync_api import Page

from tests.browser.citizens import NAMES, PLACES, WORDS

SUBJECT, NOTE = "सीमांकन प्रकरण, ग्राम कुरूद", "प्रकरण आदेशार्थ प्रस्तुत है।"
REPLY = {
    "hi": "हैंडपंप की मरम्मत के लिए दल 22 नवंबर को भेजा जाएगा।",
    "en": "A team is sent on 22 November to repair the handpump.",
}
ASKED = {"hi": "हैंडपंप किस वार्ड में है?", "en": "In which ward is the handpump?"}
ANSWERED = {"hi": "हैंडपंप 20 नवंबर को सुधार दिया गया है।", "en": "The handpump was repaired on 20 November."}
# What officers and citizens write, orders by their numbers and names that are the same everywhere.
WRITTEN = ("CSMOP", "CG GAD May 2024", "Sushasan Tihar", "SUSHASAN-TIHAR", SUBJECT, NOTE)
SAID = tuple(text for each in (WORDS, PLACES, NAMES, ASKED, ANSWERED) for text in each.values())


def press(page: Page) -> None:
    page.click("main form button:not([type])")
    page.wait_for_load_state()


def written(page: Page) -> tuple[str, ...]:
    """What citizens and officers wrote in their own words, and the subjects of files, which have a language of their own."""
    said: list[str] = page.locator("blockquote, [data-own], [data-row] a").all_inner_texts()
    return (*said, *WRITTEN, *REPLY.values(), *WORDS.values(), *NAMES.values())
