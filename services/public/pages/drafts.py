"""Filing, one question on each page; every answer is kept before the next is asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import Schema

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import LANGUAGES, translate
from services.public import actions, schemas
from services.public.domain.draft import DRAFT_LIFE, STEPS, Draft, Step, in_groups
from services.public.domain.draft_refusals import NoSuchDraft, ResumeCodeUnknown
from services.public.domain.papers import LARGEST_PAPER_MB, MOST_PAPERS
from services.public.pages.frame import portal_of
from services.public.pages.room import (
    open_drafts,
    page,
    pages,
    require_open,
    with_draft,
    without_draft,
    wrong,
)

_TEMPLATES = {
    Step.TEXT: "ask_text.html",
    Step.WHERE: "ask_where.html",
    Step.PERSON: "ask_person.html",
    Step.KIND: "ask_kind.html",
}


def address_of(draft_id: UUID, step: str) -> str:
    """Where a question of a draft is asked."""
    return f"/drafts/{draft_id}/{step}"


def asked(tx: Transaction, call: Call, draft_id: UUID) -> Draft | Redirect:
    """The draft of a question's page, or the way to where its code is entered."""
    try:
        require_open(call, draft_id)
        return actions.read_draft(tx, call.context, draft_id)
    except NoSuchDraft:
        return Redirect("/drafts")


def shown(tx: Transaction, made: Draft, step: Step, **more: Any) -> dict[str, Any]:
    """What the page of every question shows."""
    back = step.before and address_of(made.draft_id, step.before)
    return {
        **actions.about_department(tx, made.department),
        "draft": made,
        "code": in_groups(made.code),
        "step": step,
        "steps": len(STEPS),
        "here": address_of(made.draft_id, step),
        "back": address_of(made.draft_id, Step.CHECK) if made.complete and step is not Step.CHECK else back,
        "values": made.answers,
        **more,
    }


@pages.get("/d/{department}/file", public=True)
def kind_form(tx: Transaction, department: str) -> Page:
    """The first question; nothing is kept yet."""
    first: dict[str, Any] = {
        "draft": None,
        "step": Step.KIND,
        "steps": len(STEPS),
        "here": f"/d/{department}/file",
        "back": f"/d/{department}",
    }
    return page("ask_kind.html", **actions.about_department(tx, department), **first)


@pages.post("/d/{department}/file", public=True, takes=schemas.KindForm, form=kind_form)
def begin(tx: Transaction, actor: Actor, call: Call, department: str, body: dict[str, Any]) -> Redirect:
    """Keep the first answer; who fell into the trap is sent away and nothing is kept."""
    if body["website"]:
        return Redirect(f"/d/{department}")
    portal = portal_of(tx, call, department)
    answers = {"nature": body["nature"], "language": call.language, "portal": portal and str(portal)}
    draft_id = actions.begin_draft(tx, actor, call.context, department, answers)
    return with_draft(call, draft_id, address_of(draft_id, Step.TEXT))


def _ask(step: Step, takes: type[Schema], more: Callable[[Transaction], dict[str, Any]]) -> None:
    """Declare the page of a question and what becomes of its answer."""

    def form(tx: Transaction, call: Call, draft_id: UUID) -> Page | Redirect:
        made = asked(tx, call, draft_id)
        if isinstance(made, Redirect):
            return made
        return page(_TEMPLATES[step], **shown(tx, made, step, **more(tx)))

    def answer(tx: Transaction, call: Call, draft_id: UUID, body: dict[str, Any]) -> Redirect:
        require_open(call, draft_id)
        if body.pop("website", ""):
            return Redirect(address_of(draft_id, step))
        before = actions.read_draft(tx, call.context, draft_id)
        actions.save_answers(tx, call.context, draft_id, body)
        return with_draft(call, draft_id, address_of(draft_id, before.onwards(step)))

    path = f"/drafts/{{draft_id:uuid}}/{step}"
    pages.get(path, public=True)(form)
    pages.post(path, public=True, takes=takes, form=form)(answer)


