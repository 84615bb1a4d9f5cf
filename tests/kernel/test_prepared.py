"""A hot statement is planned once per connection, and acts as any other."""

from collections.abc import Callable

import pytest

from kernel.database import Database, Queries, Transaction

queries = Queries.beside(__file__)


def test_a_connection_learns_a_hot_statement_at_its_first_use(tx: Callable[[str], Transaction]) -> None:
    transaction = tx("wfh")

    for version in (1, 2):
        transaction.execute(
            queries.add_subjects, version=version, department="REV", subjects=[f"दीया {version}", "50 %"]
        )

    learned = transaction.fetch_all(queries.find_learned)
    assert [row["name"].rpartition("_")[0] for row in learned] == ["add_subjects"]
    rows = transaction.fetch_all(queries.find_subjects)
    assert [(row["subject"], row["version"]) for row in rows] == [("दीया 1", 1), ("दीया 2", 2)]


def test_what_was_learned_outlives_what_is_rolled_back(database: Callable[..., Database]) -> None:
    pool = database("wfh", size=1)

    with pytest.raises(ZeroDivisionError), pool.transaction() as tx:
        tx.execute(queries.add_subjects, version=1, department="REV", subjects=["lost"])
        _ = 1 / 0
    with pool.transaction() as tx:
        tx.at_commit(queries.add_subjects, version=1, department="HFW", subjects=["kept"])

    with pool.transaction(reading=True) as tx:
        rows = tx.fetch_all(queries.find_subjects)
        assert [row["subject"] for row in rows] == ["kept"]
        assert len(tx.fetch_all(queries.find_learned)) == 1


def test_a_hot_statement_is_planned_once_where_the_server_would_plan_it_each_time(
    database: Callable[..., Database],
) -> None:
    with database("wfh", size=1).transaction(reading=True) as tx:
        for limit in range(1, 11):
            tx.fetch_all(queries.count_up, limit=limit)

        assert tx.fetch_all(queries.find_plans) == [{"custom_plans": 0, "generic_plans": 10}]
