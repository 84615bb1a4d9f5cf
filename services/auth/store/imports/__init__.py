"""Tables of employees that were handed in: the file, its rows, what became of them, and the writing of many at once."""

import base64
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from kernel.database import Json, Queries, Transaction, refusing
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.domain import (
    Charge,
    ChargeAlreadyHeld,
    PersonHasPost,
    PersonState,
    PostIsOccupied,
    PostTerms,
    Role,
)
from services.auth.domain.employees import StaffUidTaken
from services.auth.domain.imports import BATCH_DAYS, BatchState, ImportRow, ImportUnknown, Outcome

Row = dict[str, Any]
queries = Queries.beside(__file__)


@dataclass(frozen=True, slots=True)
class Known:
    """An employee who is there already, as a table's row is held against him."""

    person_id: UUID
    staff_uid: str
    name_en: str
    name_hi: str
    language: str
    state: PersonState
    wrapped_contact: bytes | None
    departments: frozenset[str]
    works_for_state: bool


@dataclass(frozen=True, slots=True)
class NamedPost:
    """A post with its id and terms."""

    post_id: UUID
    terms: PostTerms


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its outcome, ready to be kept; its contact is wrapped."""

    row: ImportRow
    outcome: Outcome
    wrapped_contact: bytes | None = None


def add_batch(tx: Transaction, batch_id: UUID, actor: Actor, file: Row) -> None:
    tx.execute(queries.add_batch, batch_id=batch_id, now=tx.now, **file, **_asked(actor))


def get_batch(tx: Transaction, batch_id: UUID) -> Row:
    row = tx.fetch_one(queries.find_batch, batch_id=batch_id)
    if row is None:
        raise ImportUnknown(days=BATCH_DAYS)
    return row


def lock_batch(tx: Transaction, batch_id: UUID) -> Row:
    row = tx.fetch_one(queries.lock_batch, batch_id=batch_id)
    if row is None:
        raise ImportUnknown(days=BATCH_DAYS)
    return row


def find_batches(tx: Transaction, departments: Collection[str] | None, limit: int) -> list[Row]:
    listed = None if departments is None else sorted(departments)
    return tx.fetch_all(queries.find_batches, departments=listed, limit=limit)


def order_batch(tx: Transaction, batch_id: UUID, actor: Actor) -> None:
    tx.execute(queries.order_batch, batch_id=batch_id, now=tx.now, **_asked(actor))


def forget_batch(tx: Transaction, batch_id: UUID) -> str | None:
    address: str | None = tx.fetch_value(queries.forget_batch, batch_id=batch_id)
    return address


def forget_batches(tx: Transaction, before: Any) -> list[str]:
    rows = tx.fetch_all(queries.forget_batches, before=before)
    return [row["sha256"] for row in rows if row["sha256"]]


def find_named_files(tx: Transaction, addresses: list[str]) -> set[str]:
    return {row["sha256"] for row in tx.fetch_all(queries.find_named_files, addresses=addresses)}


def take_turn(tx: Transaction) -> bool:
    return bool(tx.fetch_value(queries.take_import_turn))


def end_turn(tx: Transaction) -> None:
    tx.execute(queries.end_import_turn)


def count_waiting(tx: Transaction) -> int:
    return int(tx.fetch_value(queries.count_waiting))


def begin_next(tx: Transaction) -> UUID | None:
    batch_id: UUID | None = tx.fetch_value(queries.begin_next)
    return batch_id


def save_batch(tx: Transaction, batch_id: UUID, state: BatchState, cause: Row | None = None) -> None:
    kept = _json(cause) if cause else None
    tx.execute(queries.save_batch, batch_id=batch_id, state=state, cause=kept, now=tx.now)


def save_progress(tx: Transaction, batch_id: UUID, done: int, total: int) -> None:
    tx.execute(queries.save_progress, batch_id=batch_id, done=done, total=total)


def add_faults(tx: Transaction, times: Mapping[str, int]) -> None:
    tx.execute(queries.add_faults, codes=list(times), times=list(times.values()))


def take_faults(tx: Transaction) -> Counter[str]:
    taken: Counter[str] = Counter()
    for row in tx.fetch_all(queries.take_faults):
        taken[row["code"]] += row["times"]
    return taken


def forget_rows(tx: Transaction, batch_id: UUID) -> None:
    tx.execute(queries.forget_rows, batch_id=batch_id)


def add_rows(tx: Transaction, batch_id: UUID, judged: Iterable[Judged]) -> None:
    tx.execute(queries.add_rows, batch_id=batch_id, rows=_json([_kept(each) for each in judged]))


def save_outcomes(tx: Transaction, batch_id: UUID, judged: Iterable[Judged]) -> None:
    tx.execute(queries.save_outcomes, batch_id=batch_id, rows=_json([_outcome(each) for each in judged]))


def find_rows(
    tx: Transaction, batch_id: UUID, after: int, limit: int, outcome: Outcome | None = None
) -> list[Row]:
    return tx.fetch_all(queries.find_rows, batch_id=batch_id, after=after, limit=limit, outcome=outcome)


def find_known(
    tx: Transaction, staff_uids: Iterable[str], state_roles: Iterable[str], on: date
) -> dict[str, Known]:
    rows = tx.fetch_all(
        queries.find_known, staff_uids=list(staff_uids), state_roles=[*map(str, state_roles)], on=on
    )
    return {row["staff_uid"]: _known(row) for row in rows}


def find_without_login(tx: Transaction, batch_id: UUID, limit: int, *, again: bool) -> list[str]:
    rows = tx.fetch_all(queries.find_without_login, batch_id=batch_id, again=again, now=tx.now, limit=limit)
    return [row["staff_uid"] for row in rows]


def find_posts_named(tx: Transaction, codes: Iterable[str]) -> dict[str, NamedPost]:
    rows = tx.fetch_all(queries.find_posts_named, codes=list(codes))
    return {row.pop("code"): _named_post(row) for row in rows}


def find_substantive(tx: Transaction, post_ids: Iterable[UUID], person_ids: Iterable[UUID]) -> list[Charge]:
    rows = tx.fetch_all(queries.find_substantive, post_ids=list(post_ids), person_ids=list(person_ids))
    return [Charge(**row) for row in rows]


def enter_people(tx: Transaction, rows: list[Row]) -> list[Row]:
    with refusing(one_person_per_staff_uid=StaffUidTaken):
        return tx.fetch_all(queries.enter_people, rows=_json(rows), now=tx.now)


def save_contacts(tx: Transaction, wrapped: dict[UUID, bytes]) -> None:
    tx.execute(queries.save_contacts, person_ids=list(wrapped), wrapped=list(wrapped.values()))


def add_charges(tx: Transaction, charges: Iterable[Charge]) -> None:
    with refusing(
        one_substantive_holder_per_seat=PostIsOccupied,
        one_substantive_post_per_person=PersonHasPost,
        one_charge_of_a_kind=ChargeAlreadyHeld,
    ):
        tx.execute(queries.add_charges, rows=_json([asdict(charge) for charge in charges]))


def wrap_contact(sealing: Sealing, contact: Row) -> bytes:
    return sealing.wrap(json.dumps(contact).encode())


def row_from(row: Row, sealing: Sealing) -> ImportRow:
    """A kept row as it was read; its contact is opened."""
    wrapped = row.pop("wrapped_contact")
    contact = json.loads(sealing.unwrap(wrapped)) if wrapped else {}
    kept = {name: value for name, value in row.items() if name != "outcome"}
    return ImportRow(**{**kept, **contact, "problems": []})


def _asked(actor: Actor) -> Row:
    return {
        "asked_by": actor.person_id,
        "asked_for": actor.post_id,
        "asked_in": actor.zone,
        "asked_during": actor.session_id,
    }


def _kept(judged: Judged) -> Row:
    row, wrapped = judged.row, judged.wrapped_contact
    return {
        **_outcome(judged),
        "staff_uid": row.staff_uid,
        "name_en": row.name_en,
        "name_hi": row.name_hi,
        "language": row.language,
        "department": row.department,
        "post": row.post,
        "order_number": row.order_number,
        "charge_from": row.charge_from,
        "wrapped_contact": base64.b64encode(wrapped).decode() if wrapped else None,
    }


def _outcome(judged: Judged) -> Row:
    problems = [asdict(problem) for problem in judged.row.problems]
    return {"line": judged.row.line, "outcome": judged.outcome, "problems": problems}


def _known(row: Row) -> Known:
    return Known(**{**row, "state": PersonState(row["state"]), "departments": frozenset(row["departments"])})


def _named_post(row: Row) -> NamedPost:
    roles = frozenset(Role(role) for role in row.pop("roles"))
    return NamedPost(row.pop("post_id"), PostTerms(**row, roles=roles))


def _json(value: Any) -> Json:
    return Json(value, dumps=partial(json.dumps, default=str, ensure_ascii=False))
