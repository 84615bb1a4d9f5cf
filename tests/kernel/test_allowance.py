"""Allowances of fixed windows: taken one by one or several at once, and never past their limit."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from kernel import allowance
from kernel.clock import frozen
from kernel.database import Database
from kernel.errors import TooManyTries

HOUR = 3600
# Twenty seconds into a minute.
NOW = datetime(2026, 11, 27, 9, 0, 20, tzinfo=UTC)


@pytest.fixture
def pool(database: Callable[..., Database]) -> Iterator[Database]:
    """A service's database, at an instant at which no window ends."""
    with frozen(NOW):
        yield database("wfh", size=2)


def test_what_is_taken_at_once_counts_for_each(pool: Database) -> None:
    with pool.transaction() as tx:
        allowance.spend_each(tx, [("source:a", 5, HOUR), ("account:b", 5, 60)])
        allowance.spend(tx, "account:b", 5, 60)

        assert allowance.used(tx, ("source:a", HOUR), ("account:b", 60), ("account:c", 60)) == [1, 2, 0]


def test_a_spent_allowance_refuses_and_nothing_is_taken_from_the_others(pool: Database) -> None:
    with pool.transaction() as tx:
        allowance.spend(tx, "account:b", 1, 60)

    with pytest.raises(TooManyTries) as refusal, pool.transaction() as tx:
        allowance.spend_each(tx, [("source:a", 5, HOUR), ("account:b", 1, 60)])

    assert refusal.value.retry_after == 40
    with pool.transaction(reading=True) as tx:
        assert allowance.used(tx, ("source:a", HOUR), ("account:b", 60)) == [0, 1]


def test_of_several_spent_ones_the_first_says_when_to_come_back(pool: Database) -> None:
    with pytest.raises(TooManyTries) as refusal, pool.transaction() as tx:
        allowance.spend_each(tx, [("account:b", 0, 60), ("source:a", 0, 24 * HOUR)])

    assert refusal.value.retry_after == 40


def test_what_is_given_back_may_be_taken_again(pool: Database) -> None:
    with pool.transaction() as tx:
        allowance.spend(tx, "account:b", 1, HOUR)
        allowance.give_back(tx, "account:b", HOUR)
        allowance.spend(tx, "account:b", 1, HOUR)

        assert allowance.used(tx, ("account:b", HOUR)) == [1]
