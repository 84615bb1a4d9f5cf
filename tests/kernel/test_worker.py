"""The worker handles each event once, in order, over the right queue."""

import pytest

from kernel import parked
from kernel.edge.worker import Worker, every, listener_of, subscribe
from kernel.events import CONTENT_TYPE
from tests.kernel.backbone.events import PlaceRenamed, StateShown, StepCounted, StepTaken
from tests.kernel.backbone.house import House, order_of, queries, some_cases


def test_events_are_handled_once_and_in_order_over_all_queues(house: House) -> None:
    cases = some_cases(20)
    house.worker()
    house.relay()

    for number in range(30):
        for case in cases:
            house.announce(
                StepTaken(case_id=case, number=number),
                StepCounted(case_id=case, number=number),
                PlaceRenamed(case_id=case, number=number),
            )

    effects = house.wait_for_effects(1800)
    assert len(effects) == len({effect["event_id"] for effect in effects}) == 1800
    by_lane = [[e for e in effects if (e["kind"] == "place") is directory] for directory in (False, True)]
    assert all(order == sorted(order) for lane in by_lane for order in order_of(lane).values())
    house.wait_until(lambda: house.count_outbox() == 0)


def test_a_read_model_ignores_what_is_older_than_what_it_saw(house: House) -> None:
    case = some_cases(1)[0]
    house.announce(*(StateShown(case_id=case, number=number) for number in range(3)))
    rows = outbox_of(house)
    house.worker()

    for row, content_type in zip(rows, (CONTENT_TYPE, "text/plain", CONTENT_TYPE), strict=True):
        house.publish(row["envelope"].encode(), str(row["event_id"]), content_type=content_type)
    house.wait_for_effects(2)
    (late,) = house.parked()
    with house.listener.transaction() as tx:
        tx.execute(queries.mend_parked, parked_id=late["parked_id"], content_type=CONTENT_TYPE)
        parked.replay(tx, late["parked_id"])

    house.wait_until(lambda: house.count_held() == 0)
    assert [effect["sequence"] for effect in house.effects()] == [1, 3]


def test_an_event_over_two_queues_is_refused_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="another queue"):

        class TwoEars(Worker):
            service = "files"
            follows = (PlaceRenamed,)

            @subscribe(PlaceRenamed)
            def on_renamed(self, tx: object, event: object) -> None: ...


def test_what_a_worker_listens_to_is_known_without_starting_it() -> None:
    class Ear(Worker):
        service = "files"
        follows = (PlaceRenamed,)

        @subscribe(StepTaken)
        def on_step(self, tx: object, event: object) -> None: ...

        @every(seconds=5)
        def tick(self, tx: object) -> None: ...

    listener = listener_of(Ear)

    assert listener.lane_events == (StepTaken,)
    assert listener.directory_events == (PlaceRenamed,)


def outbox_of(house: House) -> list[dict[str, object]]:
    with house.speaker.transaction(reading=True) as tx:
        return tx.fetch_all(queries.find_outbox)
