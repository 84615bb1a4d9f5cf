"""Papers come in: diarised, marked to a desk, marked on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.database import Transaction
from kernel.identity import Actor, require
from kernel.languages import DEFAULT_LANGUAGE, _, translate
from services.files import access, store
from services.files.actions.announcing import announce
from services.files.actions.entering import (
    desk_of,
    living_desk,
    receipt_at_desk,
    require_fresh_for,
)
from services.files.actions.vault import Vault
from services.files.domain import (
    Grade,
    Medium,
    Receipt,
    ReceiptState,
    diary_number,
    safe_filename,
    year_of,
)
from services.files.events import ReceiptDiarised

_REFERRED = _("Case %(number)s, referred for a decision on file")


@dataclass(frozen=True, slots=True)
class NewPaper:
    """What is known of a paper when it is diarised."""

    subject: str
    medium: Medium
    grade: Grade
    language: str
    case_id: UUID | None = None
    natural_key: str | None = None
    sender: store.Sender | None = None
    refs: Sequence[tuple[str, str]] = field(default=())


def diarise_referred_case(tx: Transaction, vault: Vault, event: Any) -> Receipt:
    """Diarise a referred case with its petition and papers.

    Each referral is a receipt of its own, also of the same case to the same post; one that is told twice is one receipt.
    """
    key = f"referral:{event.event_id}"
    known = store.find_receipt_by_natural_key(tx, key)
    if known:
        return known
    # The register is the office's, and every officer's: its words are not in the citizen's language.
    subject = translate(_REFERRED, DEFAULT_LANGUAGE, "files") % {"number": event.number}
    paper = NewPaper(
        subject=subject,
        medium=Medium.ELECTRONIC,
        grade=Grade.UNCLASSIFIED,
        language=event.language,
        case_id=event.case_id,
        natural_key=key,
        refs=[("public", event.number)],
    )
    desk = directory.heir(tx, event.post_id) or directory.post(tx, event.post_id)
    receipt = _enter(tx, Actor.system("files"), paper, desk)
    for check in event.documents:
        _take_over(tx, vault, receipt, check)
    return receipt


def diarise(tx: Transaction, actor: Actor, paper: NewPaper, to_post: UUID) -> Receipt:
    """Diarise a paper at the counter, electronic or physical, and mark it to a desk (CSMOP 9, 11)."""
    desk_of(actor)
    require(access.POLICY["files.diarise"](actor))
    require(access.may_handle(actor, paper.grade))
    require_fresh_for(tx, paper.grade)
    return _enter(tx, actor, paper, living_desk(tx, to_post))


def mark(tx: Transaction, actor: Actor, receipt_id: UUID, to_post: UUID) -> Receipt:
    """Mark a receipt to another desk."""
    receipt = receipt_at_desk(tx, actor, receipt_id)
    moved = receipt.marked(living_desk(tx, to_post).post_id, tx.now)
    store.save_receipt(tx, moved)
    store.add_marking(tx, actor, receipt_id, receipt.marked_to, to_post)
    tx.record(actor, "receipt.marked", receipt_id, from_post=receipt.marked_to, to_post=to_post)
    return moved


def _enter(tx: Transaction, actor: Actor, paper: NewPaper, desk: directory.Post) -> Receipt:
    year = year_of(tx.now)
    office_id = actor.charge.office_id if actor.charge else desk.office_id
    serial = store.take_number(tx, office_id, "DIARY", year, paper.grade)
    number = diary_number(directory.office(tx, office_id).code, year, serial, paper.grade)
    receipt = _receipt(tx, paper, desk, (office_id, number))
    new = store.NewReceipt(receipt, year, serial, paper.natural_key, actor.post_id)
    store.add_receipt(tx, new)
    store.add_marking(tx, actor, receipt.receipt_id, actor.post_id, desk.post_id)
    _add_particulars(tx, receipt.receipt_id, paper)
    announce(tx, receipt, _diarised(receipt))
    tx.record(actor, "receipt.diarised", receipt.receipt_id, case_id=receipt.case_id, to_post=desk.post_id)
    return receipt


def _receipt(tx: Transaction, paper: NewPaper, desk: directory.Post, entry: tuple[UUID, str]) -> Receipt:
    office_id, number = entry
    return Receipt(
        receipt_id=clock.new_id(),
        diary_number=number,
        office_id=office_id,
        department=desk.department,
        subject=paper.subject,
        medium=paper.medium,
        grade=paper.grade,
        language=paper.language,
        case_id=paper.case_id,
        state=ReceiptState.MARKED,
        marked_to=desk.post_id,
        marked_at=tx.now,
        diarised_at=tx.now,
        file_id=None,
    )


def _add_particulars(tx: Transaction, receipt_id: UUID, paper: NewPaper) -> None:
    if paper.sender:
        store.add_sender(tx, receipt_id, paper.sender)
    for system, number in paper.refs:
        store.add_external_ref(tx, receipt_id, system, number)


def _diarised(receipt: Receipt) -> ReceiptDiarised:
    return ReceiptDiarised(
        receipt_id=receipt.receipt_id,
        diary_number=receipt.diary_number,
        case_id=receipt.case_id,
        office_id=receipt.office_id,
        post_id=receipt.marked_to,
    )


def _take_over(tx: Transaction, vault: Vault, receipt: Receipt, check: dict[str, Any]) -> None:
    blob = vault.take_over(check)
    kind = check.get("kind", "ATTACHMENT")
    new = store.NewDocument(
        document_id=clock.new_id(),
        blob=blob,
        wrapped_key=vault.wrapped(blob),
        kind=kind,
        grade=receipt.grade,
        filename=safe_filename(kind.lower(), blob.media_type),
        receipt_id=receipt.receipt_id,
        origin_id=UUID(str(check["document_id"])),
    )
    store.add_document(tx, new, None)
