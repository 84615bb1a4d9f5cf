"""Letters: drafted on a file, changed in versions, approved and issued."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.files import actions, schemas, store
from services.files.domain import Draft
from services.files.pages.files import FILE, file_shown
from services.files.pages.room import offered, onwards, page, pages
from services.files.pages.words import LANGUAGE_NAMES

DRAFT = "/files/drafts/{draft_id:uuid}"


@pages.get(FILE + "/letter", may="files.write", reading=False)
def letter_form(tx: Transaction, actor: Actor, file_id: UUID) -> Page:
    """A letter to begin."""
    shown = file_shown(tx, actor, file_id)
    file = shown["file"]
    values = {"subject": file.subject, "language": file.language}
    return page(
        "letter.html",
        actor,
        **shown,
        draft=None,
        languages_offered=offered(LANGUAGE_NAMES, actor),
        values=values,
    )


@pages.post(FILE + "/letter", takes=schemas.LetterForm, may="files.write", form=letter_form)
def draft(tx: Transaction, actor: Actor, file_id: UUID, body: dict[str, Any]) -> Redirect:
    """Begin a draft for approval."""
    language = body.pop("language")
    actions.draft(tx, actor, file_id, actions.LetterDraft(**body), language)
    return onwards(actor, f"/files/files/{file_id}", "drafted")


@pages.get(DRAFT, may="files.write", reading=False)
def draft_form(tx: Transaction, actor: Actor, draft_id: UUID) -> Page:
    """A draft with its newest version to change."""
    found = store.get_draft(tx, draft_id)
    shown = file_shown(tx, actor, found.file_id)
    newest = found.latest
    values = {"addressee": newest.addressee, "subject": newest.subject, "body": newest.body}
    return page("letter.html", actor, **shown, draft=found, values=values)


@pages.post(DRAFT, takes=schemas.LetterForm, may="files.write", form=draft_form)
def redraft(tx: Transaction, actor: Actor, draft_id: UUID, body: dict[str, Any]) -> Redirect:
    """Add a version; the ones before it stay."""
    body.pop("language")
    changed = actions.redraft(tx, actor, draft_id, actions.LetterDraft(**body))
    return _to_file(actor, changed, "drafted")


@pages.post(DRAFT + "/approve", takes=schemas.ApproveForm, may="files.approve", fresh=True)
def approve(tx: Transaction, actor: Actor, draft_id: UUID, body: dict[str, Any]) -> Redirect:
    """Approve the version that was read, which is the newest one."""
    return _to_file(actor, actions.approve(tx, actor, draft_id, body["version"]), "approved")


@pages.post(DRAFT + "/issue", takes=schemas.ButtonForm, may="files.write", fresh=True)
def issue(tx: Transaction, actor: Actor, draft_id: UUID, call: Call) -> Redirect:
    """Issue the approved letter under a dispatch number."""
    vault = actions.Vault(call.context.blobs, call.context.sealing)
    issued = actions.issue(tx, actor, draft_id, vault)
    return onwards(actor, f"/files/files/{issued['file_id']}", "issued")


def _to_file(actor: Actor, changed: Draft, done: str) -> Redirect:
    return onwards(actor, f"/files/files/{changed.file_id}", done)
