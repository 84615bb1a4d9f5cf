"""Which faults strike, and in which order, hangs on the seed and on what the machine gives."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from deploy.local.installation import Installation
from deploy.local.stack import SERVICES
from tests.chaos.__main__ import SEED, SHORT
from tests.chaos.crowd import Crowd
from tests.chaos.faults import FAMILIES, LONG_FAMILIES, faults_for
from tests.chaos.machine import MACHINE_FAULTS
from tests.chaos.nemesis import Struck, look_back, plan, strike, windows
from tests.chaos.place import ABILITIES, Place
from tests.chaos.record import Record
from tests.chaos.scene import Scene, excused

FAULTS = faults_for(())
STORM = int(SHORT["faults"])
# RabbitMQ tells its port mapper only once a minute that it is there; its tools would not find it meanwhile.
NOT_KILLED = {"epmd"}


def test_the_seed_replays_the_plan() -> None:
    assert plan(7, STORM) == plan(7, STORM) != plan(8, STORM)


@pytest.mark.parametrize("seed", [SEED, *range(50)])
def test_every_storm_has_a_fault_of_each_family_and_no_fault_twice(seed: int) -> None:
    names = plan(seed, STORM)

    assert len(set(names)) == STORM
    assert all(set(names) & set(family) for family in FAMILIES.values())


@pytest.mark.parametrize("seed", range(50))
def test_what_takes_long_comes_once_in_a_storm(seed: int) -> None:
    long = {name for family in LONG_FAMILIES for name in FAMILIES[family]}

    assert len(long & set(plan(seed, STORM))) == len(LONG_FAMILIES)


def test_the_seed_draws_the_member_of_a_family_and_its_place() -> None:
    plans = [plan(seed, STORM) for seed in range(200)]

    for family in FAMILIES.values():
        assert set(family) <= {name for names in plans for name in names}
    assert len({names.index("kill postgres") for names in plans}) > STORM // 2


def test_every_kind_comes_before_any_comes_twice() -> None:
    assert sorted(plan(7, len(FAULTS))) == sorted(FAULTS)
    assert set(Counter(plan(7, 2 * len(FAULTS))).values()) == {2}


def test_only_what_is_named_comes() -> None:
    assert sorted(plan(7, 4, only=("kill rabbitmq", "cut answers"))) == sorted(
        2 * ["kill rabbitmq", "cut answers"]
    )
    with pytest.raises(ValueError, match="kill time"):
        plan(7, 4, only=("kill time",))


def test_a_fault_belongs_to_one_family() -> None:
    assert sum(map(len, FAMILIES.values())) == len(FAULTS)


def test_every_process_may_be_killed(tmp_path: Path) -> None:
    names = {process.name for process in Installation(tmp_path).processes()} - NOT_KILLED

    assert {f"kill {name}" for name in names} <= set(FAULTS)


@pytest.mark.parametrize("ability", ABILITIES)
def test_what_needs_an_ability_strikes_only_where_the_machine_gives_it(ability: str) -> None:
    special = set(MACHINE_FAULTS[ability])

    assert special <= set(faults_for(ABILITIES))
    assert not special & set(faults_for(set(ABILITIES) - {ability}))
    assert special & set(plan(7, STORM, ABILITIES))


def test_only_a_fault_that_a_relay_feels_excuses_that_it_loses_what_is_under_way() -> None:
    felt = Struck("part one node from two", 100.0, 125.0, 130.0)
    unfelt = Struck("slow answers", 200.0, 203.0, 204.0)

    (window,) = windows([felt, unfelt])

    assert window.services == set(SERVICES)
    assert window.begins < felt.began
    assert 130.0 < window.ends < unfelt.began


@pytest.mark.parametrize(
    ("fault", "services"),
    [
        ("kill wfh-relay", {"wfh"}),
        ("crash public-relay at relay:after-publish", {"public"}),
        ("end connections of notify", {"notify"}),
        ("split notify's revenue lane", set(SERVICES)),
        ("crash a move of LAND at move:after-gate", set(SERVICES)),
        ("full disk under public's outbox", set(SERVICES)),
        ("delete files' revenue queue", set(SERVICES)),
        ("kill files-worker", set()),
        ("slow answers", set()),
    ],
)
def test_only_the_relays_that_a_fault_disturbs_may_publish_again(fault: str, services: set[str]) -> None:
    assert set(excused(fault)) == services


def test_a_fault_whose_end_was_not_seen_is_felt_until_the_next_one() -> None:
    first, second = Struck("kill postgres", 100.0, 103.0, 103.0), Struck("slow answers", 110.0, 113.0, 113.0)
    even = [at / 20 for at in range(1900, 3000)]
    slow_to_handle = [at for at in even if not 101 <= at < 111]

    look_back([first, second], even, slow_to_handle, until=140.0, per_second=20.0)

    assert (first.seconds, first.handled_seconds, first.felt_until) == (0.0, None, 110.0)
    assert second.handled_seconds == pytest.approx(1.0, abs=0.3)
    assert windows([first])[0].ends > 110.0


def a_scene(tmp_path: Path) -> Scene:
    """A place where nothing was ever started, and a crowd that wants nothing."""
    crowd = Crowd(Record(tmp_path / "acts.jsonl"), 1, "", ("REV",), per_second=0.0, seed=1)
    return Scene(Place(tmp_path), crowd, random.Random(1))


def test_a_fault_that_finds_nothing_to_strike_did_not(tmp_path: Path) -> None:
    (kill,) = strike(a_scene(tmp_path), ["kill a gateway worker"], rest_seconds=0)

    assert not kill.fired


def test_no_fault_begins_when_the_time_is_over(tmp_path: Path) -> None:
    assert (
        list(strike(a_scene(tmp_path), ["kill postgres"], rest_seconds=0, until=time.monotonic() - 1)) == []
    )


def test_where_nothing_struck_nothing_is_excused() -> None:
    struck: list[Struck] = []

    look_back(struck, [1.0, 2.0], [], 3.0, 100.0)

    assert windows(struck) == []
