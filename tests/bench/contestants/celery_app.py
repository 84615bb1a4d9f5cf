"""Celery: a task acknowledged late; eight threads, a connection each, a quorum queue."""

import threading

from celery import Celery

import work

app = Celery("bench", broker=work.AMQP)
app.conf.update(
    task_default_queue=work.QUEUE,
    task_default_queue_type="quorum",
    task_acks_late=True,
    task_ignore_result=True,
    worker_detect_quorum_queues=True,
    worker_prefetch_multiplier=16,
    broker_connection_retry_on_startup=True,
)
local = threading.local()


@app.task(name="on_case_registered")
def on_case_registered(event):
    if not hasattr(local, "connection"):
        local.connection = work.connect()
    work.insert(local.connection, event)
