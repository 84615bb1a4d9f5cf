"""The doctor changes nothing, and every line for make that is given anywhere names a target."""

import os
import re
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from deploy.local import sole, status
from deploy.local.doctor import WITHOUT_NODAL_OFFICER, Finding, ports, processes, report, unsent
from deploy.local.installation import Installation, Process
from deploy.local.programs import Command
from deploy.local.stack import Stack
from deploy.local.supervision import GONE, Supervisor
from kernel import clock
from kernel.database import Database
from tests.architecture.house import ROOT, kept_files, relative
from tests.kernel.test_directory import charge, department, office, person, post, save

LINE = re.compile(r"[`\"'(]make ([a-z][a-z-]*)|^make ([a-z][a-z-]*)\b", re.MULTILINE)
SAYING = {".py", ".md", ".sh"}
CAN_WAIT = Finding("nobody holds a post", "a page", can_wait=True)


def test_looking_installs_nothing_and_names_the_line(tmp_path: Path) -> None:
    place = tmp_path / "venv"

    looked = subprocess.run(
        ["sh", "deploy/local/bootstrap.sh", "look"],
        cwd=ROOT,
        env={**os.environ, "KS_VENV": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert looked.returncode == 1
    assert "make run" in looked.stderr
    assert not place.exists()


def test_every_line_for_make_names_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        (first or second, relative(path))
        for path in kept_files()
        if path.suffix in SAYING
        for first, second in LINE.findall(path.read_text("utf-8"))
    }

    assert {(word, where) for word, where in named if word not in targets} == set()


def test_a_department_is_named_until_somebody_holds_its_nodal_officers_post(
    database: Callable[..., Database],
) -> None:
    pool = database("public")
    for code, valid_to in (("REV", None), ("PHE", None), ("HFW", None), ("FIN", "2021-01-01")):
        save(pool, department(code, kind="department"), office(f"SEC-{code}", code))
        save(pool, post(f"{code}-US-1", f"SEC-{code}", (code, "CG"), "nodal_officer", valid_to=valid_to))
    save(pool, person("anjali"), person("bharat", state="RETIRED"))
    save(pool, charge("anjali", "REV-US-1"), charge("bharat", "HFW-US-1"))
    save(pool, charge("anjali", "PHE-US-1", valid_to="2021-01-01"), charge("anjali", "FIN-US-1"))

    with closing(psycopg2.connect(pool.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(WITHOUT_NODAL_OFFICER)
        found = cursor.fetchall()

    assert found == [("FIN", None, None), ("HFW", False, "HFW-US-1"), ("PHE", False, "PHE-US-1")]


@pytest.mark.parametrize("elsewhere", ["Etc/GMT+12", "Etc/GMT-14"])
def test_today_is_the_day_in_india_wherever_the_database_is(
    database: Callable[..., Database], elsewhere: str
) -> None:
    pool, today = database("public"), str(clock.local_date(clock.now()))
    save(pool, department("REV", kind="department"), office("SEC-REV", "REV"), person("anjali"))
    save(pool, post("REV-US-1", "SEC-REV", ("REV", "CG"), "nodal_officer"))
    save(pool, charge("anjali", "REV-US-1", valid_from=today, valid_to=today))

    with closing(psycopg2.connect(pool.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, false)", [elsewhere])
        cursor.execute(WITHOUT_NODAL_OFFICER)
        assert cursor.fetchall() == []


@pytest.fixture
def living_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation whose supervisor is gone, while something listens in the database's place."""
    monkeypatch.setenv("KS_RUN_DIR", str(tmp_path))
    site = Installation(tmp_path)
    (site.directory / "groups").mkdir()
    left = subprocess.Popen(["sleep", "60"], start_new_session=True)
    (site.directory / "groups" / "postgres").write_text(f"{left.pid} {sole.birth_of(left.pid)}")
    with socket.create_server(("127.0.0.1", site.stack.postgres.port)):
        yield site
    left.kill()
    left.wait()


def test_what_lives_on_without_its_supervisor_is_no_other_program(living_database: Installation) -> None:
    found = [*ports(living_database), *processes(living_database)]

    assert [(each.wrong, each.mend) for each in found] == [(GONE, "make run")]


def test_another_program_on_the_port_is_named(living_database: Installation) -> None:
    (living_database.directory / "groups" / "postgres").unlink()

    (found,) = ports(living_database)

    assert "is taken by another program" in found.wrong
    assert f"kill {os.getpid()}" in found.mend


def test_the_status_tells_that_the_supervisor_is_gone(
    living_database: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status.main() == 3

    assert capsys.readouterr().out == f"{GONE.capitalize()}. Start it with: make run\n"


# Subjects in the outbox of a service, by seconds since their record; what is parked has gone there in vain.
OUTBOX = """
INSERT INTO outbox (event_id, subject, sequence, exchange, routing_key, envelope, recorded_at, parked_at)
SELECT gen_random_uuid(), subject, 1, 'events', 'public.case-registered.v1.rev', '{}',
       clock_timestamp() - make_interval(secs => seconds), CASE WHEN is_parked THEN clock_timestamp() END
  FROM unnest(%s::text[], %s::int[], %s::boolean[]) AS given (subject, seconds, is_parked)
"""


@pytest.mark.parametrize(
    ("outbox", "found"),
    [
        ([], []),
        ([("a", 5, False)], []),
        (
            [("a", 500, False), ("b", 5, False)],
            ["2 of public's events wait to be sent, the oldest for SECONDS"],
        ),
        (
            [("a", 900, True), ("a", 500, False), ("b", 5, False)],
            ["1 of public's events could not be sent, and what follows them waits"],
        ),
    ],
)
def test_what_was_not_sent_is_found_and_what_waits_behind_it_is_no_finding_of_its_own(
    database: Callable[..., Database],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    outbox: list[tuple[str, int, bool]],
    found: list[str],
) -> None:
    pool, began = database("public"), time.monotonic()
    with closing(psycopg2.connect(pool.dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(OUTBOX, [list(column) for column in zip(*outbox, strict=True)] or [[], [], []])
    site = Installation(tmp_path)
    (site.stack.postgres.data / "PG_VERSION").parent.mkdir(parents=True)
    (site.stack.postgres.data / "PG_VERSION").touch()
    monkeypatch.setattr(Stack, "dsn", lambda _self, _service: pool.dsn)
    monkeypatch.setattr("deploy.local.doctor.SERVICES", ("public",))

    said = [finding.wrong for finding in unsent(site)]

    seconds = [int(each) for sentence in said for each in re.findall(r"for (\d+) s$", sentence)]
    assert [re.sub(r"\d+ s$", "SECONDS", sentence) for sentence in said] == found
    assert all(500 <= each <= 501 + time.monotonic() - began for each in seconds)


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Path]:
    """A socket on which every request is answered that it cannot be done now."""

    class Busy(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")

    path = tmp_path / "api.sock"
    with socketserver.UnixStreamServer(str(path), Busy) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield path
        server.shutdown()
        thread.join()


def test_what_is_busy_is_looked_at_and_only_what_is_deaf_is_started_anew(
    answering: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Installation(answering.parent)
    command = Command("api", ("sleep", "60"), site.directory)
    sockets = {"busy-api": answering, "deaf-api": answering.with_name("nobody.sock")}
    both = [Process(name, command, socket=path) for name, path in sockets.items()]
    monkeypatch.setattr(site, "processes", lambda: both)
    monkeypatch.setattr(
        Supervisor, "states", lambda _self: {each.name: {"statename": "RUNNING"} for each in both}
    )

    busy, deaf = processes(site)

    assert busy.wrong == "busy-api is busy, or its database is away"
    assert deaf.mend.startswith("make restart P=deaf-api\n")
    assert "make stop" not in busy.mend + deaf.mend


@pytest.mark.parametrize(
    ("findings", "status", "last"),
    [
        ([], 0, "  Everything is there and well."),
        ([CAN_WAIT], 0, "  Everything else is there and well."),
        ([CAN_WAIT, Finding("nothing runs", "make run")], 1, "      make run"),
        ([Finding("a worker is exited", "make run\nmake logs P=a")], 1, "      make logs P=a"),
    ],
)
def test_only_what_cannot_wait_makes_the_doctor_fail(
    findings: list[Finding], status: int, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = report(findings)

    assert answer == status
    assert capsys.readouterr().out.splitlines()[-1] == last
