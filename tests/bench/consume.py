"""How many events a second one worker process takes from a filled queue into the database."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from psycopg2 import sql

from deploy.local.programs import Child, Command, python_command
from kernel.edge.worker.inflow import declare
from kernel.topology import Listener, backbone, of_service
from services.public.events import CaseRegistered
from tests.bench import mailbag
from tests.bench.mailbag import Post
from tests.bench.programs import cpu_ms, foreign, in_turn, require_running, started
from tests.bench.site import Site
from tests.bench.table import OURS, Goal, Table, at_least

# What one process can handle within the window, with room to spare: ours in bulk, ours one by one, the others.
BULK_EVENTS, SINGLE_EVENTS, THEIR_EVENTS = 28_000, 12_000, 8_000
ROUNDS = 2
WARM_UP = 1_000  # Connections, caches and prefetch windows are filled by then.
WINDOW_SECONDS = 2.0
PATIENCE_SECONDS = 30.0

COLUMNS = """
    event_id uuid PRIMARY KEY, case_id uuid NOT NULL, number text NOT NULL, contact_id uuid NOT NULL,
    language text NOT NULL, nature text NOT NULL, department text NOT NULL, area text NOT NULL, due_on date,
    nodal_post uuid, handled_at timestamptz NOT NULL DEFAULT clock_timestamp()
"""


@dataclass(frozen=True, eq=False)
class Consumer:
    """A contestant: how it is written to, how many events lie there, and how it is started."""

    measure: str
    name: str
    post: Post
    events: int
    argv: tuple[str, ...] = ()
    how: str = ""
    goal: Goal | None = None

    @property
    def table(self) -> str:
        return f"bench_{self.name.lower()}"

    @property
    def is_ours(self) -> bool:
        return self.name == OURS


def ours(how: str, events: int, goal: float) -> Consumer:
    lane = Post("notify.lane.shared", mailbag.cloudevent, "", "", {})
    return Consumer(f"consume {how}", OURS, lane, events, how=how, goal=at_least(goal))


def contestant(name: str, post: Post, *argv: str) -> Consumer:
    return Consumer("consume single", name, post, THEIR_EVENTS, argv)


NAMEKO = Post(
    "evt-public-case_registered--bench.on_case_registered",
    mailbag.plain,
    "public.events",
    "case_registered",
    {},
)
DEAD_LETTERS = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "bench_dramatiq.XQ"}
CONSUMERS = (
    ours("bulk", BULK_EVENTS, 8_000),
    ours("single", SINGLE_EVENTS, 4_000),
    contestant("nameko", NAMEKO, "python", "-m", "nameko_app"),
    contestant("FastStream", Post("bench_faststream", mailbag.plain), "python", "-m", "faststream_app"),
    contestant(
        "Dramatiq",
        Post("bench_dramatiq", mailbag.dramatiq, arguments=mailbag.QUORUM | DEAD_LETTERS),
        *("dramatiq", "dramatiq_app", "-p", "1", "-t", "8"),
    ),
    contestant(
        "Celery",
        Post("bench_celery", mailbag.celery),
        *("celery", "-A", "celery_app", "worker", "-P", "threads", "-c", "8", "-l", "ERROR"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ),
)


def measure(site: Site, table: Table, rounds: int = ROUNDS) -> None:
    """Every contestant in every round, one after the other."""
    figures: dict[Consumer, list[tuple[float, float, float]]] = {consumer: [] for consumer in CONSUMERS}
    for number in range(rounds):
        for consumer in in_turn(CONSUMERS, number):
            figures[consumer].append(one_round(site, consumer))
    for consumer, rounds_of_it in figures.items():
        names = (consumer.measure, consumer.name)
        rates, costs, databases = zip(*rounds_of_it, strict=True)
        table.add(*names, "events/s", list(rates), consumer.goal)
        table.add(*names, "CPU-ms/event", list(costs))
        table.add(*names, "CPU-ms/event, database", list(databases))
    table.remark(
        "consume: one process each. Ours checks the schema, remembers the id so that nothing is done twice, and keeps"
        " order; FastStream checks by pydantic; nameko, Dramatiq and Celery check nothing beyond JSON. None of these"
        " remembers ids or keeps order. The database is also asked ten times a second how much is done. nameko's handler declares a classic queue, all others read quorum queues."
    )


def one_round(site: Site, consumer: Consumer) -> tuple[float, float, float]:
    """Events a second, and CPU-ms per event of one contestant and of the database, after its warm-up."""
    with working(site, consumer, consumer.events) as child:
        samples = list(watch(site, consumer, child))
    (done, spent, database), (more, spent_later, database_later) = samples[0], samples[-1]
    events = more - done
    return (
        rate(site, consumer.table, done, more),
        (spent_later - spent) / events,
        (database_later - database) / events,
    )


@contextlib.contextmanager
def working(site: Site, consumer: Consumer, events: int) -> Iterator[Child]:
    """The contestant's process at its queue, which was filled before, for as long as the block lasts."""
    make_table(site, consumer.table)
    declare_queue(site, consumer)
    site.purge(consumer.post.queue)
    mailbag.fill(site, consumer.post, events)
    with started(command(site, consumer)) as child:
        yield child
    site.purge(consumer.post.queue)


