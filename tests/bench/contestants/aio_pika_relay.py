"""A plain outbox relay on aio-pika: look, publish, await each confirm, delete what was confirmed."""

import asyncio

import aio_pika
import asyncpg
import uvloop

import work

FIND = "SELECT seq, event_id, exchange, routing_key, envelope FROM outbox ORDER BY seq LIMIT 100"
FORGET = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"
PAUSE_SECONDS = 0.004  # As soon as ours looks again.


async def carry(database, exchange) -> int:
    rows = await database.fetch(FIND)
    for row in rows:
        message = aio_pika.Message(
            row["envelope"].encode(),
            content_type="application/cloudevents+json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=str(row["event_id"]),
        )
        await exchange.publish(message, row["routing_key"], mandatory=True)
    if rows:
        await database.execute(FORGET, [row["seq"] for row in rows])
    return len(rows)


async def main() -> None:
    database = await asyncpg.connect(work.DSN)
    broker = await aio_pika.connect_robust(work.AMQP)
    channel = await broker.channel(publisher_confirms=True)
    exchange = await channel.get_exchange("events")
    while True:
        if not await carry(database, exchange):
            await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    uvloop.run(main())
