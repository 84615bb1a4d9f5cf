"""One process is started anew while the others run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.installation import Installation, Process
from deploy.local.programs import Command, find_program
from deploy.local.restart import restart
from deploy.local.supervision import Supervisor

NAMES = ("one", "another")


class Pair(Installation):
    """An installation of two processes."""

    def processes(self) -> list[Process]:
        """Both."""
        sleep = (str(find_program("sleep")), "60")
        return [Process(name, Command(name, sleep, self.directory)) for name in NAMES]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Pair]:
    """It runs under a supervisor of its own."""
    pair = Pair(tmp_path)
    for each in ("logs", "groups"):
        (tmp_path / each).mkdir()
    supervisor = Supervisor(pair)
    supervisor.write()
    try:
        supervisor.start()
        supervisor.start_processes(pair.processes())
        yield pair
    finally:
        supervisor.stop()


def pids(site: Pair) -> dict[str, int]:
    """Of both; 0 for one that does not run."""
    return {name: state["pid"] for name, state in Supervisor(site).states().items()}


def test_one_process_is_started_anew_and_the_other_runs_on(site: Pair) -> None:
    before = pids(site)

    restart(site, "one")

    after = pids(site)
    assert after["another"] == before["another"] != 0
    assert after["one"] not in (0, before["one"])


def test_what_is_no_process_is_not_started_and_those_there_are_are_named(site: Pair) -> None:
    before = pids(site)

    with pytest.raises(SystemExit, match="P=one of another, one"):
        restart(site, "")

    assert pids(site) == before


def test_where_nothing_runs_the_line_that_starts_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="Start it with: make run"):
        restart(Pair(tmp_path), "one")
