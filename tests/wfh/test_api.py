"""The main job of days at home through the HTTP edge, and what it refuses."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel import clock
from kernel.database import Database
from services.wfh import actions
from services.wfh.api import api
from services.wfh.pages import pages
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.wfh.office import (
    ADMINISTRATOR,
    AT_HOME,
    MORNING,
    SECOND_OFFICER,
    SECTION_OFFICER,
    UNDER_SECRETARY,
    staff,
)

ASK = {"days": [{"on": "2026-03-11"}, {"on": "2026-03-12", "part": "FORENOON"}], "reason": "Exam at home"}


@pytest.fixture
def client(office: Database, tmp_path: Path) -> Client:
    """The wfh api on the open office."""
    return a_client("wfh", office, tmp_path, [api])


@pytest.fixture
def onlooker(open_house: Database, morning: datetime, tmp_path: Path) -> Client:
    """The wfh api for calls that leave no trace."""
    return a_client("wfh", open_house, tmp_path, [api])


def asked(client: Client, **over: Any) -> Any:
    answer = client.post("/v1/wfh/requests", actor=AT_HOME, json={**ASK, **over})
    assert answer.status_code == 201
    return answer.json["items"]


def test_a_day_at_home_from_asking_to_the_day_itself(client: Client, office: Database) -> None:
    days = asked(client)
    waiting = client.get("/v1/wfh/awaiting", actor=UNDER_SECRETARY).json["items"]
    approved = client.post(
        f"/v1/wfh/requests/{days[0]['request_id']}/approve", actor=UNDER_SECRETARY, json={"remark": "Granted"}
    )
    with clock.frozen(MORNING + timedelta(days=1)):
        with office.transaction() as tx:
            actions.bring_days_in(tx)
        balance = client.get("/v1/wfh/balance", actor=AT_HOME).json

    assert [row["name_hi"] for row in waiting] == ["section officer"] * 2
    assert approved.json["state"] == "APPROVED"
    assert UUID(approved.json["decided_by"]) == an_id("under secretary")
    assert balance == {
        "year": 2026,
        "half_days_left": 27,
        "half_days_granted": 30,
        "half_days_held": 1,
        "half_days_used": 2,
        "order_number": "DARPG draft framework for work from home, 13 May 2020",
    }


def test_the_same_key_holds_the_days_once(client: Client) -> None:
    key = {"Idempotency-Key": "one wish"}

    first = client.post("/v1/wfh/requests", actor=AT_HOME, json=ASK, headers=key)
    again = client.post("/v1/wfh/requests", actor=AT_HOME, json=ASK, headers=key)

    assert first.json == again.json
    assert client.get("/v1/wfh/balance", actor=AT_HOME).json["half_days_left"] == 27


def test_the_ledger_and_the_requests_are_read_page_by_page(client: Client) -> None:
    asked(client)

    entries = client.get("/v1/wfh/ledger?limit=2", actor=AT_HOME).json
    more = client.get(f"/v1/wfh/ledger?limit=2&after={entries['next']}", actor=AT_HOME).json
    requests = client.get("/v1/wfh/requests?limit=1", actor=AT_HOME).json
    older = client.get(f"/v1/wfh/requests?limit=1&after={requests['next']}", actor=AT_HOME).json

    assert [entry["kind"] for entry in entries["items"] + more["items"]] == ["GRANT", "HOLD", "HOLD"]
    assert more["next"] is None
    assert [row["on"] for row in requests["items"] + older["items"]] == ["2026-03-12", "2026-03-11"]
    assert older["next"] is None


def test_approving_from_the_internet_is_refused_with_the_rule(client: Client) -> None:
    day = asked(client)[0]
    from_home = staff("under secretary", "REV-US-1", zone=AT_HOME.zone)

    answer = client.post(f"/v1/wfh/requests/{day['request_id']}/approve", actor=from_home, json={})

    assert answer.status_code == 403
    assert answer.json["type"] == "urn:karyasetu:office-network-needed"
    assert "VPN" in answer.json["detail"]


def test_a_refusal_speaks_the_callers_language(onlooker: Client) -> None:
    hindi = replace(AT_HOME, language="hi")

    answer = onlooker.post("/v1/wfh/requests", actor=hindi, json={"days": [{"on": "2026-03-14"}]})

    assert answer.status_code == 422
    assert answer.json["detail"] == (
        "14.03.2026 कार्य दिवस नहीं है (शनिवार, GAD, five-day week from 2 February 2022)। कोई कार्य दिवस चुनें।"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"days": []},
        {"days": [{"on": "tomorrow"}]},
        {"days": [{"on": "2026-03-11", "part": "NIGHT"}]},
        {"days": [{"on": "2026-03-11"}] * 32},
        {"days": [{"on": "2026-03-11"}], "person_id": str(an_id("somebody"))},
        {"days": [{"on": "9999-12-31"}]},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_held(onlooker: Client, body: dict[str, Any]) -> None:
    answer = onlooker.post("/v1/wfh/requests", actor=AT_HOME, json=body)

    assert answer.status_code == 422
    assert onlooker.get("/v1/wfh/balance", actor=AT_HOME).json["half_days_left"] == 30


@pytest.mark.parametrize(
    "path",
    [
        "/v1/wfh/calendar?first=9999-12-20",
        "/v1/wfh/calendar?first=0001-01-01&last=0001-01-02",
    ],
)
def test_a_day_thousands_of_years_away_is_a_slip_of_the_hand(onlooker: Client, path: str) -> None:
    english, hindi = (onlooker.get(path, actor=replace(AT_HOME, language=each)) for each in ("en", "hi"))

    assert (english.status_code, hindi.status_code) == (422, 422)
    assert "Please give a day of the years 1900 to 2199." in english.text
    assert "1900 से 2199" in hindi.text


def test_refusing_needs_grounds(client: Client) -> None:
    day = asked(client)[0]

    without = client.post(f"/v1/wfh/requests/{day['request_id']}/refuse", actor=UNDER_SECRETARY, json={})
    with_grounds = client.post(
        f"/v1/wfh/requests/{day['request_id']}/refuse", actor=UNDER_SECRETARY, json={"remark": "Session"}
    )

    assert without.status_code == 422
    assert with_grounds.json["state"] == "REFUSED"


def test_a_day_is_withdrawn_and_cannot_be_recalled_then(client: Client) -> None:
    path = f"/v1/wfh/requests/{asked(client)[0]['request_id']}"

    withdrawn = client.post(f"{path}/withdraw", actor=AT_HOME)
    recalled = client.post(f"{path}/recall", actor=UNDER_SECRETARY, json={"remark": "Flood"})

    assert withdrawn.json["state"] == "WITHDRAWN"
    assert recalled.status_code == 409
    assert client.get(path, actor=SECOND_OFFICER).status_code == 404


def test_an_absence_is_recorded_listed_and_cancelled(client: Client) -> None:
    body = {"kind": "LEAVE", "starts_on": "2026-03-16", "ends_on": "2026-03-20"}

    recorded = client.post("/v1/wfh/absences", actor=AT_HOME, json=body)
    cancelled = client.post(f"/v1/wfh/absences/{recorded.json['absence_id']}/cancel", actor=AT_HOME)
    listed = client.get("/v1/wfh/absences", actor=AT_HOME).json["items"]

    assert recorded.status_code == 201
    assert cancelled.json["cancelled_at"]
    assert [row["absence_id"] for row in listed] == [recorded.json["absence_id"]]


def test_calendar_roster_duty_hours_and_orders_are_read_from_anywhere(onlooker: Client) -> None:
    days = onlooker.get("/v1/wfh/calendar?first=2026-03-13&last=2026-03-16", actor=AT_HOME).json["items"]
    roster = onlooker.get("/v1/wfh/roster", actor=AT_HOME).json["items"]
    duty = onlooker.get("/v1/wfh/duty-hours", actor=AT_HOME).json
    orders = onlooker.get("/v1/wfh/attendance-orders?on=2022-01-10", actor=AT_HOME).json["items"]

    assert [day["working"] for day in days] == [True, False, False, True]
    assert len(roster) == 5
    assert (duty["starts"], duty["ends"], duty["weekdays"]) == ("10:00", "17:30", [1, 2, 3, 4, 5])
    assert {order["reference"] for order in orders} == {"DoPT 03.01.2022", "CG-GAD 01.01.2022"}


def test_an_administrator_publishes_and_a_section_officer_does_not(client: Client) -> None:
    rule = {
        "scope": "STATE",
        "scope_id": "CG",
        "kind": "DATE",
        "on": "2026-11-09",
        "working": False,
        "name_en": "Diwali",
        "name_hi": "दीपावली",
        "valid_from": "2026-01-01",
        "order_number": "GAD list 2026",
    }

    refused = client.post("/v1/wfh/calendar-rules", actor=SECTION_OFFICER, json=rule)
    incomplete = client.post("/v1/wfh/calendar-rules", actor=ADMINISTRATOR, json={**rule, "on": None})
    published = client.post("/v1/wfh/calendar-rules", actor=ADMINISTRATOR, json=rule)

    assert refused.status_code == 403
    assert incomplete.status_code == 422
    assert published.status_code == 201
    assert not client.get("/v1/wfh/calendar?first=2026-11-09&last=2026-11-09", actor=AT_HOME).json["items"][
        0
    ]["working"]


def test_mandated_days_duty_hours_and_orders_are_published_over_the_api(client: Client) -> None:
    order = client.post(
        "/v1/wfh/attendance-orders",
        actor=ADMINISTRATOR,
        json={
            "authority": "CG-GAD",
            "dated": "2026-03-01",
            "valid_from": "2026-03-02",
            "valid_to": "2026-03-31",
            "cap_numerator": 1,
            "cap_denominator": 3,
            "slots": ["10:00-17:30"],
        },
    )
    mandate = {
        "person_id": str(an_id("section officer")),
        "order_id": order.json["order_id"],
        "days": [{"on": "2026-03-11"}],
    }
    mandated = client.post("/v1/wfh/roster-days", actor=UNDER_SECRETARY, json=mandate)
    again = client.post("/v1/wfh/republish", actor=ADMINISTRATOR)

    assert mandated.json["items"][0]["kind"] == "ROSTER"
    assert again.status_code == 204


@pytest.mark.parametrize("path", sorted({route.path for route in api.routes if route.method == "GET"}))
def test_visitors_see_nothing(onlooker: Client, path: str) -> None:
    answer = onlooker.get(path.replace("{request_id:uuid}", str(an_id("any"))))

    assert answer.status_code == 401


def test_every_permission_of_the_routes_has_a_rule() -> None:
    used = {route.may for route in (*api.routes, *pages.routes) if route.may}

    assert used - {"operations.read"} == set(api.policy)
