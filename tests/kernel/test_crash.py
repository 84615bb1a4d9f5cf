"""Killed at any point, nothing is lost and nothing is done twice."""

import subprocess
import sys
from pathlib import Path

from deploy.local.programs import ROOT
from tests.kernel.backbone.events import StepTaken
from tests.kernel.backbone.house import House, order_of, some_cases

EXIT_CODE = 70
RELAY_POINTS = (
    "relay:before-publish@3",
    "relay:after-publish@3",
    "relay:before-confirm",
    "relay:after-confirm",
    "relay:before-delete",
    "relay:after-delete",
)
WORKER_POINTS = (
    "database:before-commit@2",
    "database:after-commit@2",
    "worker:before-acknowledge",
    "worker:after-acknowledge",
    "inbox:before-suspect",
    "inbox:after-suspect",
    "inbox:before-park",
    "inbox:after-park",
)
ANNOUNCE = """
import sys
from kernel.database import Database
from tests.kernel.backbone.events import StepTaken
with Database(sys.argv[1], wait_ms=5000).transaction() as tx:
    for number in range(5):
        tx.announce(StepTaken(case_id=sys.argv[2], number=number), born_in="HFW")
"""


def test_a_relay_killed_anywhere_loses_and_repeats_nothing(house: House) -> None:
    cases = some_cases(5)
    house.worker()

    for number, point in enumerate(RELAY_POINTS):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases))
        relay = house.relay(KS_CRASH_AT=point)
        house.wait_until(lambda relay=relay: not relay.is_running())
        assert relay.popen.returncode == EXIT_CODE, point
    house.relay()

    total = len(RELAY_POINTS) * len(cases)
    effects = house.wait_for_effects(total)
    assert len(effects) == total
    assert all(order == list(range(1, len(RELAY_POINTS) + 1)) for order in order_of(effects).values())
    house.wait_until(lambda: house.count_outbox() == 0)


def test_a_worker_killed_anywhere_loses_and_repeats_nothing(house: House) -> None:
    cases = some_cases(5)
    house.relay()
    house.end(house.worker())

    for number, point in enumerate(WORKER_POINTS):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases))
        house.announce(StepTaken(case_id=some_cases(1)[0], number=0, act="raise"))
        house.wait_until(lambda: house.count_outbox() == 0)
        worker = house.standby(KS_CRASH_AT=point)
        house.wait_until(lambda worker=worker: not worker.is_running())
        assert worker.popen.returncode == EXIT_CODE, point
    house.worker()

    total = len(WORKER_POINTS) * len(cases)
    effects = house.wait_for_effects(total)
    house.wait_until(lambda: len(house.parked()) == len(WORKER_POINTS))
    assert len(effects) == total == len({effect["event_id"] for effect in effects})
    assert all(order == list(range(1, len(WORKER_POINTS) + 1)) for order in order_of(effects).values())
    assert len({row["event_id"] for row in house.parked()}) == len(WORKER_POINTS)


def test_a_speaker_killed_at_its_commit_said_all_or_nothing(house: House) -> None:
    case = some_cases(1)[0]

    for point, said in (("database:before-commit", 0), ("database:after-commit", 5)):
        argv = [sys.executable, "-c", ANNOUNCE, house.dsns["wfh"], str(case)]
        ended = subprocess.run(
            argv, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "KS_CRASH_AT": point}, check=False
        )
        assert ended.returncode == EXIT_CODE
        assert house.count_outbox() == said


def test_processes_end_at_a_place_only_as_often_as_a_file_says(tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.write_text("..")
    settings = {"PYTHONPATH": str(ROOT), "KS_CRASH_AT": "here", "KS_CRASH_LEFT": str(left)}
    argv = [sys.executable, "-c", "from kernel.crash import crash_point; crash_point('here')"]

    codes = [subprocess.run(argv, cwd=ROOT, env=settings, check=False).returncode for _ in range(4)]

    assert codes == [EXIT_CODE, EXIT_CODE, 0, 0]
