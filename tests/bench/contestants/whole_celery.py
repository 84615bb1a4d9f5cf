"""Celery: a late acknowledgement and confirmed publishing, an inbox in the consumer; no outbox before it."""

import threading

from celery import Celery

import whole

app = Celery("bench", broker=whole.AMQP)
app.conf.update(
    task_default_queue=f"{whole.QUEUE}_celery",
    task_default_queue_type="quorum",
    task_acks_late=True,
    task_ignore_result=True,
    worker_detect_quorum_queues=True,
    worker_prefetch_multiplier=16,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"confirm_publish": True},
)
local = threading.local()


@app.task(name="on_case_registered", acks_late=True)
def on_case_registered(told):
    if not hasattr(local, "connection"):
        local.connection = whole.connect()
    whole.take(local.connection, told)


def tell(told):
    on_case_registered.delay(told)
