"""FastStream with an inbox: CloudEvents from the exchange, pydantic, asyncpg, uvloop, one transaction per event."""

import json
from typing import Any

import asyncpg
import uvloop
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue
from pydantic import BaseModel

import whole


class CloudEvent(BaseModel):
    id: str
    type: str
    subject: str
    data: dict[str, Any]


broker = RabbitBroker(whole.AMQP, default_channel=Channel(prefetch_count=100), logger=None)
app = FastStream(broker)


def queue(key):
    return RabbitQueue(whole.QUEUE, durable=True, queue_type=QueueType.QUORUM, routing_key=key)


def exchange(name):
    return RabbitExchange(name, type=ExchangeType.TOPIC, durable=True, declare=False)


@broker.subscriber(
    queue("public.case-registered.v1.#"), exchange("events"), ack_policy=AckPolicy.NACK_ON_ERROR
)
async def on_case_registered(body: bytes) -> None:
    event = CloudEvent(**json.loads(body))
    async with app.pool.acquire() as connection, connection.transaction():
        if await connection.fetchval(whole.numbered(whole.INBOX), event.id):
            await connection.executemany(whole.numbered(whole.MESSAGE), whole.rows_of(event.data))


sealed = RabbitQueue(
    f"{whole.QUEUE}_sealed",
    durable=True,
    queue_type=QueueType.QUORUM,
    routing_key="public.contact-given.v1.#",
)


@broker.subscriber(sealed, exchange("sealed"), ack_policy=AckPolicy.NACK_ON_ERROR)
async def on_contact_given(body: bytes) -> None:
    event = CloudEvent(**json.loads(body))
    async with app.pool.acquire() as connection, connection.transaction():
        if await connection.fetchval(whole.numbered(whole.INBOX), event.id):
            await connection.execute(
                whole.numbered(whole.CONTACT), event.data["contact_id"], event.data["sealed"]
            )


@app.on_startup
async def connect() -> None:
    app.pool = await asyncpg.create_pool(whole.DSN, min_size=10, max_size=10)


if __name__ == "__main__":
    uvloop.run(app.run())
