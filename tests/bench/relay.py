"""How fast the outbox is emptied with confirms, and how long one event waits for its confirm at a modest pace."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

from deploy.local.programs import Child, Command
from kernel.database import Database
from kernel.edge.worker.inflow import declare
from kernel.topology import Listener, backbone, of_service
from services.public.events import CaseRegistered
from tests.bench import mailbag
from tests.bench.feeder import middle_and_worst, offer
from tests.bench.programs import cpu_ms, foreign, in_turn, process, require_running, started
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_least, at_most

THEIRS = "aio-pika, a hundred confirms at a time"
BACKLOG = 100_000
ROUNDS = 2
WARM_UP = 2_000
WINDOW_SECONDS = 3.0
LAG_PER_SECOND, LAG_WARM_UP_SECONDS, LAG_SECONDS = 200, 1.0, 4.0
LANE = "notify.lane.shared"
DRAIN, DRAIN_TO_LANE, LAG = "relay drain", "relay drain, with a lane", "relay lag"

FILL = """
INSERT INTO outbox (event_id, subject, sequence, exchange, routing_key, envelope)
SELECT id, id::text, 1, 'events', 'public.case-registered.v1.hfw', replace(%s, %s, id::text)
  FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %s)) AS made
"""
# Rows go nearly in their order, and the oldest one is found without counting.
OLDEST = "SELECT seq FROM outbox ORDER BY seq LIMIT 1"
# The row goes when its confirm came: this instant is a little later than the confirm, for everybody alike.
WATCH_CONFIRMS = """
CREATE TABLE IF NOT EXISTS bench_lag (recorded_at timestamptz NOT NULL, gone_at timestamptz NOT NULL);
CREATE OR REPLACE FUNCTION bench_note_lag() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO bench_lag SELECT recorded_at, clock_timestamp() FROM gone;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS bench_note_lag ON outbox;
CREATE TRIGGER bench_note_lag AFTER DELETE ON outbox REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bench_note_lag();
TRUNCATE bench_lag;
"""


class Sample(NamedTuple):
    """An instant, how many events were confirmed by then, and the CPU-ms used."""

    at: float
    done: int
    relay_ms: float
    broker_ms: float


@dataclass
class Figures:
    """What the rounds of one contestant gave."""

    rate: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    brokers_cost: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


def measure(site: Site, table: Table, rounds: int = ROUNDS, seconds: float = LAG_SECONDS) -> None:
    """All relays in every round: a backlog to the history, one to a lane as well, then a steady pace."""
    commands = {OURS: process(site, "public-relay").command, THEIRS: _on_aio_pika(site)}
    figures = {(kind, name): Figures() for kind in (DRAIN, DRAIN_TO_LANE, LAG) for name in commands}
    for number in range(rounds):
        for kind in (DRAIN, DRAIN_TO_LANE):
            stand(site, with_lane=kind == DRAIN_TO_LANE)
            for name in in_turn(commands, number):
                drain(site, commands[name], figures[kind, name])
        for name in in_turn(commands, number):
            wait_for_confirms(site, commands[name], seconds, figures[LAG, name])
    report(table, figures)
    table.remark(
        f"relay: {BACKLOG:,} rows, of which {WINDOW_SECONDS:.0f} s are watched; counted when they are deleted after their"
        " confirm. All events go into the history stream; with a lane, each goes into a quorum queue too. Lag: at"
        f" {LAG_PER_SECOND}/s, with a lane, from the row's record to its deletion."
    )


def report(table: Table, figures: dict[tuple[str, str], Figures]) -> None:
    for (kind, name), found in figures.items():
        table.add(kind, name, "events/s", found.rate, at_least(10_000))
        table.add(kind, name, "CPU-ms/event", found.cost)
        table.add(kind, name, "CPU-ms/event, broker", found.brokers_cost)
        table.add(kind, name, "ms p50", found.p50, at_most(20))
        table.add(kind, name, "ms p99", found.p99, at_most(100))


def stand(site: Site, *, with_lane: bool) -> None:
    """What the relay itself needs and, if wanted, a listener's lane behind it."""
    channel, lane = site.channel(), of_service(Listener("notify", (CaseRegistered,)), {})
    declare(channel, backbone() + lane)
    if not with_lane:
        for binding in lane.bindings:
            if binding.to_exchange:
                channel.exchange_unbind(binding.destination, binding.source, binding.key)


