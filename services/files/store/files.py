"""Files and their movements."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.errors import Conflict
from kernel.identity import Actor
from services.files.access import FileUnknown
from services.files.domain import (
    File,
    FileState,
    Grade,
    Medium,
    MovementKind,
    Priority,
    Receipt,
    normalised,
)
from services.files.store.statements import queries


def add_file(tx: Transaction, file: File, head: str, year: int, serial: int) -> None:
    tx.execute(
        queries.add_file,
        file_id=file.file_id,
        number=file.number,
        office_id=file.office_id,
        department=file.department,
        head=head,
        year=year,
        serial=serial,
        subject=file.subject,
        medium=file.medium,
        grade=file.grade,
        language=file.language,
        case_id=file.case_id,
        holder_post=file.holder_post,
        at=file.opened_at,
        words="" if file.grade.is_classified else normalised(file.subject),
    )


def get_file(tx: Transaction, file_id: UUID, ceiling: Grade) -> File:
    return _known(tx.fetch_one(queries.find_file, file_id=file_id, ceiling=ceiling))


def get_file_for_update(tx: Transaction, file_id: UUID, ceiling: Grade) -> File:
    return _known(tx.fetch_one(queries.find_file_for_update, file_id=file_id, ceiling=ceiling))


def find_files_at_desk(
    tx: Transaction, post_id: UUID, ceiling: Grade, receipt: Receipt, limit: int
) -> list[dict[str, Any]]:
    """The open files at a desk on which a receipt may be put, the last opened first."""
    return tx.fetch_all(
        queries.find_files_at_desk,
        post_id=post_id,
        ceiling=ceiling,
        grade=receipt.grade,
        medium=receipt.medium,
        limit=limit,
    )


def find_left_files(tx: Transaction, post_id: UUID, limit: int) -> list[File]:
    """Files, open and closed, at a desk that ended, locked."""
    return [_known(row) for row in tx.fetch_all(queries.find_left_files, post_id=post_id, limit=limit)]


def desks_of_file(tx: Transaction, file_id: UUID) -> frozenset[UUID]:
    return frozenset(row["post_id"] for row in tx.fetch_all(queries.find_desks_of_file, file_id=file_id))


def save_file(tx: Transaction, file: File) -> None:
    """Write the file's new version; raises Conflict when it was changed since it was read."""
    written = tx.execute(
        queries.save_file,
        file_id=file.file_id,
        holder_post=file.holder_post,
        sent_from=file.sent_from,
        held_since=file.held_since,
        seen_at=file.seen_at,
        priority=file.priority,
        state=file.state,
        closed_at=file.closed_at,
        version=file.version,
    )
    if not written:
        raise Conflict


def add_movement(
    tx: Transaction, actor: Actor, file: File, kind: MovementKind, *, from_post: UUID | None, remark: str = ""
) -> None:
    tx.execute(
        queries.add_movement,
        movement_id=clock.new_id(),
        file_id=file.file_id,
        kind=kind,
        from_post=from_post,
        to_post=file.holder_post,
        remark=remark,
        priority=file.priority,
        at=tx.now,
        by_person=actor.person_id,
        for_person=actor.charge.for_person if actor.charge else None,
    )


def find_movements(tx: Transaction, file_id: UUID) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_movements, file_id=file_id)


def _known(row: dict[str, Any] | None) -> File:
    if row is None:
        raise FileUnknown
    typed = {
        "medium": Medium(row["medium"]),
        "grade": Grade(row["grade"]),
        "state": FileState(row["state"]),
        "priority": Priority(row["priority"]),
    }
    return File(**{**row, **typed})
