"""Which faults strike, and in which order, hangs on the seed and on what the machine gives."""

import pytest

from tests.chaos.faults import FAULTS, faults_for
from tests.chaos.machine import MACHINE_FAULTS
from tests.chaos.nemesis import Struck, plan, windows
from tests.chaos.place import ABILITIES


def test_the_seed_replays_the_plan() -> None:
    assert plan(7, 40) == plan(7, 40) != plan(8, 40)


def test_every_kind_comes_before_any_comes_twice() -> None:
    assert sorted(plan(7, len(FAULTS))) == sorted(FAULTS)


@pytest.mark.parametrize("ability", ABILITIES)
def test_what_needs_an_ability_strikes_only_where_the_machine_gives_it(ability: str) -> None:
    special = set(MACHINE_FAULTS[ability])

    assert special <= set(faults_for(ABILITIES))
    assert not special & set(faults_for(set(ABILITIES) - {ability}))


def test_only_a_fault_that_a_relay_feels_excuses_what_is_published_twice() -> None:
    felt = Struck("part one node from two", 100.0, 125.0, 130.0)
    unfelt = Struck("slow answers", 200.0, 203.0, 204.0)

    (window,) = windows([felt, unfelt])

    assert window.begins < felt.began
    assert felt.recovered < window.ends < unfelt.began
