"""The relay's connection to the broker: pipelined publishing, each confirm matched by its own tag."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import pika
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel
from pika.spec import Basic, BasicProperties

from kernel.addresses import in_turn
from kernel.crash import crash_point
from kernel.events import CONTENT_TYPE, TYPE_PREFIX
from kernel.logs import logger
from kernel.relay.rows import Row
from kernel.topology import Topology
from kernel.units import bucket_of

# How long a confirm may take, and whatever else the broker has to answer.
CONFIRM_SECONDS, ANSWER_SECONDS = 10.0, 10.0
_RECONNECT_SECONDS = (0.1, 0.3, 1.0, 2.0)

log = logger(room="relay")


class _Connection(pika.SelectConnection):  # type: ignore[misc]  # pika has no types
    """A connection that need not ask the broker when it has to end."""

    def sever(self) -> None:
        """End at once; who waits for an answer is told that the connection is lost."""
        self._terminate_stream(pika.exceptions.StreamLostError("The broker did not answer in time."))


class Wire:
    """One connection that comes back by itself; rows go out through `publish`, and come back done or returned."""

    def __init__(self, loop: IOLoop, url: str, topology: Topology) -> None:
        self._loop, self._topology = loop, topology
        self._addresses = deque(in_turn(url))
        self._connection: _Connection | None = None
        self._channel: Channel | None = None
        self._failures = 0
        self._tag = 0
        self._sent: dict[int, tuple[Row, float]] = {}
        self._returned: set[str] = set()
        self.confirmed: list[tuple[Row, float]] = []
        self.unroutable: list[Row] = []
        self.is_open, self._shut_at = False, time.monotonic()
        self.on_open: Callable[[], None] = lambda: None
        self.on_confirm: Callable[[], None] = lambda: None

    def connect(self) -> None:
        """Begin to connect; `on_open` is called each time the way is free, also after a loss."""
        parameters = pika.URLParameters(self._addresses[0])
        parameters.heartbeat = 4
        parameters.blocked_connection_timeout = 60
        parameters.socket_timeout = parameters.stack_timeout = 5
        parameters.connection_attempts = 1
        parameters.tcp_options = {
            "TCP_KEEPIDLE": 5,
            "TCP_KEEPINTVL": 2,
            "TCP_KEEPCNT": 3,
            "TCP_USER_TIMEOUT": 10_000,
        }
        self._shut_at = time.monotonic()
        self._connection = _Connection(
            parameters,
            on_open_callback=self._open_channel,
            on_open_error_callback=self._lost,
            on_close_callback=self._lost,
            custom_ioloop=self._loop,
        )

    @property
    def unconfirmed(self) -> int:
        """How many rows are sent and not answered yet."""
        return len(self._sent)

    def in_flight(self) -> list[int]:
        """The numbers of rows that are sent and not confirmed, and of those that came back."""
        rows = [row.seq for row, _ in self._sent.values()]
        return rows + [row.seq for row, _ in self.confirmed] + [row.seq for row in self.unroutable]

    def subjects(self) -> set[str]:
        """Subjects of which something is in flight."""
        return {row.subject for row, _ in self._sent.values()}

    def publish(self, row: Row) -> None:
        """Send a row; it will appear in `confirmed` or `unroutable`, or be forgotten with its channel."""
        if self._channel is None:
            return
        self._tag += 1
        self._sent[self._tag] = (row, time.monotonic())
        kind, key = row.routing_key.rpartition(".")[0], f"{row.routing_key}.{bucket_of(row.subject)}"
        properties = BasicProperties(
            content_type=CONTENT_TYPE,
            delivery_mode=2,
            message_id=str(row.event_id),
            timestamp=int(row.recorded_at.timestamp()),
            type=TYPE_PREFIX + kind,
        )
        self._channel.basic_publish(row.exchange, key, row.envelope.encode(), properties, mandatory=True)

    def renew_if_silent(self) -> None:
        """Give up a channel whose oldest confirm is overdue: what it carried will be published again.

        Of several nodes another one is asked: this one may be cut off from the others. Where the broker does not answer
        that a channel or connection ends or opens, while it goes on to send heartbeats, the connection is severed.
        """
        now = time.monotonic()
        if self._sent and now - next(iter(self._sent.values()))[1] > CONFIRM_SECONDS:
            log.warning("confirm-overdue", in_flight=len(self._sent))
            self._give_up_channel()
            if len(self._addresses) > 1 and self._connection is not None and self._connection.is_open:
                self._connection.close()
        elif self.is_open:
            self._shut_at = now
        elif now - self._shut_at > ANSWER_SECONDS:
            self._shut_at = now
            self._sever()

    def declare_again(self) -> None:
        """Declare the topology anew, because something came back or a while has passed."""
        if self._channel is not None:
            self._declare(self._channel)

    def close(self) -> None:
        """End the connection for good."""
        self.is_open = False
        connection, self._connection = self._connection, None
        if connection is not None and not (connection.is_closed or connection.is_closing):
            connection.close()
        else:
            self._loop.call_later(0, self._loop.stop)

    def _sever(self) -> None:
        if self._connection is not None and not self._connection.is_closed:
            log.warning("broker-silent")
            self._connection.sever()

    def _open_channel(self, connection: pika.SelectConnection) -> None:
        connection.channel(on_open_callback=self._prepare_channel)

    def _prepare_channel(self, channel: Channel) -> None:
        self._tag, self._sent, self._returned = 0, {}, set()
        channel.add_on_close_callback(self._channel_lost)
        channel.add_on_return_callback(self._on_return)
        self._declare(channel)
        channel.confirm_delivery(self._on_answer, callback=lambda _: self._ready(channel))

    def _declare(self, channel: Channel) -> None:
        """Requests on one channel are answered in order, so only the last answer needs to be awaited."""
        for exchange in self._topology.exchanges:
            channel.exchange_declare(
                exchange.name, exchange.kind, durable=True, arguments=dict(exchange.arguments)
            )
        for queue in self._topology.queues:
            channel.queue_declare(queue.name, durable=True, arguments=dict(queue.arguments))
        for binding in self._topology.bindings:
            channel.queue_bind(binding.destination, binding.source, binding.key)

    def _ready(self, channel: Channel) -> None:
        self._channel, self.is_open, self._failures = channel, True, 0
        self.on_open()

    def _on_return(self, _channel: Channel, _method: Any, properties: BasicProperties, _body: bytes) -> None:
        self._returned.add(str(properties.message_id))

    def _on_answer(self, frame: Any) -> None:
        crash_point("relay:before-confirm")
        if isinstance(frame.method, Basic.Nack):
            log.warning("nack", in_flight=len(self._sent))
            self._give_up_channel()
            return
        now = time.monotonic()
        for row in self._answered(frame.method.delivery_tag, multiple=frame.method.multiple):
            if self._returned and str(row.event_id) in self._returned:
                self._returned.discard(str(row.event_id))
                self.unroutable.append(row)
            else:
                self.confirmed.append((row, now))
        crash_point("relay:after-confirm")
        self.on_confirm()

    def _answered(self, tag: int, *, multiple: bool) -> list[Row]:
        if not multiple:
            sent = self._sent.pop(tag, None)
            return [sent[0]] if sent else []
        tags = []
        for sent_tag in self._sent:
            if sent_tag > tag:
                break
            tags.append(sent_tag)
        return [self._sent.pop(sent_tag)[0] for sent_tag in tags]

    def _give_up_channel(self) -> None:
        channel, self._channel = self._channel, None
        self.is_open, self._sent = False, {}
        if channel is not None and channel.is_open:  # type: ignore[unreachable,unused-ignore]  # callbacks set it
            channel.close()

    def _channel_lost(self, _channel: Channel, reason: BaseException) -> None:
        log.info("channel-closed", reason=type(reason).__name__)
        self._channel, self.is_open, self._sent = None, False, {}
        self._loop.call_later(0.2, self._reopen)

    def _reopen(self) -> None:
        if self._connection is not None and self._connection.is_open and self._channel is None:
            self._open_channel(self._connection)

    def _lost(self, _connection: pika.SelectConnection, reason: BaseException | str) -> None:
        self._channel, self.is_open, self._sent = None, False, {}
        if self._connection is None:
            self._loop.stop()
            return
        delay = _RECONNECT_SECONDS[min(self._failures // len(self._addresses), len(_RECONNECT_SECONDS) - 1)]
        self._failures += 1
        self._addresses.rotate(-1)
        log.warning("broker-away", reason=type(reason).__name__, again_in_seconds=delay)
        self._loop.call_later(delay, self.connect)
