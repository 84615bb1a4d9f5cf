"""What can be done with days at home, on a real database."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import psycopg2
import pytest

from kernel import clock, directory
from kernel.database import Database, Queries, Transaction
from services.wfh import actions
from services.wfh.access import NotYourDecision, NotYourPerson, OfficeNetworkNeeded, OwnRequest
from services.wfh.domain import AbsenceKind, Part, RequestKind, RequestState
from services.wfh.domain.refusals import (
    AbsenceEndedADay,
    AbsenceOverlaps,
    AbsentThatDay,
    DayAlreadyAtHome,
    DayHasBegun,
    MustAttend,
    NobodyAbove,
    NotAWorkingDay,
    NotWithinOrder,
    QuotaSpent,
    RequestUnknown,
)
from tests.fakes import an_id
from tests.wfh.office import (
    ADMINISTRATOR,
    ASSISTANT,
    AT_HOME,
    DEPUTY_SECRETARY,
    MORNING,
    SECOND_OFFICER,
    SECTION_OFFICER,
    TUESDAY,
    UNDER_SECRETARY,
    a_hold,
    heard,
    person_of,
    staff,
)

queries = Queries.beside(__file__)
WEDNESDAY = TUESDAY + timedelta(days=1)
FULL = Part.FULL
ORDER = {
    "authority": "CG-GAD",
    "number": "F 1-2/2026",
    "dated": date(2026, 3, 1),
    "valid_from": date(2026, 3, 2),
    "valid_to": date(2026, 3, 31),
    "always_attends": "UNDER_SECRETARY",
    "always_attends_level": 8,
    "cap_numerator": 1,
    "cap_denominator": 3,
    "slots": ["10:00-17:30"],
    "exemptions": [],
    "office_levels": [],
    "confirmed": True,
}


def ask(tx: Transaction, on: date = WEDNESDAY, part: Part = FULL, actor: Any = AT_HOME) -> Any:
    return actions.ask(tx, actor, [(on, part)], "")[0]


def left(tx: Transaction, actor: Any = SECTION_OFFICER) -> int:
    return int(actions.balance(tx, actor)["half_days_left"])


def entries(tx: Transaction, actor: Any = SECTION_OFFICER) -> list[tuple[str, int]]:
    return [(row["kind"], row["half_days"]) for row in actions.ledger(tx, actor, None, 0, 100)["items"]]


def workdays(first: date, count: int) -> list[date]:
    return [day for n in range(count * 2) if (day := first + timedelta(days=n)).isoweekday() < 6][:count]


def announced(tx: Transaction) -> list[str]:
    return [waiting.event.name for waiting in tx._announced]


def test_a_day_asked_for_is_held_at_once_and_waits_for_the_post_above(desk: Transaction) -> None:
    request = ask(desk)

    assert request.approver_post == an_id("REV-US-1")
    assert left(desk) == 28
    assert entries(desk) == [("GRANT", 30), ("HOLD", -2)]
    assert [row["request_id"] for row in actions.awaiting(desk, UNDER_SECRETARY, None, 10)["items"]] == [
        request.request_id
    ]
    assert announced(desk) == ["wfh.day-requested"]


def test_before_the_first_request_the_whole_quota_is_shown(desk: Transaction) -> None:
    shown = actions.balance(desk, SECTION_OFFICER)

    assert (shown["half_days_left"], shown["half_days_granted"], shown["half_days_held"]) == (30, 30, 0)


def test_an_approved_day_is_used_up_only_when_it_comes(desk: Transaction) -> None:
    request = ask(desk)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)

    actions.bring_days_in(desk)
    assert entries(desk)[2:] == []

    desk.now += timedelta(days=1)
    actions.bring_days_in(desk)
    assert entries(desk)[2:] == [("RELEASE", 2), ("CONSUME", -2)]
    assert actions.balance(desk, SECTION_OFFICER)["half_days_used"] == 2
    assert actions.request(desk, SECTION_OFFICER, request.request_id).state is RequestState.TAKEN


def test_bringing_days_in_twice_changes_nothing_more(desk: Transaction) -> None:
    request = ask(desk)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)
    desk.now += timedelta(days=1)
    actions.bring_days_in(desk)
    before = entries(desk)

    again = actions.bring_days_in(desk)

    assert again == 0
    assert entries(desk) == before


def test_a_refused_day_gives_its_half_days_back(desk: Transaction) -> None:
    request = ask(desk)

    refused = actions.refuse(desk, UNDER_SECRETARY, request.request_id, "Assembly session")

    assert refused.remark == "Assembly session"
    assert left(desk) == 30
    assert announced(desk) == ["wfh.day-requested", "wfh.day-refused"]


def test_a_withdrawn_day_gives_its_half_days_back(desk: Transaction) -> None:
    request = ask(desk, part=Part.AFTERNOON)

    actions.withdraw(desk, AT_HOME, request.request_id)

    assert left(desk) == 30
    assert ask(desk).state is RequestState.REQUESTED


def test_nobody_else_can_withdraw_a_day(desk: Transaction) -> None:
    request = ask(desk)

    with pytest.raises(NotYourPerson):
        actions.withdraw(desk, SECOND_OFFICER, request.request_id)


def test_a_recall_on_the_day_reverses_what_was_used(desk: Transaction) -> None:
    request = ask(desk)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)
    desk.now += timedelta(days=1)
    actions.bring_days_in(desk)

    recalled = actions.recall(desk, UNDER_SECRETARY, request.request_id, "Flood in the district")

    assert recalled.state is RequestState.RECALLED
    assert entries(desk)[-1] == ("REVERSE", 2)
    assert left(desk) == 30


def test_a_recall_before_the_day_releases_what_was_held(desk: Transaction) -> None:
    request = ask(desk)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)

    actions.recall(desk, UNDER_SECRETARY, request.request_id, "Flood in the district")

    assert entries(desk)[-1] == ("RELEASE", 2)


def test_a_day_nobody_decided_lapses_and_gives_its_half_days_back(desk: Transaction) -> None:
    request = ask(desk)
    desk.now += timedelta(days=2)

    actions.bring_days_in(desk)

    assert actions.request(desk, SECTION_OFFICER, request.request_id).state is RequestState.LAPSED
    assert left(desk) == 30
    assert announced(desk)[-1] == "wfh.day-lapsed"


def test_on_the_day_itself_the_requester_cannot_withdraw_what_was_approved(desk: Transaction) -> None:
    request = ask(desk, on=TUESDAY)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)

    with pytest.raises(DayHasBegun):
        actions.withdraw(desk, AT_HOME, request.request_id)


def test_only_the_post_above_decides(desk: Transaction) -> None:
    request = ask(desk)

    with pytest.raises(NotYourDecision):
        actions.approve(desk, DEPUTY_SECRETARY, request.request_id)
    with pytest.raises(OwnRequest):
        actions.approve(desk, SECTION_OFFICER, request.request_id)


def test_a_link_officer_decides_for_the_officer_he_stands_in_for(desk: Transaction) -> None:
    request = ask(desk)
    standing_in = staff(
        "second officer", "REV-US-1", kind="LINK_OFFICER", for_person=person_of(UNDER_SECRETARY)
    )

    approved = actions.approve(desk, standing_in, request.request_id)

    assert approved.decided_by == person_of(SECOND_OFFICER)
    assert approved.decided_for == person_of(UNDER_SECRETARY)
    assert approved.decided_post == an_id("REV-US-1")


def test_a_vacant_post_above_is_passed_over(desk: Transaction) -> None:
    request = ask(desk, actor=SECOND_OFFICER)

    assert request.approver_post == an_id("REV-DS-1")


def test_a_vacant_post_with_a_link_officer_decides(desk: Transaction) -> None:
    link = a_hold("under secretary", "REV-US-2", kind="LINK_OFFICER", for_person=an_id("a retired officer"))
    directory.save(desk, heard(link))

    request = ask(desk, actor=SECOND_OFFICER)

    assert request.approver_post == an_id("REV-US-2")


def test_who_also_holds_the_post_above_is_decided_about_one_step_further_up(desk: Transaction) -> None:
    directory.save(desk, heard(a_hold("second officer", "REV-US-2", kind="ADDITIONAL_CHARGE")))

    request = ask(desk, actor=SECOND_OFFICER)

    assert request.approver_post == an_id("REV-DS-1")


def test_at_the_top_of_the_line_nobody_can_decide(desk: Transaction) -> None:
    with pytest.raises(NobodyAbove):
        ask(desk, actor=DEPUTY_SECRETARY)


@pytest.mark.parametrize("on", [date(2026, 3, 14), date(2026, 3, 15), date(2026, 8, 15), date(2026, 10, 2)])
def test_a_day_of_rest_cannot_be_asked_for(desk: Transaction, on: date) -> None:
    with pytest.raises(NotAWorkingDay):
        ask(desk, on=on)


def test_the_refusal_of_a_day_of_rest_names_the_day_and_the_order(desk: Transaction) -> None:
    with pytest.raises(NotAWorkingDay) as refusal:
        ask(desk, on=date(2026, 3, 14))

    assert refusal.value.sentence("en") == (
        "14.03.2026 is not a working day (Saturday, GAD, five-day week from 2 February 2022). Choose a working day."
    )


def test_the_same_half_of_a_day_is_given_once(desk: Transaction) -> None:
    ask(desk, part=Part.FORENOON)
    ask(desk, part=Part.AFTERNOON)

    with pytest.raises(DayAlreadyAtHome):
        ask(desk, part=FULL)


def test_the_year_has_thirty_half_days_and_not_one_more(desk: Transaction) -> None:
    actions.ask(desk, AT_HOME, [(day, FULL) for day in workdays(WEDNESDAY, 15)], "")
    another = workdays(WEDNESDAY, 16)[-1]

    with pytest.raises(QuotaSpent):
        ask(desk, on=another, part=Part.FORENOON)
    assert left(desk) == 0


def test_when_one_day_of_a_request_fails_none_is_held(office: Database) -> None:
    with pytest.raises(NotAWorkingDay), office.transaction() as tx:
        actions.ask(tx, AT_HOME, [(WEDNESDAY, FULL), (date(2026, 3, 14), FULL)], "")

    with office.transaction() as tx:
        assert entries(tx) == []


def test_days_of_two_years_are_held_in_two_accounts(desk: Transaction) -> None:
    actions.ask(desk, AT_HOME, [(date(2026, 12, 31), FULL), (date(2027, 1, 1), FULL)], "")

    assert left(desk) == 28
    assert actions.balance(desk, SECTION_OFFICER, 2027)["half_days_left"] == 28


def test_what_is_left_of_a_year_expires_with_it(desk: Transaction) -> None:
    ask(desk)
    desk.now += timedelta(days=365)
    actions.bring_days_in(desk)

    expired = actions.expire_accounts(desk)

    assert expired == 1
    assert actions.balance(desk, SECTION_OFFICER, 2026)["half_days_left"] == 0
    assert actions.expire_accounts(desk) == 0


def test_a_rank_that_an_order_wants_in_the_office_stays_there(desk: Transaction) -> None:
    actions.publish_order(desk, ADMINISTRATOR, ORDER)

    with pytest.raises(MustAttend) as refusal:
        ask(desk, actor=UNDER_SECRETARY)
    assert refusal.value.sentence("en").startswith("By order CG-GAD F 1-2/2026 01.03.2026 this rank attends")
    assert ask(desk).state is RequestState.REQUESTED


def test_a_mandated_day_is_approved_at_once_and_burns_no_quota(desk: Transaction) -> None:
    order = actions.publish_order(desk, ADMINISTRATOR, ORDER)

    day = actions.put_on_roster(
        desk, UNDER_SECRETARY, person_of(SECTION_OFFICER), order.order_id, [(WEDNESDAY, FULL)]
    )[0]

    assert (day.kind, day.state) == (RequestKind.ROSTER, RequestState.APPROVED)
    desk.now += timedelta(days=1)
    actions.bring_days_in(desk)
    assert left(desk) == 30
    with pytest.raises(DayAlreadyAtHome):
        ask(desk)


def test_a_mandated_day_lies_within_its_order(desk: Transaction) -> None:
    order = actions.publish_order(desk, ADMINISTRATOR, ORDER)

    with pytest.raises(NotWithinOrder):
        actions.put_on_roster(
            desk, UNDER_SECRETARY, person_of(SECTION_OFFICER), order.order_id, [(date(2026, 4, 1), FULL)]
        )


def test_an_absence_takes_the_place_of_days_at_home_within_it(desk: Transaction) -> None:
    request = ask(desk)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)

    actions.record_absence(desk, AT_HOME, None, AbsenceKind.LEAVE, TUESDAY, WEDNESDAY)

    assert actions.request(desk, SECTION_OFFICER, request.request_id).state is RequestState.WITHDRAWN
    assert left(desk) == 30
    with pytest.raises(AbsentThatDay):
        ask(desk)
    assert announced(desk)[-2:] == ["wfh.absence-recorded", "wfh.day-withdrawn"]


def test_absences_do_not_overlap_until_one_is_cancelled(desk: Transaction) -> None:
    first = actions.record_absence(desk, AT_HOME, None, AbsenceKind.TOUR, TUESDAY, WEDNESDAY)

    with pytest.raises(AbsenceOverlaps):
        actions.record_absence(desk, AT_HOME, None, AbsenceKind.LEAVE, WEDNESDAY, WEDNESDAY)
    actions.cancel_absence(desk, AT_HOME, first.absence_id)
    actions.record_absence(desk, AT_HOME, None, AbsenceKind.LEAVE, WEDNESDAY, WEDNESDAY)
    assert announced(desk)[1] == "wfh.absence-cancelled"


def test_a_used_day_does_not_come_back_by_an_absence_that_the_same_person_cancels(desk: Transaction) -> None:
    request = ask(desk)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)
    desk.now += timedelta(days=(request.on - clock.local_date(desk.now)).days)
    actions.bring_days_in(desk)
    absence = actions.record_absence(desk, AT_HOME, None, AbsenceKind.OTHER, request.on, request.on)

    with pytest.raises(AbsenceEndedADay):
        actions.cancel_absence(desk, AT_HOME, absence.absence_id)
    actions.cancel_absence(desk, UNDER_SECRETARY, absence.absence_id)


def test_a_superior_records_an_absence_and_a_colleague_does_not(desk: Transaction) -> None:
    whose = person_of(SECTION_OFFICER)

    actions.record_absence(desk, UNDER_SECRETARY, whose, AbsenceKind.LEAVE, WEDNESDAY, WEDNESDAY)
    with pytest.raises(NotYourPerson):
        actions.record_absence(desk, ASSISTANT, whose, AbsenceKind.LEAVE, TUESDAY, TUESDAY)


def test_an_absence_of_another_person_is_not_recorded_from_the_internet(desk: Transaction) -> None:
    from_home = staff("under secretary", "REV-US-1", zone=AT_HOME.zone)

    with pytest.raises(OfficeNetworkNeeded):
        actions.record_absence(
            desk, from_home, person_of(SECTION_OFFICER), AbsenceKind.LEAVE, WEDNESDAY, WEDNESDAY
        )


def test_the_roster_shows_who_is_where_and_never_why(desk: Transaction) -> None:
    request = ask(desk, part=Part.FORENOON)
    actions.approve(desk, UNDER_SECRETARY, request.request_id)
    actions.record_absence(desk, ASSISTANT, None, AbsenceKind.LEAVE, WEDNESDAY, WEDNESDAY)

    lines = actions.roster(desk, AT_HOME, WEDNESDAY)["items"]

    assert {(line["name_en"], line["place"], line["part"]) for line in lines} == {
        ("Assistant", "ABSENT", None),
        ("Section Officer", "HOME", "FORENOON"),
        ("Second Officer", "OFFICE", None),
        ("Under Secretary", "OFFICE", None),
        ("Deputy Secretary", "OFFICE", None),
    }


def test_somebody_elses_day_does_not_exist_for_a_colleague(desk: Transaction) -> None:
    request = ask(desk)

    with pytest.raises(RequestUnknown):
        actions.request(desk, SECOND_OFFICER, request.request_id)
    assert actions.request(desk, UNDER_SECRETARY, request.request_id).request_id == request.request_id


def test_the_ledger_cannot_be_changed_by_anybody(office: Database, database: Callable[..., Database]) -> None:
    with office.transaction() as tx:
        ask(tx)

    with pytest.raises(psycopg2.errors.InsufficientPrivilege), office.transaction() as tx:
        tx.execute(queries.change_ledger)
    with pytest.raises(psycopg2.errors.RestrictViolation), database("wfh", role="owner").transaction() as tx:
        tx.execute(queries.change_ledger)


def test_the_balance_cannot_be_set_by_hand(office: Database) -> None:
    with office.transaction() as tx:
        ask(tx)

    with pytest.raises(psycopg2.errors.RestrictViolation), office.transaction() as tx:
        tx.execute(queries.change_balance)


def test_an_instant_late_in_the_evening_belongs_to_the_day_in_india(
    desk: Transaction, morning: datetime
) -> None:
    with clock.frozen(MORNING.replace(hour=20)):
        desk.now = clock.now()

        request = ask(desk, on=WEDNESDAY)

    assert request.state is RequestState.REQUESTED
    assert clock.local_date(desk.now) == WEDNESDAY
