"""The departments' portals: by their key, by their id, and page by page."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from kernel.database import Queries, Transaction
from kernel.directory.nouns import Portal

queries = Queries.beside(__file__)


def portal_by_key(tx: Transaction, key: str) -> Portal | None:
    """The living portal to which *key* belongs; only digests are kept."""
    digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    row = tx.fetch_one(queries.find_portal_by_key, key_sha256=digest)
    return Portal(**row) if row else None


def find_portal(tx: Transaction, portal_id: UUID) -> Portal | None:
    """The portal with *portal_id*, if announced; a closed one too."""
    row = tx.fetch_one(queries.find_portal, portal_id=portal_id)
    return Portal(**row) if row else None


def portals(tx: Transaction, departments: Sequence[str] | None, after: UUID, limit: int) -> list[Portal]:
    """At most *limit* portals of *departments*, None for all, that follow the id *after*."""
    named = list(departments) if departments is not None else None
    rows = tx.fetch_all(queries.find_portals, departments=named, after=after, limit=limit)
    return [Portal(**row) for row in rows]
