"""Splitting a lane of this installation: its parts get workers before anything moves, and lose them when emptied."""

import re
import subprocess
from collections.abc import Mapping, Sequence

from deploy.local import bucket
from deploy.local.installation import Installation, Process
from deploy.local.programs import alone
from deploy.local.supervision import Supervisor
from kernel.units import BUCKETS, parts_of

STARTING_SECONDS = 120
_USUAL = re.compile(r"split \w+ ([\w-]+) (\d+)( .*)?")


def split(site: Installation, service: str, argv: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the kernel's command *argv* (`… split <service> <lane> <parts>`); its exit code is returned."""
    lane, parts = _asked(argv)
    wanted = parts_of(lane, parts)[1:] if 1 <= parts <= BUCKETS else []
    with alone(site.directory / "run.lock"):
        bucket.require_remembered(site.directory)
        _serve_also(site, service, wanted)
        patient = [*argv, "--starting", str(STARTING_SECONDS)]
        code = subprocess.run(patient, env=dict(environment), check=False).returncode
        if code == 0:
            _end_surplus(site, service, lane, wanted)
    return code


def is_split(arguments: Sequence[str]) -> bool:
    """Whether these arguments of the kernel's command ask for a split, in the usual order."""
    return bool(_USUAL.fullmatch(" ".join(arguments)))


def _asked(argv: Sequence[str]) -> tuple[str, int]:
    at = argv.index("split")
    return argv[at + 2], int(argv[at + 3])


def _serve_also(site: Installation, service: str, lanes: list[str]) -> None:
    known = site.further_lanes(service)
    site.remember_further_lanes(service, [*known, *(lane for lane in lanes if lane not in known)])
    Supervisor(site).add(_workers(site, service, lanes))


def _end_surplus(site: Installation, service: str, lane: str, wanted: list[str]) -> None:
    known = site.further_lanes(service)
    part = re.compile(rf"{re.escape(lane)}-\d+")
    surplus = [each for each in known if part.fullmatch(each) and each not in wanted]
    Supervisor(site).remove(_workers(site, service, surplus))
    site.remember_further_lanes(service, [each for each in known if each not in surplus])
    Supervisor(site).write()


def _workers(site: Installation, service: str, lanes: list[str]) -> list[Process]:
    names = {f"{service}-worker-{lane}" for lane in lanes}
    return [process for process in site.processes() if process.name in names]
