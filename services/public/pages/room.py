"""The room of pages, and what several pages show."""

from typing import Any

from kernel import signing
from kernel.edge.http import Call
from kernel.edge.http.callers import CITIZEN_COOKIE, CITIZEN_PURPOSE
from kernel.edge.pages import Cookie, Page, Pages, Redirect
from services.public import access
from services.public.domain.codes import READING_LIFE
from services.public.domain.timeline import WORDS_OF_NATURE, WORDS_OF_STATE, WORDS_OF_WHAT

pages = Pages("public", policy=access.POLICY)

WORDS = {"natures": WORDS_OF_NATURE, "states": WORDS_OF_STATE, "whats": WORDS_OF_WHAT}


def page(template: str, status: int = 200, **shown: Any) -> Page:
    """A page with the words for states and entries at hand."""
    return Page(template, {**WORDS, **shown}, status)


def wrong(template: str, field: str, sentence: str, **shown: Any) -> Page:
    """The page again with a sentence beside a field; unlike a refusal it lets the try count."""
    return page(template, 422, errors={field: sentence}, refusal=sentence, **shown)


def opened(call: Call, case_id: object, location: str) -> Redirect:
    """Go on as the citizen of a case, for as long as a code opens it."""
    value = signing.sign(call.context.form_key, CITIZEN_PURPOSE, {"case_id": case_id}, READING_LIFE)
    return Redirect(location, [Cookie(CITIZEN_COOKIE, value, int(READING_LIFE.total_seconds()))])


def left(location: str) -> Redirect:
    """Go on as nobody."""
    return Redirect(location, [Cookie(CITIZEN_COOKIE, "", 0)])
