"""The audit as a hash chain: any change, loss or reordering of an act is found by anyone who holds a checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a walk along the chain has come, and the positions whose digest does not fit their act."""

    position: int = 0
    head: str = GENESIS
    faults: tuple[int, ...] = ()


def verify(tx: Transaction, after: int = 0, head: str = GENESIS) -> Iterator[int]:
    """Walk the chain from a known link and yield the positions whose digest does not fit its act."""
    walked = Walk(after, head)
    while (further := walk(tx, walked)) is not None:
        yield from further.faults
        walked = further


def walk(tx: Transaction, walked: Walk, links: int = 1000) -> Walk | None:
    """The next *links* of the chain after what was walked, with the faults among them; None at its end."""
    rows = tx.fetch_all(queries.find_chained, after=walked.position, limit=links)
    if not rows:
        return None
    position, head, faults = walked.position, walked.head, []
    for row in rows:
        after, claimed = row.pop("position"), row.pop("digest")
        head = audit.digest(head, row)
        if head != claimed or after != position + 1:
            faults.append(after)
            head = claimed
        position = after
    return Walk(position, head, tuple(faults))


@dataclass(frozen=True, slots=True)
class Chained:
    """How long the chain is, how many acts it has not taken in yet, and when it was last witnessed outside."""

    links: int
    unchained: int
    witnessed_to: int
    witnessed_at: datetime | None


def standing(tx: Transaction) -> Chained:
    """How the chain stands now."""
    head = tx.fetch_one(queries.find_chain_head) or {"position": 0, "last_entry": 0}
    seen = tx.fetch_one(queries.find_last_checkpoint) or {"position": 0, "at": None}
    waiting = tx.fetch_value(queries.count_unchained, last_entry=head["last_entry"])
    return Chained(head["position"], waiting, seen["position"], seen["at"])


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
