"""Moving units between lanes while events flow: nothing is lost, repeated or reordered.

1. In one commit the units are assigned to their new lanes, and these lanes' gates are closed: they hold what comes.
   A unit of which something still waits in its old lane stays until that is done, and goes in a later round.
2. The bindings follow; from here on the broker leads new events into the new lanes.
3. What the publishers had in their outboxes at that moment may still arrive in the old lanes: wait until it has.
4. A fence goes to the end of each old lane's queue. The old lane meets it when everything before it is done, and
   opens the gates; the new lanes then handle what they held, in order, before anything newer.
5. A department of which all buckets came together is one unit again, with one binding.

Each step may be repeated, so a move that was interrupted is finished by asking for it again.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from kernel import clock, units
from kernel.crash import crash_point
from kernel.database import Database, Transaction
from kernel.lanes.broker import Broker
from kernel.lanes.store import (
    Gate,
    assign,
    assigned_lanes,
    assigned_units,
    gates,
    make_whole,
    queries,
    stand_still,
)
from kernel.roles import ping
from kernel.topology import SHARED

_LOOK_SECONDS = 0.05
_AT_ONCE = 8


class MoveRefusedError(RuntimeError):
    """The move cannot begin; the sentence says why and what to do."""


class MoveUnfinishedError(RuntimeError):
    """The move has begun and is safe, but did not end in time; ask for it again."""


class Move:
    """One service's units on their way into other lanes."""

    def __init__(
        self, service: str, database: Database, broker_url: str, publishers: Sequence[Database]
    ) -> None:
        self.service, self.database, self.broker_url = service, database, broker_url
        self.publishers = publishers
        self.seconds, self.starting_seconds = 60.0, 0.0
        self.tell: Callable[[str], None] = lambda _: None

    def into(self, lane: str, departments: Sequence[str]) -> None:
        """Move departments (codes) into a lane; raises MoveRefusedError or MoveUnfinishedError."""
        keys = sorted({code.lower() for code in departments})
        with self.database.transaction(reading=True) as tx:
            split = units.split_departments(assigned_units(tx))
        buckets = [bucket for key in keys if key in split for bucket in units.buckets_of(key)]
        self._carry_out(dict.fromkeys([*(key for key in keys if key not in split), *buckets], lane))
        self.tell(f"{', '.join(keys)} now go over {lane}.")

    def split(self, lane: str, parts: int) -> None:
        """Spread a lane's departments over so many lanes (itself, lane-2, …); raises as `into` does."""
        if not 1 <= parts <= units.BUCKETS:
            raise MoveRefusedError(f"A lane has from 1 to {units.BUCKETS} parts.")
        if lane == SHARED:
            raise MoveRefusedError("The shared lane cannot be split. Move departments into their own lanes.")
        with self.database.transaction(reading=True) as tx:
            assigned = assigned_units(tx)
        keys = sorted(unit for unit, at in assigned.items() if at == lane and not units.is_bucket(unit))
        if not keys:
            raise MoveRefusedError(f"No department has {lane} as its lane. Move one there first.")
        lanes = units.parts_of(lane, parts)
        self._carry_out(units.spread(keys, lanes))
        self.tell(f"{', '.join(keys)} now go over {', '.join(lanes)}.")

    def _carry_out(self, plan: Mapping[str, str]) -> None:
        """Bring each unit of the plan into its lane."""
        with self._broker() as broker:
            self._require_served(broker, plan)
        while moving := self._close_gates(plan):
            self._finish(moving)
        with self._broker() as broker:
            self._gather(broker, {units.department_of(unit) for unit in plan})

    def _broker(self) -> Broker:
        """A new connection for each step: between them lie waits in which one would miss its heartbeats."""
        return Broker(self.broker_url)

    def _require_served(self, broker: Broker, plan: Mapping[str, str]) -> None:
        """Somebody has to serve the lanes into which anything goes."""
        with self.database.transaction(reading=True) as tx:
            assigned, closed = assigned_units(tx), {gate.unit for gate in gates(tx)}
        arriving = (unit for unit in plan if unit in closed or units.lane_of(unit, assigned) != plan[unit])
        give_up_at = time.monotonic() + self.starting_seconds
        for lane in sorted({plan[unit] for unit in arriving}):
            while not broker.has_lane(self.service, lane):
                if time.monotonic() > give_up_at:
                    raise MoveRefusedError(
                        f"Nobody serves the lane {lane}. Start a worker with it in KS_LANES first."
                    )
                time.sleep(_LOOK_SECONDS)

    def _close_gates(self, plan: Mapping[str, str]) -> list[Gate]:
        """Close the gates of units that can go now; those that an earlier try closed come back too, none when all went."""
        self._until(lambda: self._try_to_close(plan), "messages in the waiting room to be worked off")
        crash_point("move:after-gate")
        return self._gates(plan)

    def _try_to_close(self, plan: Mapping[str, str]) -> bool:
        """False, with nothing changed, while older messages of every unit that is left still wait somewhere."""
        with self._alone() as tx:
            _require_free(gates(tx), plan)
            assigned, closed = assigned_units(tx), {gate.unit for gate in gates(tx)}
            sources = {unit: units.lane_of(unit, assigned) for unit in plan}
            left = [unit for unit, lane in plan.items() if unit not in closed and sources[unit] != lane]
            leaving = sorted(set(left) - _with_held(tx, left))
            fences = {lane: clock.new_id() for lane in sources.values()}
            tx.execute(
                queries.close_gates,
                units=leaving,
                lanes=[plan[unit] for unit in leaving],
                sources=[sources[unit] for unit in leaving],
                fence_ids=[fences[sources[unit]] for unit in leaving],
            )
            assign(tx, {unit: plan[unit] for unit in leaving})
        return bool(leaving or closed & set(plan) or not left)

    def _finish(self, moving: list[Gate]) -> None:
        for (source, lane), group in _ways(moving).items():
            self.tell(f"Leading {', '.join(units.described(group))} from {source} into {lane}.")
        crash_point("move:before-bind")
        with self._broker() as broker:
            self._lead(broker, moving)
        crash_point("move:after-bind")
        names = [gate.unit for gate in moving]
        self._wait_for_publishers(names)
        with self._broker() as broker:
            for fence_id, source in {gate.fence_id: gate.source for gate in moving}.items():
                crash_point("move:before-fence")
                broker.put_fence(self.service, source, fence_id)
                crash_point("move:after-fence")
        self._until(lambda: not self._gates(names), "the old lanes to meet the fence")
        self._wait_for_held(names)

    def _lead(self, broker: Broker, moving: list[Gate]) -> None:
        """First every unit is bound where it belongs, also what stays of a department; then the old ways go."""
        with self._alone() as tx:
            bound = assigned_lanes(tx)
            for (source, lane), group in _ways(moving).items():
                departments = {units.department_of(unit) for unit in group}
                staying = {unit for unit in bound.get(source, ()) if units.department_of(unit) in departments}
                for part in _handfuls(tx, group):
                    broker.bind(self.service, lane, part)
                for part in _handfuls(tx, staying):
                    broker.bind(self.service, source, part)
            for (source, _), group in _ways(moving).items():
                for part in _handfuls(tx, {*group, *map(units.department_of, group)}):
                    broker.unbind(self.service, source, part)

    def _gather(self, broker: Broker, departments: Collection[str]) -> None:
        """Make whole again what is in one lane with all its buckets."""
        with self._alone() as tx:
            assigned, moving = assigned_units(tx), {units.department_of(gate.unit) for gate in gates(tx)}
            for department in (units.split_departments(assigned) & set(departments)) - moving:
                buckets = units.buckets_of(department)
                lane, *others = {units.lane_of(bucket, assigned) for bucket in buckets}
                if not others:
                    broker.bind(self.service, lane, [department])
                    crash_point("move:before-gather")
                    make_whole(tx, department, lane)
                    for part in _handfuls(tx, buckets):
                        broker.unbind(self.service, lane, part)
                    crash_point("move:after-gather")

    def _wait_for_publishers(self, names: list[str]) -> None:
        for publisher in self.publishers:
            with publisher.transaction(reading=True) as tx:
                last_row = tx.fetch_value(queries.get_last_row)

            def is_drained(publisher: Database = publisher, last_row: int = last_row) -> bool:
                with publisher.transaction(reading=True) as tx:
                    return not tx.fetch_value(queries.count_older_rows, last_row=last_row, units=names)

            self._until(is_drained, "a publisher to hand over what it had")

    def _until(self, done: Callable[[], bool], what: str) -> None:
        give_up_at = time.monotonic() + self.seconds
        while not done():
            if time.monotonic() > give_up_at:
                raise MoveUnfinishedError(
                    f"Waited {self.seconds:.0f} s for {what}. Nothing is lost; give the command again to finish."
                )
            time.sleep(_LOOK_SECONDS)

    def _gates(self, names: Collection[str]) -> list[Gate]:
        with self.database.transaction(reading=True) as tx:
            return [gate for gate in gates(tx) if gate.unit in names]

    def _wait_for_held(self, names: Collection[str]) -> None:
        """Each unit need be without messages in the waiting room once, not all of them at the same moment."""
        waiting = set(names)

        def is_worked_off() -> bool:
            with self.database.transaction(reading=True) as tx:
                waiting.intersection_update(_with_held(tx, waiting))
            return not waiting

        self._until(is_worked_off, "the new lanes to work off what they held")

    @contextmanager
    def _alone(self) -> Iterator[Transaction]:
        """A transaction in which nobody declares bindings and nobody else moves anything."""
        with self.database.transaction() as tx:
            stand_still(tx)
            yield tx


