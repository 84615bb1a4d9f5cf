"""Texts, duty hours, and what becomes of messages: plain rules."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import IST
from services.notify.domain import (
    Channel,
    Contact,
    DutyHours,
    DutyScope,
    Latest,
    PlaceholderUnknown,
    State,
    Text,
    TextTooLong,
    ValueDoesNotFit,
    addressed_to,
    as_name,
    failure_of,
    narrowest,
    next_duty,
    overall,
    retry_after,
    segments,
)

WEDNESDAY = date(2026, 3, 18)
STATE_HOURS = DutyHours(DutyScope.STATE, (1, 2, 3, 4, 5), time(10), time(17, 30), date(2022, 2, 2))


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, IST)


def a_text(body: str = "Case {number:digits} by {due_on:date}.", **over: Any) -> Text:
    known: dict[str, Any] = {"purpose": "test", "channel": Channel.SMS, "language": "en", "version": 1}
    return Text(**known | {"subject": None, "body": body} | over)


def test_a_text_is_filled_with_its_values() -> None:
    rendered = a_text().render({"number": "26100000175", "due_on": "2026-03-17"})

    assert rendered.body == "Case 26100000175 by 17 March 2026."


def test_a_date_is_written_in_the_language_of_the_text() -> None:
    rendered = a_text("{due_on:date} तक", language="hi").render({"due_on": date(2026, 11, 22)})

    assert rendered.body == "22 नवंबर 2026 तक"


def test_a_time_is_shown_in_india() -> None:
    rendered = a_text("until {until:time}").render({"until": "2026-03-02T05:40:00+00:00"})

    assert rendered.body == "until 11:10"


@pytest.mark.parametrize(
    "value", [None, "", "12 34", "1" * 15, "https://bad.example", "१२३", "12\n34", "{code:code}"]
)
def test_a_value_of_another_kind_is_refused(value: str | None) -> None:
    with pytest.raises(ValueDoesNotFit):
        a_text("Case {number:digits}").render({"number": value})


def test_a_name_cannot_bring_a_link_or_a_line() -> None:
    text = a_text("{addressee:name}: a file came.", channel=Channel.NOTICE, subject="File")

    for name in ("Ravi\nBcc: x", "see http://x", "a@b", "<b>Ravi</b>"):
        with pytest.raises(ValueDoesNotFit):
            text.render({"addressee": name})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Section Officer (Rev/Land)", "Section Officer (Rev-Land)"),
        ("Ravi\nBcc: <x@y.in>", "Ravi-Bcc: -x-y.in-"),
        ("तहसीलदार/नायब तहसीलदार", "तहसीलदार-नायब तहसीलदार"),
        ("Om", "Om"),
    ],
)
def test_a_name_of_the_directory_is_written_so_that_it_fits(text: str, name: str) -> None:
    fitting = as_name(text)

    assert fitting == name
    assert a_text("{post:name}", channel=Channel.NOTICE).render({"post": fitting}).body == name


def test_a_long_name_is_cut_behind_a_word() -> None:
    assert as_name("Additional Secretary of Revenue", 24) == "Additional Secretary of…"
    assert as_name("x" * 200, 100) == "x" * 99 + "…"
    assert as_name("x" * 100, 100) == "x" * 100


def test_a_placeholder_of_no_known_kind_is_refused() -> None:
    with pytest.raises(PlaceholderUnknown):
        a_text("See {link:url}").render({"link": "x"})


def test_a_text_message_of_three_segments_is_refused() -> None:
    with pytest.raises(TextTooLong):
        a_text("क" * 135, language="hi").render({})


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_the_values_are_only_texts_that_fit_their_template_leave(name: str, number: str) -> None:
    text = a_text("{addressee:name}, case {number:digits}!", channel=Channel.NOTICE, subject="Case")

    try:
        body = text.render({"addressee": name, "number": number}).body
    except ValueDoesNotFit:
        return

    assert body == f"{name}, case {number}!"
    assert "\n" not in body
    assert "/" not in body


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("न" * 70, 1),
        ("न" * 71, 2),
        ("न" * 134, 2),
        ("न" * 135, 3),
        ("", 1),
    ],
)
def test_segments_are_counted_as_operators_count_them(text: str, count: int) -> None:
    assert segments(text) == count


def test_the_narrowest_duty_hours_decide() -> None:
    parent = DutyHours(DutyScope.DEPARTMENT, (1,), time(9), time(17), date(2022, 1, 1), distance=1)
    own = DutyHours(DutyScope.DEPARTMENT, (2,), time(9), time(17), date(2020, 1, 1), distance=0)
    person = DutyHours(DutyScope.PERSON, (3,), time(12), time(20), date(2021, 1, 1))

    assert narrowest([person, parent, own, STATE_HOURS], WEDNESDAY) is person
    assert narrowest([parent, own, STATE_HOURS], WEDNESDAY) is own
    assert narrowest([], WEDNESDAY) is None


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (at(WEDNESDAY, time(11)), at(WEDNESDAY, time(11))),
        (at(WEDNESDAY, time(10)), at(WEDNESDAY, time(10))),
        (at(WEDNESDAY, time(8)), at(WEDNESDAY, time(10))),
        (at(WEDNESDAY, time(17, 30)), at(date(2026, 3, 19), time(10))),
        (at(date(2026, 3, 20), time(22)), at(date(2026, 3, 23), time(10))),
        (at(date(2026, 3, 21), time(12)), at(date(2026, 3, 23), time(10))),
    ],
)
def test_who_is_off_duty_is_told_when_duty_begins(now: datetime, free: datetime) -> None:
    assert next_duty([STATE_HOURS], now, lambda _day: True) == free


@pytest.mark.parametrize("minute", [time(0), time(12), time(23, 59), time(23, 59, 59)])
def test_duty_round_the_clock_has_no_minute_off(minute: time) -> None:
    control_room = DutyHours(DutyScope.OFFICE, (1, 2, 3, 4, 5, 6, 7), time(0), time(23, 59), date(2022, 2, 2))
    now = at(WEDNESDAY, minute)

    assert next_duty([control_room], now, lambda _day: True) == now


def test_a_holiday_is_no_duty_day() -> None:
    free = next_duty([STATE_HOURS], at(WEDNESDAY, time(20)), lambda day: day != date(2026, 3, 19))

    assert free == at(date(2026, 3, 20), time(10))


def test_an_order_for_all_seven_weekdays_holds_on_holidays_and_one_for_six_does_not() -> None:
    every_day = DutyHours(DutyScope.OFFICE, (1, 2, 3, 4, 5, 6, 7), time(0), time(23, 59), date(2022, 2, 2))
    but_sunday = DutyHours(DutyScope.OFFICE, (1, 2, 3, 4, 5, 6, 6), time(0), time(23, 59), date(2022, 2, 2))
    sunday = at(date(2026, 3, 22), time(12))
    holiday = at(WEDNESDAY, time(12))

    assert [next_duty([every_day], now, lambda _day: False) for now in (sunday, holiday)] == [sunday, holiday]
    assert next_duty([but_sunday], holiday, lambda day: day != WEDNESDAY) == at(date(2026, 3, 19), time(0))


def test_without_duty_hours_nobody_waits() -> None:
    night = at(WEDNESDAY, time(23))

    assert next_duty([], night, lambda _day: True) == night


def test_orders_that_leave_no_duty_day_hold_nothing_up() -> None:
    night = at(WEDNESDAY, time(23))

    assert next_duty([STATE_HOURS], night, lambda _day: False) == night


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31)))  # noqa: DTZ001 - the zone is added below
def test_the_moment_of_telling_is_on_duty_and_never_in_the_past(naive: datetime) -> None:
    now = naive.replace(tzinfo=IST)

    free = next_duty([STATE_HOURS], now, lambda _day: True).astimezone(IST)

    assert free >= now
    assert time(10) <= free.time() < time(17, 30)
    assert free.isoweekday() <= 5


@pytest.mark.parametrize(
    ("latest", "state"),
    [
        ([(State.SENT, 1), (State.PERMANENT_FAILURE, 1)], State.SENT),
        ([(State.DELIVERED, 1), (State.CREATED, 1)], State.DELIVERED),
        ([(State.SENDING, 1), (State.CANCELLED, 1)], State.SENDING),
        ([(State.CREATED, 2), (State.CANCELLED, 1)], State.TEMPORARY_FAILURE),
        ([(State.PERMANENT_FAILURE, 1), (State.TECHNICAL_FAILURE, 1)], State.PERMANENT_FAILURE),
        ([(State.TECHNICAL_FAILURE, 3), (State.CANCELLED, 1)], State.TECHNICAL_FAILURE),
        ([(State.CANCELLED, 1)], State.CANCELLED),
    ],
)
def test_a_message_is_as_far_as_its_best_channel(latest: list[tuple[State, int]], state: State) -> None:
    assert overall([Latest(one, attempt) for one, attempt in latest]) is state


def test_the_serious_reason_is_named() -> None:
    missing = Latest(State.CANCELLED, 1, "no-contact")
    refused = Latest(State.PERMANENT_FAILURE, 1, "provider-refused")

    assert failure_of([missing, refused]) == "provider-refused"
    assert failure_of([missing]) == "no-contact"


def test_a_message_is_tried_for_about_four_hours() -> None:
    pauses = [retry_after(attempt) for attempt in range(1, 50)]
    waited = sum((pause for pause in pauses if pause), timedelta())

    assert pauses[:4] == [timedelta(seconds=s) for s in (5, 30, 120, 300)]
    assert pauses[47:] == [None, None]
    assert timedelta(hours=3) < waited < timedelta(hours=4)


@pytest.mark.parametrize(
    ("given_mobile", "known"),
    [
        ("9800000001", "919800000001"),
        ("+91 98000-00001", "919800000001"),
        ("09800000001", "919800000001"),
        ("1800000001", None),
        ("98000", None),
        (None, None),
    ],
)
def test_a_mobile_is_known_in_international_form(given_mobile: str | None, known: str | None) -> None:
    assert Contact.from_opened({"mobile": given_mobile}).address(Channel.SMS) == known


@pytest.mark.parametrize("email", ["a b@c.in", "a@b\nBcc: c@d.in", "<a@b.in>", "nobody", "a@b,c@d"])
def test_what_is_no_address_is_not_written_to(email: str) -> None:
    assert Contact.from_opened({"email": email}).address(Channel.EMAIL) is None


def test_a_contact_is_never_printed() -> None:
    contact = Contact.from_opened({"mobile": "9800000001", "email": "citizen@example.in"})

    assert "98000" not in repr(contact)
    assert "citizen" not in repr(contact)


def test_who_stands_in_says_for_whom() -> None:
    assert addressed_to("A", "en", absent="B") == "A for B"
    assert addressed_to("A", "hi", absent="B") == "B के लिए A"
    assert addressed_to("A", "en", absent="B", post="SO 2") == "A for B, for the post SO 2"
