"""The same work for all: from a citizen's grievance through nginx to the messages that a consumer wrote."""

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from deploy.local.programs import Child, wait_until
from tests.bench import callers, kills, town
from tests.bench.feeder import percentile
from tests.bench.programs import cpu_ms, in_turn, memory_mb, process, require_running, started
from tests.bench.rivals import ALONE, BARE, CONTESTANTS, Contestant
from tests.bench.site import Site
from tests.bench.table import Goal, Table, at_least, at_most

ROUNDS = 3
CONNECTIONS = 16
PACE_PER_SECOND = 100
WARM_UP_SECONDS, PATIENCE_SECONDS = 1.0, 60.0
PERCENTS = (50, 99, 99.9)
TOLD_GOALS: dict[float, Goal] = {50: at_most(25), 99: at_most(80)}
ANSWER_GOALS: dict[float, Goal] = {99: at_most(15)}

TABLES = """
CREATE TABLE IF NOT EXISTS bench_inbox (event_id uuid PRIMARY KEY);
CREATE TABLE IF NOT EXISTS bench_contact (contact_id uuid PRIMARY KEY, sealed text NOT NULL);
CREATE TABLE IF NOT EXISTS bench_message (
    message_id uuid PRIMARY KEY, case_id uuid NOT NULL, purpose text NOT NULL, params jsonb NOT NULL,
    state text NOT NULL DEFAULT 'CREATED', created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS bench_message_due ON bench_message (created_at) WHERE state = 'CREATED';
TRUNCATE bench_inbox, bench_contact, bench_message;
"""


@dataclass(frozen=True)
class Lengths:
    """The seconds of saturation and of the modest pace in each round, of the kills after the last, and of ours alone."""

    saturated: float = 2.5
    paced: float = 3.0
    killed: float = 12.0
    alone: float = 0.0


# Everybody does the same; when all are done ours holds the pace for ten minutes, which leaves its rows to nobody.
LONG = Lengths(saturated=30.0, paced=30.0, killed=60.0, alone=600.0)


@dataclass(frozen=True)
class Work:
    """A contestant at work: its programs, the gateway's port to them, and what is handed in there."""

    site: Site
    contestant: Contestant
    children: dict[str, Child]
    port: int
    requests: Iterator[bytes] = field(default_factory=town.grievances)


@dataclass
class Figures:
    """What the rounds of one contestant gave."""

    accepted: list[float] = field(default_factory=list)
    completed: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)
    told: list[list[float]] = field(default_factory=list)
    answered: list[list[float]] = field(default_factory=list)
    refused_calmly: int = 0
    accepted_killed: int = 0
    lost: int = 0
    told_twice: int = 0


def measure(
    site: Site,
    table: Table,
    rounds: int = ROUNDS,
    lengths: Lengths = Lengths(),
) -> None:
    """Every contestant in every round, one after the other, on the same servers; at the end of the last under kills.

    What the work costs at least comes after them, and at last ours alone for long, where *lengths* say so.
    """
    town.settle(site)
    figures = {contestant: Figures() for contestant in (*CONTESTANTS, BARE)}
    with started(process(site, "gateway").command) as nginx:
        servers = site.servers() | {"nginx": nginx}
        for number in range(rounds):
            for contestant in in_turn(CONTESTANTS, number):
                found = figures[contestant]
                with working(site, contestant) as work:
                    saturated(work, servers, lengths.saturated, found)
                    paced(work, lengths.paced, found)
                    if number == rounds - 1:
                        under_kills(work, lengths.killed, found)
        with working(site, BARE) as work:
            saturated(work, servers, lengths.saturated, figures[BARE])
        if lengths.alone:
            with working(site, CONTESTANTS[0]) as work:
                saturated(work, servers, lengths.alone, figures.setdefault(ALONE, Figures()))
    for contestant, found in figures.items():
        report(table, contestant.name, found)
    for contestant in CONTESTANTS:
        report_kills(table, contestant.name, figures[contestant])
    explain(table, lengths)


def saturated(work: Work, servers: dict[str, Child], seconds: float, figures: Figures) -> None:
    """As much as it can take, until all of it is done."""
    everybody = work.children | servers
    warm = callers.saturate(work.port, work.requests, CONNECTIONS, WARM_UP_SECONDS, keep=True)
    settle(work.site, work.contestant, warm)
    before = {name: cpu_ms(child) for name, child in everybody.items()}
    began = time.time()
    busy = callers.saturate(work.port, work.requests, CONNECTIONS, seconds, keep=True)
    told = settle(work.site, work.contestant, busy)
    figures.refused.append(100 * len(busy.refused) / (len(busy.waited) + len(busy.refused)))
    spent = {name: cpu_ms(child) - before[name] for name, child in everybody.items()}
    done = len(busy.waited)
    figures.memory.append(memory_mb(*work.children.values()))
    figures.accepted.append(busy.per_second)
    figures.completed.append(done / (max(told[case] for case in cases(busy)) - began))
    figures.cpu.append(sum(spent.values()) / done)
    figures.parts = {name: ms / done for name, ms in spent.items()}


