"""The same work for all: from a citizen's grievance through nginx to the messages that a consumer wrote."""

import contextlib
import itertools
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.programs import ROOT, Child, Command, wait_until
from kernel.topology import SHARED, queue_name
from tests.bench import callers, town
from tests.bench.feeder import percentile
from tests.bench.journey import PROCESSES
from tests.bench.programs import cpu_ms, family, foreign, process, require_running, memory_mb, started
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_least, at_most

ROUNDS = 3
CONNECTIONS = 16
PACE_PER_SECOND = 100
WARM_UP_SECONDS, SATURATED_SECONDS, PACED_SECONDS = 2.0, 4.0, 4.0
LONG_SECONDS = 600.0
PATIENCE_SECONDS = 60.0
KILLED_SECONDS, KILLED_PER_SECOND, KILL_EVERY_SECONDS = 12.0, 50, 2.0

TABLES = """
CREATE TABLE IF NOT EXISTS bench_inbox (event_id uuid PRIMARY KEY);
CREATE TABLE IF NOT EXISTS bench_contact (contact_id uuid PRIMARY KEY, sealed text NOT NULL);
CREATE TABLE IF NOT EXISTS bench_message (
    message_id uuid PRIMARY KEY, case_id uuid NOT NULL, purpose text NOT NULL, params jsonb NOT NULL,
    state text NOT NULL DEFAULT 'CREATED', created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS bench_message_due ON bench_message (created_at) WHERE state = 'CREATED';
TRUNCATE bench_inbox, bench_contact, bench_message;
"""
THEIRS = (
    "SELECT case_id::text, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float FROM bench_message"
    " WHERE purpose = 'case-registered'"
)
OUR_OWN = (
    "SELECT params ->> 'case_id', extract(epoch FROM pg_xact_commit_timestamp(xmin))::float FROM message"
    " WHERE purpose = 'case-registered' AND contact_id IS NOT NULL"
)


@dataclass(frozen=True)
class Contestant:
    """A way to do the work: its programs in the order of their start, the api last; its queues; where its messages lie."""

    name: str
    queues: tuple[str, ...]
    programs: Callable[[Site], list[Command]]
    told: str = THEIRS


@dataclass
class Figures:
    """What the rounds of one contestant gave."""

    accepted: list[float] = field(default_factory=list)
    completed: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)
    waited: list[tuple[float, float, float]] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


def measure(site: Site, table: Table, rounds: int = ROUNDS, saturated: float = SATURATED_SECONDS) -> None:
    """Every contestant in every round, one after the other, on the same servers; then all under kills."""
    town.settle(site)
    figures = {contestant: Figures() for contestant in CONTESTANTS}
    with started(process(site, "gateway").command):
        for _ in range(rounds):
            for contestant, found in figures.items():
                one_round(site, contestant, found, saturated)
        report(table, figures)
        for contestant in CONTESTANTS:
            lost, doubled, accepted = under_kills(site, contestant)
            table.add("w1 killed", contestant.name, "accepted", [accepted])
            table.add("w1 killed", contestant.name, "lost", [lost], at_most(0))
            table.add("w1 killed", contestant.name, "told twice", [doubled], at_most(0))
    table.remark(
        f"w1 killed: {KILLED_PER_SECOND}/s for {KILLED_SECONDS:.0f} s while every {KILL_EVERY_SECONDS:.0f} s one of its"
        " processes gets kill -9 and comes back at once; lost are cases that were answered with 201 and told to nobody."
    )


def one_round(site: Site, contestant: Contestant, figures: Figures, saturated: float) -> None:
    """As much as it can take until all of it is done, then a modest pace."""
    with working(site, contestant) as (children, port):
        requests = town.grievances()
        settle(site, contestant, callers.saturate(port, requests, CONNECTIONS, WARM_UP_SECONDS, keep=True))
        servers = {"postgres": site.stack.postgres.child(), "rabbitmq": site.stack.rabbitmq.children()[1]}
        before = {name: cpu_ms(child) for name, child in (children | servers).items()}
        began = time.time()
        busy = callers.saturate(port, requests, CONNECTIONS, saturated, keep=True)
        told = settle(site, contestant, busy)
        spent = {name: cpu_ms(child) - before[name] for name, child in (children | servers).items()}
        figures.memory.append(memory_mb(*children.values()))
        calm = callers.offer(port, requests, PACE_PER_SECOND, PACED_SECONDS, keep=True)
        later = settle(site, contestant, calm)
        for child in children.values():
            require_running(child)
    done = len(busy.waited)
    figures.accepted.append(busy.per_second)
    figures.completed.append(done / (max(told[case] for case in cases(busy)) - began))
    figures.cpu.append(sum(spent.values()) / done)
    figures.parts = {name: ms / done for name, ms in spent.items()}
    waited = sorted((later[json.loads(body)["case_id"]] - sent) * 1000 for sent, body in calm.bodies)
    figures.waited.append((percentile(waited, 50), percentile(waited, 99), percentile(waited, 99.9)))
    figures.answered.append(percentile(sorted(calm.waited), 99))


