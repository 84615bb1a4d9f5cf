"""Every service's own copy of the calendar: fed by events, asked by place."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel import calendar, clock, directory
from kernel.calendar import Place
from kernel.clock import IST, local_date
from kernel.database import Transaction
from kernel.events import Event
from services.auth.events import AreaPublished, OfficePublished
from services.wfh.events import CalendarRulePublished
from tests.fakes import an_id

FAIR = date(2026, 3, 18)


def heard(kind: type[Event], data: dict[str, Any], sequence: int = 1) -> Event:
    """An event of the wire with *data*."""
    envelope = {"id": str(clock.new_id()), "subject": "any", "sequence": str(sequence), "department": "state"}
    known = {"time": clock.now().isoformat(), "correlationid": str(clock.new_id())}
    return kind.from_envelope({**envelope, **known, "data": {**kind.example, **data}})


def a_rule(sequence: int = 1, **data: Any) -> Event:
    return heard(CalendarRulePublished, data, sequence)


def a_sunday() -> Event:
    return a_rule(rule_id=str(clock.new_id()), weekday=7)


def a_fair(scope: str, scope_id: str) -> Event:
    dated = {"kind": "DATE", "weekday": None, "on": FAIR.isoformat(), "valid_from": "2026-01-01"}
    return a_rule(**{**dated, "rule_id": str(clock.new_id()), "scope": scope, "scope_id": scope_id})


@pytest.fixture
def copy(tx: Callable[[str], Transaction]) -> Transaction:
    """A service's database whose calendar has not arrived yet."""
    return tx("public")


def test_a_rule_is_known_as_soon_as_it_is_heard(copy: Transaction) -> None:
    saturday = date(2026, 3, 14)
    assert calendar.is_working_day(copy, saturday)

    calendar.save_rule(copy, a_rule())

    assert not calendar.is_working_day(copy, saturday)


def test_an_older_form_of_a_rule_changes_nothing(copy: Transaction) -> None:
    saturday = date(2026, 3, 14)
    calendar.save_rule(copy, a_rule(sequence=2))

    calendar.save_rule(copy, a_rule(sequence=1, working=True))
    assert not calendar.is_working_day(copy, saturday)

    calendar.save_rule(copy, a_rule(sequence=3, working=True))
    assert calendar.is_working_day(copy, saturday)


def test_a_district_rests_with_all_its_tehsils_and_nobody_else(copy: Transaction) -> None:
    for code, kind, parent in (("CG-DMT", "district", "CG"), ("CG-DMT-KRD", "tehsil", "CG-DMT")):
        area = heard(AreaPublished, {"code": code, "kind": kind, "parent": parent})
        directory.save(copy, area)
    calendar.save_rule(copy, a_fair("DISTRICT", "CG-DMT"))

    assert not calendar.is_working_day(copy, FAIR, area="CG-DMT-KRD")
    assert not calendar.is_working_day(copy, FAIR, area="CG-DMT")
    assert calendar.is_working_day(copy, FAIR, area="CG")
    assert calendar.is_working_day(copy, FAIR)


def test_a_kind_of_office_and_a_single_office_have_their_own_days(copy: Transaction) -> None:
    registry = {"office_id": str(an_id("registry")), "kind": "registry"}
    section = {"office_id": str(an_id("section")), "kind": "section", "parent_id": str(an_id("registry"))}
    for office in (registry, section):
        directory.save(copy, heard(OfficePublished, office))
    calendar.save_rule(copy, a_fair("OFFICE_KIND", "registry"))
    calendar.save_rule(copy, a_fair("OFFICE", str(an_id("section"))))

    def works(name: str) -> bool:
        return calendar.calendar_of(copy, FAIR, FAIR, Place(office_id=an_id(name))).is_working(FAIR)

    assert not works("registry")
    assert not works("section")
    assert works("elsewhere")


def test_a_limit_ends_at_the_close_of_the_office_day(copy: Transaction) -> None:
    calendar.save_rule(copy, a_rule())
    calendar.save_rule(copy, a_sunday())
    friday = datetime(2026, 3, 13, 6, 0, tzinfo=UTC)

    due = calendar.add_days(copy, friday, 1, "WORKING", "REV", "CG")

    assert due == datetime(2026, 3, 16, 17, 30, tzinfo=IST)
    assert local_date(calendar.add_days(copy, friday, 15, "CALENDAR")) == date(2026, 3, 28)


def test_the_longest_limit_finds_its_rules(copy: Transaction) -> None:
    calendar.save_rule(copy, a_rule())
    calendar.save_rule(copy, a_sunday())

    due = calendar.add_days(copy, datetime(2026, 3, 13, 6, 0, tzinfo=UTC), 90, "WORKING")

    assert local_date(due) == date(2026, 7, 17)
