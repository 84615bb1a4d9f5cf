"""From the first page to a department's, and from the code to the number."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.refusals import CodeWrong
from services.public.pages.drafts import PAPER_LIMITS
from services.public.pages.room import LAST_CHANGED, open_drafts, opened, page, pages, wrong

SEARCH_FROM = 12


@pages.get("/", public=True, query=schemas.DepartmentSearch)
def first_page(tx: Transaction, call: Call, query: dict[str, Any]) -> Page:
    """The departments, and where to see how a case stands."""
    wanted = query["q"]
    found = actions.departments_like(tx, call.language, wanted)
    many = wanted is not None or len(found) > SEARCH_FROM
    return page("first.html", departments=found, searchable=many, wanted=wanted or "", changed=LAST_CHANGED)


@pages.get("/d/{department}", public=True)
def department_page(tx: Transaction, department: str) -> Page:
    """What can be filed with a department, and what is promised."""
    told = actions.about_department(tx, department)
    return page("department.html", **told, **PAPER_LIMITS, changed=LAST_CHANGED)


@pages.get("/filings/{filing_id:uuid}", public=True)
def confirm_form(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> Page:
    """Where the code is entered."""
    return page("confirm.html", **_waiting(tx, actor, call, filing_id))


@pages.post("/filings/{filing_id:uuid}", public=True, takes=schemas.CodeForm, form=confirm_form)
def confirm(
    tx: Transaction, actor: Actor, call: Call, filing_id: UUID, body: dict[str, Any]
) -> Page | Redirect:
    """Register the filing whose code is right; a wrong try counts."""
    done = actions.confirm_code(tx, actor, call.context, filing_id, body["code"])
    if done.case_id is None:
        sentence = translate(CodeWrong.text, call.language, "public")
        return wrong("confirm.html", "code", sentence, **_waiting(tx, actor, call, filing_id))
    return opened(call, done.case_id, "/case/acknowledgement")


@pages.post("/filings/{filing_id:uuid}/code", public=True, takes=schemas.ButtonForm, form=confirm_form)
def send_code_again(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> Redirect:
    """Another code for a filing that waits."""
    actions.send_code_again(tx, actor, call.context, filing_id)
    return Redirect(f"/filings/{filing_id}?again=yes")


def _waiting(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> dict[str, Any]:
    """The end of the mobile, so that a slip in it is seen; the draft, where it can be mended."""
    waiting = actions.waiting_filing(tx, actor, call.context, filing_id)
    draft_id = waiting.draft_id if waiting.draft_id in open_drafts(call) else None
    return {
        "filing_id": filing_id,
        "mobile_end": waiting.mobile_end,
        "draft_id": draft_id,
        "again": call.request.get_param("again") == "yes",
    }
