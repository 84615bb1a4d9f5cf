"""Replies are drafted, approved and issued."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.blobs import Blob
from kernel.database import Transaction
from kernel.errors import Conflict
from kernel.identity import Actor, require
from services.files import access, store
from services.files.actions.announcing import announce
from services.files.actions.entering import desk_of, file_at_desk, require_fresh_directory
from services.files.actions.vault import Vault
from services.files.domain import (
    Draft,
    DraftVersion,
    File,
    Letter,
    ReplyIsClassified,
    dispatch_number,
    letter_text,
    safe_filename,
    year_of,
)
from services.files.events import DraftApproved, ReplyIssued


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What is drafted: to whom, about what, and the text."""

    addressee: str
    subject: str
    body: str


def draft(tx: Transaction, actor: Actor, file_id: UUID, letter: LetterDraft, language: str) -> Draft:
    """Begin a draft for approval on the file at the acting desk."""
    file_at_desk(tx, actor, file_id)
    draft_id = clock.new_id()
    store.add_draft(tx, draft_id, file_id, language)
    store.add_draft_version(tx, draft_id, _version(tx, actor, letter, 1))
    tx.record(actor, "draft.begun", draft_id, file_id=file_id)
    return store.get_draft_for_update(tx, draft_id)


def redraft(tx: Transaction, actor: Actor, draft_id: UUID, letter: LetterDraft) -> Draft:
    """Add a version; the ones before it stay on the file (CSMOP 25(ii))."""
    found, _file = _draft_at_desk(tx, actor, draft_id)
    found.require_changeable()
    number = found.latest.version + 1
    store.add_draft_version(tx, draft_id, _version(tx, actor, letter, number))
    tx.record(actor, "draft.changed", draft_id, file_id=found.file_id, version=number)
    return store.get_draft_for_update(tx, draft_id)


def approve(tx: Transaction, actor: Actor, draft_id: UUID, read: int) -> Draft:
    """Approve the newest version, as an under secretary or a higher officer (CSMOP 37).

    Raises Conflict when it is not the one that was *read*.
    """
    require(access.may_approve(actor))
    require_fresh_directory(tx)
    found, file = _draft_at_desk(tx, actor, draft_id)
    approved = found.approved(desk_of(actor), actor.person_id or UUID(int=0))
    if read != approved.approved_version:
        raise Conflict
    store.save_approval(tx, approved, actor.charge.for_person if actor.charge else None)
    announce(tx, file, DraftApproved(file_id=found.file_id, draft_id=draft_id, post_id=actor.post_id))
    tx.record(
        actor, "draft.approved", draft_id, file_id=found.file_id, version=approved.approved_version or 0
    )
    return approved


def issue(tx: Transaction, actor: Actor, draft_id: UUID, vault: Vault) -> dict[str, Any]:
    """Issue the approved letter; the act gives it its dispatch number, so that the register has no gaps."""
    require_fresh_directory(tx)
    found, file = _draft_at_desk(tx, actor, draft_id)
    found.issued()
    if file.case_id and file.grade.is_classified:
        raise ReplyIsClassified(number=file.number)
    facts = _numbered(tx, file, found)
    blob = vault.put_bytes(_letter(tx, file, found, facts["dispatch_number"]).encode(), "text/plain")
    _add_reply(tx, actor, file, facts, (blob, vault.wrapped(blob)))
    store.save_issued(tx, found)
    checks = [vault.claim_check(facts["document_id"], blob, "public")] if file.case_id else []
    announce(tx, file, _issued(file, facts, checks))
    tx.record(actor, "reply.issued", facts["dispatch_id"], file_id=file.file_id, draft_id=draft_id)
    return {**facts, "file_id": file.file_id, "case_id": file.case_id, "issued_at": tx.now}


def _draft_at_desk(tx: Transaction, actor: Actor, draft_id: UUID) -> tuple[Draft, File]:
    found = store.get_draft_for_update(tx, draft_id)
    return found, file_at_desk(tx, actor, found.file_id)


def _version(tx: Transaction, actor: Actor, letter: LetterDraft, number: int) -> DraftVersion:
    return DraftVersion(
        version=number,
        addressee=letter.addressee,
        subject=letter.subject,
        body=letter.body,
        author_post=desk_of(actor),
        author_person=actor.person_id or UUID(int=0),
        for_person=actor.charge.for_person if actor.charge else None,
        written_at=tx.now,
    )


def _numbered(tx: Transaction, file: File, found: Draft) -> dict[str, Any]:
    year = year_of(tx.now)
    serial = store.take_number(tx, file.office_id, "DISPATCH", year, file.grade)
    number = dispatch_number(directory.office(tx, file.office_id).code, year, serial, file.grade)
    return {
        "dispatch_id": clock.new_id(),
        "dispatch_number": number,
        "office_id": file.office_id,
        "year": year,
        "serial": serial,
        "draft_id": found.draft_id,
        "document_id": clock.new_id(),
    }


def _letter(tx: Transaction, file: File, found: Draft, number: str) -> str:
    signer = directory.person(tx, found.approved_person or UUID(int=0))
    post = directory.post(tx, found.approved_post or UUID(int=0))
    letter = Letter(
        office=directory.office(tx, file.office_id).name(found.language),
        number=number,
        file_number=file.number,
        on=clock.local_date(tx.now),
        signed_by=signer.name(found.language),
        signed_for=post.name(found.language),
    )
    return letter_text(letter, found.text_to_issue(), found.language)


def _add_reply(
    tx: Transaction, actor: Actor, file: File, facts: dict[str, Any], stored: tuple[Blob, bytes]
) -> None:
    blob, wrapped_key = stored
    new = store.NewDocument(
        document_id=facts["document_id"],
        blob=blob,
        wrapped_key=wrapped_key,
        kind="REPLY",
        grade=file.grade,
        filename=safe_filename(facts["dispatch_number"].replace("/", "-") + ".", blob.media_type),
        file_id=file.file_id,
    )
    store.add_document(tx, new, actor.post_id)
    store.add_dispatch(tx, actor, file, facts)


def _issued(file: File, facts: dict[str, Any], checks: list[dict[str, Any]]) -> ReplyIssued:
    return ReplyIssued(
        dispatch_id=facts["dispatch_id"],
        file_id=file.file_id,
        case_id=file.case_id,
        dispatch_number=facts["dispatch_number"],
        department=file.department,
        documents=checks,
    )
