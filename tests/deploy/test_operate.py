"""An operator's command works on the database of the service that it names, whatever S says."""

import os
from pathlib import Path

import pytest

from deploy.local import operate


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
