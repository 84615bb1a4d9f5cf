"""Splitting a lane of this installation: its parts get workers before anything moves, and lose them when emptied."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing

from deploy.local import bucket
from deploy.local.installation import POOL_SIZE, SENDER_POOL_SIZE, Installation, Process
from deploy.local.postgres import SETTINGS
from deploy.local.programs import NotReadyError, alone
from deploy.local.supervision import Supervisor
from kernel.database import Database, DatabaseError
from kernel.errors import Unavailable
from kernel.lanes import assigned_units
from kernel.lanes.store import gates
from kernel.topology import SHARED
from kernel.units import BUCKETS, is_bucket, parts_of

STARTING_SECONDS = 120
_USUAL = re.compile(r"split \w+ ([\w-]+) (\d+)( .*)?")
# Of PostgreSQL's connections a process may hold so many; a worker one more for each lane: its timers, its
# comparison with the history, its declaring and its pulse have one each.
_MOST_CONNECTIONS = {
    "api": POOL_SIZE,
    "live": POOL_SIZE,
    "sender": SENDER_POOL_SIZE,
    "relay": 1,
    "worker": 4,
}
# For superusers, an import of employees and the operators' commands.
_KEPT_FREE = 20
_AWAY = (Unavailable, DatabaseError)


def split(site: Installation, service: str, argv: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the kernel's command *argv* (`… split <service> <lane> <parts>`); its exit code is returned.

    Raises NotReadyError, with nothing changed, when the workers of the parts cannot be started.
    """
    lane, parts = _asked(argv)
    wanted = parts_of(lane, parts)[1:] if 1 <= parts <= BUCKETS else []
    patient = [*argv, "--starting", str(STARTING_SECONDS)]
    with (
        alone(site.directory / "run.lock"),
        closing(Database(environment["KS_DATABASE_URL"], name="operator", wait_ms=5000)) as database,
    ):
        bucket.require_remembered(site.directory)
        # Nobody is started for what the command will refuse, in its own words.
        served = wanted if _is_dedicated(database, lane) else []
        new = [each for each in served if each not in site.further_lanes(service)]
        _require_startable(site, new)
        code = 1
        try:
            _serve_also(site, service, served)
            code = subprocess.run(patient, env=dict(environment), check=False).returncode
        finally:
            if code and (unused := _unused(database, new)):
                _end(site, service, unused)
        if code == 0:
            _end_surplus(site, service, lane, wanted)
    return code


def is_split(arguments: Sequence[str]) -> bool:
    """Whether these arguments of the kernel's command ask for a split, in the usual order."""
    return bool(_USUAL.fullmatch(" ".join(arguments)))


def connections_of(process: Process) -> int:
    """How many of PostgreSQL's connections a process may hold at the same time."""
    told, kind = process.command.environment, process.command.argv[-1]
    lanes = told["KS_LANES"].split(",") if kind == "worker" else []
    return _MOST_CONNECTIONS[kind] + len(lanes) if "KS_DATABASE_URL" in told else 0


def _asked(argv: Sequence[str]) -> tuple[str, int]:
    at = argv.index("split")
    return argv[at + 2], int(argv[at + 3])


def _is_dedicated(database: Database, lane: str) -> bool:
    """Whether a department has this lane as its own; False also while the database is away."""
    try:
        with database.transaction(reading=True) as tx:
            assigned = assigned_units(tx)
    except _AWAY:
        return False
    return lane != SHARED and any(at == lane and not is_bucket(unit) for unit, at in assigned.items())


def _require_startable(site: Installation, lanes: list[str]) -> None:
    """Refuse to start more workers than PostgreSQL has connections for, or any that nobody would watch."""
    there, each = int(SETTINGS["max_connections"]), _MOST_CONNECTIONS["worker"] + 1
    room = max(0, there - _KEPT_FREE - sum(map(connections_of, site.processes()))) // each
    if len(lanes) > room:
        message = (
            f"{len(lanes)} more workers do not fit: each may hold {each} of PostgreSQL's {there} connections, "
            f"and those that are left suffice for {room}. Ask for fewer parts."
        )
        raise NotReadyError(message)
    if lanes and not Supervisor(site).is_running():
        raise NotReadyError("The workers of the parts cannot be started, because nothing runs here: make run")


def _serve_also(site: Installation, service: str, lanes: list[str]) -> None:
    if not lanes:
        return
    known = site.further_lanes(service)
    site.remember_further_lanes(service, [*known, *(lane for lane in lanes if lane not in known)])
    Supervisor(site).add(_workers(site, service, lanes))


def _unused(database: Database, lanes: list[str]) -> list[str]:
    """Those of the lanes to which nothing goes and nothing moves; none while the database does not say."""
    try:
        with database.transaction(reading=True) as tx:
            moving = {lane for gate in gates(tx) for lane in (gate.source, gate.lane)}
            used = moving | {*assigned_units(tx).values()}
    except _AWAY:
        return []
    return [lane for lane in lanes if lane not in used]


def _end_surplus(site: Installation, service: str, lane: str, wanted: list[str]) -> None:
    part = re.compile(rf"{re.escape(lane)}-\d+")
    known = site.further_lanes(service)
    _end(site, service, [each for each in known if part.fullmatch(each) and each not in wanted])


def _end(site: Installation, service: str, lanes: list[str]) -> None:
    """End the workers of these lanes, and start them no more."""
    supervisor = Supervisor(site)
    started = supervisor.states()
    supervisor.remove([each for each in _workers(site, service, lanes) if each.name in started])
    known = site.further_lanes(service)
    site.remember_further_lanes(service, [each for each in known if each not in lanes])
    supervisor.write()


def _workers(site: Installation, service: str, lanes: list[str]) -> list[Process]:
    names = {f"{service}-worker-{lane}" for lane in lanes}
    return [process for process in site.processes() if process.name in names]
