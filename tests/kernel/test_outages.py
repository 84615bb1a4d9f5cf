"""Broker or database away, processes stopped but not killed, queues and bindings deleted: work goes on where it left."""

import signal
import time

import pika
import pytest

from deploy.local.stack import Stack
from kernel.clock import new_id
from kernel.database import Database
from kernel.errors import Unavailable
from kernel.topology import EVENTS, HISTORY, queue_name
from tests.fakes import an_actor
from tests.kernel.backbone.events import PlaceRenamed, StepTaken
from tests.kernel.backbone.house import House, order_of, queries, some_cases

ROLE_LOST_AFTER_SECONDS = 5.0


@pytest.fixture
def stack(own_stack: Stack) -> Stack:
    """A broker that nobody else needs while it is away."""
    return own_stack


def test_while_the_broker_is_away_everything_is_kept_and_later_drained_in_order(
    house: House, stack: Stack
) -> None:
    cases = some_cases(10)
    house.worker()
    house.relay()
    _speak(house, cases, 0, 5)
    house.wait_for_effects(50)
    house.wait_until(lambda: house.count_outbox() == 0)

    stack.rabbitmq.stop()
    try:
        began = time.monotonic()
        for number in range(5, 15):
            with house.speaker.transaction() as tx:
                tx.record(an_actor(), "step.taken", new_id())
                for case in cases:
                    tx.announce(StepTaken(case_id=case, number=number), born_in="HFW")
            time.sleep(0.5)
        house.wait_until(lambda: _count_chained(house) >= 10, 25)
        assert time.monotonic() - began < 30
        assert house.count_outbox() == 100
    finally:
        stack.rabbitmq.start()

    effects = house.wait_for_effects(150, 90)
    assert all(order == list(range(1, 16)) for order in order_of(effects).values())


def test_after_a_restart_of_the_database_relay_and_worker_recover_by_themselves(
    house: House, stack: Stack
) -> None:
    cases = some_cases(10)
    processes = (house.worker(), house.relay())
    _speak(house, cases, 0, 5)
    house.wait_for_effects(50)

    stack.postgres.stop()
    time.sleep(1)
    stack.postgres.start()
    house.wait_until(lambda: _answers(house))
    _speak(house, cases, 5, 10)

    effects = house.wait_for_effects(100, 60)
    assert all(order == list(range(1, 11)) for order in order_of(effects).values())
    assert all(process.is_running() for process in processes)


def test_a_stopped_worker_loses_its_role_and_can_do_nothing_with_it_later(house: House) -> None:
    cases = some_cases(10)
    first = house.worker()
    house.relay()
    _speak(house, cases, 0, 3)
    house.wait_for_effects(30)
    house.standby()
    house.wait_until(lambda: _somebody_waits(house.listener, "lane shared"))

    first.send(signal.SIGSTOP)
    lost_after = _seconds_held(house.listener, "lane shared")
    _speak(house, cases, 3, 6)
    house.wait_for_effects(60)
    first.send(signal.SIGCONT)
    _speak(house, cases, 6, 9)

    effects = house.wait_for_effects(90)
    time.sleep(1)
    assert lost_after < ROLE_LOST_AFTER_SECONDS
    assert house.count_effects() == 90
    assert all(order == list(range(1, 10)) for order in order_of(effects).values())


def test_a_stopped_relay_loses_its_role_and_can_do_nothing_with_it_later(house: House) -> None:
    cases = some_cases(10)
    house.worker()
    first = house.relay()
    _speak(house, cases, 0, 3)
    house.wait_for_effects(30)
    house.relay()
    house.wait_until(lambda: _somebody_waits(house.speaker, "relay"))

    first.send(signal.SIGSTOP)
    lost_after = _seconds_held(house.speaker, "relay")
    _speak(house, cases, 3, 6)
    house.wait_for_effects(60)
    first.send(signal.SIGCONT)
    _speak(house, cases, 6, 9)

    effects = house.wait_for_effects(90)
    time.sleep(1)
    assert lost_after < ROLE_LOST_AFTER_SECONDS
    assert house.count_effects() == 90
    assert all(order == list(range(1, 10)) for order in order_of(effects).values())


def test_a_deleted_queue_comes_back_and_what_it_held_is_replayed_in_order(house: House) -> None:
    cases = some_cases(10)
    worker = house.worker()
    house.relay()
    _speak(house, cases, 0, 5)
    house.wait_for_effects(50)

    worker.send(signal.SIGSTOP)
    _speak(house, cases, 5, 25)
    house.wait_until(lambda: house.count_outbox() == 0)
    with house.broker() as broker:
        broker.channel.queue_delete(queue_name("files", "shared"))
        broker.channel.queue_delete(queue_name("files", "directory"))
    _speak(house, cases, 25, 30)
    house.wait_until(lambda: house.count_outbox() == 0)
    worker.send(signal.SIGCONT)
    _speak(house, cases, 30, 35)

    effects = house.wait_for_effects(350)
    assert len(effects) == 350
    assert all(order == list(range(1, 36)) for order in order_of(effects).values())