def drain(site: Site, command: Command, figures: Figures) -> None:
    """Events a second from a full outbox, after the warm-up."""
    fill(site, BACKLOG)
    with started(command) as child:
        samples = list(_watch(site, child))
    first, last = samples[0], samples[-1]
    events = last.done - first.done
    figures.rate.append(events / (last.at - first.at))
    figures.cost.append((last.relay_ms - first.relay_ms) / events)
    figures.brokers_cost.append((last.broker_ms - first.broker_ms) / events)


def fill(site: Site, events: int) -> None:
    """Put so many events into the outbox, and nothing else; the lane's queue is emptied."""
    _clear(site)
    told = mailbag.facts(1)
    site.run("public", FILL, mailbag.envelope(told), told["event_id"], events)
    site.run("public", "VACUUM ANALYZE outbox")


def wait_for_confirms(site: Site, command: Command, seconds: float, figures: Figures) -> None:
    """Milliseconds from record to confirm while events are announced at a steady pace."""
    _clear(site)
    site.run("public", WATCH_CONFIRMS)
    with started(command) as child, closing(Database(site.stack.dsn("public"), name="bench")) as database:
        offer(lambda number: _announce(database, number), LAG_PER_SECOND, LAG_WARM_UP_SECONDS)
        _wait_until_empty(site, child)
        site.run("public", "TRUNCATE bench_lag")
        count = offer(lambda number: _announce(database, number), LAG_PER_SECOND, seconds)
        _wait_until_empty(site, child)
    found = site.run(
        "public", "SELECT extract(epoch FROM gone_at - recorded_at)::float * 1000 FROM bench_lag"
    )
    site.run("public", "DROP TRIGGER bench_note_lag ON outbox")
    if len(found) != count:
        raise RuntimeError(f"{len(found)} of {count} events were confirmed")
    lags = [lag for (lag,) in found]
    p50, p99 = middle_and_worst(lags)
    figures.p50.append(p50)
    figures.p99.append(p99)


def _announce(database: Database, number: int) -> None:
    told = mailbag.facts(number)
    with database.transaction() as tx:
        tx.announce(mailbag.registered(told), born_in="HFW")


def _watch(site: Site, child: Child) -> Iterator[Sample]:
    """Samples from the warm-up's end until all is done or the window is over."""
    end, broker = time.monotonic() + 30, site.stack.rabbitmq.children()[1]
    with site.owner("public") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM outbox")
        last = cursor.fetchone()[0]
        while time.monotonic() < end:
            cursor.execute(OLDEST)
            oldest, now = cursor.fetchone(), time.monotonic()
            done = BACKLOG - (last - oldest[0] + 1) if oldest else BACKLOG
            if done >= WARM_UP:
                yield Sample(now, done, cpu_ms(child), cpu_ms(broker))
                if done >= BACKLOG:
                    return
                end = min(end, now + WINDOW_SECONDS)
            require_running(child)
            time.sleep(0.05)


def _wait_until_empty(site: Site, child: Child) -> None:
    end = time.monotonic() + 20
    while site.run("public", "SELECT EXISTS (SELECT FROM outbox)")[0][0] and time.monotonic() < end:
        require_running(child)
        time.sleep(0.2)


def first_waiting(site: Site) -> int:
    """The number of the oldest event in the outbox; the difference of two is how many were sent meanwhile.

    Raises RuntimeError when nothing waits.
    """
    found = site.run("public", OLDEST)
    if not found:
        raise RuntimeError("the outbox is empty")
    return int(found[0][0])


def _clear(site: Site) -> None:
    site.run("public", "TRUNCATE outbox, aggregate_version")
    site.channel().queue_purge(LANE)


def _on_aio_pika(site: Site) -> Command:
    facts = {
        "BENCH_AMQP": site.stack.amqp_url(),
        "BENCH_DSN": site.stack.dsn("public"),
        "BENCH_EXCHANGES": "events",
    }
    return foreign("aio-pika", site.venv, site.work, ("python", "-m", "aio_pika_pipelined"), facts)
