"""What the supervisor is told, and who is on the list of processes."""

import configparser
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deploy.local.installation import Installation
from deploy.local.splitting import is_split
from deploy.local.supervision import Supervisor
from tests.architecture.house import ROOT

SECRETS = 0o077


@pytest.fixture
def site(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "run")


@pytest.fixture
def written(site: Installation) -> configparser.RawConfigParser:
    site.directory.mkdir()
    Supervisor(site).write()
    parser = configparser.RawConfigParser()
    parser.read(site.directory / "supervisor.conf", encoding="utf-8")
    return parser


def test_every_process_of_the_installation_is_supervised(
    site: Installation, written: configparser.RawConfigParser
) -> None:
    named = {name.removeprefix("program:") for name in written.sections() if name.startswith("program:")}

    assert {process.name for process in site.processes()} == named


def test_each_zone_has_its_own_files_process_with_its_own_role(site: Installation) -> None:
    apis = [one for one in site.processes() if one.name.startswith("files-api-")]

    zones = {one.command.environment["KS_ZONE"]: one.command.environment["KS_DATABASE_URL"] for one in apis}
    roles = {zone: url.partition("//")[2].partition(":")[0] for zone, url in zones.items()}
    assert roles == {"INTERNET": "files_internet", "VPN": "files_vpn", "SECURE_LAN": "files_lan"}


def test_only_the_api_of_auth_holds_the_key_that_signs_tokens(site: Installation) -> None:
    holders = {one.name for one in site.processes() if "KS_TOKEN_SIGNING_KEY" in one.command.environment}

    assert holders == {"auth-api"}


def test_only_auths_api_and_worker_are_told_where_the_authoritys_key_lies(site: Installation) -> None:
    holders = {one.name for one in site.processes() if "KS_AUTHORITY_KEY" in one.command.environment}

    assert holders == {"auth-api", "auth-worker"}


def test_no_process_is_given_the_keys_of_another_service(site: Installation) -> None:
    for process in site.processes():
        folder = process.command.environment.get("KS_SEALING_DIR")
        assert folder is None or Path(folder).name == process.name.partition("-")[0]


def test_the_configuration_with_its_passwords_is_for_its_owner_only(
    site: Installation, written: configparser.RawConfigParser
) -> None:
    assert written.sections()
    assert (site.directory / "supervisor.conf").stat().st_mode & SECRETS == 0


def test_percent_signs_in_addresses_survive_the_supervisor(written: configparser.RawConfigParser) -> None:
    environment = written["program:wfh-api"]["environment"]

    assert "%%2F" in environment
    assert "%2F" in environment.replace("%%", "%")


def test_a_started_twice_configuration_is_the_same(
    site: Installation, written: configparser.RawConfigParser
) -> None:
    before = (site.directory / "supervisor.conf").read_text(encoding="utf-8")

    Supervisor(site).write()

    assert written.sections()
    assert (site.directory / "supervisor.conf").read_text(encoding="utf-8") == before


@pytest.fixture
def far_away(tmp_path: Path) -> Iterator[Installation]:
    """An installation with a path that is too long for a socket in it."""
    site = Installation(tmp_path / ("far" * 30) / ".run")
    site.directory.mkdir(parents=True)
    yield site
    for place in {Supervisor(site).socket.parent, site.sockets, site.stack.postgres.socket_directory}:
        shutil.rmtree(place, ignore_errors=True)


def test_the_supervisor_has_a_place_for_its_socket_where_the_path_is_long(far_away: Installation) -> None:
    supervisor = Supervisor(far_away)

    supervisor.write()

    assert not supervisor.socket.is_relative_to(far_away.directory)
    assert supervisor.socket.parent.stat().st_mode & SECRETS == 0
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(supervisor.socket))


def test_what_is_remembered_beside_the_installation_is_not_kept_in_git(far_away: Installation) -> None:
    Supervisor(far_away)

    beside = [each.name for each in far_away.directory.parent.iterdir()]

    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {f"/{name}" for name in beside} <= {line.rstrip("/") for line in ignored}


def test_a_lane_that_was_split_has_a_worker_for_each_part_also_after_the_next_start(
    site: Installation,
) -> None:
    before = {process.name for process in site.processes()}

    site.remember_further_lanes("notify", ["revenue-2", "revenue-3"])

    added = [one for one in Installation(site.directory).processes() if one.name not in before]
    assert {one.name: one.command.environment["KS_LANES"] for one in added} == {
        "notify-worker-revenue-2": "revenue-2",
        "notify-worker-revenue-3": "revenue-3",
    }
    site.remember_further_lanes("notify", [])
    assert {process.name for process in site.processes()} == before


@pytest.mark.parametrize(
    ("arguments", "splits"),
    [("split notify revenue 2", True), ("split notify revenue 2 --seconds 90", True), ("list", False)],
)
def test_only_a_whole_command_to_split_starts_workers(arguments: str, *, splits: bool) -> None:
    assert is_split(arguments.split()) is splits


class _Told(Supervisor):
    """One that says the same state of each process, and remembers what it is told to do."""

    def __init__(self, site: Installation, state: str) -> None:
        super().__init__(site)
        self.state = state
        self.told: list[tuple[str, str]] = []

    def call(self, method: str, *arguments: Any) -> Any:
        if method == "getState":
            return {"statename": "RUNNING"}
        if method == "getAllProcessInfo":
            return [{"name": each.name, "statename": self.state} for each in self.site.processes()]
        self.told.append((method, arguments[0]))
        return True


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("RUNNING", []),
        ("STARTING", []),
        ("BACKOFF", ["stopProcess", "startProcess"]),
        ("STOPPED", ["startProcess"]),
        ("FATAL", ["startProcess"]),
    ],
)
def test_a_process_that_waits_to_be_tried_again_is_tried_at_once(
    site: Installation, state: str, told: list[str]
) -> None:
    supervisor = _Told(site, state)
    (process,) = (each for each in site.processes() if each.name == "wfh-api")

    supervisor.start_processes([process])

    assert supervisor.told == [(method, "wfh-api") for method in told]
