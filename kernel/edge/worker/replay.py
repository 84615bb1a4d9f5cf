"""Reading the history stream: everything since the last comparison, or up to now for a queue that was lost."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import amqp
import eventlet

from kernel import clock, history
from kernel.database import Connection, Transaction
from kernel.edge.worker.inflow import to_delivery
from kernel.edge.worker.wire import connect
from kernel.inbox import Delivery
from kernel.lanes import assigned_units, standing_still
from kernel.logs import logger
from kernel.metrics import Counter
from kernel.roles import ping
from kernel.topology import HISTORY, Listener

MISSED = Counter("karyasetu_events_missed_total", "Events that only the history had.", ["service", "lane"])

_PREFETCH = 500
_AT_ONCE = 500
_FIRST_SECONDS, _SILENCE_SECONDS = 1.5, 0.7
# The regular comparison must not be felt by the lanes of its process.
_REST_SECONDS = 0.05


def replay_missed(
    url: str,
    connection: Connection,
    listener: Listener,
    only_lane: str | None = None,
    settled_after: timedelta = history.SETTLED_AFTER,
) -> int:
    """Find what the history has and this service never got, and put it into the waiting room; how many.

    With *only_lane* it reads to the very end, because that lane's queue is new; otherwise it leaves out what
    may still be on its way, unless a later event of the subject came before it, and notes how far it came.
    """
    began_at = clock.now()
    tx = Transaction(connection)
    since = history.position(tx)
    tx.commit()
    settled = began_at if only_lane else began_at - settled_after
    found = _hold_missing(url, connection, listener, (since, settled, began_at), only_lane)
    if only_lane is None:
        tx = Transaction(connection)
        history.reached(tx, settled)
        tx.commit()
    return found


def fetch_awaited(url: str, connection: Connection, listener: Listener) -> int:
    """Find in the history only those for which later events wait; how many."""
    tx = Transaction(connection)
    since = history.awaited_since(tx)
    tx.commit()
    if since is None:
        return 0
    return _hold_missing(url, connection, listener, (since, history.BEGINNING, clock.now()))


def _hold_missing(
    url: str,
    connection: Connection,
    listener: Listener,
    span: tuple[datetime, datetime, datetime],
    only_lane: str | None = None,
) -> int:
    """Read from one instant until the last one; what is older than the middle one is no more on its way."""
    since, settled, until = span
    found = 0
    for part in _parts(url, since, until, rest=0 if only_lane else _REST_SECONDS):
        ping(connection)
        # What is held goes into the lane of this moment: one that was left meanwhile may have no worker any more.
        with standing_still(connection) as tx:
            compare = history.comparison(tx, listener, assigned_units(tx))
            found += _hold(tx, compare, _wanted(compare, part, settled, only_lane), listener.service)
    return found


def _wanted(
    compare: history.Comparison, part: list[Delivery], settled: datetime, only_lane: str | None
) -> list[tuple[str, Delivery]]:
    return [
        (lane, delivery)
        for delivery in part
        if (lane := compare.lane_of(delivery)) is not None
        and (only_lane is None or lane == only_lane)
        and (delivery.recorded_at <= settled.timestamp() or compare.is_awaited(delivery))
    ]


def _hold(
    tx: Transaction, compare: history.Comparison, wanted: list[tuple[str, Delivery]], service: str
) -> int:
    count = compare.hold_missing(tx, wanted)
    if count:
        lanes = sorted({lane for lane, _ in wanted})
        MISSED.labels(service, ",".join(lanes)).inc(count)
        logger(room="history").warning("missed", count=count, lanes=lanes)
    return count


def _parts(url: str, since: datetime, until: datetime, rest: float) -> Iterator[list[Delivery]]:
    """Messages of the history in their order, in handfuls, until one was recorded after *until* or it ends."""
    broker = connect(url)
    try:
        channel = broker.channel()
        channel.basic_qos(0, _PREFETCH, a_global=False)
        read: list[Delivery] = []
        patience = _FIRST_SECONDS
        channel.basic_consume(
            HISTORY,
            callback=lambda message: read.append(to_delivery(message)),
            arguments={"x-stream-offset": since},
        )
        while _drain(broker, read, patience):
            patience = _SILENCE_SECONDS
            broker.heartbeat_tick()
            channel.basic_ack(read[-1].tag, multiple=True)
            part, read[:] = list(read), []
            yield part
            if part[-1].recorded_at > until.timestamp():
                return
            eventlet.sleep(rest)
    finally:
        # A farewell would wait for the broker's answer behind everything that it still sends.
        broker.collect()


def _drain(broker: amqp.Connection, read: list[Any], patience: float) -> bool:
    """Read a handful, but not for long; False when the history has no more."""
    enough_at = time.monotonic() + patience
    try:
        while len(read) < _AT_ONCE // 2 and time.monotonic() < enough_at:
            broker.drain_events(timeout=0.02 if read else patience)
    except TimeoutError:
        pass
    return bool(read)
