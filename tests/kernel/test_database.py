"""The pool refuses rather than queue, and says honestly what it cannot know."""

import os
import socket
from collections.abc import Callable

import pytest

from kernel.clock import new_id
from kernel.database import Database, Transaction
from kernel.errors import OutcomeUnknown, Unavailable
from tests.kernel.test_outbox import LampLit, queries


def cut(tx: Transaction) -> None:
    """Break the connection as a network does."""
    with socket.socket(fileno=os.dup(tx.connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def test_a_commit_whose_answer_is_lost_is_called_unknown(database: Callable[..., Database]) -> None:
    pool = database("wfh")

    with pytest.raises(OutcomeUnknown), pool.transaction() as tx:
        tx.announce(LampLit(lamp_id=new_id()))
        cut(tx)

    with pool.transaction() as tx:
        assert tx.fetch_all(queries.find_outbox) == []


def test_a_connection_that_breaks_before_the_commit_changed_nothing(
    database: Callable[..., Database],
) -> None:
    pool = database("wfh")

    with pytest.raises(Unavailable) as caught, pool.transaction() as tx:
        cut(tx)
        tx.fetch_value(queries.echo, name="late")

    assert type(caught.value) is Unavailable


def test_who_finds_no_connection_in_time_is_told_to_come_again(database: Callable[..., Database]) -> None:
    pool = database("wfh", size=2)
    pool._wait_seconds = 0.05

    with pool.transaction(), pool.transaction(), pytest.raises(Unavailable), pool.transaction():
        pass


def test_reading_leaves_half_of_the_connections_for_writing(database: Callable[..., Database]) -> None:
    pool = database("wfh", size=4)
    pool._wait_seconds = 0.05

    with pool.transaction(reading=True), pool.transaction(reading=True):
        with pytest.raises(Unavailable), pool.transaction(reading=True):
            pass
        with pool.transaction() as tx:
            assert tx.fetch_value(queries.echo, name="written") == "written"
