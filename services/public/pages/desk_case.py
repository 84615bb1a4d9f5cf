"""A case at the desk: read it, and act on it; each act is a page of its own that says what it does."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.public import access, actions, schemas
from services.public.domain.acts import Act
from services.public.domain.papers import filename_of
from services.public.pages.desk import desk_page
from services.public.pages.room import pages

_DEEDS: dict[Act, Callable[..., object]] = {
    Act.ANSWER: actions.answer,
    Act.ASK: actions.ask_citizen,
    Act.PROCEED: actions.proceed,
    Act.ASSIGN: lambda tx, actor, _means, case_id, body: actions.assign(tx, actor, case_id, body),
    Act.RESOLVE: actions.resolve,
    Act.DISPOSE: actions.dispose,
    Act.REFER: actions.refer_to_file,
    Act.TRANSFER: actions.transfer,
}


@pages.get("/desk/cases/{case_id:uuid}", query=schemas.CaseShown, may="cases.read", reading=False)
def read_case(tx: Transaction, actor: Actor, call: Call, case_id: UUID, query: dict[str, Any]) -> Page:
    """All of a case and the acts that are open to the officer; the reading is recorded."""
    shown = actions.open_case(tx, actor, call.context, case_id)
    return desk_page("desk_case.html", done=query["done"], today=local_date(tx.now), **shown)


@pages.get(
    "/desk/cases/{case_id:uuid}/documents/{document_id:uuid}",
    may="cases.read",
    reading=False,
)
def read_document(tx: Transaction, actor: Actor, call: Call, case_id: UUID, document_id: UUID) -> Download:
    """The content of a paper; the reading is recorded."""
    row, stream = actions.open_document(tx, actor, call.context, case_id, document_id)
    name = filename_of(row["kind"], row["document_id"], row["media_type"])
    return Download(stream, row["media_type"], name, row["size"])


def _form_of(act: Act) -> Callable[..., Page]:
    def form(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Page:
        shown = actions.open_act(tx, actor, call.context, case_id, act)
        return desk_page("desk_act.html", act=act, today=local_date(tx.now), **shown)

    return form


def _deed_of(act: Act) -> Callable[..., Redirect]:
    def deed(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Redirect:
        _DEEDS[act](tx, actor, call.context, case_id, body)
        return Redirect(_onwards(case_id, act))

    return deed


def _onwards(case_id: UUID, act: Act) -> str:
    # Who gave a case to another department may not see it any more.
    return f"/desk?done={act}" if act is Act.TRANSFER else f"/desk/cases/{case_id}?done={act}"


for _act in Act:
    _path, _may, _form = f"/desk/cases/{{case_id:uuid}}/{_act}", access.ACTS[_act], _form_of(_act)
    pages.get(_path, may=_may, reading=False)(_form)
    pages.post(_path, may=_may, takes=schemas.ACT_FORMS[_act], form=_form)(_deed_of(_act))
