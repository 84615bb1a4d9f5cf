"""Accounts, devices, sessions and families of refresh tokens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction
from kernel.directory.revocations import REMEMBERED_FOR
from kernel.identity import Charge, Zone
from services.auth.domain import EndReason, PersonState, RefreshToken, Session, SessionUnknown

Row = dict[str, Any]
queries = Queries.beside(str(Path(__file__).parent))


@dataclass(frozen=True, slots=True)
class Account:
    """What a sign-in is checked against."""

    person_id: UUID
    staff_uid: str
    state: PersonState
    password_hash: str
    is_initial: bool
    changed_at: datetime
    wrapped_secret: bytes
    last_step: int


def find_account(tx: Transaction, staff_uid: str) -> Account | None:
    row = tx.fetch_one(queries.find_account, staff_uid=staff_uid)
    if row is None:
        return None
    return Account(
        **{**row, "state": PersonState(row["state"]), "wrapped_secret": bytes(row["wrapped_secret"])}
    )


def save_credential(tx: Transaction, person_id: UUID, password_hash: str, *, is_initial: bool) -> None:
    tx.execute(
        queries.save_credential,
        person_id=person_id,
        password_hash=password_hash,
        is_initial=is_initial,
        now=tx.now,
    )


def save_totp(tx: Transaction, person_id: UUID, wrapped_secret: bytes) -> None:
    tx.execute(queries.save_totp, person_id=person_id, wrapped_secret=wrapped_secret, now=tx.now)


def share_person(tx: Transaction, person_id: UUID) -> Row:
    row = tx.fetch_one(queries.share_person, person_id=person_id)
    if row is None:
        raise SessionUnknown
    return row


def lock_person(tx: Transaction, person_id: UUID) -> None:
    tx.execute(queries.lock_person, person_id=person_id)


def use_totp_step(tx: Transaction, person_id: UUID, step: int) -> bool:
    return tx.execute(queries.use_totp_step, person_id=person_id, step=step) == 1


def find_device(tx: Transaction, serial: str) -> Row | None:
    return tx.fetch_one(queries.find_device, serial=serial)


def add_device(tx: Transaction, serial: str, person_id: UUID, issued_on: date, expires_on: date) -> bool:
    added = tx.execute(
        queries.add_device, serial=serial, person_id=person_id, issued_on=issued_on, expires_on=expires_on
    )
    return added == 1


def revoke_device(tx: Transaction, serial: str, order_number: str) -> UUID | None:
    owner: UUID | None = tx.fetch_value(
        queries.revoke_device, serial=serial, order_number=order_number, now=tx.now
    )
    return owner


def add_session(tx: Transaction, session: Session) -> None:
    tx.execute(
        queries.add_session,
        session_id=session.session_id,
        person_id=session.person_id,
        zone=session.zone,
        device=session.device,
        now=session.started_at,
        ends_at=session.ends_at,
        methods=list(session.methods),
    )


def get_session_for_update(tx: Transaction, session_id: UUID) -> Session:
    row = tx.fetch_one(queries.get_session_for_update, session_id=session_id)
    if row is None:
        raise SessionUnknown
    return _session(row)


def find_living_sessions(tx: Transaction, person_id: UUID) -> list[Session]:
    rows = tx.fetch_all(queries.find_living_sessions, person_id=person_id, now=tx.now)
    return [session for session in map(_session, rows) if session.is_living(tx.now)]


def end_session(tx: Transaction, session_id: UUID, person_id: UUID, reason: EndReason) -> bool:
    ended = tx.execute(
        queries.end_session, session_id=session_id, person_id=person_id, reason=reason, now=tx.now
    )
    return ended == 1


def end_sessions(
    tx: Transaction, person_id: UUID, reason: EndReason, *, device: str | None = None, but: UUID | None = None
) -> list[UUID]:
    """End a person's sessions; one that is just over still has a token, and nobody remembers the end of an older one."""
    rows = tx.fetch_all(
        queries.end_sessions,
        person_id=person_id,
        reason=reason,
        device=device,
        but=but,
        over_since=tx.now - REMEMBERED_FOR,
        now=tx.now,
    )
    return [row["session_id"] for row in rows]


def save_session_seen(tx: Transaction, session_id: UUID) -> None:
    tx.execute(queries.save_session_seen, session_id=session_id, now=tx.now)


def find_session_of_token(tx: Transaction, token_sha256: str) -> Row | None:
    return tx.fetch_one(queries.find_session_of_token, token_sha256=token_sha256)


def get_refresh_token(tx: Transaction, token_sha256: str) -> RefreshToken:
    row = tx.fetch_one(queries.get_refresh_token, token_sha256=token_sha256)
    if row is None:
        raise SessionUnknown
    wrapped = row["wrapped_successor"]
    return RefreshToken(**{**row, "wrapped_successor": bytes(wrapped) if wrapped else None})


def add_refresh_token(tx: Transaction, token_sha256: str, session_id: UUID) -> None:
    tx.execute(queries.add_refresh_token, token_sha256=token_sha256, session_id=session_id, now=tx.now)


def use_refresh_token(tx: Transaction, token_sha256: str, wrapped_successor: bytes) -> None:
    tx.execute(
        queries.use_refresh_token,
        token_sha256=token_sha256,
        wrapped_successor=wrapped_successor,
        now=tx.now,
    )


def forget_successors(tx: Transaction, kept: timedelta, limit: int) -> int:
    return tx.execute(queries.forget_successors, before=tx.now - kept, limit=limit)


def forget_refresh_tokens(tx: Transaction, kept: timedelta, limit: int) -> int:
    return tx.execute(queries.forget_refresh_tokens, before=tx.now - kept, limit=limit)


def find_charges_for_token(tx: Transaction, person_id: UUID, on: date) -> tuple[Charge, ...]:
    rows = tx.fetch_all(queries.find_charges_for_token, person_id=person_id, on=on)
    return tuple(Charge(**{**row, "roles": frozenset(row["roles"])}) for row in rows)


def find_own_charges(tx: Transaction, person_id: UUID, on: date) -> list[Row]:
    return tx.fetch_all(queries.find_own_charges, person_id=person_id, on=on)


def _session(row: Row) -> Session:
    return Session(**{**row, "zone": Zone(row["zone"]), "methods": tuple(row["methods"])})
