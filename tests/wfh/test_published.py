"""Calendar rules, duty hours and orders: published once, heard by everybody."""

from datetime import date, time
from typing import Any

import pytest

from kernel import calendar, directory
from kernel.calendar import RuleKind, Scope
from kernel.clock import new_id
from kernel.database import Database, Transaction
from services.wfh import actions
from services.wfh.access import AdministratorNeeded
from services.wfh.domain.refusals import EndsBeforeItStarts, PublishedAmiss, ScopeUnknown, SpanTooLong
from services.wfh.events import DutyScope
from tests.fakes import an_id
from tests.wfh.office import (
    ADMINISTRATOR,
    AT_HOME,
    SECTION_OFFICER,
    TUESDAY,
    a_department,
    heard,
    person_of,
    staff,
)

FAIR = date(2026, 3, 18)
OF_LAND = staff("deputy secretary", "REV-DS-1", department="LAND", roles=frozenset({"department_admin"}))
OF_REVENUE = staff("deputy secretary", "REV-DS-1", roles=frozenset({"department_admin"}))


def a_holiday(**over: Any) -> dict[str, Any]:
    known = {
        "scope": Scope.DEPARTMENT,
        "scope_id": "REV",
        "kind": RuleKind.DATE,
        "weekday": None,
        "ordinals": (),
        "on": FAIR,
        "working": False,
        "opens": None,
        "closes": None,
        "name_en": "Fair",
        "name_hi": "मेला",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        "order_number": "REV 7/2026",
    }
    return {**known, **over}


def hours(**over: Any) -> dict[str, Any]:
    known = {
        "scope": DutyScope.DEPARTMENT,
        "scope_id": "REV",
        "weekdays": [1, 2, 3, 4, 5],
        "starts": time(9, 0),
        "ends": time(18, 0),
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        "order_number": "REV 8/2026",
    }
    return {**known, **over}


def day_shown(tx: Transaction, on: date) -> dict[str, Any]:
    shown: dict[str, Any] = actions.calendar_days(tx, AT_HOME, {"first": on, "last": on})["items"][0]
    return shown


def test_what_the_migrations_brought_is_announced_once(office: Database) -> None:
    with office.transaction() as tx:
        first = actions.announce_reference(tx)
        names = [waiting.event.name for waiting in tx._announced]
    with office.transaction() as tx:
        again = actions.announce_reference(tx)

    assert first == 38
    assert names.count("wfh.calendar-rule-published") == 37
    assert names.count("wfh.duty-hours-published") == 1
    assert again == 0


def test_republication_tells_everything_again(office: Database) -> None:
    with office.transaction() as tx:
        actions.announce_reference(tx)

    with office.transaction() as tx:
        actions.republish(tx, ADMINISTRATOR)
        told = actions.announce_reference(tx)

    assert told == 38


def test_a_holiday_of_the_department_rests_its_offices(desk: Transaction) -> None:
    actions.publish_rule(desk, ADMINISTRATOR, a_holiday())

    shown = day_shown(desk, FAIR)

    assert (shown["working"], shown["name_en"], shown["order_number"]) == (False, "Fair", "REV 7/2026")
    assert calendar.is_working_day(desk, FAIR)
    assert not calendar.is_working_day(desk, FAIR, "REV")


def test_a_later_order_takes_a_holiday_back(desk: Transaction) -> None:
    actions.publish_rule(desk, ADMINISTRATOR, a_holiday())
    actions.publish_rule(desk, ADMINISTRATOR, a_holiday(working=True, valid_from=date(2026, 3, 1)))

    assert day_shown(desk, FAIR)["working"]


def test_the_calendar_shows_office_hours(desk: Transaction) -> None:
    shown = day_shown(desk, TUESDAY)

    assert (shown["opens"], shown["closes"], shown["working"]) == ("10:00", "17:30", True)


def test_a_calendar_is_shown_for_a_year_at_most(desk: Transaction) -> None:
    with pytest.raises(SpanTooLong):
        actions.calendar_days(desk, AT_HOME, {"first": date(2026, 1, 1), "last": date(2027, 6, 1)})
    with pytest.raises(EndsBeforeItStarts):
        actions.calendar_days(desk, AT_HOME, {"first": FAIR, "last": TUESDAY})


