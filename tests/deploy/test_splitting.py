"""A split that does not come about leaves no worker behind, and none is started for what cannot be split."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.local import splitting
from deploy.local.installation import Installation
from deploy.local.postgres import SETTINGS
from deploy.local.programs import NotReadyError, free_port
from deploy.local.supervision import Supervisor
from kernel.clock import new_id
from kernel.database import Database
from kernel.lanes.store import assign, queries
from tests.architecture.house import ROOT


class Watched(Supervisor):
    """One that runs, knows whom it started, and starts nothing."""

    def __init__(self, site: Installation) -> None:
        super().__init__(site)
        self.living: dict[str, str] = {}
        self.ever: list[str] = []

    def call(self, method: str, *arguments: Any) -> Any:
        match method:
            case "getState":
                return {"statename": "RUNNING"}
            case "getAllProcessInfo":
                return [{"name": name, "statename": state} for name, state in self.living.items()]
            case "addProcessGroup" | "stopProcess":
                self.living[arguments[0]] = "STOPPED"
            case "startProcess":
                self.living[arguments[0]] = "RUNNING"
                self.ever.append(arguments[0])
            case "removeProcessGroup":
                del self.living[arguments[0]]
        return True


@pytest.fixture
def site(tmp_path: Path) -> Installation:
    installation = Installation(tmp_path / "run")
    installation.directory.mkdir()
    return installation


@pytest.fixture
def supervisor(site: Installation, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched(site)
    monkeypatch.setattr(splitting, "Supervisor", lambda _site: watched)
    monkeypatch.delenv("KS_BLOB_URL", raising=False)
    return watched


@pytest.fixture
def notify(database: Callable[..., Database]) -> Database:
    """The database of notify, in which revenue is a lane of its own, and land was moved back."""
    pool = database("notify")
    with pool.transaction() as tx:
        assign(tx, {"rev": "revenue", "land": "shared"})
    return pool


def split(site: Installation, pool: Database, lane: str, parts: int) -> int:
    """Ask for it while no broker answers, so that every split that begins ends before it moves anything."""
    told = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "KS_DATABASE_URL": pool.dsn,
        "KS_PUBLISHERS": pool.dsn,
        "KS_AMQP_URL": f"amqp://nobody:nothing@127.0.0.1:{free_port()}/",
    }
    argv = [sys.executable, "-m", "kernel.lanes", "split", "notify", lane, str(parts)]
    return splitting.split(site, "notify", argv, told)


@pytest.mark.parametrize(
    ("lane", "parts", "sentence"),
    [
        ("health", 4, "No department has health as its lane. Move one there first."),
        ("shared", 4, "The shared lane cannot be split. Move departments into their own lanes."),
        ("revenue", 65, "A lane has from 1 to 64 parts."),
    ],
)
def test_for_what_cannot_be_split_nobody_is_started(
    site: Installation,
    supervisor: Watched,
    notify: Database,
    capfd: pytest.CaptureFixture[str],
    lane: str,
    parts: int,
    sentence: str,
) -> None:
    assert split(site, notify, lane, parts) == 1

    assert sentence in capfd.readouterr().err
    assert (supervisor.ever, site.further_lanes("notify")) == ([], [])


def test_more_workers_than_the_connections_suffice_for_are_refused(
    site: Installation, supervisor: Watched, notify: Database
) -> None:
    with pytest.raises(NotReadyError, match=f"62 more workers do not fit: .* {SETTINGS['max_connections']}"):
        split(site, notify, "revenue", 63)

    assert (supervisor.ever, site.further_lanes("notify")) == ([], [])


def test_a_split_that_ends_before_anything_moves_leaves_no_worker(
    site: Installation, supervisor: Watched, notify: Database
) -> None:
    assert split(site, notify, "revenue", 3) == 1

    assert supervisor.ever == ["notify-worker-revenue-2", "notify-worker-revenue-3"]
    assert (supervisor.living, site.further_lanes("notify")) == ({}, [])


def test_workers_of_lanes_to_which_something_goes_stay(
    site: Installation, supervisor: Watched, notify: Database
) -> None:
    with notify.transaction() as tx:
        assign(tx, {"rev.40": "revenue-2"})
        gate = {"units": ["rev.41"], "lanes": ["revenue-3"], "sources": ["revenue"]}
        tx.execute(queries.close_gates, **gate, fence_ids=[new_id()])

    assert split(site, notify, "revenue", 4) == 1

    assert set(supervisor.living) == {"notify-worker-revenue-2", "notify-worker-revenue-3"}
    assert site.further_lanes("notify") == ["revenue-2", "revenue-3"]


def test_workers_that_were_there_before_stay(
    site: Installation, supervisor: Watched, notify: Database
) -> None:
    site.remember_further_lanes("notify", ["revenue-2"])

    assert split(site, notify, "revenue", 3) == 1

    assert supervisor.living == {"notify-worker-revenue-2": "RUNNING"}
    assert site.further_lanes("notify") == ["revenue-2"]
