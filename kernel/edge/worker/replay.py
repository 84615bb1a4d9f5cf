"""Reading the history stream: everything since the last comparison, or up to now for a queue that was lost."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import amqp
import eventlet

from kernel import history, operations
from kernel.database import Connection, Transaction
from kernel.edge.worker.inflow import depth, to_delivery
from kernel.edge.worker.wire import connect
from kernel.history.tails import Read, Tails
from kernel.inbox import Delivery
from kernel.lanes import assigned_units, standing_still
from kernel.logs import logger
from kernel.metrics import Counter
from kernel.roles import ping
from kernel.topology import HISTORY, Listener, queue_name

MISSED = Counter("karyasetu_events_missed_total", "Events that only the history had.", ["service", "lane"])

_PREFETCH = 500
_AT_ONCE = 500
_FIRST_SECONDS, _SILENCE_SECONDS = 1.5, 0.7
# The regular comparison must not be felt by the lanes of its process.
_REST_SECONDS = 0.05


def compare(
    url: str,
    connection: Connection,
    listener: Listener,
    tails: Tails,
    settled_after: timedelta = history.SETTLED_AFTER,
) -> int:
    """Find what the history has and this service never got, and put it into the waiting room; how many.

    It leaves out what may still be on its way: what is younger than *settled_after*, unless a later event of the subject
    came before it, and what may wait in the queue of a lane that gets on. It notes how far it came.
    """
    since, began_at = _position_and_now(connection)
    settled = began_at - settled_after

    def missing(tx: Transaction, found: history.Comparison, part: list[Delivery]) -> list[Read]:
        read = found.of_service(part)
        unreceived = found.unreceived(tx, read)
        awaited = [pair for pair in read if found.is_awaited(pair[1]) and pair[1].message_id in unreceived]
        old = [pair for pair in read if pair[1].recorded_at <= settled.timestamp()]
        return awaited + tails.gaps(old, unreceived)

    tails.begin()
    found = _hold_missing(url, connection, listener, (since, began_at, _REST_SECONDS), missing)
    ends = tails.ends(lambda lane: bool(depth(url, queue_name(listener.service, lane))))
    with standing_still(connection) as tx:
        last = history.comparison(tx, listener, assigned_units(tx))
        found += _hold(tx, last, last.of_service([delivery for _, delivery in ends]), listener.service)
        history.reached(tx, min(settled, tails.begins_at() or settled))
    return found


def replay_lane(url: str, connection: Connection, listener: Listener, lane: str) -> int:
    """Put all that a lane never got into its waiting room, because its queue is new; how many."""

    def missing(_tx: Transaction, found: history.Comparison, part: list[Delivery]) -> list[Read]:
        return [pair for pair in found.of_service(part) if pair[0] == lane]

    span = (*_position_and_now(connection), 0)
    return _hold_missing(url, connection, listener, span, missing, alarming=False)


def fetch_awaited(url: str, connection: Connection, listener: Listener) -> int:
    """Find in the history only those for which later events wait; how many."""
    tx = Transaction(connection)
    since, now = history.awaited_since(tx), history.now(tx)
    tx.commit()
    if since is None:
        return 0

    def missing(_tx: Transaction, found: history.Comparison, part: list[Delivery]) -> list[Read]:
        return [pair for pair in found.of_service(part) if found.is_awaited(pair[1])]

    return _hold_missing(url, connection, listener, (since, now, _REST_SECONDS), missing)


def _position_and_now(connection: Connection) -> tuple[datetime, datetime]:
    tx = Transaction(connection)
    since, now = history.position(tx), history.now(tx)
    tx.commit()
    return since, now


def _hold_missing(
    url: str,
    connection: Connection,
    listener: Listener,
    span: tuple[datetime, datetime, float],
    missing: Callable[[Transaction, history.Comparison, list[Delivery]], list[Read]],
    *,
    alarming: bool = True,
) -> int:
    """Read from one instant until another, with rests of so many seconds, and hold what is *missing* of each handful."""
    found = 0
    for part in _parts(url, *span):
        ping(connection)
        # What is held goes into the lane of this moment: one that was left meanwhile may have no worker any more.
        with standing_still(connection) as tx:
            now = history.comparison(tx, listener, assigned_units(tx))
            found += _hold(tx, now, missing(tx, now, part), listener.service, alarming=alarming)
    return found


def _hold(
    tx: Transaction, found: history.Comparison, missing: list[Read], service: str, *, alarming: bool = True
) -> int:
    count = found.hold_missing(tx, missing)
    if count:
        lanes = sorted({lane for lane, _ in missing})
        MISSED.labels(service, ",".join(lanes)).inc(count)
        if alarming:
            operations.add_missed(tx, count)
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
