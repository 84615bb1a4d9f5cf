"""A backlog does not slow its own end: what is taken next costs as much, however much waits behind it."""

import socket
from typing import Any

import pytest

from kernel import clock
from kernel.database import Database, Queries, Query
from services.notify import store
from services.notify.domain import PURPOSES, Channel
from services.notify.sender import Sms
from tests.notify.operator import Operator, an_operator

queries = Queries.beside(__file__)
NOW = clock.now()
BACKLOG, CODES, LIMIT = 20_000, 7, 50


@pytest.fixture(scope="module")
def behind(owned: Database) -> Database:
    """After a quiet time, in which the planner learnt that next to nothing waits, much does."""
    with owned.transaction() as tx:
        tx.execute(queries.fill_messages, people=50)
        tx.execute(queries.fill_deliveries)
        tx.execute(queries.gather_figures)
        for state in ("CREATED", "SENDING"):
            tx.execute(queries.fill_backlog, state=state, number=BACKLOG, now=NOW)
            tx.execute(queries.fill_codes, state=state, number=CODES, now=NOW)
    return owned


QUESTIONS = {
    "claim_messages": {"now": NOW, "limit": LIMIT, "purposes": list(PURPOSES)},
    "claim_deliveries": {"now": NOW, "limit": LIMIT, "channel": Channel.SMS, "lease_until": NOW},
}


def rows_read(plan: dict[str, Any]) -> int:
    """The most rows that a step of a plan has looked at."""
    looked = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return max([looked, *(rows_read(part) for part in plan.get("Plans", []))])


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_taken_next_is_found_without_reading_what_waits(behind: Database, question: str) -> None:
    asked = Query(question, f"EXPLAIN (ANALYZE, FORMAT JSON) {store.queries.by_name[question].sql}")

    with behind.transaction() as tx:
        plan = tx.fetch_value(asked, **QUESTIONS[question])[0]["Plan"]
        tx.rollback()

    assert rows_read(plan) <= 2 * LIMIT


@pytest.mark.parametrize("question", QUESTIONS)
def test_codes_go_first_those_that_expire_soonest_before_the_others(behind: Database, question: str) -> None:
    with behind.transaction() as tx:
        few = tx.fetch_all(store.queries.by_name[question], **{**QUESTIONS[question], "limit": 2})
        taken = tx.fetch_all(store.queries.by_name[question], **QUESTIONS[question])
        tx.rollback()

    codes = sorted(row["expires_at"] for row in taken if row["purpose"] == "code")
    assert (len(taken), len(codes)) == (LIMIT, CODES)
    assert sorted(row["expires_at"] for row in few) == codes[:2]


def test_an_operator_is_not_kept_waiting_for_the_acknowledgement_of_its_packets() -> None:
    with an_operator(Operator.accept) as operator:
        session = Sms(f"smpp://u:p@127.0.0.1:{operator.port}", "KRYSTU")
        session.connect()
        session.receipts()
        line = session._client._socket
        options = [line.getsockopt(socket.IPPROTO_TCP, o) for o in (socket.TCP_NODELAY, socket.TCP_QUICKACK)]
        session.close()

    assert options == [1, 1]
