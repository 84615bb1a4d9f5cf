"""An operator's command works on the database of the service that it names, and changes nothing of one that is not named."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import operate
from deploy.local.stack import SERVICES, Stack
from kernel import clock, parked
from kernel.database import Database
from tests.architecture.house import ROOT
from tests.kernel.test_operations import queries


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, str]]:
    """The environments in which the kernel's command was begun."""
    environments: list[dict[str, str]] = []
    monkeypatch.setenv("KS_RUN_DIR", str(tmp_path))
    monkeypatch.setattr(os, "execve", lambda _program, _argv, told: environments.append(told))
    return environments


@pytest.mark.parametrize(
    ("room", "arguments", "service"),
    [
        ("lanes", "move notify HFW revenue", "notify"),
        ("lanes", "move notify HFW revenue --only", "notify"),
        ("lanes", "split notify revenue two", "notify"),
        ("lanes", "list", "files"),
        ("lanes", "", "files"),
        ("parked", "replay 7", "files"),
    ],
)
def test_what_is_moved_or_split_is_that_of_the_service_in_the_command(
    begun: list[dict[str, str]], room: str, arguments: str, service: str
) -> None:
    operate.main(room, "files", arguments.split())

    assert [f"/{service}?" in told["KS_DATABASE_URL"] for told in begun] == [True]


def test_a_command_that_does_not_begin_with_its_service_is_refused(begun: list[dict[str, str]]) -> None:
    with pytest.raises(SystemExit, match="of which service"):
        operate.main("lanes", "files", ["move", "--only", "notify", "HFW", "revenue"])

    assert begun == []


@pytest.mark.parametrize("act", ["show 7", "replay 7", "discard 7", "resend 7", "list 7"])
def test_what_is_meant_for_one_service_is_done_at_none_that_is_not_named(
    begun: list[dict[str, str]], act: str
) -> None:
    with pytest.raises(SystemExit, match=f'of which service(.|\n)*make parked S=files ARGS="{act}"'):
        operate.main("parked", "", act.split(), "yes")

    assert begun == []


@pytest.fixture
def lying(
    database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[], int]:
    """How many lie parked; one lies there at the beginning, in the only database that all services have here."""
    pool = database("files")
    with pool.transaction() as tx:
        tx.execute(queries.add_parked, event_id=clock.new_id(), cause="handler-failed", body=b"Ramesh")
    monkeypatch.setenv("KS_RUN_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(Stack, "dsn", lambda _self, _service: pool.dsn)
    monkeypatch.setattr(os, "execve", lambda _python, argv, told: subprocess.run(argv, env=told, check=True))

    def count() -> int:
        with pool.transaction(reading=True) as tx:
            return parked.count(tx)

    return count


def test_nothing_is_let_go_of_before_it_was_shown_and_confirmed(
    lying: Callable[[], int], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match='make parked S=files ARGS="discard 1" CONFIRM=yes'):
        operate.main("parked", "files", ["discard", "1"])
    assert "cause=handler-failed" in capfd.readouterr().out
    assert lying() == 1

    operate.main("parked", "files", ["discard", "1"], "yes")

    said = capfd.readouterr().out
    assert said.startswith("discarded: parked_id=1 ")
    assert "cause=handler-failed" in said
    assert "Ramesh" not in said
    assert lying() == 0


def test_what_is_not_there_is_not_asked_to_be_confirmed(
    lying: Callable[[], int], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        operate.main("parked", "files", ["discard", "2"])

    assert ended.value.code == 1
    assert "Nothing is parked under the number 2" in capfd.readouterr().err
    assert lying() == 1


def test_without_a_service_all_are_listed(
    lying: Callable[[], int], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        operate.main("parked", "", [])

    lines = capfd.readouterr().out.splitlines()
    assert ended.value.code == 0
    assert lines[::2] == [f"{service}:" for service in SERVICES]
    assert all(line.startswith("parked_id=1 ") for line in lines[1::2])
    assert lying() == 1
