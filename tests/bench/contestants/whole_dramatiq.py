"""Dramatiq: acknowledged after the actor, confirmed publishing, an inbox in the consumer; no outbox before it."""

import threading

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker

import whole


class QuorumBroker(RabbitmqBroker):
    def _build_queue_arguments(self, queue_name):
        return {**super()._build_queue_arguments(queue_name), "x-queue-type": "quorum"}


broker = QuorumBroker(url=whole.AMQP, confirm_delivery=True)
dramatiq.set_broker(broker)
local = threading.local()


@dramatiq.actor(queue_name=f"{whole.QUEUE}_dramatiq")
def on_case_registered(told):
    if not hasattr(local, "connection"):
        local.connection = whole.connect()
    whole.take(local.connection, told)


def tell(told):
    on_case_registered.send(told)
