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


@pages.get("/track", public=True, query=schemas.TrackQuery)
def track_form(query: dict[str, Any]) -> Page:
    """Where number and mobile are entered; a printed code brings the number along."""
    return page("track.html", values={"number": query["number"] or ""})


@pages.post("/track", public=True, takes=schemas.TrackForm, query=schemas.TrackQuery, form=track_form)
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


@pages.post("/track/code", public=True, takes=schemas.TrackForm, query=schemas.TrackQuery, form=track_form)
def request_code(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page:
    """Send a code; the answer is the same whether number and mobile belong together or not."""
    actions.request_code(tx, actor, call.context, body["number"], body["mobile"])
    return page("enter.html", number_given=body["number"], mobile_given=body["mobile"])


@pages.get("/track/enter", public=True, query=schemas.TrackQuery)
def enter_form(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page | Redirect:
    """Where a code is entered; a slip's square brings the number along. Who opened that case just now goes on to it."""
    number = str(call.typed.get("number") or query["number"] or "")
    if number and actions.has_opened(tx, actor, number):
        return Redirect("/case")
    return page("enter.html", number_given=number, mobile_given=str(call.typed.get("mobile", "")))


@pages.post("/track/enter", public=True, takes=schemas.EnterForm, query=schemas.TrackQuery, form=enter_form)
def enter(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page | Redirect:
    """Open the case whose code is right; a wrong try counts."""
    case_id = actions.enter_code(tx, actor, call.context, body["number"], body["code"])
    if case_id is None:
        if actions.has_opened(tx, actor, body["number"]):
            return Redirect("/case")
        sentence = translate(CodeWrong.text, call.language, "public")
        given = {"number_given": body["number"], "mobile_given": call.typed.get("mobile", "")}
        return wrong("enter.html", "code", sentence, **given)
    return opened(call, case_id, "/case")
