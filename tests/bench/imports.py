"""Fifty thousand employees out of a table: how long the short process takes, and how much memory."""

import contextlib
import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from deploy.local.programs import SYSTEM_PATH
from kernel import clock
from kernel.blobs import Blobs
from kernel.database import Database
from kernel.identity import Actor, ActorKind, Zone
from kernel.migrate import migrate
from kernel.sealing import Sealing
from kernel.sheets import Table as Sheet
from kernel.sheets import as_csv, as_xlsx
from services.auth import actions, store
from services.auth.actions import imports
from services.auth.domain.imports import COLUMNS, BatchState
from tests.auth.organisation import SYSTEM, a_charge_of, enter
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most

ROWS = 50_000
KINDS = ("xlsx", "csv")
MOST_SECONDS, MOST_MEGABYTES = 120, 300
GIVEN, FAMILY = (
    [("Anjali", "अंजलि"), ("Bharat", "भारत"), ("Chitra", "चित्रा"), ("Deepak", "दीपक"), ("Esha", "ईशा")],
    [("Sahu", "साहू"), ("Verma", "वर्मा"), ("Netam", "नेताम"), ("Tiwari", "तिवारी"), ("Kashyap", "कश्यप")],
)
STATE = "SELECT state, new_rows, changed_rows, refused_rows FROM import_batch WHERE batch_id = %s"


@dataclass(frozen=True)
class Spent:
    """What one run of the process took."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def measure(site: Site, table: Table, kinds: tuple[str, ...] = KINDS[:1]) -> None:
    """Each is checked and entered into an empty state, then handed in once more; a workbook costs more than text."""
    site.stack.create_database("auth")
    with contextlib.redirect_stdout(io.StringIO()):
        migrate(site.stack.dsn("auth", "owner"), "auth")
    database = Database(site.stack.dsn("auth"), size=2, wait_ms=10_000, name="bench")
    actor = _administrator(database)
    for number, kind in enumerate(kinds):
        content = _table(kind, f"{'AB'[number]}G")
        checked, entered, again = _rounds(site, database, actor, kind, content)
        name = f"import of {ROWS:,} .{kind}"
        table.add(name, OURS, "s", [checked.seconds + entered.seconds], at_most(MOST_SECONDS))
        table.add(name, OURS, "CPU-s of the process", [checked.cpu_seconds + entered.cpu_seconds])
        table.add(f"{name}, its check", OURS, "s", [checked.seconds])
        table.add(f"{name}, again unchanged", OURS, "s", [again.seconds])
        table.add(
            name,
            OURS,
            "MB",
            [max(run.megabytes for run in (checked, entered, again))],
            at_most(MOST_MEGABYTES),
        )
    database.close()
    table.remark(
        "import: the process's own start included; peak RSS as the kernel counts it for the ended process"
    )


def _administrator(database: Database) -> Actor:
    with database.transaction() as tx:
        state = enter(tx)
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-DS-1", "CG100001"))
        charges = store.find_charges_for_token(tx, state.officer, clock.local_date(tx.now))
    return Actor(
        kind=ActorKind.STAFF,
        zone=Zone.SECURE_LAN,
        person_id=state.officer,
        charge=charges[0],
        session_id=clock.new_id(),
    )


def _table(kind: str, prefix: str) -> bytes:
    sheet = Sheet([column.key for column in COLUMNS], _rows(prefix))
    return b"".join(as_csv(sheet) if kind == "csv" else as_xlsx({"Employees": sheet}))


def _rows(prefix: str) -> Iterator[list[str]]:
    chance = random.Random(prefix)  # The same people in each run.
    for number in range(ROWS):
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        names = [f"{each[0]} {each[1]}" for each in zip(given, family, strict=True)]
        contact = [f"9{number:09d}", f"{prefix.lower()}{number}@office.example"]
        yield [f"{prefix}{number:06d}", *names, chance.choice(("hi", "en")), *contact, "", "", "", ""]


def _rounds(
    site: Site, database: Database, actor: Actor, kind: str, content: bytes
) -> tuple[Spent, Spent, Spent]:
    batch_id = _handed_in(site, database, actor, kind, content)
    checked = _worked_off(site)
    _expect(site, batch_id, BatchState.CHECKED, ROWS)
    with database.transaction() as tx:
        imports.order(tx, actor, batch_id)
    entered = _worked_off(site)
    _expect(site, batch_id, BatchState.APPLIED, ROWS)
    site.run("auth", "TRUNCATE outbox")
    once_more = _handed_in(site, database, actor, kind, content)
    again = _worked_off(site)
    _expect(site, once_more, BatchState.CHECKED, 0)
    return checked, entered, again


def _handed_in(site: Site, database: Database, actor: Actor, kind: str, content: bytes) -> UUID:
    installation = site.installation
    sealing = Sealing.from_directory(installation.keys / "sealing" / "auth", "auth")
    blobs = Blobs(installation.directory / "blobs", "auth")
    with database.transaction() as tx:
        return imports.hand_in(tx, actor, blobs, sealing, io.BytesIO(content), f"people.{kind}")


def _worked_off(site: Site) -> Spent:
    """The process as the worker starts it, with what the kernel says of it at its end."""
    environment = {"PATH": SYSTEM_PATH, "PYTHONPATH": ".", **site.installation.environment("auth")}
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", "deploy.launch", "auth", "importer"], env=environment)
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"the importer ended with {child.returncode}")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Spent(time.monotonic() - began, cpu_seconds, usage.ru_maxrss / 1024)


def _expect(site: Site, batch_id: UUID, state: BatchState, new_rows: int) -> None:
    found = site.run("auth", STATE, str(batch_id))[0]
    if found[:2] != (state, new_rows) or found[3]:
        raise RuntimeError(f"the table is {found}")
