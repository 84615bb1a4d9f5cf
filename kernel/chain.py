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
AT_ONCE = 500
WITNESSED_EVERY = timedelta(seconds=60)
# An act's number is drawn a moment before its transaction gets a number of its own; so many others may be drawn meanwhile.
_DRAWN_MEANWHILE = 500


class Chain:
    """A service's chain as its one relay extends it.

    Acts become visible out of the order of their numbers: who writes one may commit long after those who came later.
    So each look begins at the number up to which every act is known to be in the chain: one that had been drawn before
    any transaction began that still runs.
    """

    def __init__(self, connection: Connection, service: str, witness_folder: Path) -> None:
        self.connection, self.service, self.witness_folder = connection, service, witness_folder
        self._complete_to: int | None = None
        self._drawn, self._begins_after = 0, 0

    def extend(self) -> int:
        """Take acts that are not chained yet into the chain, at most AT_ONCE; the number taken is returned.

        Called by the relay's process about once a second, also while the broker is away. A checkpoint goes to
        the witness outside the database once a minute, so that truncation and roll-back are found too.
        """
        tx = Transaction(self.connection)
        try:
            taken, complete_to = self._extend(tx)
            _witness(tx, self.service, self.witness_folder, complete_to)
            tx.commit()
        except BaseException:
            tx.rollback()
            raise
        self._complete_to = complete_to
        return taken

    def _extend(self, tx: Transaction) -> tuple[int, int]:
        complete_to = self._complete_to
        if complete_to is None:
            seen = tx.fetch_one(queries.find_last_checkpoint)
            complete_to = int(seen["complete_to"]) if seen else 0
        horizon = tx.fetch_one(queries.find_horizon) or {}
        rows = tx.fetch_all(queries.find_unchained, after=complete_to - _DRAWN_MEANWHILE, limit=AT_ONCE)
        _add_links(tx, rows)
        if horizon["oldest_running"] >= self._begins_after:
            last = rows[-1]["entry"] if len(rows) == AT_ONCE else self._drawn
            complete_to = max(complete_to, min(last, self._drawn))
            self._drawn, self._begins_after = horizon["drawn"] or 0, horizon["next_to_begin"]
        return len(rows), complete_to


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


def _add_links(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    last = tx.fetch_one(queries.find_chain_head) or {"position": 0, "digest": GENESIS}
    digests: list[str] = []
    head = last["digest"]
    for row in rows:
        head = audit.digest(head, row)
        digests.append(head)
    tx.execute(
        queries.add_links,
        positions=list(range(last["position"] + 1, last["position"] + 1 + len(rows))),
        entries=[row["entry"] for row in rows],
        digests=digests,
    )


def _witness(tx: Transaction, service: str, folder: Path, complete_to: int) -> None:
    head = tx.fetch_one(queries.find_chain_head)
    last: dict[str, Any] | None = tx.fetch_one(queries.find_last_checkpoint)
    if head is None or (
        last and (last["position"] == head["position"] or tx.now - last["at"] < WITNESSED_EVERY)
    ):
        return
    audit.witness(folder, service, head["position"], head["digest"], tx.now)
    tx.execute(
        queries.add_checkpoint, position=head["position"], digest=head["digest"], complete_to=complete_to
    )
