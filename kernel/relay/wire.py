"""The relay's connection to the broker: pipelined publishing, each confirm matched by its own tag."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pika
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel
from pika.spec import Basic, BasicProperties

from kernel.addresses import in_turn
from kernel.crash import crash_point
from kernel.events import CONTENT_TYPE, TYPE_PREFIX
from kernel.logs import logger
from kernel.relay.rows import Row, tell_may_repeat
from kernel.topology import Topology
from kernel.units import bucket_of

# How long a confirm may take, and whatever else the broker has to answer.
CONFIRM_SECONDS, ANSWER_SECONDS = 10.0, 10.0
_RECONNECT_SECONDS = (0.1, 0.3, 1.0, 2.0)

log = logger(room="relay")


class _Connection(pika.SelectConnection):  # type: ignore[misc]  # pika has no types
    """A connection that need not ask the broker when it has to end."""

    def sever(self, why: str) -> None:
        """End at once; who waits for an answer is told that the connection is lost."""
        self._terminate_stream(pika.exceptions.StreamLostError(why))


class _Line:
    """A channel in confirm mode for what goes over one exchange, so that all of it goes into the history, or none.

    A RabbitMQ before 4.0 that sends to a stream's new leader what it sent to the old one in vain numbers it by the
    channel instead of by the stream. Where a channel also carried what does not go into the stream, the numbers differ,
    and messages are confirmed that are not in it.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel, self.is_ready = channel, False
        self.sent: dict[int, tuple[Row, float]] = {}
        self._tag = 0
        self._returned: set[str] = set()

    def publish(self, row: Row, key: str, properties: BasicProperties) -> None:
        """Send a row under the next tag."""
        self._tag += 1
        self.sent[self._tag] = (row, time.monotonic())
        self.channel.basic_publish(row.exchange, key, row.envelope.encode(), properties, mandatory=True)

    def on_return(self, _channel: Channel, _method: Any, properties: BasicProperties, _body: bytes) -> None:
        """Nobody takes this message; its confirm follows."""
        self._returned.add(str(properties.message_id))

    def is_returned(self, row: Row) -> bool:
        """Whether a confirmed row came back before."""
        if row.event_id not in self._returned:
            return False
        self._returned.discard(row.event_id)
        return True

    def answered(self, tag: int, *, multiple: bool) -> list[Row]:
        """The rows that a confirm speaks of."""
        if not multiple:
            sent = self.sent.pop(tag, None)
            return [sent[0]] if sent else []
        tags = []
        for sent_tag in self.sent:
            if sent_tag > tag:
                break
            tags.append(sent_tag)
        return [self.sent.pop(sent_tag)[0] for sent_tag in tags]

    def give_up(self) -> None:
        """Forget what is under way, and end."""
        self.sent.clear()
        if self.channel.is_open and self.channel.connection.is_open:
            self.channel.close()


