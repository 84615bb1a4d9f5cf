"""An administrator ends sessions of others."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from services.auth import actions, schemas
from services.auth.api.room import api, page_of


# Looking goes on record.
@api.get("/v1/staff/{staff_uid}/sessions", gives=schemas.SessionPage, may="sessions.end", reading=False)
def sessions_of_employee(tx: Transaction, actor: Actor, staff_uid: str) -> Any:
    """An employee's living sessions, the newest first, by staff number."""
    return page_of(actions.sessions_of(tx, actor, staff_uid).sessions)


@api.post("/v1/people/{person_id:uuid}/sessions/end", may="sessions.end")
def end_sessions_of_employee(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """End every session of an employee."""
    actions.end_all_sessions(tx, actor, person_id)


@api.post("/v1/people/{person_id:uuid}/sessions/{session_id:uuid}/end", may="sessions.end")
def end_session_of_employee(tx: Transaction, actor: Actor, person_id: UUID, session_id: UUID) -> None:
    """End one session of an employee."""
    actions.end_others_session(tx, actor, person_id, session_id)
