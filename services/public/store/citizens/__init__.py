"""Mobiles that were proven, and the codes with which citizens sign in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction
from services.public.domain.case import Case
from services.public.store.rows import case_of

queries = Queries.beside(__file__)


def prove_mobile(tx: Transaction, case_id: UUID, mobile_digest: str) -> None:
    """A code sent to the case's mobile came back now."""
    tx.execute(queries.prove_mobile, case_id=case_id, mobile_digest=mobile_digest, now=tx.now)


def give_up_mobile(tx: Transaction, case_id: UUID) -> None:
    """The mobile does not lead to the case any more."""
    tx.execute(queries.give_up_mobile, case_id=case_id, now=tx.now)


def is_given_up(tx: Transaction, case_id: UUID) -> bool:
    """Whether the case's mobile was given up."""
    return bool(tx.fetch_value(queries.is_given_up, case_id=case_id))


def find_proven_cases(tx: Transaction, mobile_digest: str, since: datetime, **page: Any) -> list[Case]:
    """The cases proven for a mobile after *since*, before `before_id`, at most `limit`."""
    rows = tx.fetch_all(queries.find_proven_cases, mobile_digest=mobile_digest, since=since, **page)
    return [case_of(row) for row in rows]


def is_proven(tx: Transaction, case_id: UUID, mobile_digest: str, since: datetime) -> bool:
    """Whether the case is among them."""
    return bool(tx.fetch_value(queries.is_proven, case_id=case_id, mobile_digest=mobile_digest, since=since))


def renew_proofs(tx: Transaction, mobile_digest: str, since: datetime) -> None:
    """What was proven after *since* is proven again now."""
    tx.execute(queries.renew_proofs, mobile_digest=mobile_digest, since=since, now=tx.now)


def add_sign_in(tx: Transaction, **row: Any) -> None:
    """A code to sign in with."""
    tx.execute(queries.add_sign_in, **row)


def try_sign_in(tx: Transaction, sign_in_id: UUID, digest: str) -> str | None:
    """Count a try; the mobile's digest when the code is right, which uses it up."""
    found = tx.fetch_value(queries.try_sign_in, sign_in_id=sign_in_id, digest=digest, now=tx.now)
    return str(found) if found else None


def delete_old_sign_ins(tx: Transaction, before: datetime) -> int:
    """Forget codes that let nobody in; answers how many."""
    return tx.execute(queries.delete_old_sign_ins, before=before)
