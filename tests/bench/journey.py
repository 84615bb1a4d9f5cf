"""From the moment a grievance should be sent to the commit of the citizen's acknowledgement in notify."""

import contextlib
import json
import time
from collections.abc import Iterator

from deploy.local.programs import Child, wait_until
from kernel.topology import SHARED, queue_name
from tests.bench import accept, callers, town
from tests.bench.feeder import middle_and_worst
from tests.bench.programs import cpu_ms, process, require_running, started
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most

PER_SECOND = 100
SECONDS = 60.0
WARM_UP_SECONDS = 4.0
PATIENCE_SECONDS = 30.0
PROCESSES = ("gateway", "public-relay", "notify-worker", "notify-worker-revenue")
QUEUES = (queue_name("notify", SHARED), queue_name("notify", "revenue"))

# The instant at which a transaction became durable is known for the rows it wrote.
WATCH = """
CREATE TABLE bench_told (case_id uuid NOT NULL, inserted_at timestamptz NOT NULL);
CREATE FUNCTION bench_note_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO bench_told
    SELECT (params ->> 'case_id')::uuid, clock_timestamp()
      FROM told WHERE purpose = 'case-registered' AND contact_id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER bench_note_told AFTER INSERT ON message REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION bench_note_told();
"""
TOLD = "SELECT case_id::text, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float FROM bench_told"


def measure(site: Site, table: Table, seconds: float = SECONDS) -> None:
    """All processes as deployed, at a steady pace that does not wait for anybody."""
    town.settle(site)
    site.forget_history()
    site.run("public", "TRUNCATE outbox")
    site.run("notify", WATCH)
    with everything(site) as (children, port):
        requests = town.grievances()
        callers.offer(port, requests, PER_SECOND, WARM_UP_SECONDS)
        before = {name: cpu_ms(child) for name, child in children.items()}
        filed = callers.offer(port, requests, PER_SECOND, seconds, keep=True)
        told = wait_for_all(site, filed)
        spent = {name: cpu_ms(child) - before[name] for name, child in children.items()}
        for child in children.values():
            require_running(child)
    report(table, filed, told, spent)


@contextlib.contextmanager
def everything(site: Site) -> Iterator[tuple[dict[str, Child], int]]:
    """Gateway, api, relay and workers; the workers first, so that nothing is said to nobody."""
    with contextlib.ExitStack() as running:
        children = {
            name: running.enter_context(started(process(site, name).command)) for name in reversed(PROCESSES)
        }
        for queue in QUEUES:
            wait_until(lambda queue=queue: site.consumers(queue) > 0, 30, f"a consumer of {queue}")
        api, port = running.enter_context(accept.answering(site, process(site, "public-api").command))
        yield children | {"public-api": api} | site.servers(), port


def wait_for_all(site: Site, filed: callers.Answers) -> dict[str, float]:
    """When each acknowledgement was committed, by its case."""
    wanted = {json.loads(body)["case_id"] for _, body in filed.bodies}
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        told = dict(site.run("notify", TOLD))
        missing = wanted - told.keys()
        if not missing:
            return told
        if time.monotonic() > end:
            raise RuntimeError(f"{len(missing)} of {len(wanted)} citizens were not told")
        time.sleep(0.5)


def report(table: Table, filed: callers.Answers, told: dict[str, float], spent: dict[str, float]) -> None:
    filed.forgive(503)
    refused = f", {len(filed.refused)} refused with 503" if filed.refused else ""
    waited = [(told[json.loads(body)["case_id"]] - sent) * 1000 for sent, body in filed.bodies]
    p50, p99 = middle_and_worst(waited)
    table.add("journey", OURS, "ms p50", [p50], at_most(30))
    table.add("journey", OURS, "ms p99", [p99], at_most(150))
    table.add("journey", OURS, "ms longest", [max(waited)])
    table.add("journey", OURS, "ms p50, answer to the portal", [middle_and_worst(filed.waited)[0]])
    table.add("journey", OURS, "CPU-ms/grievance, all processes", [sum(spent.values()) / len(waited)])
    parts = ", ".join(
        f"{name} {ms / len(waited):.2f}" for name, ms in sorted(spent.items(), key=lambda p: -p[1])
    )
    table.remark(
        f"journey: {len(waited):,} grievances at {PER_SECOND}/s, open loop, from the instant at which each should be"
        f" sent to the commit time of its acknowledgement in notify{refused}. CPU-ms per grievance: {parts}."
    )