def cases(answers: callers.Answers) -> set[str]:
    """The cases that were accepted."""
    return {json.loads(body)["case_id"] for _, body in answers.bodies}


def settle(site: Site, contestant: Contestant, answers: callers.Answers) -> dict[str, float]:
    """When each accepted case was told, once all of them are."""
    answers.forgive(503)
    wanted = cases(answers)
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        told = dict(site.run("notify", contestant.told))
        if wanted <= told.keys():
            return told
        if time.monotonic() > end:
            raise RuntimeError(
                f"{contestant.name}: {len(wanted - told.keys())} of {len(wanted)} were not told"
            )
        time.sleep(0.2)


@contextlib.contextmanager
def working(site: Site, contestant: Contestant) -> Iterator[tuple[dict[str, Child], int]]:
    """A contestant's programs on fresh tables; the api answers when the block begins."""
    site.forget_history()
    site.run("public", "TRUNCATE outbox, idempotency")
    site.run("notify", TABLES + "TRUNCATE message CASCADE; TRUNCATE inbox;")
    port = site.installation.gateway.plan().listeners[0].port
    socket = site.installation.sockets / "public-api.sock"
    with contextlib.ExitStack() as running:
        children = {}
        *behind, api = contestant.programs(site)
        for command in behind:
            children[command.name] = running.enter_context(started(command))
        # A consumer that is not there yet has no queue, and what is said then is heard by nobody.
        for queue in contestant.queues:
            wait_until(lambda queue=queue: site.consumers(queue) > 0, 30, f"a consumer of {queue}")
        children[api.name] = child = running.enter_context(started(api))
        wait_until(socket.exists, 20, f"{api.name} ({child.log})", child.is_running)
        callers.wait_for(port, lambda: town.grievance(), 20)
        yield children, port
    socket.unlink(missing_ok=True)


def under_kills(site: Site, contestant: Contestant) -> tuple[int, int, int]:
    """(lost, told twice, accepted) while its processes are killed one after the other."""
    with working(site, contestant) as (children, port):
        answers = offered_while_killing(port, children)
        wanted = cases(answers)
        told = wait_for_quiet(site, contestant, wanted)
    names = [case for case, _ in told]
    return len(wanted - set(names)), len(names) - len(set(names)), len(wanted)


def wait_for_quiet(site: Site, contestant: Contestant, wanted: set[str]) -> list[tuple[str, float]]:
    """What was told when everything was, or when nothing more came for ten seconds."""
    count, since = -1, time.monotonic()
    while True:
        told = site.run("notify", contestant.told)
        if len(told) != count:
            count, since = len(told), time.monotonic()
        if wanted <= {case for case, _ in told} or time.monotonic() - since > 10:
            return told
        time.sleep(0.5)


def offered_while_killing(port: int, children: dict[str, Child]) -> callers.Answers:
    """The answers to a steady offer, while one process after the other is killed and comes back."""
    requests = town.grievances()
    # Who starts a program on a leash is its parent: that has to be this thread, which stays.
    with ThreadPoolExecutor(1) as pool:
        offer = pool.submit(callers.offer, port, requests, KILLED_PER_SECOND, KILLED_SECONDS, keep=True)
        for child in itertools.cycle(children.values()):
            with contextlib.suppress(TimeoutError):
                return offer.result(timeout=KILL_EVERY_SECONDS)
            kill(child)
            revive(child)
    raise RuntimeError("nothing was offered")


def kill(child: Child) -> None:
    """End a program and all that it started, with no word to any of them."""
    pid = child.pid()
    for each in reversed(family(pid) if pid else []):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    wait_until(lambda: not child.is_running(), 5, f"the end of {child.command.name}")


