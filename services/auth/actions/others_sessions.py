"""Sessions of others, seen and ended by the administrator of a department in which they serve."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.directory.people import PersonUnknown
from kernel.identity import Actor, require
from services.auth import access, store
from services.auth.actions.charges import departments_of, require_beneath_state
from services.auth.actions.revoking import end_all
from services.auth.actions.sessions import end_session_of
from services.auth.domain import EndReason, Session, SessionUnknown, normal_staff_uid
from services.auth.store import sessions


@dataclass(frozen=True, slots=True)
class SessionsOf:
    """An employee and the living sessions, the newest first."""

    person: dict[str, Any]
    sessions: list[Session]


def sessions_of(tx: Transaction, actor: Actor, staff_uid: str) -> SessionsOf:
    """An employee's living sessions; raises PersonUnknown, NotYourDepartment, StatePost. Looking goes on record."""
    person = sessions.find_person_by_uid(tx, normal_staff_uid(staff_uid))
    if person is None:
        raise PersonUnknown
    _require_authority(tx, actor, person["person_id"])
    tx.record(actor, "sessions.looked-at", person["person_id"])
    return SessionsOf(person, store.find_living_sessions(tx, person["person_id"]))


def end_others_session(tx: Transaction, actor: Actor, person_id: UUID, session_id: UUID) -> None:
    """End one session of an employee, as when a device was lost; raises SessionUnknown."""
    _require_authority(tx, actor, person_id)
    if not end_session_of(tx, actor, session_id, person_id, EndReason.ADMINISTRATOR):
        raise SessionUnknown


def end_all_sessions(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """End every session of an employee; signing in anew is needed everywhere."""
    _require_authority(tx, actor, person_id)
    end_all(tx, person_id, EndReason.ADMINISTRATOR)
    tx.record(actor, "sessions.ended", person_id)


def staff_uid_of(tx: Transaction, person_id: UUID) -> str:
    """An employee's staff number."""
    return sessions.find_staff_uid(tx, person_id)


def _require_authority(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    today = clock.local_date(tx.now)
    serving = store.find_departments_of_person(tx, person_id, today)
    require(access.may_end_sessions(actor, serving, departments_of(tx, actor)))
    require_beneath_state(tx, actor, person_id)
