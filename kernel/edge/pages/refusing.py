"""A refusal as a page: what happened, what to do, and every text that was typed, for a form that cannot be shown again."""

from typing import Any
from urllib.parse import urlsplit

from kernel.edge.http import Call
from kernel.edge.http.bodies import typed_unasked
from kernel.edge.pages import session
from kernel.edge.pages.forms import TOKEN_FIELD, is_secret, visible
from kernel.edge.pages.results import NOTHING, Page, Redirect
from kernel.errors import NotAllowed, NotFound, Refused
from kernel.languages import _

_OUR_SIDE = 500


class NoLongerOpen(Refused):
    """The form's own page leads elsewhere: to where something is opened anew."""

    status = 422
    text = _("This page is no longer open in this browser, and nothing was sent. Open it once more.")


def page(call: Call, error: Exception, onwards: str = "") -> Page:
    """The page of a refusal; it leads *onwards*, or back to where the button was pressed."""
    shown = _shown(call, error)
    if call.request.method == "POST":
        typed = call.typed or typed_unasked(call)
        shown["written"] = [text for text in visible(typed).values() if _is_written(text)]
        shown["again"] = _again(call, typed) if _status(error) >= _OUR_SIDE else None
        # What is not there any more is not there on the page before either.
        shown["back"] = "" if isinstance(error, NotFound) else _page_of_the_button(call)
    return Page("refused.html", {**shown, "onwards": onwards}, _status(error))


def led_on(call: Call, redirect: Redirect) -> Page | Redirect:
    """Where the form's own page leads, by way of what was typed if there is any."""
    if not any(map(_is_written, visible(call.typed).values())):
        return redirect
    return page(call, NoLongerOpen(), redirect.location)


def part(call: Call, error: Exception) -> Any:
    """The same within another page."""
    if session.wants_session(call, error):
        if session.is_card(call.request.path):
            return session.to_session(call, error)
        return Page(call.route.signed_out) if call.route.signed_out else NOTHING
    if isinstance(error, NotAllowed):
        return NOTHING
    return Page("part_refused.html", _shown(call, error), _status(error))


def _status(error: Exception) -> int:
    return getattr(error, "status", _OUR_SIDE)


def _shown(call: Call, error: Exception) -> dict[str, Any]:
    sentence = error.sentence(call.language) if isinstance(error, Refused) else None
    return {
        "sentence": sentence,
        "reference": str(call.correlation_id),
        "known": sentence is not None,
        "written": [],
        "again": None,
        "back": "",
        "may_press_again": not isinstance(error, NotAllowed),
    }


def _is_written(typed: Any) -> bool:
    # Codes, dates and chosen things are quickly given again, words are not.
    return isinstance(typed, str) and len(typed.split()) > 1 and any(map(str.isalpha, typed))


def _again(call: Call, typed: dict[str, Any]) -> dict[str, Any] | None:
    """The very same form, which acts once however often it is sent; none with files or secrets in it."""
    whole = TOKEN_FIELD in typed and not call.route.uploads
    if not whole or any(is_secret(name) or not isinstance(value, str) for name, value in typed.items()):
        return None
    return {"action": session.address_of(call), "fields": typed}


def _page_of_the_button(call: Call) -> str:
    """The page of ours on which the button was pressed; '' where the browser does not tell."""
    told = urlsplit(call.request.referer or "")
    if told.netloc != call.request.netloc:
        return ""
    return session.local_path(f"{told.path}?{told.query}" if told.query else told.path, "")
