"""Who is told, for whom, and when: decided when the message is due, not when the event came."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest

from kernel.clock import IST, frozen
from kernel.database import Database, Queries
from kernel.sealing import Sealing
from services.auth import events as auth
from services.files import events as files
from services.notify import actions, store
from services.notify.domain import NewMessage
from services.notify.sender import Sender
from services.public import events as public
from services.wfh import events as wfh
from tests.fakes import an_id
from tests.notify.desks import (
    AT_NIGHT,
    CONTACT,
    DS,
    MOBILE,
    NEXT_MORNING,
    ON_DUTY,
    SO,
    US,
    VACANT,
    a_charge,
    a_citizens_contact,
    absent,
    alarms,
    an_officers_contact,
    deliveries,
    duty_hours,
    everyway,
    hear,
    holder_of,
    messages,
    received,
    registered,
    save,
)

queries = Queries.beside(__file__)
Seals = Callable[[str], Sealing]
WANTED = "in.karyasetu.notify.contact-wanted.v1"


def _told(database: Database, purpose: str) -> dict[str, Any]:
    (row,) = messages(database, purpose=purpose)
    return row


def _announced(database: Database) -> list[str]:
    with database.transaction() as tx:
        return [row["type"] for row in tx.fetch_all(queries.find_announced)]


def _review(database: Database) -> None:
    with database.transaction() as tx:
        actions.review_alarms(tx)


def test_on_duty_the_holder_of_the_post_is_told_at_once(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    duty_hours(notify)
    an_officers_contact(notify, seals, US, "meena@example.in")
    with frozen(ON_DUTY):
        hear(notify, received(files.FileForwarded, to_post=US, priority="IMMEDIATE"))
        sender.plan_once()

    told = _told(notify, "file-forwarded-urgent")
    assert (told["state"], told["told_person"], told["told_post"]) == ("DELIVERED", holder_of(US), US)
    assert told["language"] == "hi"
    assert {row["channel"]: row["state"] for row in deliveries(notify)} == {
        "NOTICE": "DELIVERED",
        "EMAIL": "CREATED",
    }
    assert _announced(notify) == []


def test_one_mail_tells_of_all_notices_that_were_not_read_in_a_quarter_of_an_hour(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    duty_hours(notify)
    an_officers_contact(notify, seals, US, "meena@example.in")
    for minutes in (0, 5, 14, 15, 16):
        with frozen(ON_DUTY + timedelta(minutes=minutes)):
            if minutes < 15:
                hear(notify, *(received(public.CaseAssigned, to_post=US) for _case in range(3)))
            sender.plan_once()

    mailed = deliveries(notify, channel="EMAIL")
    unread = _told(notify, "notices-unread")
    assert len(mailed) == 1
    assert (unread["state"], unread["person_id"], unread["told_person"]) == ("SENDING", holder_of(US), None)
    assert mailed[0]["created_at"] == ON_DUTY + timedelta(minutes=15)


def test_what_comes_after_a_mail_is_told_by_the_next(notify: Database, sender: Sender, seals: Seals) -> None:
    an_officers_contact(notify, seals, US, "meena@example.in")
    for minutes in (0, 15, 20, 35):
        with frozen(ON_DUTY + timedelta(minutes=minutes)):
            if minutes in (0, 20):
                hear(notify, received(public.CaseAssigned, to_post=US))
            sender.plan_once()

    assert [row["state"] for row in messages(notify, purpose="notices-unread")] == ["SENDING", "SENDING"]


def test_who_read_the_notices_gets_no_mail(notify: Database, sender: Sender, seals: Seals) -> None:
    an_officers_contact(notify, seals, US, "meena@example.in")
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()
        told = _told(notify, "case-assigned")
        with notify.transaction() as tx:
            store.save_read(tx, holder_of(US), told["message_id"])
    with frozen(ON_DUTY + timedelta(minutes=15)):
        sender.plan_once()

    unread = _told(notify, "notices-unread")
    assert (unread["state"], unread["failure"]) == ("CANCELLED", "read")
    assert deliveries(notify, channel="EMAIL") == []


@pytest.mark.parametrize("mobile", [None, MOBILE])
def test_without_an_address_nothing_is_gathered(
    notify: Database, sender: Sender, seals: Seals, mobile: str | None
) -> None:
    an_officers_contact(notify, seals, US, "", mobile=mobile)
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    assert messages(notify, purpose="notices-unread") == []


def test_who_has_no_address_any_more_is_not_mailed(notify: Database, sender: Sender, seals: Seals) -> None:
    an_officers_contact(notify, seals, US, "meena@example.in")
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()
    an_officers_contact(notify, seals, US, "", sequence=2)
    with frozen(ON_DUTY + timedelta(minutes=15)):
        sender.plan_once()

    unread = _told(notify, "notices-unread")
    assert (unread["state"], unread["failure"]) == ("CANCELLED", "no-contact")


def test_what_comes_while_a_mail_is_decided_about_is_told_by_another(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    an_officers_contact(notify, seals, US, "meena@example.in")
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()
        with notify.transaction() as tx:
            store.save_read(tx, holder_of(US), _told(notify, "case-assigned")["message_id"])
    with frozen(ON_DUTY + timedelta(minutes=15)):
        with notify.transaction() as one:
            actions.plan(one, everyway)
            hear(notify, received(public.CaseAssigned, to_post=US))
            other = threading.Thread(target=copy_context().run, args=(sender.plan_once,))
            other.start()
            other.join(0.5)
            waits = other.is_alive()
        other.join(10)

    gathered = messages(notify, purpose="notices-unread")
    assert waits
    assert sorted(row["state"] for row in gathered) == ["CANCELLED", "CREATED"]


def test_the_mail_about_notices_waits_for_duty_hours_too(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    duty_hours(notify)
    an_officers_contact(notify, seals, US, "meena@example.in")
    evening = ON_DUTY.replace(hour=17, minute=20)
    for at in (evening, evening + timedelta(minutes=15)):
        with frozen(at):
            if at == evening:
                hear(notify, received(public.CaseAssigned, to_post=US))
            sender.plan_once()

    unread = _told(notify, "notices-unread")
    assert (unread["state"], unread["due_at"]) == ("WAITING", NEXT_MORNING)


def test_a_change_of_the_own_account_is_told_at_night_over_every_way_and_to_nobody_in_ones_place(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    duty_hours(notify)
    an_officers_contact(notify, seals, US, "meena@example.in", mobile=MOBILE)
    absent(notify, holder_of(US))
    with frozen(AT_NIGHT):
        hear(notify, received(auth.AccountChanged, person_id=holder_of(US), what="BACKUP_CODE_USED"))
        sender.plan_once()

    told = _told(notify, "backup-code-used")
    assert (told["state"], told["told_person"], told["on_behalf_of"]) == ("DELIVERED", holder_of(US), None)
    assert {row["channel"]: row["state"] for row in deliveries(notify)} == {
        "NOTICE": "DELIVERED",
        "EMAIL": "CREATED",
        "SMS": "CREATED",
    }


def test_outside_duty_hours_the_notice_waits_until_duty_begins(notify: Database, sender: Sender) -> None:
    duty_hours(notify)
    with frozen(AT_NIGHT):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    waiting = _told(notify, "case-assigned")
    assert (waiting["state"], waiting["due_at"]) == ("WAITING", NEXT_MORNING)
    assert (waiting["told_person"], deliveries(notify)) == (None, [])

    with frozen(NEXT_MORNING - timedelta(seconds=1)):
        assert sender.plan_once() == 0
    with frozen(NEXT_MORNING):
        assert sender.plan_once() == 1
    assert _told(notify, "case-assigned")["state"] == "DELIVERED"


def test_who_must_come_to_the_office_hears_it_before_duty_begins(notify: Database, sender: Sender) -> None:
    duty_hours(notify)
    day = {"person_id": holder_of(US), "on": "2026-03-19"}
    with frozen(AT_NIGHT):
        hear(notify, received(wfh.DayRecalled, **day), received(wfh.DayRefused, **day))
        sender.plan_once()

    assert _told(notify, "day-recalled")["state"] != "WAITING"
    assert _told(notify, "day-refused")["state"] == "WAITING"


def test_a_holiday_and_a_weekend_are_no_duty(notify: Database, sender: Sender) -> None:
    duty_hours(notify)
    friday = date(2026, 3, 20)
    holiday = {"kind": "DATE", "weekday": None, "on": friday, "working": False}
    hear(notify, received(wfh.CalendarRulePublished, **holiday))
    with frozen(NEXT_MORNING.replace(hour=20)):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    assert _told(notify, "case-assigned")["due_at"].astimezone(IST).date() == date(2026, 3, 23)


def test_a_persons_own_duty_hours_go_before_the_states(notify: Database, sender: Sender) -> None:
    duty_hours(notify)
    own = {"scope": "PERSON", "scope_id": str(holder_of(US)), "starts": "20:00", "ends": "23:00"}
    duty_hours(notify, duty_hours_id=an_id("own hours"), **own)
    with frozen(AT_NIGHT):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    assert _told(notify, "case-assigned")["state"] == "DELIVERED"


def test_during_an_absence_the_link_officer_is_told_in_place_of_the_holder(
    notify: Database, sender: Sender
) -> None:
    link = {"kind": "LINK_OFFICER", "for_person": holder_of(US)}
    save(notify, a_charge(US, holder_of(SO), **link))
    absent(notify, holder_of(US))
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    told = _told(notify, "case-assigned")
    assert (told["told_person"], told["on_behalf_of"]) == (holder_of(SO), holder_of(US))
    assert (told["told_post"], told["instead_of_post"]) == (US, None)
    assert alarms(notify) == []


def test_who_looks_after_an_absent_officers_post_is_told_as_its_holder(
    notify: Database, sender: Sender
) -> None:
    save(notify, a_charge(US, holder_of(SO), kind="LOOK_AFTER"))
    absent(notify, holder_of(US))
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    told = _told(notify, "case-assigned")
    assert (told["told_person"], told["told_post"]) == (holder_of(SO), US)
    assert (told["on_behalf_of"], alarms(notify)) == (None, [])


def test_a_link_officer_is_told_for_the_officer_in_whose_place_he_stands_and_for_no_other(
    notify: Database, sender: Sender
) -> None:
    second, link = holder_of(SO), an_id("a link officer")
    about_link = {"person_id": link, "staff_uid": "CG000999", "name_en": "Uma", "name_hi": "उमा"}
    save(notify, a_charge(US, second, valid_from="2001-01-01"))
    save(notify, received(auth.PersonPublished, **about_link, language="hi"))
    save(notify, a_charge(US, link, kind="LINK_OFFICER", for_person=holder_of(US)))
    told = []
    for person_id in (second, holder_of(US)):
        absent(notify, person_id)
        with frozen(ON_DUTY):
            hear(notify, received(public.CaseAssigned, to_post=US))
            sender.plan_once()
        told.append(messages(notify)[0])

    assert [(row["told_person"], row["on_behalf_of"]) for row in told] == [
        (holder_of(US), None),
        (link, holder_of(US)),
    ]


def test_the_absence_counts_when_the_notice_leaves_not_when_the_event_came(
    notify: Database, sender: Sender
) -> None:
    duty_hours(notify)
    save(notify, a_charge(US, holder_of(SO), kind="LINK_OFFICER", for_person=holder_of(US)))
    with frozen(AT_NIGHT):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()
    absent(notify, holder_of(US), on=NEXT_MORNING.date())
    with frozen(NEXT_MORNING):
        sender.plan_once()

    assert _told(notify, "case-assigned")["told_person"] == holder_of(SO)


def test_an_absent_officer_without_link_officer_is_passed_over_with_an_alarm(
    notify: Database, sender: Sender
) -> None:
    absent(notify, holder_of(US))
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    told = _told(notify, "case-assigned")
    assert (told["told_person"], told["instead_of_post"]) == (holder_of(DS), US)
    assert [(row["kind"], row["post_id"], row["up_post"]) for row in alarms(notify)] == [
        ("ABSENT_WITHOUT_LINK_OFFICER", US, DS)
    ]


def test_for_a_vacant_post_the_next_one_up_is_told_and_an_alarm_is_raised(
    notify: Database, sender: Sender
) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        sender.plan_once()

    told = _told(notify, "case-assigned")
    assert (told["told_person"], told["told_post"], told["instead_of_post"]) == (holder_of(US), US, VACANT)
    assert [(row["kind"], row["post_id"], row["up_post"]) for row in alarms(notify)] == [
        ("POST_VACANT", VACANT, US)
    ]
    assert _announced(notify) == ["in.karyasetu.notify.post-vacant.v1"]


def test_a_vacant_post_is_announced_once_and_counted_after(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        for _time in range(3):
            hear(notify, received(public.CaseAssigned, to_post=VACANT))
            sender.plan_once()

    (alarm,) = alarms(notify)
    assert alarm["times"] == 3
    assert _announced(notify).count("in.karyasetu.notify.post-vacant.v1") == 1


def test_several_vacant_posts_are_climbed_one_after_the_other(notify: Database, sender: Sender) -> None:
    save(notify, a_charge(US, holder_of(US), valid_to=date(2026, 1, 1), sequence=2))
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        sender.plan_once()

    assert _told(notify, "case-assigned")["told_post"] == DS
    assert {row["post_id"] for row in alarms(notify)} == {VACANT, US}


def test_when_nobody_sits_above_the_notice_waits_and_is_given_up_after_a_week(
    notify: Database, sender: Sender
) -> None:
    save(notify, a_charge(DS, holder_of(DS), valid_to=date(2026, 1, 1), sequence=2))
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=DS))
        sender.plan_once()
    waiting = _told(notify, "case-assigned")
    with frozen(ON_DUTY + timedelta(days=8)):
        sender.plan_once()

    assert (waiting["state"], waiting["due_at"]) == ("WAITING", ON_DUTY + timedelta(days=1))
    assert {row["kind"] for row in alarms(notify)} == {"POST_VACANT", "NOBODY_ABOVE"}
    given_up = _told(notify, "case-assigned")
    assert (given_up["state"], given_up["failure"]) == ("PERMANENT_FAILURE", "no-holder")
    assert _announced(notify)[-1] == "in.karyasetu.notify.message-failed.v1"


def test_an_alarm_ends_when_the_post_is_filled(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        sender.plan_once()
        _review(notify)
        still_open = alarms(notify)[0]["cleared_at"] is None
        save(notify, a_charge(VACANT, holder_of(SO), kind="ADDITIONAL_CHARGE"))
        _review(notify)

    assert still_open
    assert alarms(notify)[0]["cleared_at"] == ON_DUTY


def test_what_waited_for_a_post_goes_on_as_soon_as_somebody_answers_for_it(
    notify: Database, sender: Sender
) -> None:
    save(notify, a_charge(DS, holder_of(DS), valid_to=date(2026, 1, 1), sequence=2))
    with frozen(ON_DUTY):
        for _case in range(2):
            hear(notify, received(public.CaseAssigned, to_post=DS))
        sender.plan_once()
        _review(notify)
        still = {row["state"] for row in messages(notify)}
    with frozen(ON_DUTY + timedelta(hours=2)):
        sender.plan_once()
        save(notify, a_charge(DS, holder_of(US), kind="ADDITIONAL_CHARGE"))
        _review(notify)
        sender.plan_once()

    assert still == {"WAITING"}
    assert {(row["state"], row["told_person"]) for row in messages(notify)} == {("DELIVERED", holder_of(US))}
    assert None not in {row["cleared_at"] for row in alarms(notify)}


def test_what_waits_for_duty_hours_is_not_woken_with_what_waited_for_a_post(
    notify: Database, sender: Sender
) -> None:
    save(notify, a_charge(DS, holder_of(DS), valid_to=date(2026, 1, 1), sequence=2))
    with frozen(AT_NIGHT):
        hear(notify, received(public.CaseAssigned, to_post=DS))
        sender.plan_once()
        save(notify, a_charge(DS, holder_of(US), kind="ADDITIONAL_CHARGE"))
        duty_hours(notify)
        _review(notify)
        woken = sender.plan_once()
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        save(notify, a_charge(VACANT, holder_of(SO), kind="ADDITIONAL_CHARGE"))
        sender.plan_once()
        _review(notify)
        again = sender.plan_once()

    assert (woken, again) == (1, 0)
    assert {(row["state"], row["due_at"], row["failure"]) for row in messages(notify)} == {
        ("WAITING", NEXT_MORNING, None)
    }


def test_of_very_many_that_waited_the_rest_goes_on_with_the_next_review(
    notify: Database, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("services.notify.actions.alarms"), "WOKEN_AT_ONCE", 2)
    save(notify, a_charge(DS, holder_of(DS), valid_to=date(2026, 1, 1), sequence=2))
    with frozen(ON_DUTY):
        for _case in range(3):
            hear(notify, received(public.CaseAssigned, to_post=DS))
        sender.plan_once()
        save(notify, a_charge(DS, holder_of(US), kind="ADDITIONAL_CHARGE"))
        told = []
        for _minute in range(2):
            _review(notify)
            told.append(sender.plan_once())

    assert told == [2, 1]
    assert None not in {row["cleared_at"] for row in alarms(notify)}


def test_at_the_top_an_absent_holder_finds_the_notice_on_return_and_the_alarms_stand_until_then(
    notify: Database, sender: Sender
) -> None:
    absent(notify, holder_of(DS), days=10)
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=DS))
        sender.plan_once()
        _review(notify)
    told, standing = _told(notify, "case-assigned"), [row["cleared_at"] for row in alarms(notify)]
    with frozen(ON_DUTY + timedelta(days=10)):
        _review(notify)

    assert (told["state"], told["told_person"], told["told_post"]) == ("DELIVERED", holder_of(DS), DS)
    assert {row["kind"] for row in alarms(notify)} == {"ABSENT_WITHOUT_LINK_OFFICER", "NOBODY_ABOVE"}
    assert standing == [None, None]
    assert None not in {row["cleared_at"] for row in alarms(notify)}


def test_where_all_above_a_vacant_post_are_away_the_nearest_of_them_is_told_in_its_place(
    notify: Database, sender: Sender
) -> None:
    absent(notify, holder_of(US))
    absent(notify, holder_of(DS))
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        sender.plan_once()

    told = _told(notify, "case-assigned")
    assert (told["told_person"], told["told_post"], told["instead_of_post"]) == (holder_of(US), US, VACANT)


def test_that_nobody_sits_above_is_over_when_somebody_above_is_back(notify: Database, sender: Sender) -> None:
    absent(notify, holder_of(US), days=1)
    absent(notify, holder_of(DS), days=2)
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        sender.plan_once()
    open_after = []
    for days in (0, 1):
        with frozen(ON_DUTY + timedelta(days=days)):
            _review(notify)
        open_after.append({row["kind"] for row in alarms(notify) if row["cleared_at"] is None})

    assert open_after == [
        {"POST_VACANT", "ABSENT_WITHOUT_LINK_OFFICER", "NOBODY_ABOVE"},
        {"POST_VACANT", "ABSENT_WITHOUT_LINK_OFFICER"},
    ]


def test_a_decision_about_a_day_goes_to_the_person(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(wfh.DayApproved, person_id=holder_of(SO), post_id=SO))
        sender.plan_once()

    told = _told(notify, "day-approved")
    assert (told["told_person"], told["told_post"]) == (holder_of(SO), SO)


def test_a_citizen_is_told_at_once_at_any_hour(notify: Database, sender: Sender, seals: Seals) -> None:
    duty_hours(notify)
    a_citizens_contact(notify, seals)
    with frozen(AT_NIGHT):
        hear(notify, registered())
        sender.plan_once()

    assert _told(notify, "case-registered")["state"] == "SENDING"
    assert {row["channel"] for row in deliveries(notify)} == {"SMS", "EMAIL"}
    assert _told(notify, "case-received")["state"] == "WAITING"


def test_a_contact_that_arrives_later_is_waited_for(notify: Database, sender: Sender, seals: Seals) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered(nodal_post=None))
        sender.plan_once()
    early = _told(notify, "case-registered")["state"]
    a_citizens_contact(notify, seals)
    with frozen(ON_DUTY + timedelta(seconds=2)):
        sender.plan_once()

    assert early == "WAITING"
    assert _told(notify, "case-registered")["state"] == "SENDING"


def test_a_contact_that_does_not_come_is_asked_for_again_each_minute(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered(nodal_post=None), registered(nodal_post=None))
    for seconds, asked in ((9, 0), (11, 1), (30, 1), (75, 2)):
        with frozen(ON_DUTY + timedelta(seconds=seconds)):
            sender.plan_once()
        assert _announced(notify).count(WANTED) == asked
    a_citizens_contact(notify, seals)
    with frozen(ON_DUTY + timedelta(minutes=5)):
        sender.plan_once()

    assert _announced(notify).count(WANTED) == 2
    assert {row["state"] for row in messages(notify)} == {"SENDING"}


def test_what_was_asked_for_is_forgotten_after_two_days(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered(nodal_post=None))
    with frozen(ON_DUTY + timedelta(seconds=11)):
        sender.plan_once()
    with frozen(ON_DUTY + timedelta(days=2)), notify.transaction() as tx:
        actions.forget_wanted_contacts(tx)
        kept = tx.fetch_value(queries.count_wanted_contacts)
    with frozen(ON_DUTY + timedelta(days=3)), notify.transaction() as tx:
        actions.forget_wanted_contacts(tx)
        assert (kept, tx.fetch_value(queries.count_wanted_contacts)) == (1, 0)


def test_a_contact_that_never_arrives_is_given_up(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered(nodal_post=None))
    with frozen(ON_DUTY + timedelta(hours=25)):
        sender.plan_once()

    told = _told(notify, "case-registered")
    assert (told["state"], told["failure"]) == ("PERMANENT_FAILURE", "no-contact")


@pytest.mark.parametrize(
    ("given", "channels"),
    [
        ({}, {"SMS", "EMAIL"}),
        ({"email": None}, {"SMS"}),
        ({"mobile": None}, {"EMAIL"}),
        ({"mobile": "12", "email": "nowhere"}, set()),
    ],
)
def test_a_citizen_is_written_to_only_where_there_is_an_address(
    notify: Database, sender: Sender, seals: Seals, given: dict[str, Any], channels: set[str]
) -> None:
    a_citizens_contact(notify, seals, **given)
    with frozen(ON_DUTY):
        hear(notify, registered(nodal_post=None))
        sender.plan_once()

    told = _told(notify, "case-registered")
    assert {row["channel"] for row in deliveries(notify)} == channels
    assert (told["state"], told["failure"]) == (
        ("SENDING", None) if channels else ("CANCELLED", "no-contact")
    )


def test_an_erased_contact_is_never_written_to(notify: Database, sender: Sender, seals: Seals) -> None:
    a_citizens_contact(notify, seals)
    with frozen(ON_DUTY):
        hear(notify, registered(nodal_post=None))
        with notify.transaction() as tx:
            actions.erase_contact(tx, _custodian(), CONTACT)
        a_citizens_contact(notify, seals, sequence=9)
        hear(notify, registered(nodal_post=None))
        sender.plan_once()

    assert {(row["state"], row["failure"]) for row in messages(notify)} == {("CANCELLED", "no-contact")}
    assert deliveries(notify) == []


def test_two_planners_share_the_messages(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        for _case in range(4):
            hear(notify, received(public.CaseAssigned, to_post=US))
        with notify.transaction() as one, notify.transaction() as other:
            shares = actions.plan(one, everyway, limit=3), actions.plan(other, everyway, limit=3)

    assert shares == (3, 1)
    assert {row["state"] for row in messages(notify)} == {"DELIVERED"}


def test_what_waits_is_counted_for_the_gauges_but_never_more_than_so_many(
    notify: Database, sender: Sender
) -> None:
    duty_hours(notify)
    with frozen(AT_NIGHT):
        for _case in range(3):
            hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()
        hear(notify, received(public.CaseAssigned, to_post=US))

    with frozen(AT_NIGHT + timedelta(seconds=7)), notify.transaction(reading=True) as tx:
        assert actions.count_waiting(tx) == {"created": 1, "waiting": 3, "late_seconds": 7.0}
        assert actions.count_waiting(tx, limit=2) == {"created": 1, "waiting": 1, "late_seconds": 7.0}


def test_planning_makes_nobody_count_again(
    notify: Database, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first count alone, however long the planning takes here.
    monkeypatch.setattr("services.notify.sender.loops.MEASURE_SECONDS", 600)
    counted: list[int] = []
    count, sender.measure_once = sender.measure_once, lambda: counted.append(count()) or 0  # type: ignore[method-assign] # The test counts its calls.
    with frozen(ON_DUTY):
        at_work = threading.Thread(target=copy_context().run, args=(sender.run, []))
        at_work.start()
        for number in range(1, 11):
            hear(notify, received(public.CaseAssigned, to_post=US))
            _until(lambda number=number: len(messages(notify, state="DELIVERED")) == number)
    sender.stop()
    at_work.join(30)

    assert not at_work.is_alive()
    assert len(counted) == 1


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def _custodian() -> Any:
    from tests.fakes import a_charge as a_staff_charge  # noqa: PLC0415 - the desks' charges are events
    from tests.fakes import an_actor  # noqa: PLC0415 - beside it

    return an_actor(charge=a_staff_charge(roles=frozenset({"identity_custodian"})))


def test_a_message_that_cannot_be_decided_about_holds_up_no_other(notify: Database, sender: Sender) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
    with frozen(ON_DUTY + timedelta(seconds=1)):
        hear(notify, received(public.CaseWithdrawn, post_id=DS))
        _break_duty_hours_of(notify, US)
        sender.plan_once()

    assert _told(notify, "case-withdrawn")["state"] == "DELIVERED"
    postponed = _told(notify, "case-assigned")
    assert (postponed["state"], postponed["due_at"]) == ("WAITING", ON_DUTY + timedelta(seconds=61))


def test_a_purpose_of_a_newer_version_is_left_to_it(notify: Database, sender: Sender) -> None:
    with notify.transaction() as tx:
        actions.tell(tx, [NewMessage(an_id("event"), "of-tomorrow", post_id=US)])

    assert sender.plan_once() == 0
    assert _told(notify, "of-tomorrow")["state"] == "CREATED"


def _break_duty_hours_of(notify: Database, post_id: Any) -> None:
    """A row that no event of ours could have brought: its year is beyond Python's calendar."""
    with notify.transaction() as tx:
        tx.execute(queries.break_duty_hours, person_id=str(holder_of(post_id)))
