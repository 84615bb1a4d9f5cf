"""The room of the desk's pages, and what several of them show."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.edge.http import Call
from kernel.edge.pages import Page, Pages, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.files import access
from services.files.actions import DeskClock, all_desks
from services.files.pages.words import DONE, WORDS

pages = Pages("files", policy=access.POLICY)


def page(template: str, actor: Actor, status: int = 200, **shown: Any) -> Page:
    """A page with the words of the desk, for the acting post."""
    known = {**WORDS, "post": actor.post_id, "today": clock.local_date(clock.now()), "done": ""}
    return Page(template, {**known, **shown}, status)


def onwards(actor: Actor, path: str, done: str) -> Redirect:
    """To the page after an act, which says once what was done; the acting post stays the same."""
    return Redirect(f"{path}?post={actor.post_id}&done={done}")


def offered(words: Mapping[str, str], actor: Actor) -> list[tuple[str, str]]:
    """The answers of a list to choose from, in the reader's language."""
    return [(value, translate(word, actor.language, "files")) for value, word in words.items()]


def done_of(query: Mapping[str, Any]) -> str:
    """The sentence for what the act before this page did, if it was one of ours."""
    return DONE.get(str(query.get("done", "")), "")


def desk_that_knows(actor: Actor, desks: frozenset[UUID]) -> UUID | None:
    """Another desk of the officer that may see what the acting one may not."""
    others = all_desks.charges_at_work(actor)
    seeing = (each for each in others if access.may_see_papers(replace(actor, charge=each)).allowed)
    return next((each.post_id for each in seeing if each.post_id in desks), None)


def elsewhere(call: Call, actor: Actor, desks: frozenset[UUID]) -> Redirect | None:
    """The same page as another desk of the officer sees it, where the acting one may not see it."""
    if actor.post_id in desks or call.request.method != "GET":
        return None
    other = desk_that_knows(actor, desks)
    return Redirect(f"{call.request.path}?post={other}") if other else None


def due(timing: DeskClock, since: Any) -> dict[str, Any]:
    """How long something waits, until when it may, and whether that is over."""
    return {
        "since": since,
        "due": timing.due(since),
        "overdue": timing.is_overdue(since),
        "days_waited": (timing.now - since).days,
        "order_number": timing.order_number,
    }
