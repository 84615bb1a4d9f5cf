"""A machine is made able to run from locked packages only, and is told what of the time went into downloads."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.local.run import tell_of_fresh_machine
from tests.architecture.house import ROOT

SAYING = re.compile(r"installed in (\d+) s, of these (\d+) s downloads")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with nothing but bootstrap.sh, and an index with one package."""
    place = tmp_path_factory.mktemp("machine")
    for folder in ("deploy/local", "requirements", "index"):
        (place / folder).mkdir(parents=True)
    (place / "requirements/dev.lock").touch()
    shutil.copy(ROOT / "deploy/local/bootstrap.sh", place / "deploy/local")
    with ZipFile(place / "index/dak-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("dak.py", "")
        wheel.writestr("dak-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: dak\nVersion: 1.0\n")
        wheel.writestr("dak-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("dak-1.0.dist-info/RECORD", "")
    return place


def _right(machine: Path) -> str:
    return sha256((machine / "index/dak-1.0-py3-none-any.whl").read_bytes()).hexdigest()


def _bootstrap(machine: Path, digest: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (machine / "requirements/base.lock").write_text(f"dak==1.0 --hash=sha256:{digest}\n")
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(machine / "index"), "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        ["sh", "deploy/local/bootstrap.sh", "base"],
        cwd=machine,
        env={**os.environ, **pip, "KS_VENV": str(machine / "venv"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_package_other_than_the_locked_one_is_not_installed(machine: Path) -> None:
    done = _bootstrap(machine, sha256(b"another").hexdigest())

    assert done.returncode == 1
    assert "pip install --require-hashes -r requirements/base.lock" in done.stderr
    assert not list((machine / "venv").glob("lib/*/site-packages/dak.py"))


def test_a_fresh_machine_is_told_its_time_with_and_without_downloads(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = _bootstrap(machine, _right(machine))
    said = SAYING.search(done.stderr)
    for _twice in range(2):
        tell_of_fresh_machine(machine / "venv/fresh", 60)

    assert said, done.stderr
    assert list((machine / "venv").glob("lib/*/site-packages/dak.py"))
    total, downloads = int(said[1]) + 60, said[2]
    assert capsys.readouterr().out == f"  fresh machine: {total} s, of these {downloads} s downloads\n"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A place with what an ordinary user finds, and neither the packages nor sudo."""
    place = tmp_path / "bin"
    place.mkdir()
    for name in ("sh", "date", "dirname", "ls", "grep", "tail", "rm", "cat", "cksum", "mktemp"):
        found = shutil.which(name)
        assert found, name
        (place / name).symlink_to(found)
    _program(place / "python3", f'exec {sys.base_prefix}/bin/python3 "$@"')
    _program(place / "id", "echo 1000")
    _program(place / "apt-get", "exit 1")
    return place


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_without_the_packages_and_without_rights_it_stops_with_the_line_for_an_administrator(
    machine: Path, programs: Path
) -> None:
    done = _bootstrap(machine, _right(machine), PATH=str(programs), KS_VENV=str(programs / "venv"))

    line = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert "They need an administrator" in done.stderr
    assert line.startswith("  sudo apt-get update && sudo apt-get install -y --no-install-recommends ")
    assert "rabbitmq-server" in line
    assert not (programs / "venv").exists()


def test_an_ordinary_user_with_sudo_has_the_packages_installed_by_it_and_nothing_else(
    machine: Path, programs: Path
) -> None:
    asked = programs / "asked"
    _program(programs / "sudo", f'echo sudo "$@" >>{asked}')

    done = _bootstrap(machine, _right(machine), PATH=str(programs), KS_VENV=str(programs / "venv"))

    said = [line.split() for line in asked.read_text().splitlines()]
    assert done.returncode == 0, done.stderr
    assert said[0] == ["sudo", "-n", "true"]
    assert [(Path(words[2]).name, words[3]) for words in said[1:]] == [
        ("packages.sh", "fetch"),
        ("packages.sh", "install"),
    ]
    assert all("rabbitmq-server" in words for words in said[1:])
    assert (programs / "venv/base.installed").exists()
