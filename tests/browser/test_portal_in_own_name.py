"""A portal's server speaks in its own name: a token at our door, and cases with it, through the gateway."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deploy.local.installation import Installation
from deploy.local.main_job.desk import GRIEVANCES
from deploy.local.main_job.people import client
from kernel import clock
from services.auth.actions import openid
from services.auth.domain.openid import Method
from tests.browser.relying import registered

CASES = "/api/public/v1/cases"


@pytest.fixture
def internet(site: Installation) -> Iterator[httpx.Client]:
    with client(site, "INTERNET") as http:
        yield http


def in_own_name(
    site: Installation, http: httpx.Client, department: str, scope: str = "cases"
) -> dict[str, str]:
    """What a new portal of a department shows with each request: its token."""
    terms = openid.Terms(
        method=Method.SECRET, redirect_uris=["https://portal.example/in"], apis=["cases", "directory"]
    )
    known = registered(site, department, terms)
    asked = {"grant_type": "client_credentials", "scope": scope}
    answer = http.post("/openid/token", data=asked, auth=(known["client_id"], known["client_secret"]))
    return {"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}


def a_grievance() -> dict[str, Any]:
    lines = map(json.loads, GRIEVANCES.read_text("utf-8").splitlines())
    line = next(each for each in lines if each["department"] == "REV" and each["nature"] == "grievance")
    known = {name: line[name] for name in ("category", "area", "text") if name in line}
    citizen = {"name": "नागरिक", "mobile": "9876543210", "language": "hi", "contact_confirmed": True}
    return {"nature": "GRIEVANCE", "department": "REV", **known, **citizen}


def test_a_portal_files_a_case_by_its_token_and_reads_its_state_and_dates_and_nobody_elses(
    site: Installation, internet: httpx.Client
) -> None:
    ours, health, directory = (
        in_own_name(site, internet, department, scope)
        for department, scope in (("REV", "cases"), ("HFW", "cases"), ("REV", "directory"))
    )

    filed = internet.post(CASES, json=a_grievance(), headers={**ours, "Idempotency-Key": str(clock.new_id())})
    assert filed.status_code == 201, filed.text
    where = f"{CASES}/status/{filed.json()['number']}"
    answers = [internet.get(where, headers=headers) for headers in (ours, health, directory)]

    assert [answer.status_code for answer in answers] == [200, 404, 401]
    assert answers[0].json()["due_on"] == filed.json()["due_on"]
    assert "9876543210" not in answers[0].text
