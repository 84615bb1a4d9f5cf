"""The grade of a paper or a file: changed with a reason, after the second factor was shown."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.files import actions, schemas
from services.files.domain import Regrading, may_be_handled
from services.files.pages.files import FILE, file_shown
from services.files.pages.papers import PAPER, graded_too_high, grades_offered
from services.files.pages.room import onwards, page, pages


@pages.get(FILE + "/grade", may="files.grade", reading=False)
def file_grade_form(tx: Transaction, actor: Actor, file_id: UUID) -> Page:
    """The grades that a file may have, and the reason to be given."""
    return _form(actor, file_shown(tx, actor, file_id), document=None)


@pages.post(FILE + "/grade", takes=schemas.RegradeForm, may="files.grade", fresh=True, form=file_grade_form)
def regrade_file(
    tx: Transaction, actor: Actor, call: Call, file_id: UUID, body: dict[str, Any]
) -> Page | Redirect:
    """Change the grade of the file."""
    if refusal := may_be_handled(body["grade"], actor.zone):
        return graded_too_high(call, file_grade_form(tx, actor, file_id), refusal)
    actions.regrade_file(tx, actor, file_id, Regrading(**body))
    return onwards(actor, f"/files/files/{file_id}", "regraded")


@pages.get(PAPER + "/grade", may="files.grade", reading=False)
def paper_grade_form(tx: Transaction, actor: Actor, document_id: UUID) -> Page:
    """The grades that a paper may have, and the reason to be given."""
    document = actions.paper_on_file(tx, actor, document_id)
    return _form(actor, file_shown(tx, actor, document["file_id"]), document=document)


@pages.post(PAPER + "/grade", takes=schemas.RegradeForm, may="files.grade", fresh=True, form=paper_grade_form)
def regrade_paper(
    tx: Transaction, actor: Actor, call: Call, document_id: UUID, body: dict[str, Any]
) -> Page | Redirect:
    """Change the grade of the paper."""
    if refusal := may_be_handled(body["grade"], actor.zone):
        return graded_too_high(call, paper_grade_form(tx, actor, document_id), refusal)
    changed = actions.regrade_paper(tx, actor, document_id, Regrading(**body))
    return onwards(actor, f"/files/files/{changed['file_id']}", "regraded")


def _form(actor: Actor, shown: dict[str, Any], document: dict[str, Any] | None) -> Page:
    present = document["grade"] if document else shown["file"].grade
    return page(
        "regrade.html",
        actor,
        **shown,
        document=document,
        present=present,
        # Without what they bring with them for a new paper: this one stays where it lies.
        grades_offered=[
            (grade, word, "") for grade, word, _hint in grades_offered(actor) if grade != present
        ],
        values={},
    )
