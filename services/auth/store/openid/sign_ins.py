"""Officers' sign-ins on portals: requests, codes, tokens, and the ends of which portals are told."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.database import Json, Queries, Transaction
from kernel.identity import Zone
from services.auth.domain import IDLE_LIMIT, RefreshToken
from services.auth.domain.openid import REQUEST_LASTS, SignIn, TokenKind

Row = dict[str, Any]
queries = Queries.beside(__file__)
_LINK = ("token_sha256", "used_at", "wrapped_successor")


def add_request(tx: Transaction, request_id: UUID, asked: dict[str, str]) -> None:
    tx.execute(queries.add_request, request_id=request_id, asked=Json(asked), now=tx.now)


def find_request(tx: Transaction, request_id: UUID) -> Row | None:
    return tx.fetch_one(queries.find_request, request_id=request_id, since=tx.now - REQUEST_LASTS)


def forget_request(tx: Transaction, request_id: UUID) -> bool:
    return tx.execute(queries.forget_request, request_id=request_id) == 1


def add_grant(tx: Transaction, grant: Row) -> None:
    tx.execute(queries.add_grant, **grant, now=tx.now)


def find_grant_of_code(tx: Transaction, code_sha256: str) -> SignIn | None:
    row = tx.fetch_one(queries.get_grant_of_code, code_sha256=code_sha256, now=tx.now)
    return _sign_in(row) if row else None


def find_grant_of_token(
    tx: Transaction, token_sha256: str, kind: TokenKind
) -> tuple[SignIn, RefreshToken] | None:
    row = tx.fetch_one(queries.get_grant_of_token, token_sha256=token_sha256, kind=kind, now=tx.now)
    if row is None:
        return None
    link = {name: row.pop(name) for name in _LINK}
    wrapped = link["wrapped_successor"]
    link["wrapped_successor"] = bytes(wrapped) if wrapped else None
    return _sign_in(row), RefreshToken(session_id=row["session_id"], **link)


def find_grant_of_access(tx: Transaction, token_sha256: str) -> Row | None:
    return tx.fetch_one(queries.find_grant_of_access, token_sha256=token_sha256, now=tx.now)


def redeem_grant(tx: Transaction, grant_id: UUID) -> None:
    tx.execute(queries.redeem_grant, grant_id=grant_id, now=tx.now)


def add_token(
    tx: Transaction, token_sha256: str, grant_id: UUID, kind: TokenKind, expires_at: datetime
) -> None:
    tx.execute(
        queries.add_token,
        token_sha256=token_sha256,
        grant_id=grant_id,
        kind=kind,
        expires_at=expires_at,
        now=tx.now,
    )


def use_token(tx: Transaction, token_sha256: str, wrapped_successor: bytes) -> None:
    tx.execute(queries.use_token, token_sha256=token_sha256, wrapped_successor=wrapped_successor, now=tx.now)


def end_token(tx: Transaction, token_sha256: str) -> None:
    tx.execute(queries.end_token, token_sha256=token_sha256, now=tx.now)


def end_grant(tx: Transaction, grant_id: UUID) -> bool:
    return tx.execute(queries.end_grant, grant_id=grant_id, now=tx.now) == 1


def end_grants_of_session(tx: Transaction, session_id: UUID) -> None:
    tx.execute(queries.end_grants_of_session, session_id=session_id, now=tx.now)


def find_over(tx: Transaction, limit: int) -> list[tuple[UUID, UUID]]:
    rows = tx.fetch_all(queries.find_over, now=tx.now, idle_since=tx.now - IDLE_LIMIT, limit=limit)
    return [(row["session_id"], row["person_id"]) for row in rows]


def end_grants_of_portal(tx: Transaction, portal_id: UUID) -> None:
    tx.execute(queries.end_grants_of_portal, portal_id=portal_id, now=tx.now)


def claim_logouts(tx: Transaction, limit: int) -> list[Row]:
    return tx.fetch_all(queries.claim_logouts, now=tx.now, limit=limit)


def settle_logout(
    tx: Transaction, grant_id: UUID, told_at: datetime | None, next_try_at: datetime | None
) -> None:
    tx.execute(queries.settle_logout, grant_id=grant_id, told_at=told_at, next_try_at=next_try_at)


def find_charges(tx: Transaction, person_id: UUID, on: date) -> list[Row]:
    return tx.fetch_all(queries.find_charges, person_id=person_id, on=on)


def forget_requests(tx: Transaction) -> None:
    """Let go of requests that nobody came back to, and of proofs that would be refused for their age."""
    tx.execute(queries.forget_requests, before=tx.now - REQUEST_LASTS)
    tx.execute(queries.forget_proofs, now=tx.now)


def forget_successors(tx: Transaction, kept: timedelta, limit: int) -> int:
    return tx.execute(queries.forget_successors, before=tx.now - kept, limit=limit)


def forget_grants(tx: Transaction, kept: timedelta, limit: int) -> int:
    return tx.execute(queries.forget_grants, before=tx.now - kept, limit=limit)


def _sign_in(row: Row) -> SignIn:
    return SignIn(**{**row, "zone": Zone(row["zone"])})
