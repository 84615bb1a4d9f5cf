"""The relay loses nothing, keeps order, and puts aside what nobody can take."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel

from deploy.local.programs import wait_until
from deploy.local.stack import Stack
from kernel import clock
from kernel.clock import new_id
from kernel.database import Database, Transaction, connect
from kernel.horizon import DRAWN_MEANWHILE
from kernel.relay.rows import Row, Rows
from kernel.relay.wire import Wire
from kernel.roles import ping
from kernel.topology import EVENTS, SEALED, Exchange, backbone
from tests.kernel.backbone.events import SecretTold, StepTaken
from tests.kernel.backbone.house import House, queries, some_cases
from tests.kernel.backbone.ways import another_way


def test_what_nobody_takes_is_parked_and_holds_only_its_own_subject(house: House) -> None:
    held, free = some_cases(2)
    house.worker()
    house.relay()
    house.announce(SecretTold(case_id=held, number=1))
    house.announce(StepTaken(case_id=held, number=2))
    house.announce(StepTaken(case_id=free, number=1), StepTaken(case_id=free, number=2))

    assert [effect["case_id"] for effect in house.wait_for_effects(2)] == [free, free]
    house.wait_until(lambda: [row["cause"] for row in _outbox(house) if row["parked_at"]] == ["unroutable"])
    seq = _outbox(house)[0]["seq"]
    with house.broker() as broker:
        broker.channel.queue_declare("test.sealed", auto_delete=True)
        broker.channel.queue_bind("test.sealed", "sealed", "#")
        done = house.operate("kernel.parked", "resend", str(seq), service="wfh")
        house.wait_for_effects(3)
        house.wait_until(lambda: house.count_outbox() == 0)
        taken = broker.channel.basic_get("test.sealed", auto_ack=True)
        broker.channel.queue_delete("test.sealed")
    assert done.returncode == 0
    assert done.stdout.startswith(f"to be sent again: seq={seq}  ")
    assert taken[1].message_id
    assert taken[1].type == SecretTold.type()
    assert str(held) not in house.logs()


def test_an_oversized_row_is_parked_before_it_reaches_the_broker(house: House) -> None:
    held, free = some_cases(2)
    house.worker()
    house.announce(
        StepTaken(case_id=held, number=1),
        StepTaken(case_id=held, number=2),
        StepTaken(case_id=free, number=1),
    )
    with house.speaker.transaction() as tx:
        tx.execute(queries.swell, seq=_outbox(house)[0]["seq"])

    house.relay()

    assert [effect["case_id"] for effect in house.wait_for_effects(1)] == [free]
    house.wait_until(lambda: [row["cause"] for row in _outbox(house)] == ["too-large", None])


def test_a_row_that_becomes_visible_late_is_published_too(house: House) -> None:
    early, late = some_cases(2)
    house.worker()
    house.relay()
    with house.speaker.transaction() as slow:
        slow.execute(queries.take_seq)
        slow.announce(StepTaken(case_id=late, number=1), born_in="HFW")
        for number in range(10):
            house.announce(StepTaken(case_id=early, number=number))

        def all_early_came() -> bool:
            ping(slow.connection)
            return house.count_effects() >= 10

        house.wait_until(all_early_came)

    effects = house.wait_for_effects(11)
    assert effects[-1]["case_id"] == late


def test_a_row_of_a_long_transaction_comes_before_what_is_younger_though_thousands_were_seen_meanwhile(
    database: Callable[..., Database],
) -> None:
    pool = database("wfh")
    early, late, meanwhile = some_cases(3)
    rows = Rows(connect(pool.dsn, "relay"), "wfh")
    with pool._borrowed() as connection:
        long = Transaction(connection)
        long.announce(StepTaken(case_id=early, number=1), born_in="HFW")
        long.flush()
        with pool.transaction() as tx:
            tx.execute(queries.draw_seqs, seqs=6000)
        with pool.transaction() as tx:
            tx.announce(StepTaken(case_id=meanwhile, number=1), born_in="HFW")
        assert sent(rows) == [str(meanwhile)]
        long.commit()
    with pool.transaction() as tx:
        tx.announce(StepTaken(case_id=late, number=1), born_in="HFW")

    assert sent(rows) == [str(early), str(late)]


def test_what_is_settled_is_not_looked_at_again(database: Callable[..., Database]) -> None:
    pool = database("wfh")
    rows = Rows(connect(pool.dsn, "relay"), "wfh")
    with pool.transaction() as tx:
        tx.execute(queries.draw_seqs, seqs=6000)
        tx.announce(StepTaken(case_id=new_id(), number=1), born_in="HFW")

    def settled_at() -> int:
        sent(rows)
        return rows._after

    # Who writes elsewhere on the same server meanwhile holds it up.
    wait_until(lambda: settled_at() > 0, 20, "the look that knows what is settled")
    assert settled_at() == 6001 - DRAWN_MEANWHILE


def sent(rows: Rows) -> list[str]:
    """The subjects that a relay would send in a few looks, with some time between."""
    found = []
    for _look in range(3):
        rows.settle()
        waiting = rows.waiting([], set(), 1000)
        found += [row.subject for row in waiting]
        rows.forget([row.seq for row in waiting])
    return found


def test_an_event_is_sent_when_the_one_before_it_is_confirmed_and_others_need_not_wait(
    house: House, stack: Stack
) -> None:
    case, *others = some_cases(20)
    house.worker()
    with another_way(stack.rabbitmq.port) as slow:
        house.relay(KS_AMQP_URL=slow.url(stack.amqp_url()))
        house.announce(StepTaken(case_id=case, number=0))
        house.wait_for_effects(1)
        house.wait_until(lambda: house.count_outbox() == 0)
        slow.answers_after_seconds = 1.0

        house.announce(
            *(StepTaken(case_id=case, number=number) for number in (1, 2)),
            *(StepTaken(case_id=other, number=1) for other in others),
        )
        effects = house.wait_for_effects(22)

    of_case = [effect for effect in effects if effect["case_id"] == case]
    assert [effect["sequence"] for effect in of_case] == [1, 2, 3]
    assert effects[-1] == of_case[-1]


def test_a_subject_with_more_rows_than_a_look_finds_does_not_hide_those_of_others(house: House) -> None:
    talker, other = some_cases(2)
    house.announce(
        *(StepTaken(case_id=talker, number=number) for number in range(1100)),
        StepTaken(case_id=other, number=1),
    )
    house.worker()
    house.relay()

    house.wait_until(lambda: any(effect["case_id"] == other for effect in house.effects()))
    assert [effect["case_id"] for effect in house.effects()].index(other) < 50


def test_what_the_history_does_not_keep_goes_over_a_channel_of_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a broker before 4.0 confirms what a stream's new leader has not got (decision 47)."""
    sent: list[tuple[int, str]] = []
    publish = Channel.basic_publish

    def listen(self: Channel, exchange: str, *arguments: Any, **named: Any) -> None:
        sent.append((self.channel_number, exchange))
        publish(self, exchange, *arguments, **named)

    monkeypatch.setattr(Channel, "basic_publish", listen)
    loop = IOLoop()
    wire = Wire(loop, house.stack.amqp_url(), backbone())
    rows = [_a_row(seq, exchange) for seq, exchange in enumerate([SEALED, EVENTS] * 3)]
    wire.on_open = lambda: [wire.publish(row) for row in rows]
    wire.on_confirm = lambda: wire.close() if not wire.unconfirmed else None
    wire.connect()
    loop.call_later(20, loop.stop)
    loop.start()
    loop.call_later(0.5, loop.stop)
    loop.start()
    loop.close()

    assert len(sent) == 6
    assert len(set(sent)) == len({number for number, _ in sent}) == 2
    assert {row.seq for row, _ in wire.confirmed} | {row.seq for row in wire.unroutable} == set(range(6))


