"""What an administrator does with a table: hand it in, look at its rows, have it entered or drop it."""

from collections.abc import Collection
from typing import IO, Any
from uuid import UUID

from kernel import clock, sheets
from kernel.blobs import Blobs
from kernel.database import Transaction
from kernel.identity import Actor, require
from kernel.sealing import Sealing
from services.auth import access
from services.auth.actions.charges import departments_of
from services.auth.actions.employees import departments_seen
from services.auth.domain.employees import DepartmentNeeded
from services.auth.domain.imports import BATCH_DAYS, BatchState, ImportNotReady, ImportUnknown, Outcome, said
from services.auth.store import imports as store

LARGEST_FILE_BYTES = 10 * 1024 * 1024
MOST_TABLES_SHOWN = 20


def hand_in(
    tx: Transaction, actor: Actor, blobs: Blobs, sealing: Sealing, stream: IO[bytes], filename: str
) -> UUID:
    """Take a table in; a short process of its own checks it. Raises SheetUnsupported by its name."""
    media = sheets.media_of(filename)
    if not actor.department:
        raise DepartmentNeeded
    batch_id = clock.new_id()
    blob = blobs.put(stream, media, LARGEST_FILE_BYTES)
    file = {
        "filename": filename[-100:],
        "department": actor.department,
        "sha256": blob.sha256,
        "wrapped_key": sealing.wrap(blob.key),
    }
    store.add_batch(tx, batch_id, actor, file)
    tx.record(actor, "import.handed-in", batch_id, sha256=blob.sha256, bytes=blob.size)
    return batch_id


def tables(tx: Transaction, actor: Actor) -> list[dict[str, Any]]:
    """The tables handed in lately for the actor's departments, the newest first."""
    return [
        _shown(row, actor) for row in store.find_batches(tx, departments_seen(tx, actor), MOST_TABLES_SHOWN)
    ]


def show(tx: Transaction, actor: Actor, batch_id: UUID) -> dict[str, Any]:
    """One table and how far it has come; raises ImportUnknown for another department's."""
    return _shown(seen(tx, actor, batch_id), actor)


def rows(
    tx: Transaction, actor: Actor, batch_id: UUID, outcome: Outcome | None, after: int, limit: int
) -> dict[str, Any]:
    """Rows of a table in their order, with what is wrong with each in the reader's language."""
    seen(tx, actor, batch_id)
    found = store.find_rows(tx, batch_id, after, limit, outcome)
    for row in found:
        row["problems"] = [_said(problem, actor.language) for problem in row["problems"]]
    return {"items": found, "next": found[-1]["line"] if len(found) == limit else None}


def order(tx: Transaction, actor: Actor, batch_id: UUID) -> None:
    """Have a table entered that was checked and has no refused row; ordered again, nothing changes."""
    batch = seen(tx, actor, batch_id)
    locked = store.lock_batch(tx, batch_id)
    if locked["state"] in (BatchState.ORDERED, BatchState.APPLIED):
        return
    if locked["state"] != BatchState.CHECKED or locked["refused_rows"] or not locked["effective_rows"]:
        raise ImportNotReady
    require(access.may_change_in(actor, batch["department"], departments_of(tx, actor)))
    store.order_batch(tx, batch_id, actor)
    tx.record(actor, "import.ordered", batch_id)


def drop(tx: Transaction, actor: Actor, blobs: Blobs, batch_id: UUID) -> None:
    """Forget a table that shall not be entered."""
    seen(tx, actor, batch_id)
    if store.lock_batch(tx, batch_id)["state"] not in (BatchState.CHECKED, BatchState.REFUSED):
        raise ImportNotReady
    if address := store.forget_batch(tx, batch_id):
        blobs.release(address)
    tx.record(actor, "import.dropped", batch_id)


def seen(tx: Transaction, actor: Actor, batch_id: UUID) -> dict[str, Any]:
    """A table of one of the actor's departments; raises ImportUnknown for any other."""
    batch = store.get_batch(tx, batch_id)
    departments: Collection[str] | None = departments_seen(tx, actor)
    if departments is not None and batch["department"] not in departments:
        raise ImportUnknown(days=BATCH_DAYS)
    return batch


def _shown(batch: dict[str, Any], actor: Actor) -> dict[str, Any]:
    cause = batch["cause"]
    return {**batch, "cause": said(cause["text"], cause["facts"], actor.language) if cause else None}


def _said(problem: dict[str, Any], language: str) -> dict[str, str]:
    return {"column": problem["column"], "text": said(problem["text"], problem["facts"], language)}
