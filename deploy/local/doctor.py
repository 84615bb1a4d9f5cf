"""`make doctor`: what is missing or unwell, and the exact line or page that mends each."""

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from deploy.local.console import say
from deploy.local.installation import Installation, Process, here
from deploy.local.ports import listeners, listens
from deploy.local.programs import MissingError, find_program
from deploy.local.stack import SERVICES
from deploy.local.supervision import GONE, LIVING, Supervisor, is_busy, is_well

FREE_MIB = 700
PACKAGES = {
    "postgresql": ("postgres", "usr/lib/postgresql/*/bin"),
    "rabbitmq-server": ("rabbitmq-server", "usr/lib/rabbitmq/bin"),
    "erlang-base": ("epmd", "usr/bin"),
    "nginx": ("nginx", "usr/sbin"),
}
PARKED = "SELECT count(*) FROM parked"
UNSENT = "SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL"
# What is behind a parked announcement waits for that one.
WAITING_SECONDS = 60
WAITING = """
SELECT count(*), extract(epoch FROM clock_timestamp() - min(recorded_at))::int
  FROM outbox w
 WHERE parked_at IS NULL
   AND NOT EXISTS (SELECT FROM outbox p WHERE p.parked_at IS NOT NULL AND p.subject = w.subject)
"""
# Departments whose grievances nobody is asked for: held is NULL without a post, false without anybody in it.
WITHOUT_NODAL_OFFICER = """
WITH day (today) AS (SELECT (now() AT TIME ZONE 'Asia/Kolkata')::date),
nodal AS (
    SELECT p.department, p.code AS post_code, EXISTS (
           SELECT FROM directory_charge c JOIN directory_person h ON h.person_id = c.person_id
            WHERE c.post_id = p.post_id AND h.state = 'ACTIVE'
              AND c.kind IN ('SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER')
              AND c.valid_from <= today AND (c.valid_to IS NULL OR c.valid_to >= today)) AS held
      FROM day CROSS JOIN directory_post p
     WHERE 'nodal_officer' = ANY (p.roles)
       AND p.valid_from <= today AND (p.valid_to IS NULL OR p.valid_to >= today)
)
SELECT d.code, bool_or(n.held) AS held, min(n.post_code) AS post_code
  FROM day CROSS JOIN directory_department d LEFT JOIN nodal n ON n.department = d.code
 WHERE d.kind = 'department' AND d.valid_from <= today
   AND (d.valid_to IS NULL OR d.valid_to >= today)
 GROUP BY d.code
HAVING bool_or(n.held) IS NOT TRUE
 ORDER BY d.code
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and the lines to run or the page to open; what *can_wait* keeps nothing from working."""

    wrong: str
    mend: str
    can_wait: bool = False


Check = Callable[[Installation], Iterator[Finding]]


def packages(_site: Installation) -> Iterator[Finding]:
    """Programs of the distribution."""
    for package, (program, place) in PACKAGES.items():
        try:
            find_program(program, place)
        except MissingError:
            line = f"sudo apt-get install -y --no-install-recommends {package}"
            yield Finding(f"{program} is not installed", line)


