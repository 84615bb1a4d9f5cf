"""Receipts, their senders, their marks and the registers of numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor
from services.files.access import ReceiptUnknown
from services.files.domain import Grade, Medium, Receipt, ReceiptState, normalised
from services.files.store.statements import queries


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt together with what only its first row needs."""

    receipt: Receipt
    year: int
    serial: int
    natural_key: str | None = None
    diarised_post: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote a paper that came over the counter; personal data."""

    name: str
    address: str | None = None
    letter_number: str | None = None
    letter_on: date | None = None


def take_number(tx: Transaction, office_id: UUID, kind: str, year: int, grade: Grade) -> int:
    """The next number of the office's register for the year; held until the transaction ends."""
    number: int = tx.fetch_value(
        queries.take_number, office_id=office_id, kind=kind, year=year, classified=grade.is_classified
    )
    return number


def add_receipt(tx: Transaction, new: NewReceipt) -> None:
    receipt = new.receipt
    tx.execute(
        queries.add_receipt,
        receipt_id=receipt.receipt_id,
        diary_number=receipt.diary_number,
        office_id=receipt.office_id,
        department=receipt.department,
        year=new.year,
        serial=new.serial,
        subject=receipt.subject,
        medium=receipt.medium,
        grade=receipt.grade,
        language=receipt.language,
        case_id=receipt.case_id,
        natural_key=new.natural_key,
        marked_to=receipt.marked_to,
        at=receipt.diarised_at,
        diarised_post=new.diarised_post,
        words="" if receipt.grade.is_classified else normalised(receipt.subject),
    )


def find_receipt_by_natural_key(tx: Transaction, natural_key: str) -> Receipt | None:
    """The receipt of a paper handed in before; the same hand-in elsewhere waits until this one is decided."""
    tx.fetch_value(queries.lock_natural_key, natural_key=natural_key)
    row = tx.fetch_one(queries.find_receipt_by_natural_key, natural_key=natural_key)
    return _receipt(row) if row else None


def get_receipt(tx: Transaction, receipt_id: UUID, ceiling: Grade) -> Receipt:
    return _known(tx.fetch_one(queries.find_receipt, receipt_id=receipt_id, ceiling=ceiling))


def get_receipt_for_update(tx: Transaction, receipt_id: UUID, ceiling: Grade) -> Receipt:
    return _known(tx.fetch_one(queries.find_receipt_for_update, receipt_id=receipt_id, ceiling=ceiling))


def find_left_receipts(tx: Transaction, post_id: UUID, limit: int) -> list[Receipt]:
    """Receipts that are still marked to a desk that ended, locked."""
    return [_known(row) for row in tx.fetch_all(queries.find_left_receipts, post_id=post_id, limit=limit)]


def desks_of_receipt(tx: Transaction, receipt_id: UUID) -> frozenset[UUID]:
    rows = tx.fetch_all(queries.find_desks_of_receipt, receipt_id=receipt_id)
    return frozenset(row["post_id"] for row in rows)


def save_receipt(tx: Transaction, receipt: Receipt) -> None:
    tx.execute(
        queries.save_receipt,
        receipt_id=receipt.receipt_id,
        state=receipt.state,
        marked_to=receipt.marked_to,
        marked_at=receipt.marked_at,
        file_id=receipt.file_id,
    )


def add_marking(
    tx: Transaction, actor: Actor, receipt_id: UUID, from_post: UUID | None, to_post: UUID
) -> None:
    tx.execute(
        queries.add_marking,
        marking_id=clock.new_id(),
        receipt_id=receipt_id,
        from_post=from_post,
        to_post=to_post,
        at=tx.now,
        by_person=actor.person_id,
        for_person=actor.charge.for_person if actor.charge else None,
    )


def save_receipt_seen(tx: Transaction, receipt_id: UUID, post_id: UUID) -> bool:
    """Whether this was the desk's first look at a receipt that is marked to it."""
    return bool(tx.execute(queries.save_receipt_seen, receipt_id=receipt_id, post_id=post_id, at=tx.now))


def find_markings(tx: Transaction, receipt_id: UUID) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_markings, receipt_id=receipt_id)


def find_receipts_of_file(tx: Transaction, file_id: UUID) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_receipts_of_file, file_id=file_id)


def add_sender(tx: Transaction, receipt_id: UUID, sender: Sender) -> None:
    tx.execute(
        queries.add_sender,
        receipt_id=receipt_id,
        name=sender.name,
        address=sender.address,
        letter_number=sender.letter_number,
        letter_on=sender.letter_on,
    )


def find_sender(tx: Transaction, receipt_id: UUID) -> dict[str, Any] | None:
    return tx.fetch_one(queries.find_sender, receipt_id=receipt_id)


def add_external_ref(tx: Transaction, receipt_id: UUID, system: str, number: str) -> None:
    tx.execute(queries.add_external_ref, receipt_id=receipt_id, system=system, number=number)


def find_external_refs(tx: Transaction, receipt_id: UUID) -> list[dict[str, Any]]:
    return tx.fetch_all(queries.find_external_refs, receipt_id=receipt_id)


def _known(row: dict[str, Any] | None) -> Receipt:
    if row is None:
        raise ReceiptUnknown
    return _receipt(row)


def _receipt(row: dict[str, Any]) -> Receipt:
    at: datetime = row["marked_at"]
    typed = {
        "medium": Medium(row["medium"]),
        "grade": Grade(row["grade"]),
        "state": ReceiptState(row["state"]),
        "marked_at": at,
    }
    return Receipt(**{**row, **typed})
