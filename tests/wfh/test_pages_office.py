"""The office's roster and the decisions of the post above, on pages."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kernel import directory
from kernel.database import Database
from services.wfh import actions
from services.wfh.domain import AbsenceKind, DayRequest, Part
from services.wfh.pages import pages
from tests.clients import Client, a_client
from tests.forms import send
from tests.wfh.office import (
    ADMINISTRATOR,
    ASSISTANT,
    AT_HOME,
    DEPUTY_SECRETARY,
    SECTION_OFFICER,
    TUESDAY,
    UNDER_SECRETARY,
    a_person,
    heard,
)

WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def client(office: Database, tmp_path: Path) -> Client:
    """The pages of wfh on the open office."""
    return a_client("wfh", office, tmp_path, [pages])


def asked(office: Database, on: date = WEDNESDAY, part: Part = Part.FULL, actor: Any = AT_HOME) -> DayRequest:
    with office.transaction() as tx:
        return actions.ask(tx, actor, [(on, part)], "Exam at home")[0]


def test_what_waits_is_listed_with_who_is_away_that_day(client: Client, office: Database) -> None:
    asked(office)
    mine = asked(office, actor=ASSISTANT)
    with office.transaction() as tx:
        actions.approve(tx, SECTION_OFFICER, mine.request_id)

    page = client.get("/wfh/approvals", actor=UNDER_SECRETARY).text

    assert "Section Officer, REV-SO-1" in page
    assert "Exam at home" in page
    assert "4 in the office, 1 at home, 0 away" in page


def test_one_click_approves_and_the_second_changes_nothing(client: Client, office: Database) -> None:
    request = asked(office)
    page = client.get("/wfh/approvals", actor=UNDER_SECRETARY)
    path = f"/wfh/approvals/{request.request_id}/approve"

    answers = [send(client, page, path, UNDER_SECRETARY) for _click in range(2)]

    assert [answer.headers["location"] for answer in answers] == ["/wfh/approvals?done=approved"] * 2
    after = client.get("/wfh/approvals", actor=UNDER_SECRETARY).text
    assert "Nothing waits for your decision." in after
    assert f'href="/wfh/approvals/{request.request_id}"' in after


def test_a_refusal_needs_its_grounds(client: Client, office: Database) -> None:
    request = asked(office)
    path = f"/wfh/approvals/{request.request_id}"
    page = client.get(path, actor=UNDER_SECRETARY)

    without = send(client, page, f"{path}/refuse", UNDER_SECRETARY, grounds=" ")
    refused = send(client, page, f"{path}/refuse", UNDER_SECRETARY, grounds="Assembly session")

    assert without.status_code == 422
    assert '<details class="govuk-details" open>' in without.text
    assert refused.status_code == 303
    mine = client.get("/wfh/days", actor=AT_HOME).text
    assert "Refused" in mine
    assert "Assembly session" in mine


def test_a_decision_shows_who_else_is_away_and_the_cap(client: Client, office: Database) -> None:
    with office.transaction() as tx:
        actions.publish_order(
            tx,
            ADMINISTRATOR,
            {
                "authority": "CG-GAD",
                "number": "7/2026",
                "dated": TUESDAY,
                "valid_from": TUESDAY,
                "valid_to": date(2026, 3, 31),
                "always_attends": "DEPUTY_SECRETARY",
                "always_attends_level": 7,
                "cap_numerator": 1,
                "cap_denominator": 2,
                "slots": [],
                "exemptions": [],
                "office_levels": [],
                "confirmed": True,
            },
        )
        actions.record_absence(tx, ASSISTANT, None, AbsenceKind.LEAVE, WEDNESDAY, WEDNESDAY)
    request = asked(office)

    page = client.get(f"/wfh/approvals/{request.request_id}", actor=UNDER_SECRETARY).text

    assert "Assistant, REV-DA-1: Away" in page
    assert "LEAVE" not in page
    assert "CG-GAD 7/2026 10.03.2026" in page
    assert "at most 1/2 of those" in page


def test_somebody_is_called_to_the_office_with_the_grounds(client: Client, office: Database) -> None:
    request = asked(office)
    with office.transaction() as tx:
        actions.approve(tx, UNDER_SECRETARY, request.request_id)
    path = f"/wfh/approvals/{request.request_id}"
    page = client.get(path, actor=UNDER_SECRETARY)

    without = send(client, page, f"{path}/recall", UNDER_SECRETARY, call="")
    called = send(client, page, f"{path}/recall", UNDER_SECRETARY, call="Cabinet note")

    assert (without.status_code, called.status_code) == (422, 303)
    assert "Called to the office" in client.get("/wfh/days", actor=AT_HOME).text


def test_a_day_decided_meanwhile_says_so(client: Client, office: Database) -> None:
    request = asked(office)
    path = f"/wfh/approvals/{request.request_id}"
    page = client.get(path, actor=UNDER_SECRETARY)
    with office.transaction() as tx:
        actions.withdraw(tx, AT_HOME, request.request_id)

    answer = send(client, page, f"{path}/approve", UNDER_SECRETARY)

    assert answer.status_code == 409
    assert "meanwhile decided, withdrawn or taken" in answer.text


def test_only_the_post_above_decides_and_only_inside(client: Client, office: Database) -> None:
    request = asked(office)
    path = f"/wfh/approvals/{request.request_id}"

    from_home = client.get("/wfh/approvals", actor=replace(UNDER_SECRETARY, zone=AT_HOME.zone))
    stranger = client.get(path, actor=DEPUTY_SECRETARY)
    oneself = client.get(path, actor=SECTION_OFFICER)

    assert (from_home.status_code, stranger.status_code, oneself.status_code) == (403, 404, 403)
    assert "VPN" in from_home.text


def test_the_roster_shows_the_week_by_day(client: Client, office: Database) -> None:
    request = asked(office, part=Part.FORENOON)
    with office.transaction() as tx:
        actions.approve(tx, UNDER_SECRETARY, request.request_id)
        actions.record_absence(tx, ASSISTANT, None, AbsenceKind.LEAVE, WEDNESDAY, date(2026, 3, 13))

    week = client.get("/wfh/roster", actor=AT_HOME).text
    month = client.get("/wfh/roster?view=month&on=2026-03-31", actor=AT_HOME).text
    later = client.get("/wfh/roster?on=2026-05-06", actor=AT_HOME).text

    assert "9 March 2026 – 15 March 2026" in week
    assert week.count("ks-place--home") == 1
    assert week.count("ks-place--absent") == 3
    assert "Forenoon" in week
    assert "Leave" not in week.partition("<main")[2]
    assert "1 March 2026 – 31 March 2026" in month
    assert "H½" in month
    assert '<span class="govuk-visually-hidden">Home, Forenoon</span>' in month
    assert "4 May 2026 – 10 May 2026" in later
    assert "ks-place--home" not in later
    assert client.get("/wfh/roster?view=year", actor=AT_HOME).status_code == 422
    assert client.get("/wfh/roster?on=9999-12-31", actor=AT_HOME).status_code == 422


def test_the_sheet_opens_in_hindi_and_calculates_nothing(client: Client, office: Database) -> None:
    with office.transaction() as tx:
        hostile = a_person("section officer").data | {"name_hi": "=1+1", "name_en": "@SUM(A1)"}
        directory.save(tx, heard(type(a_person("x"))(**hostile), sequence=2))

    answer = client.get("/wfh/roster.csv?view=week", actor=replace(AT_HOME, language="hi"))

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["दिन", "नाम", "पद", "कहाँ", "दिन का भाग"]
    assert len(lines) == 1 + 5 * 7
    assert {line[1] for line in lines if "SO-1" in line[2]} == {"'=1+1"}
    assert ["2026-03-15", "assistant", "REV-DA-1", "कार्य दिवस नहीं", ""] in lines