class Wire:
    """One connection that comes back by itself; rows go out through `publish`, and come back done or returned."""

    def __init__(self, loop: IOLoop, url: str, topology: Topology) -> None:
        self._loop, self._topology = loop, topology
        self._addresses = deque(in_turn(url))
        self._connection: _Connection | None = None
        self._lines: dict[str, _Line] = {}
        self._asked = False
        self._failures = 0
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
            on_open_callback=self._open_lines,
            on_open_error_callback=self._lost,
            on_close_callback=self._lost,
            custom_ioloop=self._loop,
        )

    @property
    def unconfirmed(self) -> int:
        """How many rows are sent and not answered yet."""
        return sum(len(line.sent) for line in self._lines.values())

    def in_flight(self) -> list[int]:
        """The numbers of rows that are sent and not confirmed, and of those that came back."""
        rows = [row.seq for row in self._under_way()]
        return rows + [row.seq for row, _ in self.confirmed] + [row.seq for row in self.unroutable]

    def subjects(self) -> set[str]:
        """Subjects of which something is in flight."""
        return {row.subject for row in self._under_way()}

    def publish(self, row: Row) -> None:
        """Send a row; it will appear in `confirmed` or `unroutable`, or be forgotten with its channel."""
        if not self.is_open:
            return
        kind, key = row.routing_key.rpartition(".")[0], f"{row.routing_key}.{bucket_of(row.subject)}"
        properties = BasicProperties(
            content_type=CONTENT_TYPE,
            delivery_mode=2,
            message_id=row.event_id,
            timestamp=int(row.recorded_at.timestamp()),
            type=TYPE_PREFIX + kind,
        )
        self._lines[row.exchange].publish(row, key, properties)

    def renew_if_silent(self) -> None:
        """Give up channels of which the oldest confirm is overdue: what they carried will be published again.

        Of several nodes another one is asked: this one may be cut off from the others. Where the broker does not answer
        that a channel or connection ends or opens, while it goes on to send heartbeats, the connection is severed.
        """
        now = time.monotonic()
        oldest = min(
            (next(iter(line.sent.values()))[1] for line in self._lines.values() if line.sent), default=now
        )
        if now - oldest > CONFIRM_SECONDS:
            log.warning("confirm-overdue", in_flight=self.unconfirmed)
            self._give_up()
            if len(self._addresses) > 1 and self._connection is not None and self._connection.is_open:
                self._connection.close()
        elif self.is_open:
            self._shut_at = now
        elif now - self._shut_at > ANSWER_SECONDS:
            self._shut_at = now
            self._sever()

    def declare_again(self) -> None:
        """Declare the topology anew, because something came back or a while has passed."""
        if self.is_open:
            self._declare(next(iter(self._lines.values())).channel)

    def close(self) -> None:
        """End the connection for good."""
        self.is_open = False
        connection, self._connection = self._connection, None
        if connection is None or connection.is_closed or connection.is_closing:
            self._loop.call_later(0, self._loop.stop)
        elif connection.is_open:
            connection.close()
        else:
            # While the broker greets, pika's own way to close takes a class for its instance and ends the process.
            connection.sever("The connection was not wanted any more.")

    def _sever(self) -> None:
        if self._connection is not None and not self._connection.is_closed:
            log.warning("broker-silent")
            self._connection.sever("The broker did not answer in time.")

    def _under_way(self) -> Iterator[Row]:
        return (row for line in self._lines.values() for row, _ in line.sent.values())

    def _open_lines(self, connection: pika.SelectConnection) -> None:
        lines: dict[str, _Line] = {}
        self._lines, self._asked = lines, True
        for exchange in self._topology.exchanges:
            connection.channel(on_open_callback=partial(self._prepare, lines, exchange.name))

    def _prepare(self, lines: dict[str, _Line], exchange: str, channel: Channel) -> None:
        if self._lines is not lines:
            channel.close()
            return
        line = lines[exchange] = _Line(channel)
        channel.add_on_close_callback(self._channel_lost)
        channel.add_on_return_callback(line.on_return)
        self._declare(channel)
        channel.confirm_delivery(partial(self._on_answer, line), callback=lambda _: self._ready(line))

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

    def _ready(self, line: _Line) -> None:
        line.is_ready = True
        ready = [each for each in self._lines.values() if each.is_ready]
        if line in ready and len(ready) == len(self._topology.exchanges):
            self.is_open, self._failures = True, 0
            self.on_open()

    def _on_answer(self, line: _Line, frame: Any) -> None:
        crash_point("relay:before-confirm")
        if isinstance(frame.method, Basic.Nack):
            if line in self._lines.values():
                log.warning("nack", in_flight=self.unconfirmed)
                self._give_up()
            return
        now = time.monotonic()
        for row in line.answered(frame.method.delivery_tag, multiple=frame.method.multiple):
            if line.is_returned(row):
                self.unroutable.append(row)
            else:
                self.confirmed.append((row, now))
        crash_point("relay:after-confirm")
        self.on_confirm()

    def _give_up(self) -> None:
        lines = self._drop_lines()
        for line in lines.values():
            line.give_up()

    def _drop_lines(self) -> dict[str, _Line]:
        recorded = [row.recorded_at for row in self._under_way()]
        if recorded:
            tell_may_repeat(len(recorded), min(recorded), max(recorded))
        lines, self._lines = self._lines, {}
        self.is_open = self._asked = False
        return lines

    def _channel_lost(self, channel: Channel, reason: BaseException) -> None:
        log.info("channel-closed", reason=type(reason).__name__)
        if any(line.channel is channel for line in self._lines.values()):
            # The other ends with it: who publishes finds both or none.
            self._give_up()
        self._loop.call_later(0.2, self._reopen)

    def _reopen(self) -> None:
        if self._connection is not None and self._connection.is_open and not self._asked:
            self._open_lines(self._connection)

    def _lost(self, _connection: pika.SelectConnection, reason: BaseException | str) -> None:
        self._drop_lines()
        if self._connection is None:
            self._loop.stop()
            return
        delay = _RECONNECT_SECONDS[min(self._failures // len(self._addresses), len(_RECONNECT_SECONDS) - 1)]
        self._failures += 1
        self._addresses.rotate(-1)
        log.warning("broker-away", reason=type(reason).__name__, again_in_seconds=delay)
        self._loop.call_later(delay, self.connect)