@pytest.mark.parametrize("declared_every", ["600", "1"])
def test_a_worker_that_is_not_told_that_its_queue_is_gone_finds_out_by_itself(
    house: House, declared_every: str
) -> None:
    cases = some_cases(10)
    house.worker(
        KS_UNTOLD="yes", KS_DECLARE_SECONDS=declared_every, KS_COMPARE_SECONDS="2", KS_SETTLED_SECONDS="1"
    )
    house.relay()
    _speak(house, cases, 0, 5)
    house.wait_for_effects(50)

    with house.broker() as broker:
        broker.channel.queue_delete(queue_name("files", "shared"))
    said = 5
    if declared_every == "1":
        # Somebody else sees first that it is missing, and what is told lies in a queue of which nobody takes.
        house.wait_until(lambda: _stands(house, queue_name("files", "shared")))
        # A queue is declared before what leads into it.
        while said < 24 and not _holds_anything(house, queue_name("files", "shared")):
            _speak(house, cases, said, said + 1)
            said += 1
            time.sleep(0.2)
    _speak(house, cases, said, 25)

    effects = house.wait_for_effects(250)
    house.wait_for_log("queue-lost")
    assert all(order == list(range(1, 26)) for order in order_of(effects).values())
    house.wait_until(lambda: _stands(house, queue_name("files", "shared")))
    _speak(house, cases, 25, 30)
    assert len(house.wait_for_effects(300)) == 300


def test_a_worker_that_gets_nothing_of_a_full_queue_begins_anew(house: House) -> None:
    cases, sign = some_cases(10), house.folder / "unfed"
    house.worker(KS_UNFED=str(sign), KS_COMPARE_SECONDS="2", KS_SETTLED_SECONDS="1")
    house.relay()
    _speak(house, cases, 0, 5)
    house.wait_for_effects(50)

    sign.touch()
    # More than a reader is given at once, so that some lie in the queue.
    _speak(house, cases, 5, 65)

    effects = house.wait_for_effects(650)
    assert len(effects) == 650
    assert all(order == list(range(1, 66)) for order in order_of(effects).values())
    house.wait_for_log("queue-lost")


def test_a_deleted_binding_comes_back_and_its_gap_is_filled_from_history(house: House) -> None:
    cases = some_cases(10)
    house.worker(KS_DECLARE_SECONDS="4", KS_COMPARE_SECONDS="2", KS_SETTLED_SECONDS="1")
    house.relay()
    _speak(house, cases, 0, 3)
    house.wait_for_effects(30)

    with house.broker() as broker:
        broker.channel.exchange_unbind("files.in", EVENTS, "wfh.step-taken.v1.#")
        broker.channel.queue_unbind(queue_name("files", "directory"), EVENTS, "wfh.place-renamed.v1.#")
    _speak(house, cases, 3, 6)
    house.announce(PlaceRenamed(case_id=cases[0], number=9))
    house.wait_until(lambda: house.count_outbox() == 0)

    effects = house.wait_for_effects(61)
    steps = [effect for effect in effects if effect["kind"] == "step"]
    assert len(effects) == 61
    assert all(order == sorted(order) for order in order_of(steps).values())
    _speak(house, cases, 6, 7)
    assert len(house.wait_for_effects(71)) == 71


def test_a_deleted_history_comes_back_and_no_lane_loses_anything(house: House) -> None:
    cases = some_cases(5)
    house.worker()
    house.relay()
    _speak(house, cases, 0, 2)
    house.wait_for_effects(10)

    with house.broker() as broker:
        broker.channel.queue_delete(HISTORY)
    _speak(house, cases, 2, 6)

    effects = house.wait_for_effects(30)
    assert all(order == list(range(1, 7)) for order in order_of(effects).values())
    house.wait_until(lambda: house.count_outbox() == 0)
    house.wait_until(lambda: _stands(house, HISTORY))


def _holds_anything(house: House, queue: str) -> bool:
    with house.broker() as broker:
        return bool(broker.channel.queue_declare(queue, passive=True).method.message_count)


def _speak(house: House, cases: list[object], first: int, last: int) -> None:
    for number in range(first, last):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases))


def _somebody_waits(database: Database, role: str) -> bool:
    with database.transaction(reading=True) as tx:
        return bool(tx.fetch_value(queries.count_waiting_for_role, role=f"role {role}"))


def _seconds_held(database: Database, role: str) -> float:
    """For how long who says nothing any more was seen to hold the role, until another has it: by the database's clock."""
    holders, silent = set(), 0.0
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with database.transaction(reading=True) as tx:
            holder = tx.fetch_one(queries.find_holder, role=f"role {role}")
        holders |= {holder["pid"]} if holder else set()
        if len(holders) > 1:
            return silent
        silent = holder["silent"] if holder else silent
        time.sleep(0.05)
    raise AssertionError(f"{role} is held by one of {holders} still")


def _count_chained(house: House) -> int:
    with house.speaker.transaction(reading=True) as tx:
        return int(tx.fetch_value(queries.count_chained))


def _answers(house: House) -> bool:
    try:
        return house.count_outbox() >= 0 and house.count_effects() >= 0
    except Unavailable:
        return False


def _stands(house: House, queue: str) -> bool:
    with house.broker() as broker:
        try:
            broker.channel.queue_declare(queue, passive=True)
        except pika.exceptions.ChannelClosedByBroker:
            return False
        return True
