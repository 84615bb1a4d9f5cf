"""Documents and dispatches."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.blobs import Blob
from kernel.database import Transaction
from kernel.identity import Actor
from services.files.access import DocumentUnknown
from services.files.domain import File, Grade, place_label
from services.files.store.inbox import Cursor
from services.files.store.statements import queries


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A paper whose bytes already lie in the blob store."""

    document_id: UUID
    blob: Blob
    wrapped_key: bytes
    kind: str
    grade: Grade
    filename: str
    receipt_id: UUID | None = None
    file_id: UUID | None = None
    cover: bool = False
    origin_id: UUID | None = None


def add_document(tx: Transaction, new: NewDocument, added_post: UUID | None) -> dict[str, Any]:
    row = tx.fetch_one(
        queries.add_document,
        document_id=new.document_id,
        receipt_id=new.receipt_id,
        file_id=new.file_id,
        cover=new.cover,
        position=_next_place(tx, new.file_id, cover=new.cover),
        kind=new.kind,
        grade=new.grade,
        sha256=new.blob.sha256,
        size=new.blob.size,
        media_type=new.blob.media_type,
        filename=new.filename,
        wrapped_key=new.wrapped_key,
        origin_id=new.origin_id,
        at=tx.now,
        added_post=added_post,
    )
    return _placed(row or {})


def put_documents_on_file(tx: Transaction, receipt_id: UUID, file_id: UUID) -> None:
    count = tx.fetch_value(queries.count_of_receipt, receipt_id=receipt_id)
    first = tx.fetch_value(queries.take_places, file_id=file_id, count=count)
    tx.execute(queries.put_documents_on_file, receipt_id=receipt_id, file_id=file_id, first=first)


def get_document(tx: Transaction, document_id: UUID, ceiling: Grade) -> dict[str, Any]:
    row = tx.fetch_one(queries.find_document, document_id=document_id, ceiling=ceiling)
    if row is None:
        raise DocumentUnknown
    return _placed(row)


def find_documents_of_receipt(tx: Transaction, receipt_id: UUID, ceiling: Grade) -> list[dict[str, Any]]:
    rows = tx.fetch_all(queries.find_documents_of_receipt, receipt_id=receipt_id, ceiling=ceiling)
    return [_placed(row) for row in rows]


def find_documents_of_file(tx: Transaction, file_id: UUID, ceiling: Grade) -> list[dict[str, Any]]:
    rows = tx.fetch_all(queries.find_documents_of_file, file_id=file_id, ceiling=ceiling)
    return [_placed(row) for row in rows]


def find_named_blobs(tx: Transaction, addresses: list[str]) -> set[str]:
    return {row["sha256"] for row in tx.fetch_all(queries.find_named_blobs, addresses=addresses)}


def add_dispatch(tx: Transaction, actor: Actor, file: File, facts: dict[str, Any]) -> None:
    tx.execute(
        queries.add_dispatch,
        file_id=file.file_id,
        case_id=file.case_id,
        at=tx.now,
        issued_post=actor.post_id,
        issued_person=actor.person_id,
        for_person=actor.charge.for_person if actor.charge else None,
        **facts,
    )


def find_dispatches(
    tx: Transaction, office_id: UUID, ceiling: Grade, page: tuple[Cursor | None, int]
) -> list[dict[str, Any]]:
    after, limit = page
    return tx.fetch_all(
        queries.find_dispatches,
        office_id=office_id,
        ceiling=ceiling,
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


def find_dispatches_of_file(tx: Transaction, file_id: UUID) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_dispatches_of_file, file_id=file_id)


def grade_of(document: dict[str, Any]) -> Grade:
    return Grade(document["grade"])


def _next_place(tx: Transaction, file_id: UUID | None, *, cover: bool) -> int | None:
    if file_id is None:
        return None
    if cover:
        return int(tx.fetch_value(queries.count_covered, file_id=file_id)) + 1
    return int(tx.fetch_value(queries.take_places, file_id=file_id, count=1))


def _placed(row: dict[str, Any]) -> dict[str, Any]:
    position = row.get("position")
    return {**row, "place": place_label(position, cover=row["cover"]) if position else None}
