"""Every act comes into the chain, whoever was still writing when others were chained."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from deploy.local.programs import wait_until
from kernel import chain
from kernel.chain import Chain, verify
from kernel.clock import frozen, new_id
from kernel.database import Database, Queries, Transaction
from tests.fakes import an_actor

queries = Queries.beside(__file__)


def record(tx: Transaction, acts: int) -> None:
    for number in range(acts):
        tx.record(an_actor(), "lamp.lit", new_id(), number=number)


def chained(pool: Database, folder: Path) -> int:
    """How many acts come into the chain until a look finds nothing."""
    taken = 0
    with pool._borrowed() as connection:
        relay = Chain(connection, "wfh", folder)
        while took := relay.extend():
            taken += took
    return taken


def test_the_record_is_chained_and_a_change_is_found(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    pool = database("wfh")
    with pool.transaction() as tx:
        record(tx, 3)

    assert chained(pool, tmp_path) == 3

    with pool.transaction(reading=True) as tx:
        assert list(verify(tx)) == []
    assert '"position": 3' in (tmp_path / "wfh.chain").read_text("utf-8")


def test_what_comes_at_once_is_chained_in_several_looks(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    pool = database("wfh")
    with pool.transaction() as tx:
        record(tx, chain.AT_ONCE + 7)

    assert chained(pool, tmp_path) == chain.AT_ONCE + 7


def test_an_act_of_a_long_transaction_is_chained_after_thousands_that_came_later(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    pool = database("wfh")
    with pool._borrowed() as connection, pool._borrowed() as other:
        relay = Chain(connection, "wfh", tmp_path)
        long = Transaction(other)
        record(long, 1)
        long.flush()
        with pool.transaction() as tx:
            tx.execute(queries.record_many, acts=6000)
        while relay.extend():
            pass
        assert relay.extend() == 0
        long.commit()

        assert relay.extend() == 1
        assert relay.extend() == 0
        assert list(verify(Transaction(connection, reading=True))) == []


def test_acts_of_a_long_transaction_are_chained_where_nobody_else_wrote_meanwhile(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    pool = database("wfh")
    with pool._borrowed() as connection, pool._borrowed() as other:
        relay = Chain(connection, "wfh", tmp_path)
        long = Transaction(other)
        long.execute(queries.record_many, acts=600)
        assert [relay.extend() for _ in range(3)] == [0, 0, 0]
        long.commit()

        assert sum(relay.extend() for _ in range(5)) == 600


def test_many_old_acts_are_chained_by_looks_at_a_part_of_them(
    database: Callable[..., Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "_AT_A_LOOK", 700)
    pool = database("wfh")
    with pool.transaction() as tx:
        tx.execute(queries.record_many, acts=3000)

    with pool._borrowed() as connection:
        relay = Chain(connection, "wfh", tmp_path)
        looks: list[int] = []

        def are_chained() -> bool:
            looks.append(relay.extend())
            return sum(looks) == 3000

        wait_until(are_chained, 20, "the look that chains the last act")

    assert looks[:2] == [500, 200]


def test_no_link_is_witnessed_that_may_still_be_undone(
    database: Callable[..., Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = database("wfh")
    with pool.transaction() as tx:
        record(tx, 3)
    with pool._borrowed() as connection:
        relay = Chain(connection, "wfh", tmp_path)
        with monkeypatch.context() as patched:
            patched.setattr(Transaction, "commit", _lost)
            with pytest.raises(ConnectionError):
                relay.extend()
        assert not (tmp_path / "wfh.chain").exists()

        assert [relay.extend(), relay.extend()] == [3, 0]
    assert '"position": 3' in (tmp_path / "wfh.chain").read_text("utf-8")


def _lost(_tx: Transaction) -> None:
    raise ConnectionError


def test_a_witnessed_link_says_up_to_where_every_act_is_chained(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    pool = database("wfh")
    with pool.transaction() as tx:
        tx.execute(queries.record_many, acts=6000)
        last = tx.fetch_value(queries.find_last_act)
    with pool._borrowed() as connection:
        relay, minutes = Chain(connection, "wfh", tmp_path), count(2, 2)

        def said() -> int:
            with frozen(datetime.now(UTC) + timedelta(minutes=next(minutes))):
                with pool.transaction() as tx:
                    record(tx, 1)
                relay.extend()
            with pool.transaction(reading=True) as tx:
                return tx.fetch_value(queries.find_complete_to) or 0

        # Who writes elsewhere on the same server meanwhile holds it up.
        wait_until(lambda: said() >= last, 20, "the look that knows where every act is chained")
