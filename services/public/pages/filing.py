"""From a department's page to the acknowledgement."""

from typing import Any
from uuid import UUID

from kernel.clock import new_id
from kernel.database import Transaction
from kernel.edge.http import Call, Upload
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.refusals import CodeWrong
from services.public.pages.frame import portal_of
from services.public.pages.room import opened, page, pages, wrong


@pages.get("/", public=True)
def first_page(tx: Transaction) -> Page:
    """The departments, and where to see how a case stands."""
    return page("first.html", departments=actions.departments(tx))


@pages.get("/d/{department}", public=True)
def department_page(tx: Transaction, department: str) -> Page:
    """What can be filed with a department, and what is promised."""
    return page("department.html", **actions.about_department(tx, department))


@pages.get("/d/{department}/file", public=True)
def file_form(tx: Transaction, department: str) -> Page:
    """The form."""
    return page("file.html", areas=actions.areas(tx), **actions.about_department(tx, department))


@pages.post("/d/{department}/file", public=True, takes=schemas.FileForm, uploads=True, form=file_form)
def file(
    tx: Transaction, actor: Actor, call: Call, department: str, body: dict[str, Any], uploads: list[Upload]
) -> Redirect:
    """Keep the filing and send the code; who fell into the trap is sent on and nothing is kept."""
    if body["website"]:
        return Redirect(f"/filings/{new_id()}")
    whole = {**body, "department": department, "portal_id": portal_of(tx, call, department)}
    filing_id = actions.file_by_form(tx, actor, call.context, whole, uploads)
    return Redirect(f"/filings/{filing_id}")


@pages.get("/filings/{filing_id:uuid}", public=True)
def confirm_form(filing_id: UUID) -> Page:
    """Where the code is entered."""
    return page("confirm.html", filing_id=filing_id)


@pages.post("/filings/{filing_id:uuid}", public=True, takes=schemas.CodeForm, form=confirm_form)
def confirm(
    tx: Transaction, actor: Actor, call: Call, filing_id: UUID, body: dict[str, Any]
) -> Page | Redirect:
    """Register the filing whose code is right; a wrong try counts."""
    done = actions.confirm_code(tx, actor, call.context, filing_id, body["code"])
    if done.case_id is None:
        return wrong(
            "confirm.html", "code", translate(CodeWrong.text, call.language, "public"), filing_id=filing_id
        )
    return opened(call, done.case_id, "/case/acknowledgement")


@pages.post("/filings/{filing_id:uuid}/code", public=True, takes=schemas.ButtonForm)
def send_code_again(tx: Transaction, call: Call, filing_id: UUID) -> Redirect:
    """Another code for a filing that waits."""
    actions.send_code_again(tx, call.context, filing_id)
    return Redirect(f"/filings/{filing_id}")
