"""The short process that works off tables: one at a time, each check and each entering in one transaction."""

import itertools
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from kernel import clock, sheets
from kernel.blobs import Blobs, part_to_sweep
from kernel.database import Connection, Database, Transaction, connect
from kernel.errors import NotAllowed, Refused, Unavailable
from kernel.identity import Actor, ActorKind, Zone, require
from kernel.languages import _
from kernel.logs import logger
from kernel.sealing import Sealing
from services.auth import access
from services.auth import store as auth_store
from services.auth.actions.faults import count_faults
from services.auth.actions.imports.entering import enter_verdicts
from services.auth.actions.imports.judging import Judge, Verdict
from services.auth.domain import ChargeAlreadyHeld, PersonHasPost, PersonState, PostIsOccupied
from services.auth.domain.employees import StaffUidTaken
from services.auth.domain.imports import (
    BATCH_DAYS,
    MOST_ATTEMPTS,
    BatchState,
    ImportGivenUp,
    ImportRow,
    Outcome,
    columns,
    row_of,
)
from services.auth.store import imports as store

ROWS_AT_ONCE = 1000
CHANGED_MEANWHILE = _("The directory changed since the check. Look at the refused rows; nothing was entered.")
# A whole table is one transaction; its statements take longer than those of a request.
_PATIENT = {"statement_timeout": "120s", "idle_in_transaction_session_timeout": "120s", "lock_timeout": "30s"}
_MEANWHILE = (StaffUidTaken, PostIsOccupied, PersonHasPost, ChargeAlreadyHeld)


@dataclass(frozen=True)
class Means:
    """What the work needs: the database, the files that were handed in, the keys of contacts."""

    database: Database
    blobs: Blobs
    sealing: Sealing


class _Stale(Exception):  # noqa: N818 - a row that could be taken cannot be any more
    pass


def has_work(tx: Transaction) -> bool:
    """Whether a table waits to be checked or entered."""
    return store.count_waiting(tx) > 0


def forget(tx: Transaction, blobs: Blobs) -> None:
    """Let go of tables that everybody has seen by now, and of files that no table names.

    Each minute another of the 256 parts of the store is looked through, so that a run stays short.
    """
    for address in store.forget_batches(tx, tx.now - timedelta(days=BATCH_DAYS)):
        blobs.release(address)
    blobs.sweep(lambda addresses: store.find_named_files(tx, addresses), part=part_to_sweep(tx.now))


def count(tx: Transaction) -> None:
    """Count what the short process found wrong since this was asked last."""
    count_faults("people", store.take_faults(tx))


def work_off(means: Means) -> None:
    """Work off every table that waits; if another process is at it, do nothing.

    What is killed on the way is begun again by the next process, from the beginning: nothing of it was committed.
    """
    connection = connect(means.database.dsn, "auth-importer", **_PATIENT)
    try:
        if store.take_turn(_Committing(connection).tx):
            while (batch_id := _begin(connection)) is not None:
                _work(connection, means, batch_id)
    finally:
        if not connection.closed:
            store.end_turn(_Committing(connection).tx)
        connection.close()


class _Committing:
    """A transaction of the process's own connection: committed at the end of the block, or undone."""

    def __init__(self, connection: Connection) -> None:
        self.tx = Transaction(connection)

    def __enter__(self) -> Transaction:
        return self.tx

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.tx.commit()
        else:
            self.tx.rollback()


def _begin(connection: Connection) -> UUID | None:
    with _Committing(connection) as tx:
        return store.begin_next(tx)


def _work(connection: Connection, means: Means, batch_id: UUID) -> None:
    try:
        with _Committing(connection) as tx:
            batch = store.get_batch(tx, batch_id)
            if batch["attempts"] > MOST_ATTEMPTS:
                raise ImportGivenUp
            if batch["state"] == BatchState.UPLOADED:
                _check(tx, means, batch)
            else:
                _apply(tx, means, batch)
    except _Stale:
        _check_again(connection, means, batch_id)
    except Unavailable:
        raise
    except Refused as refusal:
        _refuse(connection, batch_id, refusal)
    logger(room="importer").info("table-worked-off", batch=str(batch_id))


def _check(tx: Transaction, means: Means, batch: dict[str, Any]) -> None:
    """Read a file and keep its rows with what will become of each."""
    batch_id, faults = batch["batch_id"], Counter[str]()
    store.forget_rows(tx, batch_id)
    judge = Judge(tx, _actor(tx, batch), means.sealing, batch["department"])
    with tempfile.TemporaryFile() as file:
        _fetch(means, batch, file)
        book = sheets.open_book(file)
        total = book.count_roughly()
        for done, rows in _counted(_rows(book)):
            verdicts = judge.judge(rows)
            faults.update(_faults(verdicts))
            store.add_rows(tx, batch_id, [_judged(verdict, means.sealing) for verdict in verdicts])
            _say(means.database, batch_id, done, max(done, total))
    store.add_faults(tx, faults)
    store.save_batch(tx, batch_id, BatchState.CHECKED)
    means.blobs.release(batch["sha256"])
    tx.record(judge.actor, "import.checked", batch_id)


