"""My days, my calendar and my duty on pages, as an employee meets them from home."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result

from kernel import clock, directory
from kernel.database import Database
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.domain import AbsenceKind, Part
from services.wfh.pages import pages
from services.wfh.settings import Settings
from tests.clients import Client, a_client
from tests.forms import attribute, send, without_tokens
from tests.ui.markup import invalid_html
from tests.wfh.office import (
    ADMINISTRATOR,
    AT_HOME,
    MORNING,
    SECOND_OFFICER,
    UNDER_SECRETARY,
    a_hold,
    a_person,
    heard,
    person_of,
)

ASK = {"first": "2026-03-11", "last": "", "part": "FULL", "reason": "Exam at home"}
IN_HINDI = replace(AT_HOME, language="hi")


@pytest.fixture
def client(office: Database, tmp_path: Path) -> Client:
    """The pages of wfh on the open office."""
    return a_client("wfh", office, tmp_path, [pages], Settings(public_address=""))


def ask(client: Client, **over: Any) -> Any:
    form = client.get("/wfh/days/ask", actor=AT_HOME)
    return send(client, form, "/wfh/days/ask", AT_HOME, **{**ASK, **over})


def days_page(client: Client, **over: Any) -> str:
    return client.get("/wfh/days", actor=over.get("actor", AT_HOME)).text


def withdraw_path(page: str) -> str:
    return "/wfh/days/" + page.partition('action="/wfh/days/')[2].partition('"')[0]


def test_a_day_is_asked_for_and_held_from_home(client: Client) -> None:
    answer = ask(client)
    page = days_page(client)

    assert (answer.status_code, answer.headers["location"]) == (303, "/wfh/days?year=2026&done=asked")
    assert "Wednesday, 11 March 2026" in page
    assert "Waits for approval" in page
    assert "Exam at home" in page
    assert ">14<" in page


def test_half_a_day_costs_half_a_day(client: Client) -> None:
    ask(client, part="FORENOON")

    page = days_page(client)

    assert ">14.5<" in page
    assert "Forenoon" in page


def test_a_span_leaves_holidays_out(client: Client, office: Database) -> None:
    answer = ask(client, first="2026-03-12", last="2026-03-17")

    with office.transaction() as tx:
        asked = actions.requests(tx, AT_HOME, None, None, 50)["items"]
    assert answer.status_code == 303
    assert sorted(row["on"].day for row in asked) == [12, 13, 16, 17]


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"first": "2026-03-09"}, 422, "already past"),
        ({"first": "2026-03-14"}, 422, "is not a working day (Saturday"),
        ({"first": "2026-03-12", "last": "2026-03-11"}, 422, "lies before the first"),
        ({"first": "2026-03-12", "last": "2026-06-30"}, 422, "At most 31 days"),
        ({"first": "2026-03-12", "last": "2026-04-22"}, 409, "half-days of 2026 are left"),
        ({"first": ""}, 422, "Please fill this in."),
        ({"first": "soon"}, 422, "Please give a date"),
        ({"part": "NIGHT"}, 422, "choose one of"),
    ],
)
def test_a_refused_wish_names_the_rule_and_keeps_what_was_typed(
    client: Client, typed: dict[str, str], status: int, said: str
) -> None:
    answer = ask(client, **typed)

    assert answer.status_code == status
    assert said in answer.text
    assert "Exam at home" in answer.text
    assert 'action="/wfh/days/ask"' in answer.text


def test_the_second_click_asks_once(client: Client) -> None:
    form = client.get("/wfh/days/ask", actor=AT_HOME)

    answers = [send(client, form, "/wfh/days/ask", AT_HOME, **ASK) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert days_page(client).count("Waits for approval") == 1


def test_a_day_is_withdrawn_after_a_second_button(client: Client) -> None:
    ask(client)
    page = client.get("/wfh/days", actor=AT_HOME)
    path = withdraw_path(page.text)

    answer = send(client, page, path, AT_HOME)
    again = send(client, page, path, AT_HOME)
    after = days_page(client)

    assert "Yes, withdraw it" in page.text
    assert [answer.status_code, again.status_code] == [303, 303]
    assert "Withdrawn" in after
    assert "No day at home lies ahead of you." in after


def test_another_persons_day_cannot_be_withdrawn(client: Client) -> None:
    ask(client)
    page = client.get("/wfh/days", actor=AT_HOME)

    answer = send(
        client, page, withdraw_path(page.text), replace(SECOND_OFFICER, session_id=AT_HOME.session_id)
    )

    assert answer.status_code == 403
    assert "Waits for approval" in days_page(client)


def test_history_goes_by_year_and_shows_every_entry(client: Client, office: Database) -> None:
    ask(client)
    with clock.frozen(MORNING + timedelta(days=300)):
        with office.transaction() as tx:
            actions.bring_days_in(tx)
        ask(client, first="2027-01-05")
        this_year = client.get("/wfh/days?year=2026", actor=AT_HOME).text
        next_year = client.get("/wfh/days?year=2027", actor=AT_HOME).text

    assert "Nobody decided in time" in this_year
    assert "No longer held" in this_year
    assert 'href="?year=2027"' in this_year
    assert "Tuesday, 5 January 2027" in next_year
    assert client.get("/wfh/days?year=1492", actor=AT_HOME).status_code == 422


def test_an_empty_year_says_so(client: Client) -> None:
    page = days_page(client, actor=SECOND_OFFICER)

    assert "No day at home lies ahead of you." in page
    assert "Nothing yet in this year." in page
    assert ">15<" in page


def test_the_month_shows_holidays_days_and_absences(client: Client, office: Database) -> None:
    ask(client)
    with office.transaction() as tx:
        actions.record_absence(tx, AT_HOME, None, AbsenceKind.TOUR, date(2026, 3, 19), date(2026, 3, 20))

    page = client.get("/wfh/calendar?month=2026-03", actor=AT_HOME).text
    hindi = client.get("/wfh/calendar", actor=IN_HINDI).text

    assert "My calendar, March 2026" in page
    assert page.count("Sunday") == 5
    assert page.count("Tour") == 2
    assert 'aria-current="date"' in page
    assert "asked" in page
    assert "मेरा कैलेंडर, मार्च 2026" in hindi
    assert hindi.count("रविवार") == 5
    assert client.get("/wfh/calendar?month=2026-13", actor=AT_HOME).status_code == 422


def feed_path(client: Client) -> str:
    page = client.get("/wfh/calendar", actor=AT_HOME)
    send(client, page, "/wfh/calendar/feed", AT_HOME)
    text = client.get("/wfh/calendar", actor=AT_HOME).text
    (address,) = re.findall(r'href="https?://[^/"]+/wfh/calendar/([^"]+[.]ics)"', text)
    return str(address)


def given(office: Database, on: date, part: Part = Part.FULL) -> Any:
    with office.transaction() as tx:
        (request,) = actions.ask(tx, AT_HOME, [(on, part)], "a private reason")
        return actions.approve(tx, UNDER_SECRETARY, request.request_id)


def test_a_feed_shows_day_and_kind_and_nothing_else(client: Client, office: Database) -> None:
    whole, half = given(office, date(2026, 3, 11)), given(office, date(2026, 3, 12), Part.AFTERNOON)
    path = "/wfh/calendar/" + feed_path(client)

    feed = client.get(path)
    again = client.get(path)

    assert feed.headers["content-type"].startswith("text/calendar")
    lines = feed.text.split("\r\n")
    assert [line for line in lines if line.startswith("UID:")] == [
        f"UID:{whole.request_id}@karyasetu",
        f"UID:{half.request_id}@karyasetu",
    ]
    assert "DTSTART;VALUE=DATE:20260311" in lines
    assert "DTEND;VALUE=DATE:20260312" in lines
    assert "DTSTART;TZID=Asia/Kolkata:20260312T134500" in lines
    assert "DTEND;TZID=Asia/Kolkata:20260312T173000" in lines
    assert "TZID:Asia/Kolkata" in lines
    assert "SUMMARY:घर से कार्य" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert feed.text == again.text
    for secret in ("private", "section officer", "REV", "CG"):
        assert secret not in feed.text


def test_an_ended_a_renewed_and_a_forged_address_show_nothing(client: Client) -> None:
    first = feed_path(client)
    second = feed_path(client)
    page = client.get("/wfh/calendar", actor=AT_HOME)
    before = client.get(f"/wfh/calendar/{second}").status_code

    send(client, page, "/wfh/calendar/feed/end", AT_HOME)

    assert (first != second, before) == (True, 200)
    for name in (first, second, f"A{second[1:]}", "x.ics", "feed", f"{second[:-4]}.txt", "%00.ics"):
        assert client.get(f"/wfh/calendar/{name}").status_code in (404, 405, 422), name


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        (AT_HOME, "Calendars that are subscribed to the address above stop showing your days"),
        (IN_HINDI, "जो कैलेंडर ऊपर के पते से जुड़े हैं, उनमें आपके दिन दिखना बंद हो जाएँगे"),
    ],
    ids=["en", "hi"],
)
def test_what_cuts_subscribed_calendars_off_says_so_and_asks_once(
    client: Client, actor: Actor, said: str
) -> None:
    feed_path(client)

    page = client.get("/wfh/calendar", actor=actor).text

    asked = re.findall(r"<details.*?</details>", page, re.DOTALL)
    paths = [
        attribute(tag, "action") for each in asked if said in each for tag in re.findall("<form[^>]*>", each)
    ]
    assert paths == ["/wfh/calendar/feed", "/wfh/calendar/feed/end"]
    assert page.count('action="/wfh/calendar/feed') == len(paths)
    assert invalid_html(page) == []


def test_the_feed_of_a_person_who_was_cut_off_is_over(client: Client, office: Database) -> None:
    path = "/wfh/calendar/" + feed_path(client)
    with office.transaction() as tx:
        suspended = a_person("section officer").data | {"state": "SUSPENDED"}
        directory.save(tx, heard(type(a_person("x"))(**suspended), sequence=2))

    assert client.get(path).status_code == 404


def test_duty_hours_absences_and_who_stands_in(client: Client, office: Database) -> None:
    with office.transaction() as tx:
        link = a_hold("second officer", "REV-SO-1", kind="LINK_OFFICER", for_person=person_of(AT_HOME))
        directory.save(tx, heard(link))
    form = client.get("/wfh/duty/absences", actor=AT_HOME)
    typed = {"kind": "LEAVE", "starts_on": "2026-03-16", "ends_on": "2026-03-18"}

    answer = send(client, form, "/wfh/duty/absences", AT_HOME, **typed)
    page = client.get("/wfh/duty", actor=AT_HOME)

    assert "it comes back only when the post above yours records the absence" in form.text
    assert answer.headers["location"] == "/wfh/duty?done=recorded"
    assert "From 10:00 to 17:30" in page.text
    assert "Today Second Officer is link officer of the post REV-SO-1." in page.text
    assert "Leave: 16 March 2026 – 18 March 2026" in page.text
    cancel = "/wfh/duty/absences/" + page.text.partition('action="/wfh/duty/absences/')[2].partition('"')[0]
    assert send(client, page, cancel, AT_HOME).status_code == 303
    assert "Cancelled" in client.get("/wfh/duty", actor=AT_HOME).text


def test_an_absence_that_overlaps_or_runs_backwards_is_refused_beside_its_day(client: Client) -> None:
    form = client.get("/wfh/duty/absences", actor=AT_HOME)
    typed = {"kind": "LEAVE", "starts_on": "2026-03-16", "ends_on": "2026-03-18"}
    send(client, form, "/wfh/duty/absences", AT_HOME, **typed)
    form = client.get("/wfh/duty/absences", actor=AT_HOME)

    twice = send(client, form, "/wfh/duty/absences", AT_HOME, **typed)
    backwards = send(client, form, "/wfh/duty/absences", AT_HOME, **typed | {"ends_on": "2026-03-01"})

    assert twice.status_code == 409
    assert "There is already an absence from 16.03.2026 to 18.03.2026" in beside(twice, "starts_on")
    assert 'value="2026-03-16"' in twice.text
    assert backwards.status_code == 422
    assert "The last day (01.03.2026) lies before the first (16.03.2026)." in beside(backwards, "ends_on")
    assert '<a href="#ends_on">' in backwards.text


def beside(page: Result, field: str) -> str:
    """What stands at a field of a form."""
    return page.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]


def test_the_card_of_today(client: Client, office: Database) -> None:
    given(office, date(2026, 3, 10), Part.FORENOON)
    given(office, date(2026, 3, 13))
    ask(client, first="2026-03-17")

    mine = client.get("/wfh/_card/today", actor=AT_HOME).text
    above = client.get("/wfh/_fragment/today", actor=UNDER_SECRETARY).text
    from_home = client.get(
        "/wfh/_fragment/today", actor=replace(UNDER_SECRETARY, zone=AT_HOME.zone, language="hi")
    ).text

    assert "<html" not in mine
    assert "Home (Forenoon), otherwise in the office" in " ".join(mine.split())
    assert "Days at home left: 12.5 of 15" in mine
    assert "Friday, 13 March 2026" in mine
    assert "Asked for and not decided: 1" in mine
    assert '<a class="govuk-link" href="/wfh/approvals">Waits for your decision: 1</a>' in above
    assert "आपके निर्णय हेतु लंबित: 1" in from_home
    assert 'href="/wfh/approvals"' not in from_home


def test_on_a_holiday_the_card_says_so(client: Client) -> None:
    with clock.frozen(MORNING + timedelta(days=5)):
        card = client.get("/wfh/_card/today", actor=AT_HOME).text

    assert "Not a working day: Sunday" in card


def test_nobody_without_a_session_sees_a_page(client: Client) -> None:
    for path in ("/wfh/days", "/wfh/calendar", "/wfh/roster", "/wfh/duty", "/wfh/approvals"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/staff/renew")
    assert client.get("/wfh/_fragment/today").text == "<!-- -->"


@pytest.mark.parametrize(
    "path",
    [
        "/wfh/approvals",
        "/wfh/calendar",
        "/wfh/days",
        "/wfh/days/ask",
        "/wfh/duty",
        "/wfh/duty/absences",
        "/wfh/roster",
        "/wfh/roster?view=month",
    ],
)
def test_the_pages_are_whole_in_both_languages(client: Client, office: Database, path: str) -> None:
    given(office, date(2026, 3, 11))
    for language in ("en", "hi"):
        page = client.get(path, actor=replace(ADMINISTRATOR, language=language))

        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert invalid_html(page.text) == []
        assert "%(" not in page.text
        assert "None" not in without_tokens(page.text)
