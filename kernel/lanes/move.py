"""Moving departments between lanes while events flow: nothing is lost, repeated or reordered.

1. In one commit the department is assigned to its new lane, and that lane's gate is closed: it holds what comes.
2. The bindings follow; from here on the broker leads new events into the new lane.
3. What the publishers had in their outboxes at that moment may still arrive in the old lane: wait until it has.
4. A fence goes to the end of the old lane's queue. The old lane meets it when everything before it is done, and
   opens the gate; the new lane then handles what it held, in order, before anything newer.

Each step may be repeated, so a move that was interrupted is finished by asking for it again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from kernel import clock
from kernel.crash import crash_point
from kernel.database import Database, Transaction
from kernel.lanes.broker import Broker
from kernel.lanes.store import Gate, assigned_departments, gates, queries
from kernel.topology import SHARED

_LOOK_SECONDS = 0.05


class MoveRefusedError(RuntimeError):
    """The move cannot begin; the sentence says why and what to do."""


class MoveUnfinishedError(RuntimeError):
    """The move has begun and is safe, but did not end in time; ask for it again."""


class Move:
    """One service's departments on their way into one lane."""

    def __init__(
        self, service: str, database: Database, broker_url: str, publishers: Sequence[Database]
    ) -> None:
        self.service, self.database, self.broker_url = service, database, broker_url
        self.publishers = publishers
        self.seconds = 60.0
        self.tell: Callable[[str], None] = lambda _: None

    def into(self, lane: str, departments: Sequence[str]) -> None:
        """Move departments (codes) into a lane; raises MoveRefusedError or MoveUnfinishedError."""
        keys = sorted({code.lower() for code in departments})
        with Broker(self.broker_url) as broker:
            if not broker.has_lane(self.service, lane):
                raise MoveRefusedError(
                    f"Nobody serves the lane {lane}. Start a worker with it in KS_LANES first."
                )
            for source, group in self._close_gates(lane, keys).items():
                self._finish(broker, lane, source, group)
        self.tell(f"{', '.join(keys)} now go over {lane}.")

    def _finish(self, broker: Broker, lane: str, source: str, group: list[Gate]) -> None:
        keys = [gate.department for gate in group]
        self.tell(f"Leading {', '.join(keys)} from {source} into {lane}.")
        crash_point("move:before-bind")
        with self._alone():
            broker.lead_into(self.service, lane, keys, away_from=source)
        crash_point("move:after-bind")
        self._wait_for_publishers(keys)
        for fence_id in {gate.fence_id for gate in group}:
            crash_point("move:before-fence")
            broker.put_fence(self.service, source, fence_id)
            crash_point("move:after-fence")
        self._until(lambda: not self._gates(keys), f"{source} to meet the fence")
        self._until(lambda: not self._held(keys), f"{lane} to work off what it held")

    def _close_gates(self, lane: str, keys: list[str]) -> dict[str, list[Gate]]:
        """Close the gates of departments that are elsewhere, and find those that an earlier try closed."""
        fence_id = clock.new_id()
        with self._alone() as tx:
            moving = {gate.department: gate for gate in gates(tx)}
            assigned = assigned_departments(tx)
            for key in keys:
                source = assigned.get(key, SHARED)
                if (gate := moving.get(key)) and gate.lane != lane:
                    raise MoveRefusedError(f"{key} is still moving into {gate.lane}. Finish that move first.")
                if gate is None and source != lane:
                    self._close_gate(tx, key, source, lane, fence_id)
        crash_point("move:after-gate")
        found: dict[str, list[Gate]] = {}
        for gate in self._gates(keys):
            found.setdefault(gate.source, []).append(gate)
        return found

    def _close_gate(self, tx: Transaction, key: str, source: str, lane: str, fence_id: UUID) -> None:
        if tx.fetch_value(queries.count_held, departments=[key]):
            raise MoveRefusedError(
                f"{key} has messages waiting in {source}. Try again when they are worked off."
            )
        tx.execute(queries.close_gate, department=key, lane=lane, source=source, fence_id=fence_id)
        tx.execute(queries.assign, department=key, lane=lane)

    def _wait_for_publishers(self, keys: list[str]) -> None:
        for publisher in self.publishers:
            with publisher.transaction(reading=True) as tx:
                last_row = tx.fetch_value(queries.get_last_row)

            def is_drained(publisher: Database = publisher, last_row: int = last_row) -> bool:
                with publisher.transaction(reading=True) as tx:
                    return not tx.fetch_value(queries.count_older_rows, last_row=last_row, departments=keys)

            self._until(is_drained, "a publisher to hand over what it had")

    def _until(self, done: Callable[[], bool], what: str) -> None:
        give_up_at = time.monotonic() + self.seconds
        while not done():
            if time.monotonic() > give_up_at:
                raise MoveUnfinishedError(
                    f"Waited {self.seconds:.0f} s for {what}. Nothing is lost; move again to finish."
                )
            time.sleep(_LOOK_SECONDS)

    def _gates(self, keys: list[str]) -> list[Gate]:
        with self.database.transaction(reading=True) as tx:
            return [gate for gate in gates(tx) if gate.department in keys]

    def _held(self, keys: list[str]) -> int:
        with self.database.transaction(reading=True) as tx:
            return int(tx.fetch_value(queries.count_held, departments=keys))

    @contextmanager
    def _alone(self) -> Iterator[Transaction]:
        """A transaction in which nobody declares bindings and nobody else moves anything."""
        with self.database.transaction() as tx:
            tx.execute(queries.own_moves)
            yield tx
