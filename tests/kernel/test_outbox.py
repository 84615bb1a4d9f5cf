"""What is announced is written with the state it tells of."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from marshmallow import Schema, fields

from kernel.clock import new_id
from kernel.database import Database, Queries
from kernel.events import Event
from tests.fakes import an_actor


class LampLit(Event):
    """A lamp was lit, somewhere."""

    name = "test.lamp-lit"
    subject = "lamp_id"
    example = {"lamp_id": "0190a5b2-7c3e-7000-8000-000000000001"}

    class Data(Schema):
        lamp_id = fields.UUID(required=True)
        by = fields.String()


queries = Queries.beside(__file__)


def test_an_announcement_counts_its_subject_and_keeps_its_lane(database: Callable[..., Database]) -> None:
    pool = database("wfh")
    lamp = new_id()

    for born_in in ("REV", "HFW"):
        with pool.transaction() as tx:
            tx.announce(LampLit(lamp_id=lamp), born_in=born_in)
            tx.announce(LampLit(lamp_id=lamp, by="दीया"))

    with pool.transaction(reading=True) as tx:
        rows = tx.fetch_all(queries.find_outbox)
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4]
    assert {row["routing_key"] for row in rows} == {"test.lamp-lit.v1.rev"}
    envelope = json.loads(rows[1]["envelope"])
    assert envelope["sequence"] == "00000000000000000002"
    assert envelope["department"] == "REV"
    assert envelope["data"]["by"] == "दीया"
    assert LampLit.from_envelope(envelope).lamp_id == lamp


def test_what_is_written_before_the_end_is_said_in_its_order_or_never(
    database: Callable[..., Database],
) -> None:
    pool, lamp = database("wfh"), new_id()

    with pytest.raises(ZeroDivisionError), pool.transaction() as tx:
        tx.announce(LampLit(lamp_id=lamp))
        tx.flush()
        raise ZeroDivisionError
    with pool.transaction() as tx:
        for _part in range(2):
            tx.announce(LampLit(lamp_id=lamp))
            tx.record(an_actor(), "lamp.lit", lamp)
            tx.flush()
            tx.flush()
        tx.announce(LampLit(lamp_id=lamp))

    with pool.transaction(reading=True) as tx:
        assert [row["sequence"] for row in tx.fetch_all(queries.find_outbox)] == [1, 2, 3]
        assert tx.fetch_value(queries.count_acts) == 2


def test_what_is_said_of_several_is_said_in_its_order(database: Callable[..., Database]) -> None:
    pool, lamps = database("wfh"), [new_id() for _ in range(4)]
    told = [lamps[n] for n in (2, 0, 3, 0, 1, 2)]

    for _ in range(2):
        with pool.transaction() as tx:
            for lamp in told:
                tx.announce(LampLit(lamp_id=lamp))

    with pool.transaction(reading=True) as tx:
        rows = tx.fetch_all(queries.find_outbox)
    assert [row["subject"] for row in rows] == [str(lamp) for lamp in told] * 2


def test_who_speaks_of_the_same_two_in_another_order_waits_for_nobody_in_a_circle(
    database: Callable[..., Database],
) -> None:
    pool, lamps = database("wfh"), [new_id(), new_id()]
    with pool.transaction() as tx:
        for lamp in lamps:
            tx.announce(LampLit(lamp_id=lamp))

    def speak(turn: int) -> None:
        with pool.transaction() as tx:
            for lamp in lamps if turn % 2 else reversed(lamps):
                tx.announce(LampLit(lamp_id=lamp))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(speak, range(200)))

    with pool.transaction(reading=True) as tx:
        rows = tx.fetch_all(queries.find_outbox)
    for lamp in lamps:
        assert [row["sequence"] for row in rows if row["subject"] == str(lamp)] == list(range(1, 202))


def test_who_begins_the_same_two_in_another_order_waits_for_nobody_in_a_circle(
    database: Callable[..., Database],
) -> None:
    pool = database("wfh")
    pairs = [[new_id(), new_id()] for _ in range(60)]

    def begin(*, backwards: bool) -> None:
        for lamps in pairs:
            with pool.transaction() as tx:
                for lamp in sorted(lamps, reverse=backwards):
                    tx.announce(LampLit(lamp_id=lamp), born_in="REV")

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(begin, backwards=backwards) for backwards in (False, True)]:
            done.result()

    with pool.transaction(reading=True) as tx:
        rows = tx.fetch_all(queries.find_outbox)
    said = sorted((row["subject"], row["sequence"], row["routing_key"][-4:]) for row in rows)
    assert said == sorted((str(lamp), n, ".rev") for pair in pairs for lamp in pair for n in (1, 2))


def test_what_is_rolled_back_was_never_said(database: Callable[..., Database]) -> None:
    pool = database("wfh")

    with pytest.raises(psycopg2.Error), pool.transaction() as tx:
        tx.announce(LampLit(lamp_id=new_id()))
        tx.execute(queries.break_off)

    with pool.transaction(reading=True) as tx:
        assert tx.fetch_all(queries.find_outbox) == []
