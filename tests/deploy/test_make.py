"""What looks at a running installation installs nothing under it, and what an update brought is run."""

import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local import run
from deploy.local.installation import Installation
from deploy.local.programs import NotReadyError
from tests.architecture.house import ROOT

LOOKING = (
    "stop",
    "restart",
    "status",
    "logs",
    "login",
    "keys",
    "doctor",
    "parked",
    "nodal",
    "lanes",
    "reset",
)


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", LOOKING)
def test_nothing_is_installed_by_who_looks(target: str) -> None:
    planned = make("--dry-run", target)

    assert planned.returncode == 0, planned.stderr
    assert "bootstrap.sh base" not in planned.stdout
    assert "bootstrap.sh dev" not in planned.stdout


def test_where_nothing_is_installed_the_line_that_installs_is_named(tmp_path: Path) -> None:
    asked = make("status", f"VENV={tmp_path}/venv", PIP_NO_INDEX="1", KS_RUN_DIR=str(tmp_path))

    assert asked.returncode != 0
    assert "make run" in asked.stderr
    assert list(tmp_path.iterdir()) == []


def test_processes_are_started_anew_for_other_libraries_as_for_other_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    for path in ("requirements/base.lock", "kernel/clock.py"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text("1")
    digests = {run.code_digest()}

    for path in ("requirements/base.lock", "kernel/clock.py"):
        (tmp_path / path).write_text("2")
        digests.add(run.code_digest())

    assert len(digests) == 3


def test_room_is_asked_for_before_the_first_start_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = Installation(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=600 * 1024 * 1024))
    with pytest.raises(NotReadyError, match="has 600 MB left"):
        run.require_room(site)

    site.stack.postgres.data.mkdir(parents=True)
    (site.stack.postgres.data / "PG_VERSION").touch()

    run.require_room(site)
