"""The rows of cases: what names a person is sealed before it becomes a row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.clock import local_date
from kernel.database import Row, Transaction, refusing
from services.public.domain.case import OPEN_STATES, Case
from services.public.domain.promise import Limit
from services.public.domain.refusals import ExternalNumberTaken, NoSuchCase
from services.public.domain.timeline import What
from services.public.store.rows import case_of
from services.public.store.statements import queries

# What may change of a case, and which case it is.
_CHANGES = (
    *("department", "level", "state", "due_at", "paused_at", "resumes_to", "nodal_post", "assigned_post"),
    *("transfers", "overdue_at", "disposed_at", "version", "case_id"),
)


def get_case(tx: Transaction, case_id: UUID) -> Case:
    """The case; raises NoSuchCase."""
    return case_of(tx.fetch_one(queries.get_case, case_id=case_id))


def get_case_for_update(tx: Transaction, case_id: UUID) -> Case:
    """The case, held until the end of the transaction; raises NoSuchCase."""
    return case_of(tx.fetch_one(queries.get_case_for_update, case_id=case_id))


def get_case_by_number(tx: Transaction, number: str) -> Case:
    """The case that bears *number*, or whose appeal bears it; raises NoSuchCase."""
    return case_of(tx.fetch_one(queries.find_case_by_number, number=number))


def get_case_facts(tx: Transaction, case_id: UUID) -> Row:
    """Intake and the order behind the due date."""
    row = tx.fetch_one(queries.get_case_facts, case_id=case_id)
    if row is None:
        raise NoSuchCase
    return row


def register_case(tx: Transaction, row: Mapping[str, Any]) -> str:
    """Write a whole intake in one statement; the number comes back."""
    with refusing(one_case_per_external_number=ExternalNumberTaken):
        return str(tx.fetch_value(queries.register_case, **row))


def save_case(tx: Transaction, case: Case) -> None:
    """Write what may change of a case."""
    tx.execute(queries.save_case, **{name: getattr(case, name) for name in _CHANGES})


def may_see_case(tx: Transaction, case_id: UUID, scope: Mapping[str, Any]) -> bool:
    """Whether the case lies in a post's scope."""
    return bool(tx.fetch_value(queries.may_see_case, case_id=case_id, **scope))


def find_overdue_cases(tx: Transaction, limit: int) -> list[Case]:
    """Broken promises nobody has marked yet, held."""
    rows = tx.fetch_all(queries.find_overdue_cases, now=tx.now, limit=limit)
    return [case_of(row) for row in rows]


def find_ended_desks(tx: Transaction) -> list[UUID]:
    """Posts that ended and have open cases."""
    rows = tx.fetch_all(queries.find_ended_desks, on=local_date(tx.now), open_states=sorted(OPEN_STATES))
    return [row["post_id"] for row in rows]


def find_left_cases(tx: Transaction, post_id: UUID, limit: int) -> list[Case]:
    """Open cases of a post that ended, held."""
    rows = tx.fetch_all(
        queries.find_left_cases, post_id=post_id, open_states=sorted(OPEN_STATES), limit=limit
    )
    return [case_of(row) for row in rows]


def find_places_without_nodal_officer(tx: Transaction) -> list[Row]:
    """The department and area of open cases before no nodal officer, each once."""
    return tx.fetch_all(queries.find_places_without_nodal_officer, open_states=sorted(OPEN_STATES))


def find_cases_without_nodal_officer(tx: Transaction, limit: int, **place: str) -> list[Case]:
    """Open cases of a department and area before no nodal officer, held."""
    states = sorted(OPEN_STATES)
    rows = tx.fetch_all(queries.find_cases_without_nodal_officer, open_states=states, limit=limit, **place)
    return [case_of(row) for row in rows]


def find_posts_that_answered(tx: Transaction, case_id: UUID) -> frozenset[UUID]:
    """The posts that acted on a case and gave it its answers."""
    rows = tx.fetch_all(queries.find_posts_that_answered, case_id=case_id)
    return frozenset(row["post_id"] for row in rows)


def find_case_of_contact(tx: Transaction, contact_id: UUID) -> Case | None:
    """The case whose complainant is reached this way."""
    row = tx.fetch_one(queries.find_case_of_contact, contact_id=contact_id)
    return case_of(row) if row else None


def find_complainant(tx: Transaction, contact_id: UUID) -> bytes | None:
    """Who complained, sealed; None after an erasure."""
    return _bytes(tx.fetch_value(queries.find_complainant, contact_id=contact_id))


def find_petition(tx: Transaction, case_id: UUID) -> bytes | None:
    """What was written, sealed; None after an erasure."""
    return _bytes(tx.fetch_value(queries.find_petition, case_id=case_id))


def add_event(tx: Transaction, case: Case, what: What, **row: Any) -> UUID:
    """Add an entry to the timeline of *case* as it stands after the act; its id comes back.

    *row* may name by_kind, post_id, to_post, reference, shown, and sealed words.
    """
    event_id, sealed = clock.new_id(), row.pop("sealed", None)
    whole = {"by_kind": "SYSTEM", "post_id": None, "to_post": None, "reference": None, "shown": True, **row}
    tx.execute(
        queries.add_event,
        event_id=event_id,
        case_id=case.case_id,
        at=tx.now,
        what=what,
        department=case.department,
        due_at=case.due_at,
        **whole,
    )
    if sealed is not None:
        tx.execute(queries.add_said, event_id=event_id, sealed=sealed)
    return event_id


