"""A case at the counter: its citizen's code opens it, and the operator does what the citizen says."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.papers import filename_of
from services.public.domain.refusals import CodeWrong
from services.public.pages.room import page, pages, wrong


@pages.get("/centre/code", may="centre.open")
def code_form() -> Page:
    """Where a code is asked for that goes to the citizen's mobile."""
    return page("centre_code.html")


@pages.post("/centre/code", may="centre.open", takes=schemas.TrackForm, form=code_form)
def request_code(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page:
    """Send it; the answer is the same whether number and mobile belong together or not."""
    actions.request_code(tx, actor, call.context, body["number"], body["mobile"])
    return page("centre_open.html", number_given=body["number"], sent=True)


@pages.get("/centre/open", may="centre.open")
def open_form(call: Call) -> Page:
    """Where number and code are entered, of a message or of a slip."""
    return page("centre_open.html", number_given=str(call.typed.get("number", "")), sent=False)


@pages.post("/centre/open", may="centre.open", takes=schemas.EnterForm, form=open_form)
def open_case(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page | Redirect:
    """Open the case whose code is right; a wrong try counts."""
    case_id = actions.open_at_centre(tx, actor, call.context, body["number"], body["code"])
    if case_id is None:
        sentence = translate(CodeWrong.text, call.language, "public")
        return wrong("centre_open.html", "code", sentence, number_given=body["number"], sent=False)
    return Redirect(_address(case_id))


@pages.get("/centre/cases/{case_id:uuid}", may="centre.open", reading=False)
@pages.get("/centre/cases/{case_id:uuid}/answer", may="centre.open", reading=False)
@pages.get("/centre/cases/{case_id:uuid}/satisfaction", may="centre.open", reading=False)
def read_case(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Page:
    """What the citizen may read, and what the citizen can do now; the reading is recorded."""
    shown = actions.read_at_centre(tx, actor, call.context, case_id)
    return page("centre_case.html", here=_address(case_id), **shown)


@pages.get("/centre/cases/{case_id:uuid}/documents/{document_id:uuid}", may="centre.open", reading=False)
def read_document(tx: Transaction, actor: Actor, call: Call, case_id: UUID, document_id: UUID) -> Download:
    """A paper of the case; the reading is recorded."""
    row, stream = actions.open_document_at_centre(tx, actor, call.context, case_id, document_id)
    name = filename_of(row["kind"], row["document_id"], row["media_type"])
    return Download(stream, row["media_type"], name, row["size"])


@pages.post(
    "/centre/cases/{case_id:uuid}/answer", may="centre.open", takes=schemas.AnswerForm, form=read_case
)
def answer(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Redirect:
    """Answer the officer as the citizen says it; the clock runs again."""
    acting = actions.in_place_of_citizen(tx, actor, case_id)
    actions.answer_question(tx, acting, call.context, body["text"])
    return Redirect(_address(case_id))


@pages.post(
    "/centre/cases/{case_id:uuid}/satisfaction", may="centre.open", takes=schemas.JudgeForm, form=read_case
)
def judge(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Redirect:
    """The citizen is satisfied, or appeals."""
    acting = actions.in_place_of_citizen(tx, actor, case_id)
    said = {"satisfied": body["satisfied"], "text": body.get("text") or ""}
    actions.judge(tx, acting, call.context, **said)
    return Redirect(_address(case_id))


@pages.get("/centre/cases/{case_id:uuid}/withdraw", may="centre.open", reading=False)
def withdraw_form(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Page:
    """Whether it is really meant."""
    shown = actions.read_at_centre(tx, actor, call.context, case_id)
    return page("centre_withdraw.html", here=_address(case_id), **shown)


@pages.post(
    "/centre/cases/{case_id:uuid}/withdraw", may="centre.open", takes=schemas.ButtonForm, form=withdraw_form
)
def withdraw(tx: Transaction, actor: Actor, case_id: UUID) -> Redirect:
    """Take the case back for its citizen."""
    actions.withdraw(tx, actions.in_place_of_citizen(tx, actor, case_id))
    return Redirect(_address(case_id))


@pages.post("/centre/cases/{case_id:uuid}/shut", may="centre.open", takes=schemas.ButtonForm, form=read_case)
def shut(tx: Transaction, actor: Actor, case_id: UUID) -> Redirect:
    """The citizen leaves the counter."""
    actions.shut_at_centre(tx, actor, case_id)
    return Redirect("/centre")


def _address(case_id: UUID) -> str:
    return f"/centre/cases/{case_id}"
