"""From a commit in auth to the commit in each of the five services, at quiet: changes of the directory, and people cut off."""

import contextlib
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from kernel.database import Database
from kernel.migrate import migrate
from kernel.sealing import generate_keys
from services.auth import actions
from services.auth.actions import revoking
from services.auth.domain import EndReason
from tests.auth.organisation import AREAS, SYSTEM, enter
from tests.bench.feeder import middle_and_worst
from tests.bench.programs import process, require_running, started
from tests.bench.site import SERVICES as READY
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most

SERVICES = ("auth", "files", "wfh", "public", "notify")
CHANGES, CUTS = 50, 30
EVERY_SECONDS = 0.2
PATIENCE_SECONDS = 60.0
SAID = "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float FROM area WHERE code = %s AND name_en = %s"
HEARD = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float
  FROM directory_area
 WHERE code = %s AND name_en = %s
"""


# A service takes no token that is older than what its own table says: from this commit on the person is out.
CUT_OFF = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float
  FROM revocation
 WHERE person_id = %s AND revoked_at > to_timestamp(%s)
"""


def measure(site: Site, table: Table, changes: int = CHANGES, cuts: int = CUTS) -> None:
    """One change after the other; the lag of a change is that of the service that heard it last."""
    prepare(site)
    with (
        contextlib.closing(Database(site.stack.dsn("auth"), size=2, wait_ms=10_000, name="bench")) as pool,
        five_workers(site),
    ):
        with pool.transaction() as tx:
            state = enter(tx)
        wait(site, "Dhamtari")
        lags = [lag_of(site, pool, f"Dhamtari {number}") for number in range(changes)]
        outs = [seconds_until_out(site, pool, state.officer) for _ in range(cuts)]
    report(table, "directory", lags)
    report(table, "revocation", outs)
    table.remark(
        f"directory: {changes} changes, one every {EVERY_SECONDS} s, from the commit in auth to the commit in the last"
        f" of the five services' copies, over relay, broker and workers; revocation: the same of {cuts} people cut off,"
        " from the act itself."
    )


def report(table: Table, name: str, lags: list[float]) -> None:
    p50, p99 = middle_and_worst([1000 * lag for lag in lags])
    table.add(name, OURS, "ms p50", [p50])
    table.add(name, OURS, "ms p99", [p99], at_most(1000))
    table.add(name, OURS, "ms longest", [1000 * max(lags)], at_most(1000))


@contextlib.contextmanager
def five_workers(site: Site) -> Iterator[None]:
    """Who says and who hears; none of them may end meanwhile."""
    with contextlib.ExitStack() as running:
        names = [*(f"{service}-worker" for service in SERVICES), "auth-relay"]
        children = [running.enter_context(started(process(site, name).command)) for name in names]
        yield
        for child in children:
            require_running(child)


def prepare(site: Site) -> None:
    for service in SERVICES:
        if service not in READY:
            site.stack.create_database(service)
            with contextlib.redirect_stdout(io.StringIO()):
                migrate(site.stack.dsn(service, "owner"), service)
    generate_keys(site.installation.keys / "sealing", list(SERVICES))


def lag_of(site: Site, pool: Database, name: str) -> float:
    with pool.transaction() as tx:
        actions.save_areas(tx, SYSTEM, [replace(AREAS[1], name_en=name)])
    heard = wait(site, name)
    ((said,),) = site.run("auth", SAID, "CG-DMT", name)
    time.sleep(EVERY_SECONDS)
    return heard - said


def wait(site: Site, name: str) -> float:
    """The instant at which the last of the services had committed the *name*."""
    end, latest = time.monotonic() + PATIENCE_SECONDS, 0.0
    for service in SERVICES:
        while not (found := site.run(service, HEARD, "CG-DMT", name)):
            if time.monotonic() > end:
                raise RuntimeError(f"{service} did not hear of {name}")
            time.sleep(0.02)
        latest = max(latest, found[0][0])
    return latest


def seconds_until_out(site: Site, pool: Database, person_id: UUID) -> float:
    """From the act that cuts a person off to the commit by which the last of the services knows."""
    acted = time.time()
    with pool.transaction() as tx:
        revoking.cut_off(tx, [person_id], EndReason.RIGHTS)
    end, latest = time.monotonic() + PATIENCE_SECONDS, 0.0
    for service in SERVICES:
        while not (found := site.run(service, CUT_OFF, str(person_id), acted)):
            if time.monotonic() > end:
                raise RuntimeError(f"{service} did not hear who is cut off")
            time.sleep(0.02)
        latest = max(latest, found[0][0])
    time.sleep(EVERY_SECONDS)
    return latest - acted
