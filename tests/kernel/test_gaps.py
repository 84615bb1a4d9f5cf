"""An event names the newest earlier ones of its subject; whoever did not get one of these waits, but not for ever."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from kernel import clock, history
from kernel.clock import new_id
from kernel.database import Database
from kernel.events import Event
from kernel.inbox import Delivery
from kernel.inbox.claim import needs_of
from kernel.operations.figures import LANE
from kernel.roles import ping
from kernel.topology import EVENTS
from tests.kernel.backbone.events import (
    CaseTransferred,
    PlaceRenamed,
    SecretTold,
    StateShown,
    StepCounted,
    StepForgotten,
    StepTaken,
)
from tests.kernel.backbone.house import House, order_of, queries, some_cases
from tests.kernel.test_parked import envelope

STEP, TRANSFER = "wfh.step-taken.v1", "wfh.case-transferred.v1"
LONG_UNBOUND = {"KS_DECLARE_SECONDS": "3600", "KS_COMPARE_SECONDS": "3600"}
COMPARED_SOON = {"KS_COMPARE_SECONDS": "1", "KS_SETTLED_SECONDS": "1"}
WAITED = "waits-for-earlier"


@pytest.fixture(autouse=True)
def compared(request: pytest.FixtureRequest) -> None:
    """The listener has compared its inbox with the history before; who never did waits for nothing."""
    if "house" in request.fixturenames:
        with request.getfixturevalue("house").listener.transaction() as tx:
            history.reached(tx, clock.now())


def test_what_came_after_a_lost_event_waits_until_the_history_brings_it(house: House) -> None:
    cases = some_cases(10)
    worker = house.worker(**LONG_UNBOUND)
    house.relay()
    _unbind_steps(house)

    for number in range(3):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases))
        house.announce(*(CaseTransferred(case_id=case, to="REV") for case in cases))
    house.wait_for_log(WAITED, times=10)
    house.end(worker)
    house.worker(KS_DECLARE_SECONDS="2")

    effects = house.wait_for_effects(60, 25)
    assert len(effects) == 60
    assert all(order == [1, 2, 3, 4, 5, 6] for order in order_of(effects).values())
    house.wait_until(lambda: house.count_held() == 0)
    house.announce(*(StepTaken(case_id=case, number=9) for case in cases))
    assert len(house.wait_for_effects(70)) == 70


def test_a_timer_that_outlasts_its_role_keeps_no_other_from_its_turn(house: House) -> None:
    house.worker(KS_DECLARE_SECONDS="3600", KS_DAWDLE_SECONDS="5")

    def lanes_are_measured() -> bool:
        with house.listener.transaction(reading=True) as looking:
            return bool(looking.fetch_value(queries.count_lane_samples, name=LANE))

    # The last timer in the list: its turn comes after the one that loses the role.
    house.wait_until(lanes_are_measured, 30)

    assert "timer" in [said["room"] for said in house.said("role-lost")]


def test_a_comparison_that_takes_long_keeps_no_timer_waiting(house: House) -> None:
    house.worker(**COMPARED_SOON)
    asked = set()

    def asked_three_times() -> bool:
        with house.listener.transaction(reading=True) as looking:
            asked.update(row["query_start"] for row in looking.fetch_all(queries.find_timer_asking))
        ping(tx.connection)
        return len(asked) >= 3

    with house.listener.transaction() as tx:
        tx.execute(queries.lock_history)
        house.wait_until(asked_three_times, 30)


def test_other_cases_do_not_wait_with_it(house: House) -> None:
    waiting, *others = some_cases(20)
    house.worker(**LONG_UNBOUND)
    house.relay()

    _publish(house, waiting, CaseTransferred(case_id=waiting, to="REV"), {STEP: new_id()})
    house.wait_for_log(WAITED)
    house.announce(*(StepTaken(case_id=case, number=0) for case in others))

    effects = house.wait_for_effects(19, 25)
    assert waiting not in order_of(effects)


def test_an_event_does_not_wait_for_ever_for_what_the_history_has_not(house: House) -> None:
    case = some_cases(1)[0]
    house.worker(**COMPARED_SOON)
    lost = new_id()

    first = _publish(house, case, CaseTransferred(case_id=case, to="REV"), {STEP: lost})
    _publish(house, case, StateShown(case_id=case, number=1), {STEP: lost, TRANSFER: first}, sequence=2)

    effects = house.wait_for_effects(2, 30)
    assert [effect["sequence"] for effect in effects] == [1, 2]
    assert house.logs().count("waited-in-vain") >= 1


def test_what_lies_before_all_that_was_compared_is_not_waited_for(house: House) -> None:
    case = some_cases(1)[0]
    house.worker(**COMPARED_SOON)
    old = _earlier_id(timedelta(minutes=11))

    _publish(house, case, CaseTransferred(case_id=case, to="REV"), {STEP: old})

    house.wait_for_effects(1)
    assert WAITED not in house.logs()


def test_nothing_waits_for_what_came_in_order_or_goes_elsewhere(house: House) -> None:
    case = some_cases(1)[0]
    house.worker()
    house.relay()

    house.announce(
        StepTaken(case_id=case, number=0),
        StepForgotten(case_id=case, number=0),
        PlaceRenamed(case_id=case, number=0),
        CaseTransferred(case_id=case, to="REV"),
        StepTaken(case_id=case, number=1),
    )

    steps = [effect for effect in house.wait_for_effects(4) if effect["kind"] != "place"]
    assert [effect["sequence"] for effect in steps] == [1, 4, 5]
    assert WAITED not in house.logs()


def test_nothing_waits_for_what_is_parked_or_was_received_and_repeated(house: House) -> None:
    case = some_cases(1)[0]
    house.worker()
    house.relay()
    house.announce(StepTaken(case_id=case, number=0, act="raise"))
    house.wait_until(lambda: len(house.parked()) == 1)

    house.announce(CaseTransferred(case_id=case, to="REV"))
    house.announce(StepTaken(case_id=case, number=1))
    house.wait_for_effects(2)
    repeated = _publish(house, case, StateShown(case_id=case, number=1), {}, sequence=4)
    _publish(house, case, StateShown(case_id=case, number=1), {}, sequence=4, event_id=repeated)
    _publish(
        house, case, CaseTransferred(case_id=case, to="REV"), {"wfh.state-shown.v1": repeated}, sequence=5
    )

    effects = house.wait_for_effects(4)
    assert [effect["sequence"] for effect in effects] == [2, 3, 4, 5]
    assert WAITED not in house.logs()


def test_what_comes_too_late_over_the_queue_is_still_handled_first(house: House) -> None:
    case, first = some_cases(1)[0], new_id()
    house.worker(**LONG_UNBOUND)

    _publish(house, case, CaseTransferred(case_id=case, to="REV"), {STEP: first}, sequence=2)
    house.wait_for_log(WAITED)
    _publish(house, case, StepTaken(case_id=case, number=1), {}, event_id=first)

    effects = house.wait_for_effects(2)
    assert [effect["sequence"] for effect in effects] == [1, 2]


def test_racing_announcers_name_the_newest_earlier_event_of_each_kind(
    database: Callable[..., Database],
) -> None:
    speaker, cases = database("wfh"), some_cases(2)

    def speak(seed: int) -> None:
        own = random.Random(seed)
        for _ in range(20):
            with speaker.transaction() as tx:
                chosen = own.sample(cases, own.randint(1, 2))
                for case in chosen:
                    for kind in own.choices((StepTaken, StepCounted, SecretTold), k=own.randint(1, 3)):
                        tx.announce(kind(case_id=case, number=seed), born_in="REV")
                if own.random() < 0.2:
                    tx.flush()
                    tx.announce(StepTaken(case_id=own.choice(chosen), number=seed), born_in="REV")

    with ThreadPoolExecutor(4) as announcers:
        list(announcers.map(speak, range(4)))

    with speaker.transaction(reading=True) as tx:
        envelopes = [json.loads(row["envelope"]) for row in tx.fetch_all(queries.find_outbox)]
    assert len(envelopes) > 160
    for case in cases:
        newest: dict[str, str] = {}
        for said in sorted((e for e in envelopes if e["subject"] == str(case)), key=lambda e: e["sequence"]):
            assert dict(pair.split("=") for pair in said.get("after", "").split()) == newest
            kind = said["type"].removeprefix("in.karyasetu.")
            newest |= {} if kind.startswith(SecretTold.name) else {kind: said["id"]}


def test_what_follows_a_neighbour_of_its_batch_needs_what_that_one_needs() -> None:
    lost, first, second, third = (str(new_id()) for _ in range(4))
    batch = [
        _delivery(first, {STEP: lost, "wfh.unheard.v1": str(new_id())}),
        _delivery(second, {STEP: lost, TRANSFER: first}),
        _delivery(third, {TRANSFER: second}),
    ]

    assert set(needs_of(batch, {STEP, TRANSFER})) == {(first, lost), (second, lost), (third, lost)}
    batch[0].has_waited = True
    assert set(needs_of(batch[1:], {TRANSFER})) == {(second, first), (third, first)}
    assert set(needs_of([batch[0], batch[2]], {STEP, TRANSFER})) == {(third, second)}


def test_what_comes_twice_in_a_batch_still_needs_what_came_between() -> None:
    earlier, later = str(new_id()), str(new_id())
    repeated = [_delivery(later, {STEP: earlier}), _delivery(earlier, {}), _delivery(later, {STEP: earlier})]

    assert needs_of(repeated, {STEP}) == [(later, earlier)]


@pytest.mark.parametrize("after", ["nonsense", "wfh.step-taken.v1=7", "a=b=c"])
def test_an_envelope_that_names_no_events_after_all_is_parked(house: House, after: str) -> None:
    spoilt = envelope(after=after)
    house.worker()

    house.publish(json.dumps(spoilt).encode(), spoilt["id"])

    house.wait_until(lambda: [row["cause"] for row in house.parked()] == ["schema-invalid"])


def _unbind_steps(house: House) -> None:
    with house.broker() as broker:
        broker.channel.exchange_unbind("files.in", EVENTS, f"{STEP}.#")


def _publish(
    house: House,
    case: UUID,
    event: Event,
    after: dict[str, UUID],
    *,
    sequence: int = 1,
    event_id: UUID | None = None,
) -> UUID:
    """Put an event into the queue as if its earlier ones had been said; its id is returned."""
    own = event_id or new_id()
    said = envelope(
        id=str(own),
        type=event.type(),
        subject=str(case),
        sequence=f"{sequence:020}",
        after=" ".join(f"{kind}={earlier}" for kind, earlier in after.items()),
        data=event.data,
    )
    house.publish(json.dumps(said).encode(), str(own))
    return own


def _delivery(event_id: str, after: dict[str, str]) -> Delivery:
    said = envelope(id=event_id, after=" ".join(f"{kind}={earlier}" for kind, earlier in after.items()))
    delivery = Delivery(b"", "", event_id, "")
    delivery.event = StepTaken.from_envelope(said)
    return delivery


def _earlier_id(ago: timedelta) -> UUID:
    """An id of some time ago."""
    return UUID(int=new_id().int - (int(ago.total_seconds() * 1000) << 80))