def _areas(tx: Transaction) -> dict[str, Any]:
    return {"areas": actions.areas_by_district(tx)}


def _nothing(_tx: Transaction) -> dict[str, Any]:
    return {}


def _languages(_tx: Transaction) -> dict[str, Any]:
    return {"languages": LANGUAGES}


_ask(Step.KIND, schemas.KindForm, _nothing)
_ask(Step.TEXT, schemas.TextForm, _nothing)
_ask(Step.WHERE, schemas.WhereForm, _areas)
_ask(Step.PERSON, schemas.PersonForm, _languages)


@pages.get("/drafts/{draft_id:uuid}/check", public=True)
def check_form(tx: Transaction, call: Call, draft_id: UUID) -> Page | Redirect:
    """All answers, each with the way to change it."""
    made = asked(tx, call, draft_id)
    if isinstance(made, Redirect):
        return made
    if not made.complete:
        return Redirect(address_of(draft_id, made.next_step))
    papers = actions.papers_of(tx, draft_id)
    area = actions.area_named(tx, made.answers["area"])
    return page("check.html", **shown(tx, made, Step.CHECK, papers=papers, area=area))


@pages.post("/drafts/{draft_id:uuid}/check", public=True, takes=schemas.ButtonForm, form=check_form)
def send(tx: Transaction, actor: Actor, call: Call, draft_id: UUID) -> Redirect:
    """Have a code sent to the mobile; with it the case is registered."""
    require_open(call, draft_id)
    filing_id = actions.send_draft(tx, actor, call.context, draft_id)
    return with_draft(call, draft_id, f"/filings/{filing_id}")


@pages.get("/drafts", public=True)
def resume_form(tx: Transaction, call: Call) -> Page:
    """Where a draft's code is entered; those that are open in this browser need none."""
    here = actions.find_drafts(tx, call.context, open_drafts(call))
    return page("resume.html", here=here, days=DRAFT_LIFE.days)


@pages.post("/drafts", public=True, takes=schemas.ResumeForm, form=resume_form)
def resume(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page | Redirect:
    """Open the draft whose code is right; a wrong try counts."""
    draft_id = actions.resume_draft(tx, actor, call.context, body["code"])
    if draft_id is None:
        sentence = translate(ResumeCodeUnknown.text, call.language, "public")
        here = actions.find_drafts(tx, call.context, open_drafts(call))
        return wrong("resume.html", "code", sentence, values=body, here=here, days=DRAFT_LIFE.days)
    made = actions.read_draft(tx, call.context, draft_id)
    step = made.goes_on_at(actions.papers_of(tx, draft_id))
    return with_draft(call, draft_id, address_of(draft_id, step))


@pages.get("/drafts/{draft_id:uuid}/later", public=True)
def later(tx: Transaction, call: Call, draft_id: UUID) -> Page | Redirect:
    """How to go on another day, on another telephone."""
    made = asked(tx, call, draft_id)
    if isinstance(made, Redirect):
        return made
    return page("later.html", **shown(tx, made, made.next_step))


@pages.post("/drafts/{draft_id:uuid}/leave", public=True, takes=schemas.ButtonForm, form=later)
def leave_draft(call: Call, draft_id: UUID) -> Redirect:
    """Shut the draft in this browser; its code opens it again."""
    return without_draft(call, draft_id, "/")


@pages.post("/drafts/{draft_id:uuid}/delete", public=True, takes=schemas.ButtonForm, form=later)
def delete_draft(tx: Transaction, call: Call, draft_id: UUID) -> Redirect:
    """Delete the draft with its papers."""
    require_open(call, draft_id)
    actions.delete_draft(tx, draft_id)
    return without_draft(call, draft_id, "/")


PAPER_LIMITS = {"most_papers": MOST_PAPERS, "largest_mb": LARGEST_PAPER_MB}
