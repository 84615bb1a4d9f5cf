"""Papers: handed in with their grade, looked at without running anything, taken along as they came."""

from contextlib import closing
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Download, Upload
from kernel.edge.http.answers import translated_fields
from kernel.edge.pages import Page, Redirect
from kernel.edge.pages.forms import visible
from kernel.errors import Refused
from kernel.identity import Actor, require
from kernel.languages import _, translate
from services.files import access, actions, schemas, store
from services.files.domain import Grade, OnePaperAtATime, may_be_handled, text_of_paper
from services.files.pages.files import FILE, file_shown, may
from services.files.pages.receipts import RECEIPT
from services.files.pages.room import offered, onwards, page, pages
from services.files.pages.words import GRADES

PAPER = "/files/papers/{document_id:uuid}"
LONGEST_TEXT_SHOWN = 200_000
_HINTS = {
    "UNCLASSIFIED": "",
    "RESTRICTED": _("Every reading is put on record."),
    "CONFIDENTIAL": _("Only at a machine on the secure LAN; it lies in the file's confidential cover."),
}


@pages.get(FILE + "/paper", may="files.write", reading=False)
def file_paper_form(tx: Transaction, actor: Actor, file_id: UUID) -> Page:
    """A paper for the correspondence side."""
    found = file_shown(tx, actor, file_id)["file"]
    return _form(actor, f"/files/files/{file_id}", found.number, found.grade)


@pages.post(FILE + "/paper", takes=schemas.Paper, uploads=True, may="files.write", form=file_paper_form)
def add_to_file(
    tx: Transaction,
    actor: Actor,
    call: Call,
    file_id: UUID,
    body: dict[str, Any],
    uploads: list[Upload],
) -> Page | Redirect:
    """Put a paper on the correspondence side."""
    back = f"/files/files/{file_id}"
    refusal = may_be_handled(body["grade"], actor.zone)
    if refusal:
        return graded_too_high(call, file_paper_form(tx, actor, file_id), refusal)
    actions.add_paper_to_file(tx, actor, file_id, _paper(body, uploads), _vault(call))
    return onwards(actor, back, "paper")


@pages.get(RECEIPT + "/paper", may="files.write", reading=False)
def receipt_paper_form(tx: Transaction, actor: Actor, receipt_id: UUID) -> Page:
    """A scan for a receipt."""
    found = actions.read_receipt(tx, actor, receipt_id)["receipt"]
    return _form(actor, f"/files/receipts/{receipt_id}", found.diary_number, found.grade)


@pages.post(RECEIPT + "/paper", takes=schemas.Paper, uploads=True, may="files.write", form=receipt_paper_form)
def add_to_receipt(
    tx: Transaction,
    actor: Actor,
    call: Call,
    receipt_id: UUID,
    body: dict[str, Any],
    uploads: list[Upload],
) -> Page | Redirect:
    """Put a scan to its receipt."""
    back = f"/files/receipts/{receipt_id}"
    refusal = may_be_handled(body["grade"], actor.zone)
    if refusal:
        return graded_too_high(call, receipt_paper_form(tx, actor, receipt_id), refusal)
    actions.add_paper_to_receipt(tx, actor, receipt_id, _paper(body, uploads), _vault(call))
    return onwards(actor, back, "paper")


@pages.get(PAPER, may="files.read", reading=False)
def paper(tx: Transaction, actor: Actor, document_id: UUID, call: Call) -> Page:
    """A paper's particulars, and what can be shown of it: text as text, a picture as a picture."""
    document, stream = actions.read_document(tx, actor, document_id, _vault(call))
    is_picture = document["media_type"].startswith("image/")
    text = None
    with closing(stream):
        if is_picture:
            # What is seen of it is the paper itself, which the browser fetches to show it.
            require(access.may_take_along(actor, store.grade_of(document), tx.now))
        elif document["media_type"] == "text/plain" and document["size"] <= LONGEST_TEXT_SHOWN:
            text = text_of_paper(b"".join(stream))
    return page(
        "paper.html",
        actor,
        document=document,
        text=text,
        is_picture=is_picture,
        back=_place_of(document),
        may_regrade=_may_regrade(tx, actor, document),
    )


@pages.get(PAPER + "/content", may="files.read", reading=False)
def content(tx: Transaction, actor: Actor, document_id: UUID, call: Call) -> Download:
    """The bytes of a paper, to keep; no browser runs them."""
    document, stream = actions.take_document_along(tx, actor, document_id, _vault(call))
    return Download(stream, document["media_type"], document["filename"], document["size"])


def _form(actor: Actor, back: str, number: str, grade: Grade) -> Page:
    return page(
        "paper_add.html",
        actor,
        back=back,
        number_of=number,
        grades_offered=grades_offered(actor),
        values={"grade": grade},
    )


def grades_offered(actor: Actor) -> list[tuple[str, str, str]]:
    """The grades up to CONFIDENTIAL, each with what it brings with it."""
    return [
        (each, word, translate(_HINTS[each], actor.language, "files"))
        for each, word in offered(GRADES, actor)
        if each in _HINTS
    ]


def graded_too_high(call: Call, form: Page, refusal: Refused) -> Page:
    """The form again; beside the grade stands which rule is against it and where such a paper may be handled."""
    sentence = refusal.sentence(call.language)
    form.status = refusal.status
    form.shown |= {"values": visible(call.typed), "refusal": sentence}
    form.shown |= {"errors": {"grade": sentence, **translated_fields(refusal, call.language, "files")}}
    return form


def _paper(body: dict[str, Any], uploads: list[Upload]) -> actions.Paper:
    if len(uploads) != 1:
        raise OnePaperAtATime(fields={"paper": [OnePaperAtATime.text]})
    return actions.Paper(uploads[0].stream.read(), uploads[0].filename, body["grade"])


def _vault(call: Call) -> actions.Vault:
    return actions.Vault(call.context.blobs, call.context.sealing)


def _may_regrade(tx: Transaction, actor: Actor, document: dict[str, Any]) -> bool:
    if document["file_id"] is None:
        return False
    return may(tx, actor, store.get_file(tx, document["file_id"], Grade.CONFIDENTIAL))["regrade"]


def _place_of(document: dict[str, Any]) -> str:
    if document["file_id"]:
        return f"/files/files/{document['file_id']}"
    return f"/files/receipts/{document['receipt_id']}"
