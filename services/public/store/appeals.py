"""The rows of appeals."""

from typing import Any
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Query, Row, Transaction
from services.public.domain.promise import Appeal
from services.public.store.statements import queries


def add_appeal(tx: Transaction, **row: Any) -> str:
    """An appeal; its number comes back."""
    return str(tx.fetch_value(queries.add_appeal, **row))


def find_appeals_of_case(tx: Transaction, case_id: UUID) -> list[Appeal]:
    """The appeals of a case, the latest last."""
    return _appeals(tx, queries.find_appeals_of_case, case_id=case_id)


def find_open_appeals(tx: Transaction, post_id: UUID, after_id: UUID, limit: int) -> list[Appeal]:
    """The appeals before an appellate officer."""
    return _appeals(tx, queries.find_open_appeals, post_id=post_id, after_id=after_id, limit=limit)


def find_appeals_before_nobody(tx: Transaction) -> list[Row]:
    """The department, area and level of undecided appeals before no living post, each once."""
    return tx.fetch_all(queries.find_appeals_before_nobody, on=local_date(tx.now))


def put_appeals_before(tx: Transaction, post_id: UUID, limit: int, **place: str) -> list[Appeal]:
    """Undecided appeals of a department, area and level before no living post come before this one."""
    return _appeals(
        tx, queries.put_appeals_before, post_id=post_id, on=local_date(tx.now), limit=limit, **place
    )


def find_appeal_for_update(tx: Transaction, appeal_id: UUID) -> Appeal | None:
    """One appeal, held until the end of the transaction."""
    row = tx.fetch_one(queries.get_appeal_for_update, appeal_id=appeal_id)
    return Appeal(**row) if row else None


def save_decision(tx: Transaction, appeal_id: UUID, *, accepted: bool) -> None:
    """The appellate officer's decision."""
    tx.execute(queries.save_decision, appeal_id=appeal_id, accepted=accepted, decided_at=tx.now)


def _appeals(tx: Transaction, query: Query, **params: Any) -> list[Appeal]:
    return [Appeal(**row) for row in tx.fetch_all(query, **params)]
