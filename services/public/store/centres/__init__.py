"""What centres hand in, how much they may, the slips that they give out, and what is open at their counters."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.database import Queries, Row, Transaction, refusing
from services.public.domain.centres import AllowanceOrdered, Opening

queries = Queries.beside(__file__)


def find_allowance(tx: Transaction, office_id: UUID, on: date) -> Row:
    """How many cases the centre may hand in on a day, and by which order; none without an order."""
    unordered = {"per_day": 0, "order_number": None, "valid_from": None}
    return tx.fetch_one(queries.find_allowance, office_id=office_id, on=on) or unordered


def save_allowance(tx: Transaction, **row: Any) -> None:
    """Another order holds from its first day on; raises AllowanceOrdered."""
    tx.execute(queries.end_allowance, office_id=row["office_id"], valid_from=row["valid_from"])
    with refusing(one_allowance_per_day=AllowanceOrdered):
        tx.execute(queries.add_allowance, **row)


def add_handed_in(tx: Transaction, **row: Any) -> None:
    """A case came through a centre."""
    tx.execute(queries.add_handed_in, now=tx.now, **row)


def was_handed_in_from(tx: Transaction, case_id: UUID, source_digest: str) -> bool:
    """Whether a centre handed the case in from this address."""
    return bool(tx.fetch_value(queries.was_handed_in_from, case_id=case_id, source_digest=source_digest))


def find_handed_in(tx: Transaction, **wanted: Any) -> list[Row]:
    """What a centre handed in."""
    return tx.fetch_all(queries.find_handed_in, **wanted)


def find_handed_in_case(tx: Transaction, number: str, office_id: UUID) -> UUID | None:
    """The case of a number, if it came through the centre."""
    found: UUID | None = tx.fetch_value(queries.find_handed_in_case, number=number, office_id=office_id)
    return found


def find_centre_of_case(tx: Transaction, case_id: UUID) -> UUID | None:
    """The centre through which a case came, if it came through one."""
    found: UUID | None = tx.fetch_value(queries.find_centre_of_case, case_id=case_id)
    return found


def add_slip(tx: Transaction, **row: Any) -> None:
    """A new slip; the one before ends."""
    tx.execute(queries.end_slips, case_id=row["case_id"], now=tx.now)
    tx.execute(queries.add_slip, now=tx.now, **row)


def is_slip(tx: Transaction, case_id: UUID, digest: str) -> bool:
    """Whether the digest is that of the case's living slip."""
    return bool(tx.fetch_value(queries.is_slip, case_id=case_id, digest=digest))


def awaits_slip(tx: Transaction, case_id: UUID, person_id: UUID | None, since: datetime) -> bool:
    """Whether the person handed the case in after *since*, without a code, and no slip was given out yet."""
    return bool(tx.fetch_value(queries.awaits_slip, case_id=case_id, person_id=person_id, since=since))


def save_opening(tx: Transaction, opening: Opening) -> None:
    """The citizen's code opened the case at a counter."""
    tx.execute(queries.save_opening, **asdict(opening))


def find_opening(tx: Transaction, case_id: UUID, session_id: UUID) -> Opening | None:
    """What is open to a session, be its time over or not."""
    row = tx.fetch_one(queries.find_opening, case_id=case_id, session_id=session_id)
    return Opening(**row) if row else None


def delete_opening(tx: Transaction, case_id: UUID, session_id: UUID) -> None:
    """The case is shut to the session."""
    tx.execute(queries.delete_opening, case_id=case_id, session_id=session_id)


def delete_expired_openings(tx: Transaction, before: datetime) -> int:
    """Forget what was open at counters; answers how many."""
    return tx.execute(queries.delete_expired_openings, before=before)