def paced(work: Work, seconds: float, figures: Figures) -> None:
    """A modest pace that does not wait for anybody: how long the answer takes, and how long until it is told."""
    calm = callers.offer(work.port, work.requests, PACE_PER_SECOND, seconds, keep=True)
    figures.refused_calmly += len(calm.refused)
    told = settle(work.site, work.contestant, calm)
    for child in work.children.values():
        require_running(child)
    waited = [(told[json.loads(body)["case_id"]] - sent) * 1000 for sent, body in calm.bodies]
    figures.told.append(percentiles(waited))
    figures.answered.append(percentiles(calm.waited))


def percentiles(values: list[float]) -> list[float]:
    """The values at PERCENTS."""
    ordered = sorted(values)
    return [percentile(ordered, per_cent) for per_cent in PERCENTS]


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
def working(site: Site, contestant: Contestant) -> Iterator[Work]:
    """A contestant's programs on fresh tables; the api answers when the block begins."""
    site.forget_history()
    site.run("public", "TRUNCATE outbox, idempotency")
    site.run("notify", TABLES + "TRUNCATE message CASCADE; TRUNCATE inbox;")
    port = site.installation.gateway.plan().listeners[0].port
    socket = site.installation.sockets / "public-api.sock"
    with contextlib.ExitStack() as running:
        commands = contestant.programs(site)
        children = {command.name: running.enter_context(started(command)) for command in commands}
        # A consumer that is not there yet has no queue, and what is said then is heard by nobody.
        for queue in contestant.queues:
            wait_until(lambda queue=queue: site.consumers(queue) > 0, 30, f"a consumer of {queue}")
        api = children[commands[-1].name]
        wait_until(socket.exists, 20, f"{api.command.name} ({api.log})", api.is_running)
        callers.wait_for(port, town.grievance, 20)
        yield Work(site, contestant, children, port)
    socket.unlink(missing_ok=True)


def under_kills(work: Work, seconds: float, figures: Figures) -> None:
    """What is lost and what is told twice while its processes are killed one after the other."""
    answers = kills.offered_while_killing(work.port, work.children, seconds)
    wanted = cases(answers)
    told = [case for case, _ in wait_for_quiet(work.site, work.contestant, wanted) if case in wanted]
    figures.accepted_killed = len(wanted)
    figures.lost = len(wanted - set(told))
    figures.told_twice = len(told) - len(set(told))


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


def report(table: Table, name: str, found: Figures) -> None:
    table.add("w1", name, "accepted/s", found.accepted)
    table.add("w1", name, "completed/s", found.completed, at_least(600))
    table.add("w1", name, "% refused with 503", found.refused if any(found.refused) else [])
    if found.refused_calmly:
        table.add("w1", name, f"refused at {PACE_PER_SECOND}/s", [found.refused_calmly], at_most(0))
    table.add("w1", name, "CPU-ms/case, all processes", found.cpu, at_most(2.5))
    table.add("w1", name, "MB (PSS) of its processes", found.memory)
    for number, per_cent in enumerate(PERCENTS):
        unit = f"ms p{per_cent} at {PACE_PER_SECOND}/s"
        table.add("w1", name, unit, [each[number] for each in found.told], TOLD_GOALS.get(per_cent))
    for number, per_cent in enumerate(PERCENTS):
        unit = f"ms p{per_cent} of the answer at {PACE_PER_SECOND}/s"
        table.add("w1", name, unit, [each[number] for each in found.answered], ANSWER_GOALS.get(per_cent))
    parts = ", ".join(f"{part} {ms:.2f}" for part, ms in sorted(found.parts.items(), key=lambda p: -p[1]))
    table.remark(f"w1 {name}: CPU-ms per case in the last round: {parts}.")


def report_kills(table: Table, name: str, found: Figures) -> None:
    table.add("w1 killed", name, "accepted", [found.accepted_killed])
    table.add("w1 killed", name, "lost", [found.lost], at_most(0))
    table.add("w1 killed", name, "told twice", [found.told_twice], at_most(0))


def explain(table: Table, lengths: Lengths) -> None:
    """What one has to know to read the figures."""
    table.remark(
        "w1: accepted through nginx with a portal's key and an idempotency key, one transaction, both messages of the"
        " case committed by the consumer. Ours and FastAPI + FastStream have outbox and inbox; Celery and Dramatiq an"
        " inbox, but what is accepted is lost when the process dies before it publishes; nameko neither (weaker)."
        " All processes are a contestant's own with PostgreSQL, RabbitMQ and nginx with its workers, the same for all."
        f" Each was kept busy for {lengths.saturated:g} s a round; in each round another one began."
    )
    table.remark(
        f"w1 {BARE.name}: the statements of ours from an api that checks nothing, seals nothing and says them in one round"
        " trip, with our relay and consumer: what the work costs at least (tests/bench/bare.py)."
    )
    table.remark(
        f"w1 killed: {kills.PER_SECOND}/s for {lengths.killed:.0f} s while every {kills.EVERY_SECONDS:.0f} s one of its"
        " processes gets kill -9 and comes back at once; lost are cases that were answered with 201 and told to nobody."
    )
