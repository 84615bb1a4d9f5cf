"""FastStream: a pydantic message, acknowledged after the handler, asyncpg, uvloop."""

from datetime import date
from uuid import UUID

import asyncpg
import uvloop
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue
from pydantic import BaseModel

import work


class CaseRegistered(BaseModel):
    event_id: UUID
    case_id: UUID
    number: str
    contact_id: UUID
    language: str
    nature: str
    department: str
    area: str
    due_on: date | None
    nodal_post: UUID | None


broker = RabbitBroker(work.AMQP, default_channel=Channel(prefetch_count=100), logger=None)
app = FastStream(broker)
queue = RabbitQueue(work.QUEUE, durable=True, queue_type=QueueType.QUORUM)


@broker.subscriber(queue, ack_policy=AckPolicy.NACK_ON_ERROR)
async def on_case_registered(event: CaseRegistered) -> None:
    values = [getattr(event, field) for field in work.FIELDS]
    await app.pool.execute(work.INSERT_NUMBERED, *values)


@app.on_startup
async def connect() -> None:
    app.pool = await asyncpg.create_pool(work.DSN, min_size=10, max_size=10)


if __name__ == "__main__":
    uvloop.run(app.run())
