"""Handling what came: a batch in one transaction, one by one when something is wrong, parked when nothing helps."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from kernel import clock
from kernel.crash import crash_point
from kernel.database import Connection, DatabaseError, Transaction
from kernel.events import Event
from kernel.inbox import store
from kernel.inbox.claim import Claim, claim
from kernel.inbox.delivery import Delivery, Fault, Span, decode
from kernel.inbox.fate import Fate, LaneLost, fate_of, fault_of
from kernel.inbox.handlers import Handlers, stretches, weight
from kernel.logs import fault as facts_of
from kernel.logs import logger
from kernel.metrics import Counter, Gauge, Histogram

HANDLED = Counter("karyasetu_events_handled_total", "Events handled.", ["service", "lane"])
FAILED = Counter(
    "karyasetu_event_attempts_failed_total", "Attempts that failed.", ["service", "lane", "error"]
)
PARKED = Counter("karyasetu_events_parked_total", "Messages parked.", ["service", "lane", "cause"])
BATCH = Histogram(
    "karyasetu_batch_events",
    "Events in a batch.",
    ["service", "lane"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200),
)
LAG = Gauge("karyasetu_lane_lag_seconds", "Age that the event handled last had then.", ["service", "lane"])
HANDLED_AT = Gauge(
    "karyasetu_lane_handled_timestamp_seconds",
    "When the lane handled an event last; before the first one, when its role was taken.",
    ["service", "lane"],
)
HELD = Gauge("karyasetu_lane_held_messages", "Messages in the lane's waiting room.", ["service", "lane"])
EARLY = Counter(
    "karyasetu_events_early_total", "Events that came before an earlier one.", ["service", "lane"]
)

_LONGEST_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a lane is."""

    attempts: int = 5
    wait_seconds: float = 600


