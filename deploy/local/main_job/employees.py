"""Before the day: the administrator enters new employees by a table, and one of them makes a login by a one-time code."""

from typing import Any

import pyotp

from deploy.local.main_job.people import Officer, checked, client
from deploy.local.main_job.stage import Stage, expect, until
from services.auth.domain.imports import COLUMNS

ADMINISTRATOR = "GAD-ADM-1"
EMPLOYEES = 20
FIRST_NUMBER = 700001
WORK_SECONDS = 90
BEGINNING = "नया-कार्य-"


def play(stage: Stage) -> None:
    """Twenty employees by one table; played again, the table changes nothing."""
    administrator = Officer(stage.site, ADMINISTRATOR)
    with stage.step("sign in", administrator.name, "VPN"):
        administrator.sign_in()
    with stage.step(
        f"hand in a table of {EMPLOYEES} employees; it is checked row by row", administrator.name, "VPN"
    ):
        batch = _handed_in(administrator)
    if batch["new_rows"]:
        with stage.step("have all rows entered, or none", administrator.name, "VPN"):
            administrator.ask(
                "POST", f"/api/auth/v1/people-imports/{batch['batch_id']}/enter"
            ).raise_for_status()
            entered = _settled(administrator, batch["batch_id"])
            expect(entered["state"] == "APPLIED", "the table to be entered")
        _first_login(stage, administrator)
    administrator.close()


def _handed_in(administrator: Officer) -> dict[str, Any]:
    files = {"table": ("employees.csv", _table(), "text/csv")}
    taken = checked(administrator.ask("POST", "/api/auth/v1/people-imports", files=files))
    batch = _settled(administrator, taken["batch_id"])
    expect(batch["state"] == "CHECKED" and batch["refused_rows"] == 0, "every row to be taken")
    return batch


def _settled(administrator: Officer, batch_id: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        batch: dict[str, Any] = administrator.get(f"/api/auth/v1/people-imports/{batch_id}")
        return batch if batch["state"] not in ("UPLOADED", "ORDERED") else None

    return until("the end of the work on the table", look, WORK_SECONDS)


def _table() -> bytes:
    lines = [",".join(column.key for column in COLUMNS)]
    for number in range(EMPLOYEES):
        staff_uid = f"CG{FIRST_NUMBER + number}"
        names = ["Demo Assistant", "नमूना सहायक"]
        lines.append(",".join([staff_uid, *names, "hi", "", "", "REV", "", "", ""]))
    return "\n".join(lines).encode()


def _first_login(stage: Stage, administrator: Officer) -> None:
    staff_uid = f"CG{FIRST_NUMBER}"
    with stage.step("give the first of them a one-time code on a slip", administrator.name, "VPN"):
        found = administrator.get("/api/auth/v1/people", search=staff_uid)["items"]
        path = f"/api/auth/v1/people/{found[0]['person_id']}/link"
        code = administrator.post_json(path)["code"]
    browser = client(stage.site, "INTERNET")
    with stage.step("choose password and authenticator by the code", staff_uid, "INTERNET"):
        begun = checked(browser.post("/api/auth/v1/first-login", json={"code": code}))
        body = {
            "code": code,
            "password": f"{BEGINNING}{code}",
            "authenticator_code": pyotp.TOTP(begun["secret"]).now(),
        }
        browser.post("/api/auth/v1/first-login/finish", json=body).raise_for_status()
    browser.close()