def _a_row(seq: int, exchange: str) -> Row:
    return Row(seq, str(new_id()), str(new_id()), exchange, "wfh.step-taken.v1.hfw", "{}", clock.now())


def test_a_channel_that_the_broker_closes_is_opened_again_and_nothing_is_lost(house: House) -> None:
    cases = some_cases(5)
    house.worker()
    house.relay()
    house.announce(*(StepTaken(case_id=case, number=1) for case in cases))
    house.wait_for_effects(5)

    with house.broker() as broker:
        house.announce(SecretTold(case_id=cases[0], number=2))
        house.announce(*(StepTaken(case_id=case, number=3) for case in cases))
        broker.channel.queue_declare("test.sealed", auto_delete=True)

        def channel_was_closed() -> bool:
            # The relay declares it anew now and then.
            broker.channel.exchange_delete("sealed")
            return "channel-closed" in house.logs()

        house.wait_until(channel_was_closed)
        broker.channel.exchange_declare("sealed", Exchange("sealed").kind, durable=True)
        broker.channel.queue_bind("test.sealed", "sealed", "#")
        house.wait_for_effects(10)
        house.wait_until(lambda: house.count_outbox() == 0)
        broker.channel.queue_delete("test.sealed")
    assert len(house.effects()) == 10


def test_what_was_under_way_when_the_broker_or_the_relay_went_is_told_for_it_may_be_repeated(
    house: House, stack: Stack
) -> None:
    cases = some_cases(4)
    house.worker()
    with another_way(stack.rabbitmq.port) as way:
        relay = house.relay(KS_AMQP_URL=way.url(stack.amqp_url()))
        house.announce(StepTaken(case_id=cases[0], number=0))
        house.wait_for_effects(1)
        house.wait_until(lambda: house.count_outbox() == 0)
        before = len(house.said("may-repeat"))

        way.only_heartbeats = True
        house.announce(*(StepTaken(case_id=case, number=1) for case in cases))
        recorded = [row["recorded_at"] for row in _outbox(house)]
        house.wait_for_effects(5)
    house.wait_for_log("may-repeat", before + 1)
    house.end(relay)
    house.relay()
    house.wait_until(lambda: house.count_outbox() == 0)

    by_wire, by_next_relay = house.said("may-repeat")[before:]
    assert by_wire["events"] == by_next_relay["events"] == 4
    for said in (by_wire, by_next_relay):
        assert datetime.fromisoformat(said["recorded_from"]) == min(recorded)
        assert datetime.fromisoformat(said["recorded_until"]) == max(recorded)


def _outbox(house: House) -> list[dict[str, Any]]:
    with house.speaker.transaction(reading=True) as tx:
        return tx.fetch_all(queries.find_outbox)


def test_a_relay_that_ends_while_the_broker_has_not_answered_yet_ends_in_peace() -> None:
    loop = IOLoop()
    with socket.create_server(("127.0.0.1", 0)) as broker:
        wire = Wire(loop, f"amqp://127.0.0.1:{broker.getsockname()[1]}/v", backbone())
        wire.connect()
        greeting = bytearray()

        def greet() -> None:
            line, _ = broker.accept()
            greetings.callback(line.close)
            greeting.extend(line.recv(8))
            loop.add_callback_threadsafe(wire.close)

        with ExitStack() as greetings, ThreadPoolExecutor(1) as at_the_broker:
            at_the_broker.submit(greet)
            loop.call_later(30, loop.stop)
            began = time.monotonic()
            loop.start()
    loop.close()

    assert bytes(greeting) == b"AMQP\x00\x00\x09\x01"
    assert time.monotonic() - began < 30
