"""Versions of a subject are contiguous and reach every listener in order."""

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from tests.kernel.backbone.events import StepCounted, StepTaken
from tests.kernel.backbone.house import House, order_of, some_cases

ANNOUNCERS, TIMES = 6, 60


def test_racing_announcers_are_heard_in_the_order_of_their_versions(house: House) -> None:
    cases = some_cases(4)
    worker, relay = house.worker(), house.relay()
    chance = random.Random(7)

    def speak(seed: int) -> None:
        own = random.Random(seed)
        for number in range(TIMES):
            chosen = own.sample(cases, 2)
            house.announce(*(_some_event(own, case, number) for case in chosen))

    with ThreadPoolExecutor(ANNOUNCERS) as announcers:
        spoken = [announcers.submit(speak, seed) for seed in range(ANNOUNCERS)]
        for kill in (relay, worker):
            house.wait_until(lambda: house.count_effects() > chance.randint(20, 60))
            kill.end()
            house.relay() if kill is relay else house.worker()
        for speaker in spoken:
            speaker.result()

    total = ANNOUNCERS * TIMES * 2
    effects = house.wait_for_effects(total, 90)
    assert len(effects) == total
    assert all(order == list(range(1, len(order) + 1)) for order in order_of(effects).values())


def test_two_relays_and_two_workers_never_overtake_each_other(house: House) -> None:
    cases = some_cases(10)
    first = [house.worker(), house.relay()]
    house.standby()
    house.relay()

    for number in range(40):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases))
        if number == 20:
            house.end(*first)

    effects = house.wait_for_effects(400, 90)
    assert len(effects) == 400
    assert all(order == list(range(1, 41)) for order in order_of(effects).values())


def _some_event(own: random.Random, case: UUID, number: int) -> StepTaken | StepCounted:
    return own.choice((StepTaken, StepCounted))(case_id=case, number=number)
