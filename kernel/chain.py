"""The audit as a hash chain: any change, loss or reordering of an act is found by anyone who holds a checkpoint."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from kernel import audit
from kernel.database import Connection, Queries, Transaction

queries = Queries.beside(__file__)

GENESIS = "0" * 64
WITNESSED_EVERY = timedelta(seconds=60)
_AT_ONCE = 500


def extend(connection: Connection, service: str, witness_folder: Path) -> int:
    """Take the acts that are not chained yet into the chain; the number taken is returned.

    Called by the relay's process about once a second, also while the broker is away. A checkpoint goes to
    the witness outside the database once a minute, so that truncation and roll-back are found too.
    """
    tx = Transaction(connection)
    try:
        taken = _extend(tx)
        _witness(tx, service, witness_folder)
        tx.commit()
    except BaseException:
        tx.rollback()
        raise
    return taken


def verify(tx: Transaction, after: int = 0, head: str = GENESIS) -> Iterator[int]:
    """Walk the chain from a known link and yield the positions whose digest does not fit its act."""
    while rows := tx.fetch_all(queries.find_chained, after=after, limit=1000):
        for row in rows:
            position, claimed = row.pop("position"), row.pop("digest")
            head = audit.digest(head, row)
            if head != claimed or position != after + 1:
                yield position
                head = claimed
            after = position


def _extend(tx: Transaction) -> int:
    last = tx.fetch_one(queries.find_chain_head) or {"position": 0, "digest": GENESIS, "last_entry": 0}
    rows = tx.fetch_all(queries.find_unchained, last_entry=last["last_entry"], limit=_AT_ONCE)
    digests: list[str] = []
    head = last["digest"]
    for row in rows:
        head = audit.digest(head, row)
        digests.append(head)
    if rows:
        tx.execute(
            queries.add_links,
            positions=list(range(last["position"] + 1, last["position"] + 1 + len(rows))),
            entries=[row["entry"] for row in rows],
            digests=digests,
        )
    return len(rows)


def _witness(tx: Transaction, service: str, folder: Path) -> None:
    head = tx.fetch_one(queries.find_chain_head)
    last: dict[str, Any] | None = tx.fetch_one(queries.find_last_checkpoint)
    if head is None or (
        last and (last["position"] == head["position"] or tx.now - last["at"] < WITNESSED_EVERY)
    ):
        return
    audit.witness(folder, service, head["position"], head["digest"], tx.now)
    tx.execute(queries.add_checkpoint, position=head["position"], digest=head["digest"])
