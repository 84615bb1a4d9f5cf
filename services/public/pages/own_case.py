"""The citizen's own case, after the code: read, answer, judge, take back."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor, ActorKind
from services.public import actions, schemas
from services.public.domain.papers import filename_of
from services.public.pages.room import left, page, pages


@pages.get("/case", public=True)
def own_case(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """The timeline with its words, the reply, and what the citizen can do now."""
    if actor.kind is not ActorKind.CITIZEN:
        return Redirect("/track")
    return page("case.html", **actions.read_own_case(tx, actor, call.context))


@pages.get("/case/acknowledgement", public=True)
def acknowledgement(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """The number, large, and the date that is promised."""
    if actor.kind is not ActorKind.CITIZEN:
        return Redirect("/track")
    return page("acknowledgement.html", **actions.read_own_case(tx, actor, call.context))


@pages.get("/case/documents/{document_id:uuid}", public=True)
def own_document(tx: Transaction, actor: Actor, call: Call, document_id: UUID) -> Download:
    """A paper of the case."""
    row, stream = actions.open_own_document(tx, actor, call.context, document_id)
    return Download(
        stream,
        row["media_type"],
        filename_of(row["kind"], row["document_id"], row["media_type"]),
        row["size"],
    )


@pages.get("/case/answer", public=True)
def answer_form(tx: Transaction, actor: Actor, call: Call) -> Page:
    """The officer's question and room for the answer."""
    return page("case.html", **actions.read_own_case(tx, actor, call.context))


@pages.post("/case/answer", public=True, takes=schemas.AnswerForm, form=answer_form)
def answer(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Answer; the clock runs again."""
    actions.answer_question(tx, actor, call.context, body["text"])
    return Redirect("/case")


@pages.get("/case/satisfaction", public=True)
def judge_form(tx: Transaction, actor: Actor, call: Call) -> Page:
    """The final answer, and whether it satisfies."""
    return page("case.html", **actions.read_own_case(tx, actor, call.context))


@pages.post("/case/satisfaction", public=True, takes=schemas.JudgeForm, form=judge_form)
def judge(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Satisfied, or an appeal."""
    actions.judge(tx, actor, call.context, satisfied=body["satisfied"], text=body.get("text") or "")
    return Redirect("/case")


@pages.post("/case/withdraw", public=True, takes=schemas.ButtonForm)
def withdraw(tx: Transaction, actor: Actor) -> Redirect:
    """Take the case back."""
    actions.withdraw(tx, actor)
    return Redirect("/case")


@pages.post("/case/leave", public=True, takes=schemas.ButtonForm)
def leave() -> Redirect:
    """End the reading on a shared telephone."""
    return left("/")
