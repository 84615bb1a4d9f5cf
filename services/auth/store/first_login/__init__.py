"""One-time ways to a login."""

from datetime import datetime
from uuid import UUID

from kernel.database import Queries, Transaction
from services.auth.domain.first_login import FirstLoginRefused, Way

queries = Queries.beside(__file__)


def replace_way(tx: Transaction, person_id: UUID, code_sha256: str, expires_at: datetime) -> None:
    tx.execute(queries.withdraw_ways, person_id=person_id, now=tx.now)
    tx.execute(
        queries.add_way, code_sha256=code_sha256, person_id=person_id, expires_at=expires_at, now=tx.now
    )


def replace_ways(tx: Transaction, codes_sha256: dict[UUID, str], expires_at: datetime) -> None:
    person_ids = list(codes_sha256)
    tx.execute(queries.withdraw_ways_of, person_ids=person_ids, now=tx.now)
    tx.execute(
        queries.add_ways,
        codes_sha256=list(codes_sha256.values()),
        person_ids=person_ids,
        expires_at=expires_at,
        now=tx.now,
    )


def get_way(tx: Transaction, code_sha256: str) -> Way:
    row = tx.fetch_one(queries.find_way, code_sha256=code_sha256, now=tx.now)
    if row is None:
        raise FirstLoginRefused
    wrapped = row["wrapped_secret"]
    return Way(**{**row, "wrapped_secret": bytes(wrapped) if wrapped else None})


def keep_secret(tx: Transaction, code_sha256: str, wrapped_secret: bytes) -> None:
    tx.execute(queries.keep_secret, code_sha256=code_sha256, wrapped_secret=wrapped_secret)


def use_way(tx: Transaction, code_sha256: str) -> bool:
    return tx.execute(queries.use_way, code_sha256=code_sha256, now=tx.now) == 1


def find_living_way(tx: Transaction, person_id: UUID) -> datetime | None:
    until: datetime | None = tx.fetch_value(queries.find_living_way, person_id=person_id, now=tx.now)
    return until
