"""The operator's hand in the broker: bindings of units, and the fence."""

from collections.abc import Collection
from types import TracebackType
from typing import Self
from uuid import UUID

import pika
from pika.adapters.blocking_connection import BlockingChannel

from kernel.addresses import first_that_answers
from kernel.inbox import FENCE_TYPE
from kernel.topology import queue_name, to_lane

BROKER_ERRORS: tuple[type[Exception], ...] = (pika.exceptions.AMQPError, OSError)


class Broker:
    """A short connection with the operator's rights."""

    def __init__(self, url: str) -> None:
        self._connection = first_that_answers(url, _connect, BROKER_ERRORS)
        self._channel: BlockingChannel = self._connection.channel()
        self._channel.confirm_delivery()

    def __enter__(self) -> Self:
        """Use it in a `with`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close it."""
        self._connection.close()

    def bind(self, service: str, lane: str, units: Collection[str]) -> None:
        """Lead units into a lane; repeating changes nothing."""
        for binding in to_lane(service, lane, units):
            self._channel.queue_bind(binding.destination, binding.source, binding.key)

    def unbind(self, service: str, lane: str, units: Collection[str]) -> None:
        """Lead units into a lane no longer, however they were bound by this release or the one before."""
        for binding in to_lane(service, lane, units):
            for key in {binding.key, binding.key.removesuffix(".#")}:
                self._channel.queue_unbind(binding.destination, binding.source, key)

    def put_fence(self, service: str, lane: str, fence_id: UUID) -> None:
        """Put the fence at the end of a lane's queue, and return only when it is safely there."""
        properties = pika.BasicProperties(content_type=FENCE_TYPE, message_id=str(fence_id), delivery_mode=2)
        self._channel.basic_publish("", queue_name(service, lane), b"", properties, mandatory=True)

    def has_lane(self, service: str, lane: str) -> bool:
        """Whether the lane's queue stands and somebody consumes it."""
        channel = self._connection.channel()
        try:
            queue = channel.queue_declare(queue_name(service, lane), passive=True)
        except pika.exceptions.ChannelClosedByBroker:
            return False
        channel.close()
        return bool(queue.method.consumer_count)


def _connect(address: str) -> pika.BlockingConnection:
    parameters = pika.URLParameters(address)
    parameters.socket_timeout = parameters.stack_timeout = parameters.blocked_connection_timeout = 5
    return pika.BlockingConnection(parameters)