def watch(site: Site, consumer: Consumer, child: Child) -> Iterator[tuple[int, float, float]]:
    """(events done, CPU-ms spent, CPU-ms of the database), from the warm-up's end until the queue is empty or the window is over."""
    began, give_up = None, time.monotonic() + PATIENCE_SECONDS
    database = site.stack.postgres.child()
    while True:
        spent, done = cpu_ms(child), count(site, consumer.table)
        if began is None and done >= WARM_UP:
            began = time.monotonic()
        if began is not None:
            yield done, spent, cpu_ms(database)
            if done >= consumer.events or time.monotonic() - began > WINDOW_SECONDS:
                return
        elif time.monotonic() > give_up:
            raise RuntimeError(f"{consumer.name} did not begin:\n{child.tail(30)}")
        require_running(child)
        time.sleep(0.1)


def count(site: Site, table: str) -> int:
    counted = site.run("notify", sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    return int(counted[0][0])


def rate(site: Site, table: str, done: int, more: int) -> float:
    """Events a second between the *done*th and the *more*th, by the database's own clock."""
    statement = sql.SQL("SELECT handled_at FROM {} ORDER BY handled_at OFFSET %s LIMIT 1").format(
        sql.Identifier(table)
    )
    first, last = (site.run("notify", statement, number - 1)[0][0] for number in (done, more))
    return (more - done) / (last - first).total_seconds()


def make_table(site: Site, table: str) -> None:
    site.run("notify", f"DROP TABLE IF EXISTS {table}")
    site.run("notify", f"CREATE TABLE {table} ({COLUMNS})")


def declare_queue(site: Site, consumer: Consumer) -> None:
    channel = site.channel()
    post = consumer.post
    if consumer.is_ours:
        # The queue is made by what our worker declares; the table of handled ids begins empty, as theirs do.
        declare(channel, backbone() + of_service(Listener("notify", (CaseRegistered,)), {}))
        site.run("notify", "TRUNCATE inbox")
        return
    channel.queue_declare(post.queue, durable=True, auto_delete=False, arguments=post.arguments)
    if post.exchange:
        channel.exchange_declare(post.exchange, "topic", durable=True, auto_delete=False)
        channel.queue_bind(post.queue, post.exchange, post.routing_key)


def command(site: Site, consumer: Consumer) -> Command:
    """How the contestant is started."""
    installation = site.installation
    if consumer.is_ours:
        base = python_command("ours", "tests.bench.ours", site.work / "ours", consumer.how)
        own = installation.environment("notify") | {"KS_LANES": "shared", "KS_LOG_LEVEL": "warning"}
        return Command(base.name, base.argv, base.directory, base.environment | own)
    facts = {"BENCH_AMQP": site.stack.amqp_url(), "BENCH_DSN": site.stack.dsn("notify")}
    facts |= {"BENCH_TABLE": consumer.table, "BENCH_QUEUE": consumer.post.queue}
    return foreign(consumer.name, site.venv, site.work, consumer.argv, facts)
