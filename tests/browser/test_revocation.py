"""Over the real broker: who is cut off is out of every service within a second, and keys change under everybody."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from joserfc.util import json_b64decode

from deploy.local.installation import Installation
from deploy.local.main_job.people import Officer, client
from services.auth.actions import generate_keys
from services.auth.actions.tokens import PUBLISHED_BEFORE_USE
from tests.journeys.test_main_job import PATHS

# Each signs in so often that codes are awaited; a second one need not wait for the codes of the first.
OFFICER, OTHER, ADMINISTRATOR = "HFW-US-1", "GAD-AUD-1", "GAD-ADM-1"
UNAUTHORISED = 401
PATIENCE_SECONDS = 30.0


@pytest.fixture
def administrator(site: Installation) -> Iterator[Officer]:
    with closing(Officer(site, ADMINISTRATOR, "SECURE_LAN")) as officer:
        officer.sign_in()
        yield officer


@pytest.fixture
def officer(site: Installation) -> Iterator[Officer]:
    with closing(Officer(site, OFFICER, "SECURE_LAN")) as officer:
        yield officer


def seconds_until_out(officer: Officer, act: Callable[[], object]) -> float:
    """How long after *act* the last of the five services still takes the officer's token."""
    assert UNAUTHORISED not in [officer.ask("GET", path).status_code for path in PATHS]
    act()
    began, inside = time.monotonic(), list(PATHS)
    while inside:
        assert time.monotonic() - began < PATIENCE_SECONDS, inside
        inside = [path for path in inside if officer.ask("GET", path).status_code != UNAUTHORISED]
    return time.monotonic() - began


def test_who_is_cut_off_is_out_of_every_service_within_a_second(
    site: Installation, officer: Officer, administrator: Officer
) -> None:
    me = officer.sign_in()
    person = f"/api/auth/v1/people/{me['person_id']}"
    order = {"order_number": "GAD/TEST/1"}
    took = [seconds_until_out(officer, lambda: officer.post_json("/api/auth/v1/logout"))]
    officer.sign_in()
    took.append(seconds_until_out(officer, lambda: administrator.post_json(f"{person}/sessions/end")))
    officer.sign_in()
    took.append(seconds_until_out(officer, lambda: administrator.post_json(f"{person}/suspend", order)))
    administrator.post_json(f"{person}/reinstate", order)
    officer.sign_in()
    posts = administrator.get("/api/auth/v1/departments/REV/posts")["items"]
    charge = {
        "person_id": me["person_id"],
        "post_id": next(post["post_id"] for post in posts if post["code"] == "REV-SO-2"),
        "kind": "ADDITIONAL_CHARGE",
        "valid_from": "2026-01-01",
        **order,
    }
    given = administrator.post_json("/api/auth/v1/charges", charge)["charge_id"]
    end = f"/api/auth/v1/charges/{given}/end"
    took.append(seconds_until_out(officer, lambda: administrator.post_json(end, order)))
    took.append(_after_its_device_was_returned(site, administrator, me["person_id"]))

    assert statistics.median(took) <= 1.0, took


def _after_its_device_was_returned(site: Installation, administrator: Officer, person_id: str) -> float:
    issued = site.gateway.authority.issue_device("returned-in-a-test")
    administrator.post_json("/api/auth/v1/devices", {"serial": issued.serial, "person_id": person_id})
    device = {"device_certificate": str(issued.certificate), "device_key": str(issued.key)}
    with closing(Officer(site, OFFICER)) as officer:
        officer.close()
        officer._http = client(site, "VPN", device)
        officer.sign_in()
        back = f"/api/auth/v1/devices/{issued.serial}/revoke"
        order = {"order_number": "GAD/TEST/2"}
        return seconds_until_out(officer, lambda: administrator.post_json(back, order))


def test_keys_change_while_everything_runs_and_nobody_is_signed_out(site: Installation) -> None:
    with closing(Officer(site, OTHER, "SECURE_LAN")) as officer:
        officer.sign_in()
        old = officer._token
        generate_keys(site.keys / "signing.json", site.keys / "tokens.json", rotate=True)
        meanwhile = [officer.ask("GET", path).status_code for path in PATHS]
        time.sleep(PUBLISHED_BEFORE_USE.total_seconds())
        officer.sign_in()
        new = officer._token
        after = [officer.ask("GET", path).status_code for path in PATHS]
        officer._token = old
        still = [officer.ask("GET", path).status_code for path in PATHS]

    assert _kid(old) != _kid(new)
    assert UNAUTHORISED not in [*meanwhile, *after, *still]


def _kid(token: str) -> str:
    return str(json_b64decode(token.split(".", maxsplit=1)[0].encode())["kid"])
