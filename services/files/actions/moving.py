"""Files are opened, forwarded, pulled back, closed and reopened."""

from dataclasses import dataclass
from uuid import UUID

from kernel import clock, directory
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.files import access, store
from services.files.actions.announcing import announce
from services.files.actions.entering import (
    desk_of,
    file_at_desk,
    file_for_update,
    living_desk,
    opener_of,
    receipt_at_desk,
)
from services.files.actions.noting import rewrite_note, write_note
from services.files.domain import (
    DEFAULT_HEAD,
    File,
    FileState,
    MovementKind,
    Priority,
    Receipt,
    file_number,
    year_of,
)
from services.files.events import FileClosed, FileForwarded, FileOpened, FilePulledBack


@dataclass(frozen=True, slots=True)
class PutUp:
    """How a receipt is put up: the first note, the functional head, a subject of its own if wished."""

    note: str
    subject: str | None = None
    head: str = DEFAULT_HEAD


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a file is sent, with which remark and urgency."""

    to_post: UUID
    remark: str = ""
    priority: Priority = Priority.ORDINARY


def put_up(tx: Transaction, actor: Actor, receipt_id: UUID, how: PutUp) -> File:
    """Open a new file from a receipt at the acting desk, with a first note."""
    receipt = receipt_at_desk(tx, actor, receipt_id)
    file_id = clock.new_id()
    on_file = receipt.put_on(file_id)
    file = _open_file(tx, actor, receipt, file_id, how)
    store.save_receipt(tx, on_file)
    store.put_documents_on_file(tx, receipt_id, file_id)
    store.add_note(tx, actor, file_id, how.note, by_officer=access.is_officer(actor))
    announce(tx, file, _opened(file, receipt_id))
    tx.record(actor, "file.opened", file_id, receipt_id=receipt_id)
    return file


def put_on_file(tx: Transaction, actor: Actor, receipt_id: UUID, file_id: UUID, note: str = "") -> File:
    """Put a receipt on a file that lies at the same desk, at the file's grade, and say so on the note sheet."""
    receipt = receipt_at_desk(tx, actor, receipt_id)
    file = file_at_desk(tx, actor, file_id)
    file.require_takes(receipt)
    store.save_receipt(tx, receipt.put_on(file_id))
    store.put_documents_on_file(tx, receipt_id, file_id)
    store.raise_what_lies_on(tx, file, file.grade)
    if note:
        _append_note(tx, actor, file_id, note)
    tx.record(actor, "receipt.put-on-file", receipt_id, file_id=file_id)
    return file


def forward(tx: Transaction, actor: Actor, file_id: UUID, onward: Onward) -> File:
    """Send a file to another desk; what was written on the note sheet stays as it is from now on."""
    file = file_at_desk(tx, actor, file_id)
    desk = living_desk(tx, onward.to_post)
    moved = file.forwarded_to(desk.post_id, tx.now, onward.priority)
    _freeze_note(tx, file_id)
    _save_move(tx, actor, moved, MovementKind.FORWARDED, from_post=file.holder_post, remark=onward.remark)
    told = FileForwarded(
        file_id=file_id, from_post=file.holder_post, to_post=desk.post_id, priority=onward.priority
    )
    announce(tx, file, told)
    tx.record(actor, "file.forwarded", file_id, from_post=file.holder_post, to_post=desk.post_id)
    return moved


def pull_back(tx: Transaction, actor: Actor, file_id: UUID) -> File:
    """Take a file back that the addressee has not opened yet."""
    file = file_for_update(tx, actor, file_id)
    back = file.pulled_back_by(desk_of(actor), tx.now)
    _save_move(tx, actor, back, MovementKind.PULLED_BACK, from_post=file.holder_post)
    announce(tx, file, FilePulledBack(file_id=file_id, from_post=file.holder_post, to_post=back.holder_post))
    tx.record(actor, "file.pulled-back", file_id, from_post=file.holder_post)
    return back


def close(tx: Transaction, actor: Actor, file_id: UUID) -> File:
    """Close a file at the desk that opened it, after an officer agreed on the note sheet (CSMOP E.10.1)."""
    file = file_at_desk(tx, actor, file_id)
    require(access.may_close(actor, file, opener_of(tx, file)))
    _freeze_note(tx, file_id)
    closed = file.closed(tx.now, agreed_by_officer=store.has_officers_note(tx, file_id))
    _save_move(tx, actor, closed, MovementKind.CLOSED, from_post=file.holder_post)
    announce(tx, file, FileClosed(file_id=file_id, post_id=file.holder_post))
    tx.record(actor, "file.closed", file_id)
    return closed


def reopen(tx: Transaction, actor: Actor, file_id: UUID) -> File:
    """Put a closed file to work again, at the desk that opened and closed it."""
    file = file_for_update(tx, actor, file_id)
    require(access.may_close(actor, file, opener_of(tx, file)))
    reopened = file.reopened(tx.now)
    _save_move(tx, actor, reopened, MovementKind.REOPENED, from_post=file.holder_post)
    tx.record(actor, "file.reopened", file_id)
    return reopened


def _open_file(tx: Transaction, actor: Actor, receipt: Receipt, file_id: UUID, how: PutUp) -> File:
    desk = living_desk(tx, desk_of(actor))
    year = year_of(tx.now)
    serial = store.take_number(tx, desk.office_id, "FILE", year, receipt.grade)
    number = file_number(how.head, directory.office(tx, desk.office_id).code, year, serial, receipt.grade)
    file = _new_file(tx, receipt, desk, (file_id, number, how.subject or receipt.subject))
    store.add_file(tx, file, how.head, year, serial)
    store.add_movement(tx, actor, file, MovementKind.OPENED, from_post=None)
    return file


def _new_file(tx: Transaction, receipt: Receipt, desk: directory.Post, titles: tuple[UUID, str, str]) -> File:
    file_id, number, subject = titles
    return File(
        file_id=file_id,
        number=number,
        office_id=desk.office_id,
        department=desk.department,
        subject=subject,
        medium=receipt.medium,
        grade=receipt.grade,
        language=receipt.language,
        case_id=receipt.case_id,
        state=FileState.OPEN,
        version=1,
        opened_by_post=desk.post_id,
        opened_at=tx.now,
        holder_post=desk.post_id,
        sent_from=None,
        held_since=tx.now,
        seen_at=tx.now,
        priority=Priority.ORDINARY,
        closed_at=None,
    )


def _opened(file: File, receipt_id: UUID) -> FileOpened:
    return FileOpened(
        file_id=file.file_id,
        number=file.number,
        receipt_id=receipt_id,
        case_id=file.case_id,
        office_id=file.office_id,
        post_id=file.holder_post,
    )


def _append_note(tx: Transaction, actor: Actor, file_id: UUID, text: str) -> None:
    yellow = store.find_yellow_note(tx, file_id)
    if yellow:
        rewrite_note(tx, actor, yellow.note_id, f"{yellow.body}\n\n{text}")
    else:
        write_note(tx, actor, file_id, text)


def _freeze_note(tx: Transaction, file_id: UUID) -> None:
    yellow = store.find_yellow_note(tx, file_id)
    if yellow:
        store.save_note(tx, yellow.frozen(tx.now, store.last_digest(tx, file_id)))


def _save_move(
    tx: Transaction, actor: Actor, file: File, kind: MovementKind, *, from_post: UUID, remark: str = ""
) -> None:
    store.save_file(tx, file)
    store.add_movement(tx, actor, file, kind, from_post=from_post, remark=remark)
