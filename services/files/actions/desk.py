"""What a desk sees: how much waits, what lies there, and a file opened."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel import directory
from kernel.blobs import BlobReader
from kernel.database import Transaction
from kernel.identity import Actor, Zone, require
from services.files import access, store
from services.files.actions.entering import ceiling_of, desk_of, watch
from services.files.actions.vault import Vault
from services.files.domain import File, Grade


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of a list is wanted."""

    after: store.Cursor | None = None
    limit: int = 50


def waiting(tx: Transaction, actor: Actor) -> dict[str, int]:
    """How many papers wait at the acting desk; from the internet, or without a grant, that is all there is to see."""
    desk = desk_of(actor)
    if actor.zone is Zone.INTERNET:
        return {"waiting": store.count_waiting_from_internet(tx, desk)}
    highest = ceiling_of(actor) if access.may_see_papers(actor).allowed else Grade.UNCLASSIFIED
    return {"waiting": store.count_waiting(tx, desk, highest)}


def inbox(tx: Transaction, actor: Actor, search: str, page: Page) -> dict[str, Any]:
    """The receipts and files at the acting desk, oldest first; graded ones that are shown go on record.

    While the directory may hide a revocation, graded ones are not shown.
    """
    ceiling, desk = ceiling_of(actor), desk_of(actor)
    highest = Grade.UNCLASSIFIED if directory.is_stale(tx) else ceiling
    rows = store.find_inbox(tx, desk, highest, search, (page.after, page.limit + 1))
    graded = [row["item_id"] for row in rows[: page.limit] if store.grade_of(row).is_watched]
    if graded:
        tx.record(actor, "inbox.read", desk, graded=graded)
    return _paged(rows, page, ("since", "item_id"))


def read_receipt(tx: Transaction, actor: Actor, receipt_id: UUID) -> dict[str, Any]:
    """A receipt with its papers."""
    ceiling = ceiling_of(actor)
    receipt = store.get_receipt(tx, receipt_id, ceiling)
    require(access.may_read_receipt(actor, store.desks_of_receipt(tx, receipt_id)))
    watch(tx, actor, receipt.grade, "receipt.read", receipt_id)
    if actor.post_id == receipt.marked_to and store.save_receipt_seen(tx, receipt_id, receipt.marked_to):
        tx.record(actor, "receipt.seen", receipt_id)
    return {
        "receipt": receipt,
        "sender": store.find_sender(tx, receipt_id),
        "external_refs": store.find_external_refs(tx, receipt_id),
        "documents": store.find_documents_of_receipt(tx, receipt_id, ceiling),
        "markings": store.find_markings(tx, receipt_id),
    }


def read_file(tx: Transaction, actor: Actor, file_id: UUID) -> dict[str, Any]:
    """A file with note sheet, correspondence and movements; its holder's first reading counts as opening it."""
    ceiling = ceiling_of(actor)
    file = store.get_file(tx, file_id, ceiling)
    require(access.may_read_file(actor, store.desks_of_file(tx, file_id)))
    watch(tx, actor, file.grade, "file.read", file_id)
    file = _opened_by_holder(tx, actor, file)
    return {
        "file": file,
        "notes": store.find_note_sheet(tx, file_id, desk_of(actor)),
        "documents": store.find_documents_of_file(tx, file_id, ceiling),
        "drafts": store.find_drafts(tx, file_id),
        "movements": store.find_movements(tx, file_id),
        "dispatches": store.find_dispatches_of_file(tx, file_id),
        "grade_changes": store.find_grade_changes(tx, file_id, ceiling),
    }


def read_document(
    tx: Transaction, actor: Actor, document_id: UUID, vault: Vault
) -> tuple[dict[str, Any], BlobReader]:
    """A paper's row and its plain bytes."""
    document = _document(tx, actor, document_id)
    return document, vault.read(document)


def take_document_along(
    tx: Transaction, actor: Actor, document_id: UUID, vault: Vault
) -> tuple[dict[str, Any], BlobReader]:
    """A paper's row and its plain bytes, to keep; a graded one needs a fresh second factor."""
    document = _document(tx, actor, document_id)
    require(access.may_take_along(actor, store.grade_of(document), tx.now))
    return document, vault.read(document)


def dispatches(tx: Transaction, actor: Actor, page: Page) -> dict[str, Any]:
    """The dispatch register of the acting post's office, newest first."""
    ceiling = ceiling_of(actor)
    office_id = actor.charge.office_id if actor.charge else UUID(int=0)
    rows = store.find_dispatches(tx, office_id, ceiling, (page.after, page.limit + 1))
    return _paged(rows, page, ("issued_at", "dispatch_id"))


def _document(tx: Transaction, actor: Actor, document_id: UUID) -> dict[str, Any]:
    document = store.get_document(tx, document_id, ceiling_of(actor))
    if document["file_id"]:
        require(access.may_read_file(actor, store.desks_of_file(tx, document["file_id"])))
    else:
        require(access.may_read_receipt(actor, store.desks_of_receipt(tx, document["receipt_id"])))
    watch(tx, actor, store.grade_of(document), "paper.read", document_id)
    return document


def _opened_by_holder(tx: Transaction, actor: Actor, file: File) -> File:
    if actor.post_id != file.holder_post or file.seen_at is not None:
        return file
    locked = store.get_file_for_update(tx, file.file_id, ceiling_of(actor))
    if actor.post_id != locked.holder_post or locked.seen_at is not None:
        return locked
    seen = locked.seen(tx.now)
    store.save_file(tx, seen)
    tx.record(actor, "file.seen", file.file_id)
    return seen


def _paged(rows: list[dict[str, Any]], page: Page, by: tuple[str, str]) -> dict[str, Any]:
    items = rows[: page.limit]
    more = len(rows) > page.limit
    at, item_id = by
    return {
        "items": items,
        "next": (items[-1][at], items[-1][item_id]) if more else None,
    }
