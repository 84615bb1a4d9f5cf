"""The keys that sign ID tokens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.database import Json, Queries, Transaction

queries = Queries.beside(__file__)


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key: what everybody may see of it, and its private part, wrapped."""

    kid: str
    algorithm: str
    public: dict[str, Any]
    wrapped: bytes
    signs_from: datetime
    signs_until: datetime


def lock_keys(tx: Transaction) -> None:
    tx.execute(queries.lock_keys)


def find_keys(tx: Transaction) -> list[Key]:
    rows = tx.fetch_all(queries.find_keys, now=tx.now)
    return [Key(**{**row, "wrapped": bytes(row["wrapped"])}) for row in rows]


def add_key(tx: Transaction, key: Key, published_until: datetime) -> None:
    tx.execute(
        queries.add_key,
        kid=key.kid,
        algorithm=key.algorithm,
        public=Json(key.public),
        wrapped=key.wrapped,
        signs_from=key.signs_from,
        signs_until=key.signs_until,
        published_until=published_until,
    )


def forget_keys(tx: Transaction) -> None:
    tx.execute(queries.forget_keys, now=tx.now)
