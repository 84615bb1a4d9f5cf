"""Whom an attendance order in force keeps in the office: by rank, and by the level of the office."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kernel.database import Database, Transaction
from services.wfh import actions
from services.wfh.domain import AttendanceOrder, DayRequest, RequestState
from services.wfh.domain.refusals import MustAttend, OrderForOtherOffices
from services.wfh.pages import pages
from tests.clients import a_client
from tests.wfh.office import ADMINISTRATOR, AT_HOME, DEPUTY_SECRETARY, UNDER_SECRETARY, person_of
from tests.wfh.test_actions import FULL, ORDER, WEDNESDAY, ask

THURSDAY = WEDNESDAY + timedelta(days=1)
NOBODY_ALWAYS: dict[str, Any] = {"number": "F 3/2026", "always_attends": None, "always_attends_level": None}
ELSEWHERE: dict[str, Any] = {"number": "F 4/2026", "office_levels": ["DIRECTORATE", "DISTRICT"]}


def order(tx: Transaction, **over: Any) -> AttendanceOrder:
    """An order in force; where nothing else is said, under secretaries and all above always attend."""
    return actions.publish_order(tx, ADMINISTRATOR, {**ORDER, **over})


def mandate(tx: Transaction, by: AttendanceOrder, on: date = WEDNESDAY) -> DayRequest:
    """Send the under secretary home by an order."""
    whose = person_of(UNDER_SECRETARY)
    return actions.put_on_roster(tx, DEPUTY_SECRETARY, whose, by.order_id, [(on, FULL)])[0]


def test_nobody_is_sent_home_who_must_attend_by_the_same_order(desk: Transaction) -> None:
    with pytest.raises(MustAttend) as refusal:
        mandate(desk, order(desk))

    assert refusal.value.sentence("en") == (
        "By order CG-GAD F 1-2/2026 01.03.2026 this rank attends the office every day until 31.03.2026. "
        "Choose a later day."
    )


def test_nor_who_must_attend_by_another_order_in_force_that_day(desk: Transaction) -> None:
    sending = order(desk, **NOBODY_ALWAYS)
    keeping = order(desk, number="F 5/2026", valid_from=THURSDAY)

    assert mandate(desk, sending).state is RequestState.APPROVED
    with pytest.raises(MustAttend) as refusal:
        mandate(desk, sending, on=THURSDAY)
    assert keeping.reference in refusal.value.sentence("hi")


def test_an_order_for_other_levels_of_offices_keeps_nobody_here(desk: Transaction) -> None:
    order(desk, **ELSEWHERE)
    assert ask(desk, actor=UNDER_SECRETARY).state is RequestState.REQUESTED

    order(desk, office_levels=["SECRETARIAT"])
    with pytest.raises(MustAttend):
        ask(desk, on=THURSDAY, actor=UNDER_SECRETARY)


def test_nor_does_it_send_anybody_home(desk: Transaction) -> None:
    with pytest.raises(OrderForOtherOffices) as refusal:
        mandate(desk, order(desk, **NOBODY_ALWAYS | ELSEWHERE))

    assert refusal.value.sentence("en").startswith("Order CG-GAD F 4/2026 01.03.2026 does not hold for")


def test_and_it_is_not_shown_beside_the_roster_and_a_decision(office: Database, tmp_path: Path) -> None:
    with office.transaction() as tx:
        order(tx, **ELSEWHERE)
        order(tx, **NOBODY_ALWAYS, office_levels=["SECRETARIAT"])
        asked = ask(tx)
    client = a_client("wfh", office, tmp_path, [pages])

    roster = client.get("/wfh/roster", actor=AT_HOME).text
    decision = client.get(f"/wfh/approvals/{asked.request_id}", actor=UNDER_SECRETARY).text

    for page in (roster, decision):
        assert "F 3/2026" in page
        assert "F 4/2026" not in page
