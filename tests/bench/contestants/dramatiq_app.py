"""Dramatiq: an actor, acknowledged after it returns; eight threads, a connection each, a quorum queue."""

import threading

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker

import work


class QuorumBroker(RabbitmqBroker):
    def _build_queue_arguments(self, queue_name):
        return {**super()._build_queue_arguments(queue_name), "x-queue-type": "quorum"}


broker = QuorumBroker(url=work.AMQP)
dramatiq.set_broker(broker)
local = threading.local()


@dramatiq.actor(queue_name=work.QUEUE, actor_name="on_case_registered")
def on_case_registered(event):
    if not hasattr(local, "connection"):
        local.connection = work.connect()
    work.insert(local.connection, event)
