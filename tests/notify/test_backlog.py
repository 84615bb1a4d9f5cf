"""A backlog does not slow its own end: what is taken next costs as much, however much waits behind it."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.database import Database, Queries, Query
from kernel.sealing import Sealing
from services.notify import store
from services.notify.domain import PURPOSES, Channel
from services.notify.sender import Sender, Sms, loops
from tests.fakes import an_id
from tests.notify.desks import a_citizens_contact, deliveries, hear, registered
from tests.notify.operator import Operator, an_operator

Seals = Callable[[str], Sealing]
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


@pytest.mark.parametrize(
    ("handled", "seconds", "next_one"),
    [(50, 0.5, 100), (100, 0.25, 400), (50, 0.01, 400), (50, 4.0, 50), (400, 2.0, 200), (50, 0.0, 400)],
)
def test_a_batch_is_what_was_handled_in_a_second_of_late(handled: int, seconds: float, next_one: int) -> None:
    assert loops.next_batch(handled, seconds) == next_one


def test_only_a_full_batch_says_how_many_are_taken_next(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "BATCH", 2)
    monkeypatch.setattr(loops, "next_batch", lambda handled, _seconds: handled + 1)
    a_citizens_contact(notify, seals, email=None)
    hear(notify, *(registered(nodal_post=None, case_id=an_id(f"case {n}")) for n in range(10)))
    sender.plan_once()

    waiting = []
    while not waiting or waiting[-1]:
        sender.send_once(sms)
        waiting.append(len(deliveries(notify, channel="SMS", state="CREATED")))

    assert waiting == [8, 5, 1, 0]


def test_an_operator_is_not_kept_waiting_for_the_acknowledgement_of_its_packets() -> None:
    with an_operator(Operator.accept) as operator:
        session = Sms(f"smpp://u:p@127.0.0.1:{operator.port}", "KRYSTU")
        session.connect()
        session.receipts()
        line = session._client._socket
        options = [line.getsockopt(socket.IPPROTO_TCP, o) for o in (socket.TCP_NODELAY, socket.TCP_QUICKACK)]
        session.close()

    assert options == [1, 1]
