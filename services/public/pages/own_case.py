"""The citizen's own case, after the code: read, answer, judge, take back."""

from typing import Any
from uuid import UUID

from kernel import printing
from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.public import actions, schemas
from services.public.domain.numbers import Mode
from services.public.domain.papers import filename_of
from services.public.domain.squares import qr_of
from services.public.pages.room import WORDS, left, page, pages


@pages.get("/case", public=True)
def own_case(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """The timeline with its words, the reply, and what the citizen can do now."""
    return _own(tx, actor, call, "case.html")


@pages.get("/case/acknowledgement", public=True)
def acknowledgement(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """The number, large, and the date that is promised."""
    return _own(tx, actor, call, "acknowledgement.html")


@pages.get("/case/acknowledgement.pdf", public=True)
def printed(actor: Actor, call: Call) -> Download | Redirect:
    """The acknowledgement as a paper of A5; it is made after the transaction, for it takes a moment."""
    if actor.case_id is None:
        return Redirect("/track")
    with call.context.database.transaction(correlation_id=call.correlation_id) as tx:
        shown = actions.read_to_print(tx, actor, call.context)
    number, by_mobile = shown["case"].number, _is_reached_by_mobile(shown)
    way = "track" if by_mobile else "track/enter"
    address = f"{call.request.forwarded_prefix}/{way}?number={number}"
    more = {**qr_of(address), "address": address, "by_mobile": by_mobile}
    html = pages.render(call, "printed.html", {**WORDS, **shown, **more})
    content = printing.pdf(html)
    return Download([content], "application/pdf", f"{number}.pdf", len(content))


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
def answer_form(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """The officer's question and room for the answer."""
    return _own(tx, actor, call, "case.html")


@pages.post("/case/answer", public=True, takes=schemas.AnswerForm, form=answer_form)
def answer(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Answer; the clock runs again."""
    actions.answer_question(tx, actor, call.context, body["text"])
    return Redirect("/case")


@pages.get("/case/satisfaction", public=True)
def judge_form(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """The final answer, and whether it satisfies."""
    return _own(tx, actor, call, "case.html")


@pages.post("/case/satisfaction", public=True, takes=schemas.JudgeForm, form=judge_form)
def judge(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Satisfied, or an appeal."""
    actions.judge(tx, actor, call.context, satisfied=body["satisfied"], text=body.get("text") or "")
    return Redirect("/case")


@pages.get("/case/withdraw", public=True)
def withdraw_form(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """Whether it is really meant."""
    return _own(tx, actor, call, "withdraw.html")


@pages.post("/case/withdraw", public=True, takes=schemas.ButtonForm, form=withdraw_form)
def withdraw(tx: Transaction, actor: Actor) -> Redirect:
    """Take the case back."""
    actions.withdraw(tx, actor)
    return Redirect("/case")


@pages.get("/case/not-my-number", public=True)
def give_up_form(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """Whether it is really meant."""
    return _own(tx, actor, call, "give_up.html")


@pages.post("/case/not-my-number", public=True, takes=schemas.ButtonForm, form=give_up_form)
def give_up(tx: Transaction, actor: Actor) -> Redirect:
    """The mobile leads to this case no more; who gave it up leaves the case, too."""
    actions.give_up_mobile(tx, actor)
    return left("/track")


@pages.post("/case/leave", public=True, takes=schemas.ButtonForm, form=own_case)
def leave() -> Redirect:
    """End the reading on a shared telephone."""
    return left("/")


def _own(tx: Transaction, actor: Actor, call: Call, template: str) -> Page | Redirect:
    if actor.case_id is None:
        return Redirect("/track")
    shown = actions.read_own_case(tx, actor, call.context)
    told = {"signed_in": actor.mobile is not None, "by_mobile": _is_reached_by_mobile(shown)}
    return page(template, here="/case", **told, **shown)


def _is_reached_by_mobile(shown: dict[str, Any]) -> bool:
    """Whether a mobile is surely known: only a counter takes a case without one, and gives a slip instead of a code."""
    facts = shown["facts"]
    return bool(facts["mode"] != Mode.COUNTER or facts["contact_confirmed_by"] != "NOBODY")