def _with_held(tx: Transaction, names: Collection[str]) -> set[str]:
    """Which of these units have messages that still wait in any lane."""
    return {row["unit"] for row in tx.fetch_all(queries.find_with_held, units=list(names))}


def _handfuls(tx: Transaction, names: Collection[str]) -> Iterator[list[str]]:
    """A few units at a time: a slow broker must not let the transaction, which all this while is idle, time out."""
    ordered = sorted(names)
    for at in range(0, len(ordered), _AT_ONCE):
        yield ordered[at : at + _AT_ONCE]
        ping(tx.connection)


def _ways(moving: list[Gate]) -> dict[tuple[str, str], list[str]]:
    """Units on the move by (source, lane)."""
    ways: dict[tuple[str, str], list[str]] = {}
    for gate in moving:
        ways.setdefault((gate.source, gate.lane), []).append(gate.unit)
    return ways


def _require_free(closed: list[Gate], plan: Mapping[str, str]) -> None:
    """A department must not be on another move, neither as a whole nor in part."""
    departments = {units.department_of(unit) for unit in plan}
    for gate in closed:
        department = units.department_of(gate.unit)
        if department in departments and plan.get(gate.unit) != gate.lane:
            raise MoveRefusedError(f"{department} is still moving into {gate.lane}. Finish that move first.")
