"""The room of pages, and what several pages show."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel import signing
from kernel.edge.http import Call
from kernel.edge.http.callers import (
    CITIZEN_COOKIE,
    CITIZEN_PURPOSE,
    MOBILE_COOKIE,
    MOBILE_PURPOSE,
    cookie_of,
)
from kernel.edge.pages import Cookie, Page, Pages, Redirect
from services.public import access
from services.public.domain.codes import READING_LIFE
from services.public.domain.draft_refusals import NoSuchDraft
from services.public.domain.timeline import WORDS_OF_NATURE, WORDS_OF_NEXT, WORDS_OF_STATE, WORDS_OF_WHAT

# The day on which somebody last changed what the first page, those of departments and those about the service say;
# change it with them.
LAST_CHANGED = date(2026, 11, 29)
OPEN_MINUTES = int(READING_LIFE.total_seconds()) // 60
DRAFT_COOKIE = "draft"
DRAFT_OPEN = timedelta(hours=8)
MOST_OPEN_DRAFTS = 3
_DRAFT_PURPOSE = "citizen-draft"

pages = Pages("public", policy=access.POLICY)

WORDS = {
    "natures": WORDS_OF_NATURE,
    "states": WORDS_OF_STATE,
    "whats": WORDS_OF_WHAT,
    "nexts": WORDS_OF_NEXT,
}


def page(template: str, status: int = 200, **shown: Any) -> Page:
    """A page with the words for states and entries at hand, and for how long an opened case stays open."""
    return Page(template, {**WORDS, "open_minutes": OPEN_MINUTES, **shown}, status)


def wrong(template: str, field: str, sentence: str, **shown: Any) -> Page:
    """The page again with a sentence beside a field; unlike a refusal it lets the try count."""
    return page(template, 422, errors={field: sentence}, **shown)


def opened(call: Call, case_id: object, location: str) -> Redirect:
    """Go on as the citizen of a case, for as long as a code opens it."""
    value = signing.sign(call.context.form_key, CITIZEN_PURPOSE, {"case_id": case_id}, READING_LIFE)
    return Redirect(location, [Cookie(CITIZEN_COOKIE, value, int(READING_LIFE.total_seconds()))])


def session_of(call: Call, mobile: str) -> Cookie:
    """The session of a citizen who proved a mobile; each page of the own list renews it."""
    value = signing.sign(call.context.form_key, MOBILE_PURPOSE, {"mobile": mobile}, READING_LIFE)
    return Cookie(MOBILE_COOKIE, value, int(READING_LIFE.total_seconds()))


def left(location: str) -> Redirect:
    """Go on as nobody."""
    return Redirect(location, [Cookie(CITIZEN_COOKIE, "", 0), Cookie(MOBILE_COOKIE, "", 0)])


def open_drafts(call: Call) -> list[UUID]:
    """The drafts that are open in this browser, the newest first."""
    try:
        facts = signing.read(call.context.form_key, _DRAFT_PURPOSE, cookie_of(call.request, DRAFT_COOKIE))
        return [UUID(each) for each in facts["drafts"]]
    except (signing.SignatureInvalidError, KeyError, ValueError):
        return []


def require_open(call: Call, draft_id: UUID) -> None:
    """Raise NoSuchDraft unless the draft is open in this browser."""
    if draft_id not in open_drafts(call):
        raise NoSuchDraft


def with_draft(call: Call, draft_id: UUID, location: str) -> Redirect:
    """Go on with a draft open in this browser; from now on it stays open some hours longer."""
    others = [each for each in open_drafts(call) if each != draft_id]
    return _with_drafts(call, [draft_id, *others][:MOST_OPEN_DRAFTS], location)


def without_draft(call: Call, draft_id: UUID, location: str) -> Redirect:
    """Go on with a draft shut in this browser."""
    return _with_drafts(call, [each for each in open_drafts(call) if each != draft_id], location)


def _with_drafts(call: Call, drafts: list[UUID], location: str) -> Redirect:
    if not drafts:
        return Redirect(location, [Cookie(DRAFT_COOKIE, "", 0)])
    facts = {"drafts": [str(each) for each in drafts]}
    value = signing.sign(call.context.form_key, _DRAFT_PURPOSE, facts, DRAFT_OPEN)
    return Redirect(location, [Cookie(DRAFT_COOKIE, value, int(DRAFT_OPEN.total_seconds()))])
