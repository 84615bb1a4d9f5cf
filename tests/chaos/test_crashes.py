"""Whether a process came to its crash point is read from the supervisor's log; a command tells it by how it ends."""

import random
import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tests.architecture.house import ROOT
from tests.chaos import crashes
from tests.chaos.crashes import crash, crashes_in
from tests.chaos.faults import FAMILIES
from tests.chaos.lanes import move_and_return, split_lane
from tests.chaos.place import CommandError
from tests.chaos.scene import Scene, UnstruckError

LOG = """\
2026-11-27 01:00:01,000 INFO spawned: 'public-relay' with pid 11
2026-11-27 01:00:03,000 WARN stopped: public-relay (exit status 0)
2026-11-27 01:00:04,000 WARN exited: public-relay (exit status 70; not expected)
2026-11-27 01:00:05,000 WARN exited: public-relay (terminated by SIGKILL; not expected)
2026-11-27 01:00:06,000 WARN exited: public-relay (exit status 70; not expected)
2026-11-27 01:00:07,000 WARN exited: notify-worker-revenue (exit status 1; not expected)
2026-11-27 01:00:08,000 WARN exited: public-api (exit status 1; not expected)
"""


@pytest.mark.parametrize(
    ("name", "times"), [("public-relay", 2), ("notify-worker-revenue", 0), ("public-api", 1), ("relay", 0)]
)
def test_only_an_end_at_a_crash_point_counts(name: str, times: int) -> None:
    assert crashes_in(LOG, name) == times


def test_every_crash_point_of_the_kernel_may_strike() -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "kernel").rglob("*.py"))
    points = {point for text in sources for point in re.findall(r'crash_point\("([a-z:-]+)"\)', text)}
    struck = [name for family in FAMILIES.values() for name in family if "crash" in name]

    assert {point for point in points if not any(name.endswith(f" at {point}") for name in struck)} == set()
    assert len(points) == 23


@dataclass
class FakePlace:
    """An installation of which every process and command comes to its crash point, or none does."""

    comes: bool
    fails: int = 0
    mutant: str = "no-inbox"
    set_to: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def change(self, mutant: str = "", crash_at: dict[str, str] | None = None) -> None:
        self.set_to.append((mutant, crash_at or {}))

    def supervisor_log(self) -> str:
        crashing = any(crash_at for _, crash_at in self.set_to)
        return LOG + LOG if crashing and self.comes else LOG

    def lanes(self, _service: str, *arguments: str, crash_at: str = "") -> bool:
        self.commands.append(" ".join((*arguments, crash_at)).strip())
        if len(self.commands) <= self.fails:
            raise CommandError("Nothing is lost; give the command again to finish.")
        return bool(crash_at) and self.comes


def a_scene(place: FakePlace) -> Scene:
    return Scene(cast("Any", place), cast("Any", None), random.Random(1))


def test_a_process_that_crashed_is_healed_and_keeps_its_mistake() -> None:
    place = FakePlace(comes=True)

    crash("public-relay", "relay:after-publish", most=1)(a_scene(place))

    assert place.set_to == [("no-inbox", {"public-relay": "relay:after-publish@1"}), ("no-inbox", {})]


def test_a_crash_point_that_was_not_passed_in_its_time_did_not_strike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crashes, "CRASH_SECONDS", 0.1)
    place = FakePlace(comes=False)

    with pytest.raises(UnstruckError):
        crash("public-relay", "relay:after-publish")(a_scene(place))
    assert place.set_to[-1] == ("no-inbox", {})


def test_a_move_that_was_cut_short_is_asked_for_again_and_undone() -> None:
    place = FakePlace(comes=True)

    move_and_return("LAND", "move:after-gate")(a_scene(place))

    assert place.commands == [
        "move notify LAND shared move:after-gate",
        "move notify LAND shared",
        "move notify LAND revenue",
    ]


def test_a_split_that_was_cut_short_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.chaos.lanes.pause", lambda _seconds: None)
    place = FakePlace(comes=True)

    split_lane("notify", 2, crash_at="move:before-gather")(a_scene(place))

    assert place.commands == [
        "split notify revenue 2",
        "split notify revenue 1 move:before-gather",
        "split notify revenue 1",
    ]


def test_a_command_that_did_not_come_to_its_crash_point_did_not_strike() -> None:
    with pytest.raises(UnstruckError):
        move_and_return("LAND", "move:after-gate")(a_scene(FakePlace(comes=False)))
    move_and_return("LAND")(a_scene(FakePlace(comes=False)))


def test_a_command_that_did_not_end_in_its_time_is_given_again_as_it_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.chaos.lanes._waiting", lambda _scene, _service: "nothing waits now")
    patient, impatient = FakePlace(comes=False, fails=2), FakePlace(comes=False, fails=2)
    scene = a_scene(patient)
    scene.patience = 3

    move_and_return("LAND")(scene)
    with pytest.raises(CommandError):
        move_and_return("LAND")(a_scene(impatient))

    away, back = "move notify LAND shared", "move notify LAND revenue"
    assert patient.commands == [away, away, away, back]
    assert impatient.commands == [away, away]
