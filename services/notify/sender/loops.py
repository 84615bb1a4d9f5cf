"""The sender's threads: one plans, one per connection sends; each goes on whatever happens to the others."""

import threading
import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import partial

from kernel import clock, logs
from kernel.crash import crash_point
from kernel.database import Database
from kernel.errors import Unavailable
from kernel.metrics import Counter, Gauge, Histogram
from kernel.sealing import Sealing
from services.notify import actions
from services.notify.domain import Result
from services.notify.sender.parcels import (
    Parcel,
    Provider,
    ProviderAwayError,
    ProviderBusyError,
    compose,
    ways,
)

BATCH = 50
# What is the same for many messages, such as who answers for their posts, is looked up once for so many.
PLANNED_AT_ONCE = 400
LONGEST_PAUSE_SECONDS = 10.0
# Operators count by the second.
BUSY_SECONDS = 1.0
MEASURE_SECONDS = 10.0
# What is planned rings a bell; this is for what falls due again, receipts, and the plans of other senders.
SEND_POLL_SECONDS = 0.25

DELIVERIES = Counter(
    "karyasetu_deliveries_total", "Deliveries by channel and outcome.", ["channel", "outcome"]
)
SECONDS = Histogram(
    "karyasetu_delivery_seconds",
    "From the decision to tell somebody to the provider's answer.",
    ["channel"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
PROVIDER_UP = Gauge("karyasetu_provider_up", "1 while a provider can be reached.", ["channel"])
WAITING = Gauge(
    "karyasetu_messages", "Messages not planned yet, waiting, and the oldest one's delay.", ["what"]
)


class Sender:
    """Plans messages and hands deliveries to providers until it is stopped."""

    def __init__(self, database: Database, sealing: Sealing, poll_ms: int = 50) -> None:
        self.database = database
        self.sealing = sealing
        self._poll_seconds = poll_ms / 1000
        self._stopped = threading.Event()
        self._bells: list[threading.Event] = []

    def plan_once(self) -> int:
        """Decide about the messages whose time has come; one that cannot be decided about waits alone."""
        try:
            planned = self._plan(PLANNED_AT_ONCE)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the other messages go on
            logs.logger().error("plan-trouble", **logs.fault(error))
            planned = self._plan_one_by_one()
        if planned:
            self._ring()
        return planned

    def send_once(self, provider: Provider) -> int:
        """Claim, commit, send, store the answers; how many deliveries and receipts were handled.

        Raises, after what was answered is stored, why the provider is to be left alone for a while.
        """
        self._connect(provider)
        with self.database.transaction() as tx:
            claimed = actions.claim(tx, provider.channel, BATCH)
        crash_point("sender:claimed")
        if claimed:
            results = self._hand_over(provider, claimed)
            crash_point("sender:handed-over")
            self._settle(results)
        handled = len(claimed) + self.take_receipts(provider)
        if provider.trouble is not None:
            PROVIDER_UP.labels(provider.channel).set(isinstance(provider.trouble, ProviderBusyError))
            raise provider.trouble
        return handled

    def take_receipts(self, provider: Provider) -> int:
        """Store what a provider reported, then confirm it; how many reports were about our messages."""
        known: set[str] = set()
        if receipts := provider.receipts():
            with self.database.transaction() as tx:
                known = actions.settle_receipts(tx, receipts)
        provider.confirm(known)
        return len(known)

    def measure_once(self) -> int:
        """Show how much waits and how late the oldest is."""
        with self.database.transaction(reading=True) as tx:
            waiting = actions.count_waiting(tx)
        for name, count in waiting.items():
            WAITING.labels(name).set(count)
        return 0

    def run(self, providers: Sequence[Provider]) -> None:
        """Work in threads until `stop`; every thread ends after what it has in hand."""
        steps: list[tuple[Callable[[], int], float, threading.Event | None]] = [
            (self.plan_once, self._poll_seconds, self._bell()),
            # No bell: what is planned and sent must not make it count again and again.
            (self.measure_once, MEASURE_SECONDS, None),
        ]
        steps += [
            (partial(self.send_once, provider), SEND_POLL_SECONDS, self._bell()) for provider in providers
        ]
        # Each thread's log lines name the process, which the context of this one knows.
        threads = [threading.Thread(target=copy_context().run, args=(self._repeat, *step)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for provider in providers:
            provider.close()

    def stop(self) -> None:
        """Ask all threads to end."""
        self._stopped.set()
        self._ring()

    def _ring(self) -> None:
        """Wake the threads that rest: there is something to send, or it is time to end."""
        for bell in self._bells:
            bell.set()

    def _bell(self) -> threading.Event:
        self._bells.append(threading.Event())
        return self._bells[-1]

    def _repeat(self, step: Callable[[], int], idle_seconds: float, bell: threading.Event | None) -> None:
        trouble_seconds = 0.0
        while not self._stopped.is_set():
            if bell:
                bell.clear()
            try:
                busy = step() > 0
                trouble_seconds = 0.0
            except Exception as error:  # noqa: BLE001 - one fault must not end the sending of everything else
                busy, trouble_seconds = False, self._trouble(error, trouble_seconds)
            if trouble_seconds:
                self._stopped.wait(trouble_seconds)
            elif not busy and not self._stopped.is_set():
                (bell or self._stopped).wait(idle_seconds)

    def _trouble(self, error: Exception, pause: float) -> float:
        away = isinstance(error, ProviderAwayError | ProviderBusyError | Unavailable)
        log = logs.logger().warning if away else logs.logger().error
        log("sender-trouble", **logs.fault(error))
        if isinstance(error, ProviderBusyError):
            return BUSY_SECONDS
        return min(max(pause * 2, 0.2), LONGEST_PAUSE_SECONDS)

    def _plan(self, limit: int) -> int:
        with self.database.transaction() as tx:
            planned = actions.plan(tx, partial(ways, sealing=self.sealing), limit)
            crash_point("sender:planned")
        crash_point("sender:plan-committed")
        return planned

    def _plan_one_by_one(self) -> int:
        planned = 0
        for _message in range(PLANNED_AT_ONCE):
            try:
                one = self._plan(1)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - this one waits, the next is tried
                logs.logger().error("message-postponed", **logs.fault(error))
                with self.database.transaction() as tx:
                    actions.postpone(tx)
                continue
            planned += one
            if not one:
                break
        return planned

    def _connect(self, provider: Provider) -> None:
        up = PROVIDER_UP.labels(provider.channel)
        up.set(0)
        provider.connect()
        up.set(1)

    def _hand_over(self, provider: Provider, claimed: Sequence[actions.Outgoing]) -> list[Result]:
        made = [compose(outgoing, self.sealing) for outgoing in claimed]
        results = [result for result in made if isinstance(result, Result)]
        results += provider.send([parcel for parcel in made if isinstance(parcel, Parcel)])
        created = {outgoing.delivery_id: outgoing.created_at for outgoing in claimed}
        for result in results:
            if result.is_given_back:
                continue
            DELIVERIES.labels(provider.channel, result.state).inc()
            SECONDS.labels(provider.channel).observe(
                (clock.now() - created[result.delivery_id]).total_seconds()
            )
        return results

    def _settle(self, results: Sequence[Result]) -> None:
        """Store the answers, for as long as the lease holds: forgetting one means sending again."""
        ends_at = time.monotonic() + actions.LEASE.total_seconds()
        while True:
            try:
                with self.database.transaction() as tx:
                    actions.settle(tx, results)
            except Unavailable:
                if time.monotonic() > ends_at:
                    raise
                time.sleep(1)
            else:
                return
