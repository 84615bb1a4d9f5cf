"""Over the real broker: who is cut off is out of every service at once, and keys change under everybody."""

import math
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from joserfc.util import json_b64decode

from deploy.local.installation import Installation
from deploy.local.main_job.people import Officer, client
from deploy.local.main_job.stage import until
from kernel.certificates import key_pem, new_key, request_for
from services.auth.actions import generate_keys
from services.auth.actions.tokens import PUBLISHED_BEFORE_USE
from tests.browser.codes import code_now
from tests.journeys.test_main_job import PATHS

# A code is good once, and the next one comes after half a minute; whose sessions end here works in no other test.
SIGNS_OUT, ONE, ANOTHER = "COL-CG-DMT-1", "HFW-US-1", "HFW-DS-1"
OTHER, ADMINISTRATOR = "GAD-AUD-1", "GAD-ADM-1"
# A token lasts five minutes, and so does a fresh second factor.
FRESH_SECONDS = 200.0
UNAUTHORISED, FORBIDDEN = 401, 403
# The bench measures how soon it bites. Here the machine may be busy; the token itself would last longer than this.
BITES_SECONDS = 100.0
ORDER = {"order_number": "GAD/TEST/1"}


@pytest.fixture(scope="module")
def signed_in(site: Installation) -> Iterator[dict[Officer, float]]:
    """The administrator of these tests, with the instant of the last sign-in."""
    with closing(Officer(site, ADMINISTRATOR, "SECURE_LAN")) as officer:
        yield {officer: -math.inf}


@pytest.fixture
def administrator(signed_in: dict[Officer, float]) -> Officer:
    (officer,) = signed_in
    if time.monotonic() - signed_in[officer] > FRESH_SECONDS:
        officer.sign_in()
        signed_in[officer] = time.monotonic()
    return officer


@pytest.fixture
def officer(site: Installation, request: pytest.FixtureRequest) -> Iterator[Officer]:
    with closing(Officer(site, request.param, "SECURE_LAN")) as officer:
        yield officer


def of(post: str) -> pytest.MarkDecorator:
    """Who is cut off: the holder of a *post*."""
    return pytest.mark.parametrize("officer", [post], indirect=True)


def inside_after(officer: Officer, act: Callable[[], object]) -> list[str]:
    """Where the officer's token still counts when *act* has long been done; before it, it counts in all services.

    With a certificate that was called back nobody comes through the gateway, which answers instead of a service.
    """
    out = {UNAUTHORISED, FORBIDDEN}
    assert not out & {officer.ask("GET", path).status_code for path in PATHS}
    act()
    ends, inside = time.monotonic() + BITES_SECONDS, list(PATHS)
    while inside and time.monotonic() < ends:
        inside = [path for path in inside if officer.ask("GET", path).status_code not in out]
    return inside


@of(SIGNS_OUT)
def test_who_signs_out_is_out(officer: Officer) -> None:
    officer.sign_in()

    assert not inside_after(officer, lambda: officer.post_json("/api/auth/v1/logout"))


@of(ONE)
def test_whose_sessions_an_administrator_ends_is_out(officer: Officer, administrator: Officer) -> None:
    person = f"/api/auth/v1/people/{officer.sign_in()['person_id']}"

    assert not inside_after(officer, lambda: administrator.post_json(f"{person}/sessions/end"))


@of(ANOTHER)
def test_whose_charge_ends_is_out(officer: Officer, administrator: Officer) -> None:
    me = officer.sign_in()
    posts = administrator.get("/api/auth/v1/departments/REV/posts")["items"]
    charge = {
        "person_id": me["person_id"],
        "post_id": next(post["post_id"] for post in posts if post["code"] == "REV-SO-2"),
        "kind": "ADDITIONAL_CHARGE",
        "valid_from": "2026-01-01",
        **ORDER,
    }
    given = administrator.post_json("/api/auth/v1/charges", charge)["charge_id"]

    assert not inside_after(
        officer, lambda: administrator.post_json(f"/api/auth/v1/charges/{given}/end", ORDER)
    )


@of(ONE)
def test_who_is_suspended_is_out(officer: Officer, administrator: Officer) -> None:
    person = f"/api/auth/v1/people/{officer.sign_in()['person_id']}"

    try:
        assert not inside_after(officer, lambda: administrator.post_json(f"{person}/suspend", ORDER))
    finally:
        administrator.post_json(f"{person}/reinstate", ORDER)


@of(ONE)
def test_whose_device_an_administrator_takes_back_is_out(
    site: Installation, officer: Officer, administrator: Officer
) -> None:
    issued = site.gateway.authority.issue_device("taken-back-in-a-test")
    whose = {"serial": issued.serial, "person_id": person_of(administrator, officer)}
    administrator.post_json("/api/auth/v1/devices", whose)
    on_its_device(officer, issued.certificate, issued.key)
    back = f"/api/auth/v1/devices/{issued.serial}/revoke"

    assert not inside_after(officer, lambda: administrator.post_json(back, ORDER))


def test_whose_device_comes_back_to_the_register_of_equipment_is_out(
    site: Installation, administrator: Officer, tmp_path: Path
) -> None:
    with closing(Officer(site, ANOTHER, "SECURE_LAN")) as officer:
        me = officer.sign_in()
        number = f"HFW-T-{secrets.token_hex(3).upper()}"
        piece = {"asset_number": number, "kind": "LAPTOP", "person_id": me["person_id"], **ORDER}
        device_id = administrator.post_json("/api/wfh/v1/wfh/equipment", piece)["device_id"]
        certificate, key = enrolled(officer, administrator, number, tmp_path)
        on_its_device(officer, certificate, key)
        back = f"/api/wfh/v1/wfh/equipment/{device_id}/return"

        assert not inside_after(officer, lambda: administrator.post_json(back))


def person_of(administrator: Officer, officer: Officer) -> str:
    """The id of an officer who has not signed in."""
    staff_uid = officer.login["staff_uid"]
    found = administrator.get("/api/auth/v1/people", search=staff_uid)["items"]
    return next(str(each["person_id"]) for each in found if each["staff_uid"] == staff_uid)


def enrolled(officer: Officer, administrator: Officer, number: str, folder: Path) -> tuple[Path, Path]:
    """Certificate and key of the device of this number, which wfh issued to the officer."""

    def heard_of() -> dict[str, Any] | None:
        devices = officer.get("/api/auth/v1/devices/own")["devices"]
        return next((each for each in devices if each["asset_number"] == number), None)

    device = until("the device in the officer's hands", heard_of)
    asked = officer.post_json("/api/auth/v1/enrolments", {"device_id": device["device_id"]})
    administrator.post_json(f"/api/auth/v1/enrolments/{asked['enrolment_id']}/approve")
    own, name = new_key(), f"{officer.login['staff_uid']} {number}"
    with code_now(officer.site, officer.login) as code:
        wanted = {"link": asked["link"], "code": code, "request": request_for(own, name)}
        made = officer.post_json("/api/auth/v1/certificates", wanted)
    certificate, key = folder / "device.pem", folder / "device.key"
    certificate.write_text(made["certificate"], "ascii")
    key.write_text(key_pem(own), "ascii")
    return certificate, key


def on_its_device(officer: Officer, certificate: Path, key: Path) -> None:
    """Sign the officer in over the VPN, on a device with this certificate."""
    officer.close()
    device = {"device_certificate": str(certificate), "device_key": str(key)}
    officer._http = client(officer.site, "VPN", device)
    officer.sign_in()


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
