"""`make run` brings everything up, plays the main job through the gateway, and loses nothing when it is run again."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg2 import sql

from deploy.local.installation import Installation
from deploy.local.main_job.citizen import Citizen
from deploy.local.main_job.people import Officer, Portal
from deploy.local.main_job.stage import Stage, until
from deploy.local.supervision import Supervisor
from tests.architecture.house import ROOT
from tests.browser import site as browser_site

AWAY_SECONDS, CASES = 60, 20
PATHS = (
    "/api/auth/v1/me",
    "/api/files/v1/waiting",
    "/api/wfh/v1/wfh/balance",
    "/api/public/v1/cases",
    "/api/notify/v1/notices",
)
# At midnight what was held for the day that comes is used; nobody does that.
LEDGER = "SELECT count(*) FROM wfh_ledger WHERE kind IN ('GRANT', 'HOLD')"
KEPT = {
    "auth": ["department", "area", "office", "post", "person", "charge", "access_grant", "portal", "device"],
    "files": ["receipt", "file", "note", "movement", "draft", "dispatch", "document"],
    "wfh": ["wfh_request", "absence", "duty_hours", "calendar_rule"],
    "public": ["case_", "petition", "case_event", "document", "appeal"],
    "notify": ["contact", "template", "alarm"],
}


@dataclass
class Site:
    """The installation that the browsers use when this module has done with it."""

    folder: Path

    def command(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the commands behind the Makefile on this installation."""
        environment = {**os.environ, "KS_RUN_DIR": str(self.folder), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )

    def rows(self) -> dict[str, int]:
        """How many rows each table of what people did holds, in every service."""
        stack, found = Installation(self.folder).stack, {}
        for service, tables in KEPT.items():
            with stack.postgres.connection(service) as connection, connection.cursor() as cursor:
                for table in tables:
                    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
                    found[f"{service}.{table}"] = cursor.fetchone()[0]
        with stack.postgres.connection("wfh") as connection, connection.cursor() as cursor:
            cursor.execute(LEDGER)
            found["wfh.wfh_ledger"] = cursor.fetchone()[0]
        return found


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with browser_site.begun_here(lambda: not request.session.testsfailed) as folder:
        yield Site(folder)


@pytest.mark.timeout(900)
def test_the_main_job_is_played_and_running_it_again_changes_nothing(site: Site) -> None:
    first = site.command("deploy.local.run")
    assert first.returncode == 0, (
        first.stdout[-3000:] + first.stderr[-3000:] + browser_site.warnings_of(site.folder)
    )
    steps = json.loads((site.folder / "main-job.json").read_text("utf-8"))
    secrets = (site.folder / "demo-logins.json").read_bytes()
    kept = site.rows()

    again = site.command("deploy.local.run")

    assert again.returncode == 0, again.stdout[-3000:] + again.stderr[-3000:]
    assert len(steps) >= 40
    assert all(step["ok"] for step in steps)
    assert steps[0].keys() == {"step", "who", "zone", "ms", "ok"}
    assert json.loads((site.folder / "main-job.json").read_text("utf-8")) == steps
    assert (site.folder / "demo-logins.json").read_bytes() == secrets
    assert "is still there" in again.stdout
    assert site.rows() == kept


@pytest.mark.timeout(300)
def test_a_minute_without_the_broker_refuses_nobody_and_is_caught_up(site: Site) -> None:
    installation = Installation(site.folder)
    supervisor = Supervisor(installation)
    broker = [each for each in installation.processes() if each.name == "rabbitmq"]
    with ExitStack() as open_ones:
        citizen = open_ones.enter_context(closing(_a_citizen(installation)))
        portal = open_ones.enter_context(closing(Portal(installation, "REV")))
        officer = open_ones.enter_context(closing(Officer(installation, "HFW-US-1")))
        officer.sign_in()

        supervisor.stop_processes(broker)
        ends = time.monotonic() + AWAY_SECONDS
        statuses, filed = set(), []
        while time.monotonic() < ends:
            answer = portal.file(_a_case(citizen), f"away-{len(filed)}")
            filed.append(answer.json()["number"])
            statuses |= {answer.status_code, *(officer.ask("GET", path).status_code for path in PATHS)}
            time.sleep(AWAY_SECONDS / CASES)
        supervisor.start_processes(broker)

        assert statuses == {200, 201}
        until("every acknowledgement", lambda: _told_of(citizen, filed), seconds=90)


def _a_citizen(installation: Installation) -> Citizen:
    mobile = f"98{time.time_ns() % 10**8:08d}"
    return Citizen(Stage(installation), mobile=mobile, email="away@example.in")


def _a_case(citizen: Citizen) -> dict[str, Any]:
    text = "The pump of our ward has given no water for a month."
    about = {"nature": "GRIEVANCE", "area": "CG-DRG", "language": "en", "name": "A citizen"}
    return {
        **about,
        "text": text,
        "mobile": citizen.mobile,
        "email": citizen.email,
        "contact_confirmed": True,
    }


def _told_of(citizen: Citizen, numbers: list[str]) -> bool:
    told = "\n".join(citizen.short_messages())
    return all(number in told for number in numbers)


def _numbers(site: Site) -> list[str]:
    """The numbers of all cases and appeals."""
    stack = Installation(site.folder).stack
    with stack.postgres.connection("public") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT number FROM case_ UNION SELECT number FROM appeal")
        return [number for (number,) in cursor.fetchall()]


def _logs(site: Site) -> list[Path]:
    """What the processes, the gateway and the broker wrote down."""
    places = ("logs/*.log*", "gateway/*.log*", "stack/*/log/*.log*")
    return [path for place in places for path in site.folder.glob(place)]


@pytest.mark.timeout(120)
def test_nothing_of_a_petition_and_no_number_stands_in_any_log(site: Site) -> None:
    case = json.loads((site.folder / "main-job-case.json").read_text("utf-8"))
    numbers, harmless = _numbers(site), "/d/REV/file"
    private = ["पटवारी", "ऋण पुस्तिका", case["mobile"], "खसरा नंबर", "नामांतरण", *numbers]
    logs = _logs(site)

    found = [
        (path.name, word)
        for path in logs
        for word in [*private, harmless]
        if word in path.read_text("utf-8", errors="replace")
    ]

    assert case["number"] in numbers
    assert {"postgres.log", "public-api.log", "access.log", "node.log"} <= {path.name for path in logs}
    assert found == [("access.log", harmless)]


@pytest.mark.timeout(120)
def test_nothing_of_a_petition_lies_readable_in_broker_or_blobs(site: Site) -> None:
    words = ["पटवारी".encode(), "खसरा नंबर 214".encode()]
    folders = [site.folder / "stack" / "rabbitmq", site.folder / "blobs"]

    found = [
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word in _content(path)
    ]

    assert found == []


def _content(path: Path) -> bytes:
    """What a file holds that may be gone the next moment."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""
