"""The ledger of half-days under chance and under pressure."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kernel import clock, directory
from kernel.clock import local_date, new_id
from kernel.database import Database, Queries, Transaction
from kernel.errors import Refused
from services.wfh import actions
from services.wfh.domain import AbsenceKind, Part
from tests.wfh.office import AT_HOME, MORNING, UNDER_SECRETARY, a_hold, a_person, heard, staff

queries = Queries.beside(__file__)


class Ledger(RuleBasedStateMachine):
    """Any order of asking, deciding, undoing, absences and passing days keeps the books in order."""

    requests = Bundle("requests")
    office: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = MORNING
        name = f"officer {new_id()}"
        self.person = staff(name, "REV-SO-1")
        with self.office.transaction() as tx:
            directory.save(tx, heard(a_person(name)))
            directory.save(tx, heard(a_hold(name, "REV-SO-1", kind="ADDITIONAL_CHARGE")))

    @contextmanager
    def act(self) -> Iterator[Transaction]:
        """A transaction at this machine's time; what is refused changes nothing."""
        try:
            with clock.frozen(self.now), self.office.transaction() as tx:
                yield tx
        except Refused:
            pass

    @rule(target=requests, ahead=st.integers(0, 12), part=st.sampled_from(Part))
    def ask(self, ahead: int, part: Part) -> UUID:
        """Ask for a day."""
        with self.act() as tx:
            wish = (local_date(self.now) + timedelta(days=ahead), part)
            return actions.ask(tx, self.person, [wish], "")[0].request_id
        return new_id()

    @rule(request_id=requests, act=st.sampled_from(["approve", "refuse", "recall", "withdraw"]))
    def decide(self, request_id: UUID, act: str) -> None:
        """Decide about a day, or give it back."""
        superior = partial(getattr(actions, act), actor=UNDER_SECRETARY, request_id=request_id)
        with self.act() as tx:
            if act == "withdraw":
                actions.withdraw(tx, self.person, request_id)
            else:
                superior(tx, remark="")

    @rule(ahead=st.integers(-2, 6), length=st.integers(0, 3))
    def fall_ill(self, ahead: int, length: int) -> None:
        """Record an absence over some days; the days at home within it give way."""
        first = local_date(self.now) + timedelta(days=ahead)
        with self.act() as tx:
            actions.record_absence(
                tx, self.person, None, AbsenceKind.LEAVE, first, first + timedelta(days=length)
            )

    @rule(days=st.integers(1, 3))
    def let_days_pass(self, days: int) -> None:
        """The calendar goes on, and the worker with it."""
        self.now += timedelta(days=days)
        with self.act() as tx:
            actions.bring_days_in(tx)

    @invariant()
    def the_books_agree(self) -> None:
        """Never negative; the sum of the entries is the balance; holds and uses stand for open and taken days."""
        with self.office.transaction() as tx:
            for row in tx.fetch_all(queries.find_balances):
                assert row["half_days"] == row["entered"] >= 0
            assert tx.fetch_value(queries.sum_holds) == tx.fetch_value(queries.sum_open_requests)
            assert tx.fetch_value(queries.sum_used) == tx.fetch_value(queries.sum_taken)


def test_whatever_happens_the_balance_is_the_sum_of_its_entries_and_never_negative(office: Database) -> None:
    machine = type("Books", (Ledger,), {"office": office})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )


def test_of_a_hundred_requests_for_the_last_half_day_exactly_one_wins(
    office: Database, database: Callable[..., Database]
) -> None:
    _spend_all_but_one(office)
    pool = database("wfh", size=20)
    days = _workdays(date(2026, 4, 1), 100)

    outcomes = _all_at_once([partial(_ask_once, pool, day) for day in days])

    assert outcomes == Counter({"held": 1, "QuotaSpent": 99})
    with office.transaction() as tx:
        assert actions.balance(tx, AT_HOME)["half_days_left"] == 0


def test_of_fifty_requests_for_the_same_half_of_a_day_exactly_one_wins(
    office: Database, database: Callable[..., Database]
) -> None:
    pool = database("wfh", size=20)

    outcomes = _all_at_once([partial(_ask_once, pool, date(2026, 6, 1))] * 50)

    assert outcomes == Counter({"held": 1, "DayAlreadyAtHome": 49})


def test_decisions_absences_and_the_calendar_never_block_each_other_for_good(
    office: Database, database: Callable[..., Database]
) -> None:
    pool = database("wfh", size=12)
    with clock.frozen(MORNING), office.transaction() as tx:
        asked = actions.ask(tx, AT_HOME, [(day, Part.FULL) for day in _workdays(date(2026, 3, 11), 12)], "")
    decide = [partial(_tried, pool, actions.approve, UNDER_SECRETARY, day.request_id) for day in asked]
    withdraw = [partial(_tried, pool, actions.withdraw, AT_HOME, day.request_id) for day in asked]
    fall_ill = [
        partial(_tried, pool, actions.record_absence, AT_HOME, None, AbsenceKind.LEAVE, day.on, day.on)
        for day in asked
    ]
    come_in = [partial(_tried, pool, actions.bring_days_in)] * 6

    _all_at_once([*decide, *withdraw, *fall_ill, *come_in])

    with office.transaction() as tx:
        assert all(row["half_days"] == row["entered"] for row in tx.fetch_all(queries.find_balances))
        assert actions.balance(tx, AT_HOME)["half_days_left"] == 30


def _spend_all_but_one(office: Database) -> None:
    with clock.frozen(MORNING), office.transaction() as tx:
        days = _workdays(date(2026, 3, 11), 15)
        wishes = [(day, Part.FULL) for day in days[:14]]
        actions.ask(tx, AT_HOME, [*wishes, (days[14], Part.FORENOON)], "")


def _ask_once(pool: Database, on: date) -> str:
    try:
        with clock.frozen(MORNING), pool.transaction() as tx:
            actions.ask(tx, AT_HOME, [(on, Part.FORENOON)], "")
    except Refused as refusal:
        return type(refusal).__name__
    return "held"


def _tried(pool: Database, action: Any, *arguments: Any) -> str:
    try:
        with clock.frozen(MORNING), pool.transaction() as tx:
            action(tx, *arguments)
    except Refused as refusal:
        return type(refusal).__name__
    return "done"


def _all_at_once(calls: list[Callable[[], str]]) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    lock, gate = threading.Lock(), threading.Barrier(len(calls))

    def run(call: Callable[[], str]) -> None:
        gate.wait()
        outcome = call()
        with lock:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _workdays(first: date, count: int) -> list[date]:
    spread = (first + timedelta(days=n) for n in range(count * 2))
    return [day for day in spread if day.isoweekday() < 6][:count]