def test_a_department_publishes_for_what_lies_below_it_only(desk: Transaction) -> None:
    directory.save(desk, heard(a_department("LAND", "REV")))

    actions.publish_rule(desk, OF_REVENUE, a_holiday(scope_id="LAND"))
    with pytest.raises(AdministratorNeeded):
        actions.publish_rule(desk, OF_LAND, a_holiday(scope_id="REV"))
    with pytest.raises(AdministratorNeeded):
        actions.publish_rule(desk, OF_REVENUE, a_holiday(scope=Scope.STATE, scope_id="CG"))


def test_a_rule_for_an_unknown_place_is_refused(desk: Transaction) -> None:
    with pytest.raises(directory.offices.DepartmentUnknown):
        actions.publish_rule(desk, ADMINISTRATOR, a_holiday(scope_id="NOWHERE"))
    with pytest.raises(directory.offices.OfficeUnknown):
        actions.publish_rule(desk, ADMINISTRATOR, a_holiday(scope=Scope.OFFICE, scope_id=str(new_id())))
    with pytest.raises(ScopeUnknown):
        actions.publish_rule(desk, ADMINISTRATOR, a_holiday(scope=Scope.OFFICE, scope_id="SEC-REV"))


def test_a_rule_that_ends_before_it_begins_is_refused(desk: Transaction) -> None:
    with pytest.raises(PublishedAmiss):
        actions.publish_rule(desk, ADMINISTRATOR, a_holiday(valid_to=date(2025, 1, 1)))


def test_duty_hours_of_the_nearest_scope_hold(desk: Transaction) -> None:
    usual = actions.duty_hours(desk, SECTION_OFFICER, TUESDAY)
    actions.publish_duty_hours(desk, ADMINISTRATOR, hours())
    departments = actions.duty_hours(desk, SECTION_OFFICER, TUESDAY)
    own = str(person_of(SECTION_OFFICER))
    actions.publish_duty_hours(
        desk, ADMINISTRATOR, hours(scope=DutyScope.PERSON, scope_id=own, starts=time(11, 0))
    )
    persons = actions.duty_hours(desk, SECTION_OFFICER, TUESDAY)

    assert usual
    assert departments
    assert persons
    assert [row["starts"] for row in (usual, departments, persons)] == [time(10, 0), time(9, 0), time(11, 0)]


def test_duty_hours_that_end_before_they_start_are_refused(desk: Transaction) -> None:
    with pytest.raises(PublishedAmiss):
        actions.publish_duty_hours(desk, ADMINISTRATOR, hours(starts=time(19, 0)))


def test_the_orders_of_the_first_wave_are_in_the_register(desk: Transaction) -> None:
    in_force = actions.attendance_orders(desk, date(2020, 5, 20), 10)
    everything = actions.attendance_orders(desk, None, 10)

    assert [order.reference for order in in_force] == ["DoPT 18.05.2020"]
    assert len(everything) == 6


def test_published_rules_reach_the_others_with_their_fields(desk: Transaction) -> None:
    actions.publish_rule(
        desk,
        ADMINISTRATOR,
        a_holiday(kind=RuleKind.HOURS, on=None, working=None, opens=time(7, 30), closes=time(13, 30)),
    )

    event = desk._announced[-1].event

    assert (event.scope, event.opens, event.closes, event.on) == (Scope.DEPARTMENT, "07:30", "13:30", None)
    calendar.save_rule(desk, heard(event, sequence=1))
    assert day_shown(desk, TUESDAY)["closes"] == "13:30"


def test_an_office_unknown_to_the_directory_still_has_the_states_calendar(desk: Transaction) -> None:
    here = calendar.calendar_of(desk, TUESDAY, FAIR, calendar.Place("NEW", "CG-NEW", new_id()))

    assert here.is_working(TUESDAY)
    assert an_id("SEC-REV-S1")