def locale(_site: Installation) -> Iterator[Finding]:
    """Hindi needs UTF-8 on both ends of the terminal."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        yield Finding(
            f"this terminal writes {encoding or 'nothing known'}, not UTF-8", "export LC_ALL=C.UTF-8"
        )


def disk(site: Installation) -> Iterator[Finding]:
    """Room for the databases and logs."""
    place = site.directory if site.directory.exists() else site.directory.parent
    free = shutil.disk_usage(place).free // (1024 * 1024)
    if free < FREE_MIB:
        yield Finding(
            f"{place} has only {free} MB left",
            f"du -xh {place} | sort -h | tail  # delete what nobody needs\n"
            "make stop && KS_RUN_DIR=/another/place make run  # or begin anew where there is room",
        )


def ports(site: Installation) -> Iterator[Finding]:
    """A remembered port that somebody else has taken since."""
    supervisor = Supervisor(site)
    states = supervisor.states()
    for process in site.processes():
        runs = states.get(process.name, {}).get("pid") or supervisor.lives(process)
        if process.port and not runs and listens(process.port):
            yield Finding(
                f"port {process.port} of {process.name} is taken by another program", _freeing(process.port)
            )


def _freeing(port: int) -> str:
    """The lines that end what listens on *port*, or name it where only root may see it, and start ours."""
    programs = [f"kill {pid}  # it is {name}" for pid, name in listeners(port).items()]
    shown = f"sudo ss -ltnp 'sport = :{port}'  # from the package iproute2; end the program that it shows"
    return "\n".join([*(programs or [shown]), "make run"])


def processes(site: Installation) -> Iterator[Finding]:
    """Processes that are down or do not answer."""
    supervisor = Supervisor(site)
    states = supervisor.states()
    if not states:
        yield Finding(GONE if supervisor.is_gone() else "nothing runs", "make run")
        return
    for process in site.processes():
        state = states.get(process.name, {}).get("statename", "UNKNOWN")
        if state not in LIVING:
            yield Finding(
                f"{process.name} is {state.lower()}",
                f"make run\nmake logs P={process.name}  # if it ends again",
            )
        elif not is_well(process):
            yield _unwell(process)


def _unwell(process: Process) -> Finding:
    """What lives and does not answer, or answers that it cannot do its work now."""
    logs = f"make logs P={process.name}"
    if is_busy(process):
        return Finding(
            f"{process.name} is busy, or its database is away",
            f"make doctor  # once more, in a minute\nmake logs P=postgres\n{logs}",
        )
    return Finding(
        f"{process.name} runs but does not answer",
        f"make restart P={process.name}\n{logs}  # if it still does not answer",
    )


def parked(site: Installation) -> Iterator[Finding]:
    """Events that were put aside, by service."""
    for service in SERVICES:
        count = _ask(site, service, PARKED)
        if count and count[0][0]:
            yield Finding(f"{count[0][0]} parked events at {service}", f"make parked S={service}")


def unsent(site: Installation) -> Iterator[Finding]:
    """Events that the relay put aside, or has not sent for a while, by service."""
    for service in SERVICES:
        count = _ask(site, service, UNSENT)
        if count and count[0][0]:
            yield Finding(
                f"{count[0][0]} of {service}'s events could not be sent, and what follows them waits",
                f'make parked S={service} ARGS=unsent\nmake parked S={service} ARGS="resend NUMBER"  # when it is mended',
            )
        waiting = _ask(site, service, WAITING)
        if waiting and int(str(waiting[0][1] or 0)) > WAITING_SECONDS:
            yield Finding(
                f"{waiting[0][0]} of {service}'s events wait to be sent, the oldest for {waiting[0][1]} s",
                f"make logs P={service}-relay",
            )


def nodal_officers(site: Installation) -> Iterator[Finding]:
    """Departments to which nobody answers for grievances: without the post, or without anybody in it."""
    rows = _ask(site, "public", WITHOUT_NODAL_OFFICER)
    for code, held, _post in rows:
        if held is None:
            yield Finding(f"the department {code} has no nodal officer", f"make nodal D={code}")
    vacant = [(code, post) for code, held, post in rows if held is not None]
    if vacant:
        codes = ", ".join(str(code) for code, _post in vacant)
        yield Finding(
            f"nobody holds the nodal officer's post today, and the post above is told ({len(vacant)}): {codes}",
            f"{site.charge_form(str(vacant[0][1]))} (make login P=GAD-ADM-1)",
            can_wait=True,
        )


def gateway(site: Installation) -> Iterator[Finding]:
    """The gateway's configuration, checked by nginx itself."""
    if not (site.gateway.directory / "nginx.conf").exists():
        return
    argv = site.gateway.command("-t").argv
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        yield Finding(f"nginx refuses its configuration: {done.stderr.strip()[-300:]}", "make run")


CHECKS: tuple[Check, ...] = (
    packages,
    locale,
    disk,
    ports,
    processes,
    gateway,
    parked,
    unsent,
    nodal_officers,
)


def _ask(site: Installation, service: str, question: str) -> list[tuple[object, ...]]:
    """The rows of an answer; none while the database is not there to be asked."""
    if not Path(site.stack.postgres.data / "PG_VERSION").exists():
        return []
    try:
        connection = psycopg2.connect(site.stack.dsn(service), connect_timeout=2)
    except psycopg2.OperationalError:
        return []
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())
    except psycopg2.errors.UndefinedTable:
        return []
    finally:
        connection.close()


def report(findings: list[Finding]) -> int:
    """Print every finding with its lines; 1 when one cannot wait."""
    for finding in findings:
        say(f"  {'!' if finding.can_wait else '✗'} {finding.wrong}\n{textwrap.indent(finding.mend, ' ' * 6)}")
    if all(finding.can_wait for finding in findings):
        say("  Everything is there and well." if not findings else "  Everything else is there and well.")
        return 0
    return 1


def main() -> int:
    """Ask everything of the installation here."""
    site = here()
    return report([finding for check in CHECKS for finding in check(site)])


if __name__ == "__main__":
    sys.exit(main())