def find_events(tx: Transaction, case_id: UUID, *, shown_only: bool) -> list[Row]:
    """The timeline in order, with sealed words."""
    return tx.fetch_all(queries.find_events, case_id=case_id, shown_only=shown_only)


def find_documents(tx: Transaction, case_id: UUID) -> list[Row]:
    """The papers of a case."""
    return tx.fetch_all(queries.find_documents, case_id=case_id)


def find_document(tx: Transaction, case_id: UUID, document_id: UUID) -> Row | None:
    """One paper of a case."""
    return tx.fetch_one(queries.find_document, case_id=case_id, document_id=document_id)


def add_document(tx: Transaction, **row: Any) -> None:
    """A paper of a case or of a filing."""
    tx.execute(queries.add_document, **{"case_id": None, "filing_id": None, "reference": None, **row})


def find_named_blobs(tx: Transaction, sha256s: list[str]) -> set[str]:
    """Which of some blobs our rows still name."""
    return {row["sha256"] for row in tx.fetch_all(queries.find_named_blobs, sha256s=sha256s)}


def add_pause(tx: Transaction, case: Case, event_id: UUID) -> None:
    """The clock of a case stands for the question in *event_id*."""
    tx.execute(
        queries.add_pause,
        pause_id=clock.new_id(),
        case_id=case.case_id,
        event_id=event_id,
        paused_at=case.paused_at,
    )


def end_pause(tx: Transaction, case_id: UUID) -> None:
    """The clock of a case runs again."""
    tx.execute(queries.end_pause, case_id=case_id, resumed_at=tx.now)


def add_assignment(tx: Transaction, case: Case, by_post: UUID | None, to_post: UUID) -> None:
    """A case came to a desk."""
    tx.execute(
        queries.add_assignment,
        assignment_id=clock.new_id(),
        case_id=case.case_id,
        by_post=by_post,
        to_post=to_post,
        department=case.department,
        assigned_at=tx.now,
    )


def add_feedback(tx: Transaction, case: Case, *, satisfied: bool) -> None:
    """The citizen's word about the final answer that *case* has."""
    tx.execute(
        queries.add_feedback,
        feedback_id=clock.new_id(),
        case_id=case.case_id,
        disposed_at=case.disposed_at,
        satisfied=satisfied,
        given_at=tx.now,
    )


def find_limit(tx: Transaction, nature: str, category: str | None, level: str) -> Limit | None:
    """The limit in force today."""
    row = tx.fetch_one(
        queries.find_limit, nature=nature, category=category, level=level, on=clock.local_date(tx.now)
    )
    return Limit(**row) if row else None


def find_limits(tx: Transaction) -> list[Limit]:
    """All known limits, rivals too."""
    return [Limit(**row) for row in tx.fetch_all(queries.find_limits)]


def put_limit_in_force(tx: Transaction, limit_id: UUID) -> int:
    """Choose a limit among its rivals; 0 when there is no such limit."""
    tx.execute(queries.retire_rivals, limit_id=limit_id)
    return tx.execute(queries.put_limit_in_force, limit_id=limit_id)


def add_filing(tx: Transaction, **row: Any) -> bool:
    """A filing that waits for its code; False when it is here already."""
    return tx.execute(queries.add_filing, **row) == 1


def find_filing(tx: Transaction, filing_id: UUID) -> Row | None:
    """One filing."""
    return tx.fetch_one(queries.find_filing, filing_id=filing_id)


def find_filing_of_contact(tx: Transaction, contact_id: UUID) -> bytes | None:
    """What waits, sealed, for the code of this contact."""
    return _bytes(tx.fetch_value(queries.find_filing_of_contact, contact_id=contact_id))


def get_filing_for_update(tx: Transaction, filing_id: UUID) -> Row | None:
    """One filing, held until the end of the transaction."""
    return tx.fetch_one(queries.get_filing_for_update, filing_id=filing_id)


def save_confirmed(tx: Transaction, filing_id: UUID, case_id: UUID) -> None:
    """The filing and its papers became a case."""
    tx.execute(queries.save_confirmed, filing_id=filing_id, case_id=case_id)
    tx.execute(queries.move_documents, filing_id=filing_id, case_id=case_id)


def delete_expired_filings(tx: Transaction, limit: int) -> int:
    """Delete what nobody confirmed; how many filings."""
    return tx.execute(queries.delete_expired_filings, now=tx.now, limit=limit)


def add_code(tx: Transaction, **row: Any) -> None:
    """A one-time code, as a keyed digest."""
    tx.execute(queries.add_code, **{"case_id": None, "filing_id": None, **row})


def try_code(tx: Transaction, purpose: str, digest: str, opens: Mapping[str, UUID]) -> bool:
    """Count a try for the newest code of a case or filing; True uses it up."""
    whole = {"case_id": None, "filing_id": None, **opens}
    return bool(tx.fetch_value(queries.try_code, purpose=purpose, digest=digest, now=tx.now, **whole))


def delete_old_codes(tx: Transaction, before: datetime) -> int:
    """Forget codes that can open nothing."""
    return tx.execute(queries.delete_old_codes, before=before)


def _bytes(value: Any) -> bytes | None:
    return bytes(value) if value is not None else None
