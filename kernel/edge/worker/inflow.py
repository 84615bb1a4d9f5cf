"""Messages of one queue, read by a green thread of their own, so that heartbeats never wait for a handler."""

from collections import deque
from collections.abc import Callable
from typing import Any

import amqp
import eventlet
from eventlet.event import Event as Signal

from kernel.addresses import begin_elsewhere
from kernel.crash import crash_point
from kernel.database import DatabaseError
from kernel.edge.worker.wire import BROKER_ERRORS as BROKER_ERRORS
from kernel.edge.worker.wire import connect
from kernel.inbox import Delivery
from kernel.topology import Topology

NEIGHBOUR_ERRORS: tuple[type[Exception], ...] = (*BROKER_ERRORS, DatabaseError)
_PREFETCH = 400
# How often in a row a queue may have messages of which none came: some may be on their way.
_MOST_STARVED = 3


def declare(channel: amqp.Channel, topology: Topology) -> None:
    """Declare everything; what exists already stays as it is."""
    for exchange in topology.exchanges:
        arguments = dict(exchange.arguments)
        channel.exchange_declare(
            exchange.name, exchange.kind, durable=True, auto_delete=False, arguments=arguments
        )
    for queue in topology.queues:
        channel.queue_declare(queue.name, durable=True, auto_delete=False, arguments=dict(queue.arguments))
    for binding in topology.bindings:
        bind = channel.exchange_bind if binding.to_exchange else channel.queue_bind
        bind(binding.destination, binding.source, binding.key, nowait=True)
    # A split lane has many bindings; requests on one channel are done in order, so the last answer speaks for all.
    channel.basic_qos(0, 0, a_global=False)


def depth(url: str, queue: str) -> int | None:
    """How many messages wait in a queue, None when there is no such queue; over a connection of its own."""
    found = _look(url, queue)
    return found and found[0]


def _look(url: str, queue: str) -> tuple[int, int] | None:
    connection = connect(url)
    try:
        found = connection.channel().queue_declare(queue, passive=True)
    except amqp.NotFound:
        return None
    else:
        return int(found.message_count), int(found.consumer_count)
    finally:
        connection.close()


def to_delivery(message: Any) -> Delivery:
    """The parts of a message that a lane needs."""
    properties, info = message.properties, message.delivery_info
    delivery = Delivery(
        _bytes(message.body),
        _storable(properties.get("content_type", "")),
        _storable(properties.get("message_id", "")),
        _storable(info["routing_key"]),
    )
    delivery.tag, delivery.redelivered = info["delivery_tag"], info["redelivered"]
    delivery.exchange = info["exchange"]
    delivery.recorded_at = properties.get("timestamp", 0)
    return delivery


def _storable(text: str) -> str:
    """What the database takes as a text; it keeps no NUL."""
    return text.replace("\0", "")


class QueueGone(Exception):  # noqa: N818 - an outcome
    """The broker ended our consumer, knows of none, or gives it nothing: most likely the queue was deleted."""


class Inflow:
    """One consumer; what it read waits in `arrived` until it is settled."""

    def __init__(self, url: str, queue: str) -> None:
        self.arrived: deque[Delivery] = deque()
        self.taken = 0
        self._url, self._queue = url, queue
        self._taken_before, self._starved = -1, 0
        self._settled = 0
        self._fault: Exception | None = None
        self._signal: Signal | None = None
        self._connection = connect(url)
        self._channel = self._connection.channel()
        self._channel.basic_qos(0, _PREFETCH, a_global=False)
        self._channel.basic_consume(queue, callback=self._on_message, on_cancel=self._on_cancel)
        self._threads = [eventlet.spawn(self._guard, work) for work in (self._read, self._beat)]

    def wait(self, seconds: float) -> bool:
        """Wait until something arrived; raises QueueGone or one of BROKER_ERRORS."""
        if not self.arrived and self._fault is None:
            self._signal = Signal()
            with eventlet.Timeout(seconds, exception=False):
                self._signal.wait()
            self._signal = None
        if self._fault is not None:
            raise self._fault
        return bool(self.arrived)

    def settle(self, deliveries: list[Delivery]) -> None:
        """Acknowledge up to the last of these; their effects are committed."""
        tag = max((delivery.tag for delivery in deliveries), default=0)
        if tag > self._settled:
            crash_point("worker:before-acknowledge")
            self._channel.basic_ack(tag, multiple=True)
            crash_point("worker:after-acknowledge")
            self._settled = tag

    def require_fed(self) -> int:
        """How many messages wait in the queue; asked every second where there is doubt.

        Raises QueueGone when there is no such queue, when nobody consumes it, or when its messages do not come. Then the
        next connection is to another node: one that has lost its copy of a queue gives nothing to whom it should serve.
        """
        messages, consumers = _look(self._url, self._queue) or (0, 0)
        is_starved = messages > 0 and not self.arrived and self.taken == self._taken_before
        self._starved = self._starved + 1 if is_starved else 0
        self._taken_before = self.taken
        if self._starved >= _MOST_STARVED:
            begin_elsewhere(self._url)
            raise QueueGone
        if not consumers:
            raise QueueGone
        return messages

    def close(self) -> None:
        """Close the channel, which puts back in order what is not settled."""
        for thread in self._threads:
            thread.kill()
        self._connection.collect()

    def _read(self) -> None:
        while True:
            self._connection.drain_events()

    def _beat(self) -> None:
        while True:
            eventlet.sleep(1)
            self._connection.heartbeat_tick()

    def _guard(self, work: Callable[[], None]) -> None:
        """An error here must reach the lane, and never kill the process."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the lane judges it
            self._fail(error)

    def _on_message(self, message: Any) -> None:
        self.taken += 1
        self.arrived.append(to_delivery(message))
        if self._signal is not None and not self._signal.ready():
            self._signal.send()

    def _on_cancel(self, _tag: str) -> None:
        self._fail(QueueGone())

    def _fail(self, error: Exception) -> None:
        self._fault = self._fault or error
        if self._signal is not None and not self._signal.ready():
            self._signal.send()


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)
