"""What it costs to accept a grievance, and how long the caller waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deploy.local.programs import ROOT, Child, Command, wait_until
from tests.bench import callers, town
from tests.bench.feeder import middle_and_worst
from tests.bench.programs import cpu_ms, foreign, in_turn, process, require_running, started
from tests.bench.site import Site
from tests.bench.table import OURS, Table

CONNECTIONS = 16
PACE_PER_SECOND = 150
ROUNDS = 2
WARM_UP_SECONDS, SATURATED_SECONDS, PACED_SECONDS = 1.0, 3.0, 3.0
FASTAPI = "FastAPI + asyncpg"


@dataclass
class Figures:
    """What the rounds of one contestant gave."""

    rate: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    api: list[float] = field(default_factory=list)
    all_: list[float] = field(default_factory=list)
    busy: list[tuple[float, float]] = field(default_factory=list)
    calm: list[tuple[float, float]] = field(default_factory=list)


def measure(site: Site, table: Table, rounds: int = ROUNDS) -> None:
    """Both programs in every round, one after the other, behind the same gateway."""
    commands = {OURS: process(site, "public-api").command, FASTAPI: fastapi(site)}
    figures = {name: Figures() for name in commands}
    town.settle(site)
    with started(process(site, "gateway").command) as gateway:
        for number in range(rounds):
            for name in in_turn(commands, number):
                one_round(site, commands[name], gateway, figures[name])
    report(table, figures)


def one_round(site: Site, command: Command, gateway: Child, figures: Figures) -> None:
    """As much as it can take, then a modest pace."""
    site.run("public", "TRUNCATE outbox, idempotency")
    with answering(site, command) as (api, port):
        requests = town.grievances()
        callers.saturate(port, requests, CONNECTIONS, WARM_UP_SECONDS)
        everybody = (api, gateway, site.stack.postgres.child())
        before, before_all = cpu_ms(api), cpu_ms(*everybody)
        busy = callers.saturate(port, requests, CONNECTIONS, SATURATED_SECONDS)
        spent, spent_all = cpu_ms(api) - before, cpu_ms(*everybody) - before_all
        calm = callers.offer(port, requests, PACE_PER_SECOND, PACED_SECONDS)
        require_running(api)
    for answers in (busy, calm):
        answers.forgive(503)
    figures.refused.append(100 * len(busy.refused) / (len(busy.waited) + len(busy.refused)))
    figures.rate.append(busy.per_second)
    figures.api.append(spent / len(busy.waited))
    figures.all_.append(spent_all / len(busy.waited))
    figures.busy.append(middle_and_worst(busy.waited))
    figures.calm.append(middle_and_worst(calm.waited))


@contextmanager
def answering(site: Site, command: Command) -> Iterator[tuple[Child, int]]:
    """A program that answers on the socket of public's api, and the gateway's port to it."""
    port = site.installation.gateway.plan().listeners[0].port
    with started(command) as child:
        socket = site.installation.sockets / "public-api.sock"
        wait_until(socket.exists, 20, f"{command.name} ({child.log})", child.is_running)
        callers.wait_for(port, town.grievance, 10)
        yield child, port
    socket.unlink(missing_ok=True)


def report(table: Table, figures: dict[str, Figures]) -> None:
    for name, found in figures.items():
        table.add("accept", name, "requests/s", found.rate)
        table.add("accept", name, "CPU-ms/request, api", found.api)
        table.add("accept", name, "CPU-ms/request, api + postgres + nginx", found.all_)
        table.add("accept", name, "% refused with 503", found.refused if any(found.refused) else [])
    for unit, column in (
        (f"ms p50, {CONNECTIONS} busy clients", 0),
        (f"ms p99, {CONNECTIONS} busy clients", 1),
    ):
        for name, found in figures.items():
            table.add("accept", name, unit, [pair[column] for pair in found.busy])
    for unit, column in ((f"ms p50 at {PACE_PER_SECOND}/s", 0), (f"ms p99 at {PACE_PER_SECOND}/s", 1)):
        for name, found in figures.items():
            table.add("accept", name, unit, [pair[column] for pair in found.calm])
    table.remark(
        "accept: one api process each, through nginx and the unix socket; both check the body, keep the key, seal the"
        " contact and the text, and write case, petition, timeline, audit, two outbox rows in one transaction."
    )


def fastapi(site: Site) -> Command:
    """The other program on the socket where the gateway looks for public's api."""
    socket = site.installation.sockets / "public-api.sock"
    argv = ("uvicorn", "fastapi_app:app", "--uds", str(socket), "--no-access-log", "--log-level", "warning")
    sealing = site.installation.keys / "sealing" / "public"
    facts = {"BENCH_DSN": site.stack.dsn("public"), "BENCH_SEALING": str(sealing), "BENCH_ROOT": str(ROOT)}
    return foreign("fastapi", site.venv, site.work, (*argv, "--loop", "uvloop", "--http", "httptools"), facts)