def revive(child: Child) -> None:
    """Start a program again, if it does not run."""
    if not child.is_running():
        if (socket := child.command.environment.get("BENCH_SOCKET")) is not None:
            Path(socket).unlink(missing_ok=True)
        child.start(leash=True)


def report(table: Table, figures: dict[Contestant, Figures]) -> None:
    for contestant, found in figures.items():
        name = contestant.name
        table.add("w1", name, "accepted/s", found.accepted)
        table.add("w1", name, "completed/s", found.completed, at_least(600))
        table.add("w1", name, "CPU-ms/case, all processes", found.cpu, at_most(2.5))
        table.add("w1", name, "MB (PSS) of its processes", found.memory)
        for number, unit in enumerate(("p50", "p99", "p99.9")):
            goal = {"p50": at_most(25), "p99": at_most(80)}.get(unit)
            table.add(
                "w1", name, f"ms {unit} at {PACE_PER_SECOND}/s", [each[number] for each in found.waited], goal
            )
        table.add("w1", name, f"ms p99 of the answer at {PACE_PER_SECOND}/s", found.answered, at_most(15))
        parts = ", ".join(f"{part} {ms:.2f}" for part, ms in sorted(found.parts.items(), key=lambda p: -p[1]))
        table.remark(f"w1 {name}: CPU-ms per case in the last round: {parts}.")
    table.remark(
        "w1: accepted through nginx with a portal's key and an idempotency key, one transaction, both messages of the"
        " case committed by the consumer. Ours and FastAPI + FastStream have outbox and inbox; Celery and Dramatiq an"
        " inbox, but what is accepted is lost when the process dies before it publishes; nameko neither (weaker)."
    )


def ours(site: Site) -> list[Command]:
    return [process(site, name).command for name in reversed(PROCESSES) if name != "gateway"] + [
        process(site, "public-api").command
    ]


def theirs(site: Site, name: str, *argv: str, **facts: str) -> Command:
    """A program of a contestant with the addresses that it may need."""
    known = {
        "BENCH_AMQP": site.stack.amqp_url(),
        "BENCH_DSN": site.stack.dsn("public"),
        "BENCH_NOTIFY_DSN": site.stack.dsn("notify"),
        "BENCH_SEALING": str(site.installation.keys / "sealing" / "public"),
        "BENCH_ROOT": str(ROOT),
    }
    return foreign(name, site.venv, site.work, argv, {**known, **facts})


def uvicorn(site: Site, **facts: str) -> Command:
    socket = str(site.installation.sockets / "public-api.sock")
    argv = ("uvicorn", "fastapi_app:app", "--uds", socket, "--no-access-log", "--log-level", "warning")
    argv += ("--loop", "uvloop", "--http", "httptools")
    return theirs(site, "fastapi", *argv, BENCH_SOCKET=socket, **facts)


def fastapi_faststream(site: Site) -> list[Command]:
    return [
        theirs(site, "faststream", "python", "-m", "whole_faststream"),
        theirs(site, "aio-pika", "python", "-m", "aio_pika_pipelined"),
        uvicorn(site),
    ]


def celery(site: Site) -> list[Command]:
    worker = ("celery", "-A", "whole_celery", "worker", "-P", "threads", "-c", "8", "-l", "ERROR")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return [theirs(site, "celery", *worker, *quiet), uvicorn(site, BENCH_TELL="whole_celery")]


def dramatiq(site: Site) -> list[Command]:
    worker = ("dramatiq", "whole_dramatiq", "-p", "1", "-t", "8")
    return [theirs(site, "dramatiq", *worker), uvicorn(site, BENCH_TELL="whole_dramatiq")]


def nameko(site: Site) -> list[Command]:
    socket = str(site.installation.sockets / "public-api.sock")
    return [
        theirs(site, "nameko-worker", "python", "-m", "whole_nameko", "worker"),
        theirs(site, "nameko-api", "python", "-m", "whole_nameko", "api", socket, BENCH_SOCKET=socket),
    ]


CONTESTANTS = (
    Contestant(OURS, (queue_name("notify", SHARED), queue_name("notify", "revenue")), ours, OUR_OWN),
    Contestant("FastAPI + FastStream", ("bench_whole",), fastapi_faststream),
    Contestant("FastAPI + Celery", ("bench_whole_celery",), celery),
    Contestant("FastAPI + Dramatiq", ("bench_whole_dramatiq",), dramatiq),
    Contestant("nameko (weaker)", ("evt-intake-case_registered--telling.on_case_registered",), nameko),
)
