"""Cutting off sessions and tokens, everywhere within a second."""

from collections.abc import Iterable
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from services.auth import store
from services.auth.domain import EndReason
from services.auth.events import SessionRevoked
from services.auth.store import openid


def announce_end(tx: Transaction, session_id: UUID, person_id: UUID, reason: EndReason) -> None:
    """Tell every service that a session ended."""
    _announce(tx, session_id, person_id, reason)


def end_all(
    tx: Transaction, person_id: UUID, reason: EndReason, *, device: str | None = None, but: UUID | None = None
) -> None:
    """End a person's living sessions, or those on one *device*; *but* one session may go on."""
    store.lock_person(tx, person_id)
    for session_id in store.end_sessions(tx, person_id, reason, device=device, but=but):
        _announce(tx, session_id, person_id, reason)


def cut_off(tx: Transaction, people: Iterable[UUID], reason: EndReason) -> None:
    """Make the tokens made so far worthless; a living session gets a fresh one with the rights of now.

    Who makes a token holds a share of its person, so the instant taken here is later than every token
    that still carries the old rights. People are locked in one order, so that two orders never block
    each other.
    """
    for person_id in sorted(set(people)):
        store.lock_person(tx, person_id)
        _announce(tx, None, person_id, reason)


def _announce(tx: Transaction, session_id: UUID | None, person_id: UUID, reason: EndReason) -> None:
    if session_id is not None:
        openid.end_grants_of_session(tx, session_id)
    tx.announce(
        SessionRevoked(session_id=session_id, person_id=person_id, reason=reason, revoked_at=clock.now())
    )
