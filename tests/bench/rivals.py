"""Who does the work of w1, and with which programs."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from deploy.local.programs import ROOT, Command
from tests.bench.journey import PROCESSES, QUEUES
from tests.bench.programs import foreign, process
from tests.bench.site import Site
from tests.bench.table import OURS

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


def ours(site: Site) -> list[Command]:
    return [process(site, name).command for name in reversed(PROCESSES) if name != "gateway"] + [
        process(site, "public-api").command
    ]


def bare(site: Site) -> list[Command]:
    """Ours, with an api that only repeats."""
    *others, api = ours(site)
    return [*others, replace(api, name="bare-api", argv=(api.argv[0], "-m", "tests.bench.bare"))]


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
    Contestant(OURS, QUEUES, ours, OUR_OWN),
    Contestant("FastAPI + FastStream", ("bench_whole",), fastapi_faststream),
    Contestant("FastAPI + Celery", ("bench_whole_celery",), celery),
    Contestant("FastAPI + Dramatiq", ("bench_whole_dramatiq",), dramatiq),
    Contestant("nameko (weaker)", ("evt-intake-case_registered--telling.on_case_registered",), nameko),
)

# Ours again, kept busy for long when all the others are done.
ALONE = replace(CONTESTANTS[0], name=f"{OURS}, for long")

# No contestant: what the work costs at least (tests/bench/bare.py).
BARE = Contestant("bare (no checks)", QUEUES, bare, OUR_OWN)