def _apply(tx: Transaction, means: Means, batch: dict[str, Any]) -> None:
    """Enter every row, or raise _Stale if one cannot be taken any more."""
    batch_id = batch["batch_id"]
    actor = _actor(tx, batch)
    judge, total = Judge(tx, actor, means.sealing, batch["department"]), _total(batch)
    try:
        for done, rows in _counted(_kept_rows(tx, means, batch_id)):
            verdicts = judge.judge(rows)
            if any(verdict.outcome is Outcome.REFUSED for verdict in verdicts):
                raise _Stale
            enter_verdicts(tx, actor, means.sealing, batch_id, verdicts)
            _say(means.database, batch_id, done, total)
    except _MEANWHILE as refusal:
        raise _Stale from refusal
    store.save_batch(tx, batch_id, BatchState.APPLIED)
    counts = {name: batch[name] for name in ("new_rows", "changed_rows", "unchanged_rows")}
    tx.record(actor, "import.entered", batch_id, **counts)


def _check_again(connection: Connection, means: Means, batch_id: UUID) -> None:
    with _Committing(connection) as tx:
        batch = store.get_batch(tx, batch_id)
        judge, faults = Judge(tx, _actor(tx, batch), means.sealing, batch["department"]), Counter[str]()
        for _done, rows in _counted(_kept_rows(tx, means, batch_id)):
            verdicts = judge.judge(rows)
            faults.update(_faults(verdicts))
            store.save_outcomes(tx, batch_id, [_judged(verdict) for verdict in verdicts])
        store.add_faults(tx, faults)
        store.save_batch(tx, batch_id, BatchState.CHECKED, {"text": CHANGED_MEANWHILE, "facts": {}})


def _refuse(connection: Connection, batch_id: UUID, refusal: Refused) -> None:
    with _Committing(connection) as tx:
        batch = store.get_batch(tx, batch_id)
        cause = {"text": refusal.text, "facts": refusal.facts}
        store.save_batch(tx, batch_id, BatchState.REFUSED, cause)
        store.add_faults(tx, {refusal.code: 1})
        tx.record(_named(batch), "import.refused", batch_id, cause=refusal.code)


def _actor(tx: Transaction, batch: dict[str, Any]) -> Actor:
    """Who asked, with the rights of now; raises NotAllowed when the right has ended meanwhile."""
    person = auth_store.find_person(tx, batch["asked_by"])
    charges = auth_store.find_charges_for_token(tx, batch["asked_by"], clock.local_date(tx.now))
    charge = next((each for each in charges if each.post_id == batch["asked_for"]), None)
    if charge is None or person["state"] != PersonState.ACTIVE:
        raise NotAllowed
    actor = Actor(
        kind=ActorKind.STAFF,
        zone=Zone(batch["asked_in"]),
        person_id=batch["asked_by"],
        staff_uid=person["staff_uid"],
        charge=charge,
        session_id=batch["asked_during"],
    )
    require(access.POLICY["employees.import"](actor))
    return actor


def _named(batch: dict[str, Any]) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        zone=Zone(batch["asked_in"]),
        person_id=batch["asked_by"],
        session_id=batch["asked_during"],
    )


def _fetch(means: Means, batch: dict[str, Any], file: IO[bytes]) -> None:
    for chunk in means.blobs.open(batch["sha256"], means.sealing.unwrap(batch["wrapped_key"])):
        file.write(chunk)
    file.seek(0)


def _rows(book: sheets.Book) -> Iterator[ImportRow]:
    for row in sheets.filled(book.rows("", columns())):
        yield row_of(row.number, row.cells, row.faults)


def _kept_rows(tx: Transaction, means: Means, batch_id: UUID) -> Iterator[ImportRow]:
    after = 0
    while found := store.find_rows(tx, batch_id, after, ROWS_AT_ONCE):
        after = found[-1]["line"]
        yield from (store.row_from(row, means.sealing) for row in found)


def _counted(rows: Iterator[ImportRow]) -> Iterator[tuple[int, list[ImportRow]]]:
    done = 0
    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        done += len(some)
        yield done, some


def _judged(verdict: Verdict, sealing: Sealing | None = None) -> store.Judged:
    row = verdict.row
    contact = {name: value for name, value in (("mobile", row.mobile), ("email", row.email)) if value}
    wrapped = store.wrap_contact(sealing, contact) if sealing and contact else None
    return store.Judged(row, verdict.outcome, wrapped)


def _faults(verdicts: Iterable[Verdict]) -> Iterator[str]:
    return (problem.code for verdict in verdicts for problem in verdict.row.problems)


def _total(batch: dict[str, Any]) -> int:
    return sum(batch[name] for name in ("new_rows", "changed_rows", "unchanged_rows", "refused_rows"))


def _say(database: Database, batch_id: UUID, done: int, total: int) -> None:
    with database.transaction() as tx:
        store.save_progress(tx, batch_id, done, total)
