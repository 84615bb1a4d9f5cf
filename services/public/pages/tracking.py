"""Number and mobile show state and dates; a code opens the rest."""

from typing import Any

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.refusals import CodeWrong, NoSuchCase
from services.public.pages.room import opened, page, pages, wrong


@pages.get("/track", public=True)
def track_form() -> Page:
    """Where number and mobile are entered."""
    return page("track.html")


@pages.post("/track", public=True, takes=schemas.TrackForm, form=track_form)
def track(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page:
    """State and dates of the case."""
    case = actions.track(tx, actor, call.context, body["number"], body["mobile"])
    if case is None:
        sentence = translate(NoSuchCase.text, call.language, "public")
        return wrong("track.html", "number", sentence, values=body)
    return page("status.html", mobile=body["mobile"], **actions.dates_of(tx, case))


@pages.get("/track/code", public=True)
def code_page() -> Redirect:
    """A reloaded page begins again."""
    return Redirect("/track")


@pages.post("/track/code", public=True, takes=schemas.TrackForm, form=track_form)
def request_code(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page:
    """Send a code; the answer is the same whether number and mobile belong together or not."""
    actions.request_code(tx, actor, call.context, body["number"], body["mobile"])
    return page("enter.html", number_given=body["number"])


@pages.get("/track/enter", public=True)
def enter_form() -> Page:
    """Where a code is entered, with the number of its case."""
    return page("enter.html", number_given="")


@pages.post("/track/enter", public=True, takes=schemas.EnterForm, form=enter_form)
def enter(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page | Redirect:
    """Open the case whose code is right; a wrong try counts."""
    case_id = actions.enter_code(tx, actor, call.context, body["number"], body["code"])
    if case_id is None:
        sentence = translate(CodeWrong.text, call.language, "public")
        return wrong("enter.html", "code", sentence, number_given=body["number"])
    return opened(call, case_id, "/case")
