"""Papers are put on a receipt or a file, each with its grade."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.blobs import LARGEST_DOCUMENT_BYTES
from kernel.database import Transaction
from kernel.errors import TooLarge
from kernel.identity import Actor, require
from services.files import access, store
from services.files.actions.entering import file_at_desk, receipt_at_desk, require_fresh_for
from services.files.actions.vault import Paper, Vault
from services.files.domain import Grade, media_type_of, safe_filename


def add_paper_to_file(
    tx: Transaction, actor: Actor, file_id: UUID, paper: Paper, vault: Vault
) -> dict[str, Any]:
    """Put a paper on the correspondence side; graded CONFIDENTIAL it lies in the file's confidential cover."""
    _require_grade(tx, actor, paper)
    file = file_at_desk(tx, actor, file_id)
    cover = paper.grade.is_classified and not file.grade.is_classified
    new = _stored(vault, paper, _higher(paper.grade, file.grade), {"file_id": file_id, "cover": cover})
    return _added(tx, actor, new)


def add_paper_to_receipt(
    tx: Transaction, actor: Actor, receipt_id: UUID, paper: Paper, vault: Vault
) -> dict[str, Any]:
    """Put the scan of a paper to its receipt; it is graded at least as the receipt is."""
    _require_grade(tx, actor, paper)
    receipt = receipt_at_desk(tx, actor, receipt_id)
    receipt.put_on(receipt_id)
    grade = _higher(paper.grade, receipt.grade)
    return _added(tx, actor, _stored(vault, paper, grade, {"receipt_id": receipt_id}))


def _require_grade(tx: Transaction, actor: Actor, paper: Paper) -> None:
    # The grade is looked at first: a paper that may not be here is not even read.
    require(access.may_handle(actor, paper.grade))
    require_fresh_for(tx, paper.grade)


def _stored(vault: Vault, paper: Paper, grade: Grade, place: dict[str, Any]) -> store.NewDocument:
    if len(paper.content) > LARGEST_DOCUMENT_BYTES:
        raise TooLarge(limit_mb=LARGEST_DOCUMENT_BYTES // (1024 * 1024))
    media_type = media_type_of(paper.content)
    blob = vault.put_bytes(paper.content, media_type)
    return store.NewDocument(
        document_id=clock.new_id(),
        blob=blob,
        wrapped_key=vault.wrapped(blob),
        kind="PAPER",
        grade=grade,
        filename=safe_filename(paper.filename, media_type),
        **place,
    )


def _added(tx: Transaction, actor: Actor, new: store.NewDocument) -> dict[str, Any]:
    document = store.add_document(tx, new, actor.post_id)
    tx.record(
        actor,
        "paper.added",
        new.document_id,
        file_id=new.file_id,
        receipt_id=new.receipt_id,
        grade=str(new.grade),
    )
    return document


def _higher(one: Grade, other: Grade) -> Grade:
    return one if one.level >= other.level else other
