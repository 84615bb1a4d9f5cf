"""A citizen signs in by a code to the mobile and sees the own cases; programs do the same over the api."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.refusals import CodeWrong
from services.public.pages.room import left, opened, page, pages, session_of, wrong


@pages.get("/my", public=True, query=schemas.OwnPage)
def own_cases(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page | Redirect:
    """The cases that are listed under the mobile; looking at them renews the session."""
    if actor.mobile is None:
        return Redirect("/my/sign-in")
    shown = page("own_cases.html", after=query["after"], **actions.own_cases(tx, actor, query["after"]))
    shown.cookies = [session_of(call, actor.mobile)]
    return shown


@pages.get("/my/sign-in", public=True)
def sign_in_form() -> Page:
    """Where the mobile is entered."""
    return page("sign_in.html")


@pages.post("/my/sign-in", public=True, takes=schemas.SignInForm, form=sign_in_form)
def request_sign_in(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Send a code; the answer is the same whether the mobile has cases or not."""
    asked = actions.request_sign_in(tx, actor, call.context, body["mobile"])
    return Redirect(f"/my/code/{asked.sign_in_id}")


@pages.get("/my/code/{sign_in_id:uuid}", public=True)
def sign_in_code_form(sign_in_id: UUID) -> Page:
    """Where the code is entered."""
    return page("sign_in_code.html", sign_in_id=sign_in_id)


@pages.post("/my/code/{sign_in_id:uuid}", public=True, takes=schemas.CodeForm, form=sign_in_code_form)
def enter_sign_in(
    tx: Transaction, actor: Actor, call: Call, sign_in_id: UUID, body: dict[str, Any]
) -> Page | Redirect:
    """Let in who has the right code; a wrong try counts."""
    mobile = actions.enter_sign_in(tx, actor, call.context, sign_in_id, body["code"])
    if mobile is None:
        sentence = translate(CodeWrong.text, call.language, "public")
        return wrong("sign_in_code.html", "code", sentence, sign_in_id=sign_in_id)
    return Redirect("/my", [session_of(call, mobile)])


@pages.get("/my/cases/{case_id:uuid}", public=True, reading=False)
def open_own_case(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Redirect:
    """Open one of the own cases; another's is as unknown as none."""
    if actor.mobile is None:
        return Redirect("/my/sign-in")
    return opened(call, actions.open_own_case(tx, actor, case_id), "/case")


@pages.post("/my/leave", public=True, takes=schemas.ButtonForm, form=own_cases)
def sign_out() -> Redirect:
    """Sign out of list and case."""
    return left("/")
