"""Portals as clients."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.database import Json, Queries, Transaction
from services.auth.domain.openid import Algorithm, Client, Method, NoSuchClient
from services.auth.domain.spelling import spelt

Row = dict[str, Any]
queries = Queries.beside(__file__)


def find_client(tx: Transaction, portal_id: UUID) -> Client | None:
    row = tx.fetch_one(queries.find_client, portal_id=portal_id)
    if row is None:
        return None
    lists = {name: tuple(row[name]) for name in ("origins", "redirect_uris", "post_logout_uris", "apis")}
    kinds = {"method": Method(row["method"]), "algorithm": Algorithm(row["algorithm"])}
    return Client(**{**row, **lists, **kinds})


def save_client(tx: Transaction, client: Client) -> None:
    tx.execute(
        queries.save_client,
        portal_id=client.portal_id,
        method=client.method,
        secret_sha256=client.secret_sha256,
        keys=Json(client.keys) if client.keys else None,
        redirect_uris=list(client.redirect_uris),
        post_logout_uris=list(client.post_logout_uris),
        backchannel_uri=client.backchannel_uri,
        apis=list(client.apis),
        algorithm=client.algorithm,
        now=tx.now,
    )


def save_secret(tx: Transaction, portal_id: UUID, secret_sha256: str) -> bool:
    saved = tx.execute(queries.save_secret, portal_id=portal_id, secret_sha256=secret_sha256, now=tx.now)
    return saved == 1


def get_portal(tx: Transaction, portal_id: UUID) -> Row:
    row = tx.fetch_one(queries.get_portal, portal_id=portal_id)
    if row is None:
        raise NoSuchClient
    return row


def get_portal_for_update(tx: Transaction, portal_id: UUID) -> Row:
    row = tx.fetch_one(queries.get_portal_for_update, portal_id=portal_id)
    if row is None:
        raise NoSuchClient
    return row


def find_portals(
    tx: Transaction, departments: Sequence[str] | None, text: str, after: tuple[str, UUID], limit: int
) -> list[Row]:
    return tx.fetch_all(
        queries.find_portals,
        departments=list(departments) if departments is not None else None,
        text=spelt(text),
        after_department=after[0],
        after=after[1],
        limit=limit,
    )


def is_origin_known(tx: Transaction, origin: str) -> bool:
    return bool(tx.fetch_value(queries.find_origin, origin=origin))


def add_proof(tx: Transaction, portal_id: UUID, jti_sha256: str, expires_at: datetime) -> bool:
    added = tx.execute(queries.add_proof, portal_id=portal_id, jti_sha256=jti_sha256, expires_at=expires_at)
    return added == 1
