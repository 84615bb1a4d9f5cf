"""The outbox relay on aio-pika with pipelined confirms: a hundred publishings at a time, deleted when all are confirmed."""

import asyncio
import os

import aio_pika
import asyncpg
import uvloop

FIND = "SELECT seq, event_id, exchange, routing_key, envelope FROM outbox ORDER BY seq LIMIT 100"
FORGET = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"
PAUSE_SECONDS = 0.004  # As soon as ours looks again.


def message(row):
    return aio_pika.Message(
        row["envelope"].encode(),
        content_type="application/cloudevents+json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(row["event_id"]),
    )


async def carry(database, exchanges) -> int:
    rows = await database.fetch(FIND)
    await asyncio.gather(
        *(
            exchanges[row["exchange"]].publish(message(row), row["routing_key"], mandatory=False)
            for row in rows
        )
    )
    if rows:
        await database.execute(FORGET, [row["seq"] for row in rows])
    return len(rows)


async def main() -> None:
    database = await asyncpg.connect(os.environ["BENCH_DSN"])
    broker = await aio_pika.connect_robust(os.environ["BENCH_AMQP"])
    channel = await broker.channel(publisher_confirms=True)
    names = os.environ.get("BENCH_EXCHANGES", "events sealed").split()
    exchanges = {name: await channel.get_exchange(name) for name in names}
    while True:
        if not await carry(database, exchanges):
            await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    uvloop.run(main())
