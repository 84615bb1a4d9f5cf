"""The audit as a hash chain: any change, loss or reordering of an act is found by anyone who holds a checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kernel import audit
from kernel.database import Connection, Queries, Transaction
from kernel.horizon import DRAWN_MEANWHILE, Horizon

queries = Queries.beside(__file__)

GENESIS = "0" * 64
AT_ONCE = 500
WITNESSED_EVERY = timedelta(seconds=60)
# A look at many old acts, as after an update, must end before a statement has to.
_AT_A_LOOK = 50_000
_ALL = 2**62


class Chain:
    """A service's chain as its one relay extends it.

    Acts become visible out of the order of their numbers: who writes one may commit long after those who came later.
    So each look begins at the number up to which every act is known to be in the chain, which the horizon bounds.
    """

    def __init__(self, connection: Connection, service: str, witness_folder: Path) -> None:
        self.connection, self.service, self.witness_folder = connection, service, witness_folder
        self._complete_to: int | None = None
        self._horizon = Horizon(connection, "audit_entry_seq")
        self.is_behind = False

    def extend(self) -> int:
        """Take acts that are not chained yet into the chain, at most AT_ONCE; the number taken is returned.

        Called by the relay's process about once a second, and sooner while it *is_behind*, also while the broker is
        away. A checkpoint goes to the witness outside the database once a minute, so that truncation and roll-back are
        found too; of links that were committed before, since these may still be undone.
        """
        self._horizon.look()
        tx = Transaction(self.connection)
        try:
            complete_to = self._begins_at(tx)
            _witness(tx, self.service, self.witness_folder, complete_to)
            taken, self._complete_to = self._extend(tx, complete_to)
            tx.commit()
        except BaseException:
            tx.rollback()
            self._complete_to = None
            raise
        return taken

    def _begins_at(self, tx: Transaction) -> int:
        if self._complete_to is not None:
            return self._complete_to
        seen = tx.fetch_one(queries.find_last_checkpoint)
        return int(seen["complete_to"]) if seen else 0

    def _extend(self, tx: Transaction, complete_to: int) -> tuple[int, int]:
        settled, upto = self._horizon.settled, complete_to + _AT_A_LOOK
        is_part = not settled or upto < settled
        after = complete_to - DRAWN_MEANWHILE
        rows = tx.fetch_all(
            queries.find_unchained, after=after, upto=upto if is_part else _ALL, limit=AT_ONCE
        )
        _add_links(tx, rows)
        last = upto if is_part else settled
        if len(rows) == AT_ONCE:
            last = rows[-1]["entry"]
        self.is_behind = upto < settled or len(rows) == AT_ONCE
        return len(rows), max(complete_to, min(last, settled))


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