class Reception:
    """What comes in over one lane, handled on the connection that holds the lane's role."""

    def __init__(
        self,
        connection: Connection,
        service: str,
        lane: str,
        handlers: Handlers,
        limits: Limits | None = None,
        watch: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.connection, self.service, self.lane = connection, service, lane
        self.handlers, self.limits, self.watch = handlers, limits or Limits(), watch
        self._kinds = {f"{event.name}.v{event.version}" for event in handlers}
        self.holding = self.missed = 0
        self._has_just_begun = True
        self.span = Span("", "")
        self._handled, self._batch = HANDLED.labels(service, lane), BATCH.labels(service, lane)
        HANDLED_AT.labels(service, lane).set_to_current_time()
        self._log = logger(room="inbox", lane=lane)

    def prepare(self) -> None:
        """Make room in the inbox, and see what waits; called when the role was taken and hourly."""
        tx = Transaction(self.connection)
        self.span = store.keep_weeks(tx, clock.now())
        self.holding, self.missed = store.count_held(tx, self.lane)
        tx.commit()

    def look_into_waiting_room(self) -> None:
        """Keep the role, and notice what others put into the waiting room."""
        tx = Transaction(self.connection)
        self.holding, self.missed = store.count_held(tx, self.lane)
        tx.commit()
        HELD.labels(self.service, self.lane).set(self.holding)

    def leave(self) -> None:
        """Take back the figures that only the lane's holder can tell; the role is over."""
        for gauge in (LAG, HANDLED_AT, HELD):
            gauge.remove(self.service, self.lane)

    def plan(self, arrived: deque[Delivery]) -> list[Delivery]:
        """Take the next batch from the front of what arrived: suspects and fences go alone."""
        batch: list[Delivery] = []
        filled = 0.0
        while arrived and filled < 1:
            delivery = arrived[0]
            if (delivery.is_fence or delivery.redelivered) and batch:
                break
            batch.append(arrived.popleft())
            if delivery.is_fence or delivery.redelivered:
                self._decode(delivery)
                break
            filled += self._decode(delivery)
        return batch

    def receive(self, batch: list[Delivery], settled: Callable[[list[Delivery]], None]) -> None:
        """Handle a planned batch; *settled* is told after each commit. Raises LaneLost."""
        self._batch.observe(len(batch))
        if batch[0].is_fence:
            self._meet(batch[0])
        else:
            for delivery in batch:
                if delivery.fault is not None:
                    self._park(delivery, delivery.fault, attempts=0)
            self._receive([delivery for delivery in batch if delivery.fault is None], settled)
        settled(batch)

    def release(self, *, missed: bool) -> int:
        """Handle what may leave the waiting room, oldest first; how many left is returned."""
        tx = Transaction(self.connection)
        waiting = deque(store.find_held(tx, self.lane, missed=missed, limit=100))
        tx.commit()
        # What ended a process is at the front when the next one begins; the rest need not go alone, or a busy lane
        # would never work off what it held.
        for delivery in waiting:
            delivery.redelivered = self._has_just_begun
            if delivery.in_vain:
                self._log.warning("waited-in-vain", event_id=delivery.message_id)
        self._has_just_begun = False
        count = len(waiting)
        while waiting:
            self.receive(self.plan(waiting), lambda _: None)
        self.look_into_waiting_room()
        return count

    def _decode(self, delivery: Delivery) -> float:
        if delivery.is_fence:
            return 1
        try:
            delivery.event = decode(delivery, self.handlers, self.span)
        except Fault as fault:
            delivery.fault = fault
            return 1 / 20
        return weight(self.handlers, delivery.event)

    def _receive(self, batch: list[Delivery], settled: Callable[[list[Delivery]], None]) -> None:
        if not batch:
            return
        if len(batch) == 1:
            self._alone(batch[0])
            settled(batch)
            return
        error = self._try(batch)
        if error is None:
            settled(batch)
        elif fate_of(error, self.connection) is Fate.DEADLOCK:
            middle = len(batch) // 2
            self._receive(batch[:middle], settled)
            self._receive(batch[middle:], settled)
        else:
            for delivery in batch:
                self._receive([delivery], settled)

    def _alone(self, delivery: Delivery) -> None:
        """Try one event until it is handled or its attempts are spent; suspects are counted before each try."""
        fault = Fault("ended-the-process", "the process ended each time it was tried")
        attempts = self._suspect(delivery) if delivery.redelivered else 0
        while attempts < self.limits.attempts:
            try:
                error = self._try([delivery])
            except LaneLost as lost:
                if lost.waited:
                    self._acquit(delivery)
                raise
            if error is None:
                return
            fault = fault_of(error)
            attempts = self._suspect(delivery)
            time.sleep(min(0.05 * 2**attempts, _LONGEST_PAUSE_SECONDS))
        self._park(delivery, fault, attempts)

    def _try(self, batch: list[Delivery]) -> Exception | None:
        """Run a batch; what is transient waits here. The error that counts is returned, LaneLost raised."""
        give_up_at = time.monotonic() + self.limits.wait_seconds
        pause = 0.05
        while True:
            try:
                self._run(batch)
            except Exception as error:
                fate = fate_of(error, self.connection)
                FAILED.labels(self.service, self.lane, type(error).__name__).inc()
                self._log.warning("attempt-failed", fate=fate.name, events=len(batch), **facts_of(error))
                if fate is Fate.COUNTS or (fate is Fate.DEADLOCK and len(batch) > 1):
                    return error
                if fate is Fate.LOST or time.monotonic() > give_up_at:
                    raise LaneLost(type(error).__name__, waited=fate is not Fate.LOST) from error
            else:
                return None
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _run(self, batch: list[Delivery]) -> None:
        tx = Transaction(self.connection)
        try:
            with self.watch():
                claimed = self._claim(tx, batch)
                if events := claimed.events:
                    self._handle(tx, events)
                tx.commit()
        except BaseException:
            self._roll_back(tx)
            raise
        if events:
            self._handled.inc(len(events))
            LAG.labels(self.service, self.lane).set((tx.now - events[-1].occurred_at).total_seconds())
            HANDLED_AT.labels(self.service, self.lane).set_to_current_time()
        self._tell_early(claimed.early)

    def _claim(self, tx: Transaction, batch: list[Delivery]) -> Claim:
        from_queue = batch[0].position is None
        behind_held = from_queue and self.holding > self.missed
        claimed = claim(tx, self.lane, batch, self._kinds, behind_held=behind_held)
        self.holding += claimed.held
        return claimed

    def _tell_early(self, early: list[Delivery]) -> None:
        for delivery in early:
            EARLY.labels(self.service, self.lane).inc()
            self._log.warning("waits-for-earlier", event_id=delivery.message_id)

    def _handle(self, tx: Transaction, events: list[Event]) -> None:
        newest = self._newest(tx, events)
        for event_class, stretch in stretches(self.handlers, events):
            tx.correlation_id, tx.causation_id = stretch[0].correlation_id, stretch[0].event_id
            for handler in self.handlers[event_class]:
                wanted = [e for e in stretch if e.event_id in newest] if handler.late == "ignore" else stretch
                if wanted:
                    handler.call(tx, wanted)

    def _newest(self, tx: Transaction, events: list[Event]) -> set[object]:
        ordered = [e for e in events if any(handler.late == "ignore" for handler in self.handlers[type(e)])]
        return {event.event_id for event in store.newest_only(tx, ordered)} if ordered else set()

    def _meet(self, fence: Delivery) -> None:
        tx = Transaction(self.connection)
        opened = store.open_gate(tx, fence.message_id)
        tx.commit()
        self._log.info("fence-met", fence=fence.message_id, opened=opened)

    def _suspect(self, delivery: Delivery) -> int:
        if delivery.event is None:
            return 0
        delivery.redelivered = True
        crash_point("inbox:before-suspect")
        tx = Transaction(self.connection)
        attempts = store.bump_suspect(tx, delivery.event.event_id)
        tx.commit()
        crash_point("inbox:after-suspect")
        return attempts

    def _acquit(self, delivery: Delivery) -> None:
        """Count anew when it comes again: an hour in which a neighbour is away must park nothing."""
        if delivery.event is None or not delivery.redelivered:
            return
        tx = Transaction(self.connection)
        store.acquit(tx, delivery.event.event_id)
        tx.commit()

    def _park(self, delivery: Delivery, fault: Fault, attempts: int) -> None:
        crash_point("inbox:before-park")
        tx = Transaction(self.connection)
        parked = store.park(tx, self.lane, delivery, fault, span=self.span, attempts=attempts)
        tx.commit()
        crash_point("inbox:after-park")
        if parked:
            PARKED.labels(self.service, self.lane, fault.cause).inc()
            self._log.error(
                "parked", event_id=str(delivery.known_id(self.span)), cause=fault.cause, detail=fault.detail
            )

    def _roll_back(self, tx: Transaction) -> None:
        try:
            tx.rollback()
        except DatabaseError:
            self.connection.close()
