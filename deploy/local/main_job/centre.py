"""A Lok Seva Kendra on the open internet: its operator files for who has no telephone, and with a citizen's code."""

import re
from typing import Any

import httpx

from deploy.local.main_job.browser import Browser
from deploy.local.main_job.citizen import Citizen
from deploy.local.main_job.codes import unused_code
from deploy.local.main_job.people import UNAUTHORISED, Officer, refusal
from deploy.local.main_job.stage import Stage, expect

OPERATOR = "LSK-CG-DMT-1-OP"
CENTRE = "LSK-CG-DMT-1"
NUMBER = re.compile(r"(?<!\d)(\d{11})(?!\d)")
SLIP = re.compile(r"(?<!\d)(\d{4} \d{4} \d{4} \d{4})(?!\d)")
FORBIDDEN = 403
SAID = {
    "department": "REV",
    "nature": "GRIEVANCE",
    "area": "CG-DMT",
    "text": "वृद्धावस्था पेंशन चार महीने से नहीं आई, बैंक कहता है कि सूची में नाम नहीं है।",
}


def play(stage: Stage, citizen: Citizen) -> None:
    """One case by a slip on the pages, one by the code of *citizen*'s mobile over the api."""
    operator = Officer(stage.site, OPERATOR, "INTERNET")
    counter = Browser(stage.site)
    _signs_in(stage, operator, counter)
    number, code = _files_by_slip(stage, operator, counter)
    _opens(stage, operator, counter, number, code)
    _files_by_code(stage, operator, citizen)
    with stage.step("the register counts both; nothing of the office opens", operator.name, "INTERNET"):
        allowance = operator.get("/api/public/v1/centre/allowance")
        expect(allowance["used"] + allowance["left"] == allowance["per_day"], "today's rest of the allowance")
        refusal(operator.ask("GET", "/api/public/v1/cases"), FORBIDDEN)
    counter.close()
    operator.close()


def _signs_in(stage: Stage, operator: Officer, counter: Browser) -> None:
    with stage.step("sign in on the open internet, by page and by api", operator.name, "INTERNET"):
        me = operator.sign_in()
        expect(me["zone"] == "INTERNET", "the gateway to say INTERNET")
        counter.open("/staff/login?next=/centre")
        answer = _try_to_sign_in(operator, counter)
        while answer.status_code == UNAUTHORISED:
            answer = _try_to_sign_in(operator, counter)
        expect(answer.is_success and 'href="/centre/file"' in answer.text, "the register of the centre")


def _try_to_sign_in(operator: Officer, counter: Browser) -> httpx.Response:
    secrets = {name: operator.login[name] for name in ("staff_uid", "password")}
    with unused_code(operator.site, operator.login) as code:
        form = {**secrets, "code": code, "next": "/centre", "passkey": ""}
        return counter.try_to_send("/staff/login", form)


def _files_by_slip(stage: Stage, operator: Officer, counter: Browser) -> tuple[str, str]:
    with stage.step("file for a citizen without a telephone; a slip is printed", operator.name, "INTERNET"):
        counter.open("/centre/file")
        shown = counter.send("/centre/file", {**SAID, "name": "आवेदिका", "mobile": "", "by": "SLIP"})
        number, code = NUMBER.search(shown), SLIP.search(shown)
        expect(number is not None and code is not None, "number and code on the slip")
    return (number[1], code[1]) if number and code else ("", "")


def _opens(stage: Stage, operator: Officer, counter: Browser, number: str, code: str) -> None:
    with stage.step(
        "the slip opens the case at the counter, which names the operator", operator.name, "INTERNET"
    ):
        counter.open("/centre/open")
        shown = counter.send("/centre/open", {"number": number, "code": code})
        expect("पेंशन" in shown, "what the citizen said")
        signed = f"{CENTRE}, {operator.login['staff_uid']}"
        expect(shown.count(signed) >= len(("handed in", "opened")), f"{signed} in the record")


def _files_by_code(stage: Stage, operator: Officer, citizen: Citizen) -> None:
    api = "/api/public/v1/centre"
    with stage.step("file for a citizen with a mobile; a code goes there", operator.name, "INTERNET"):
        said = {**SAID, "name": "आवेदक", "mobile": citizen.mobile}
        filing = operator.post_json(f"{api}/filings", said)
    with stage.step("the citizen reads the code to the operator", "notify", "INTERNET"):
        code = citizen.code()
        expect("केंद्र" in citizen.says(code), "the message to say where the code is told")
    with stage.step("the code registers the case in the operator's name", operator.name, "INTERNET"):
        case = operator.post_json(f"{api}/filings/{filing['filing_id']}/confirm", {"code": code})["case"]
        expect(case is not None, "a case")
        numbers = [each["number"] for each in _register(operator)]
        expect(case["number"] in numbers, "the case in the register of the centre")


def _register(operator: Officer) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = operator.get("/api/public/v1/centre/cases")["items"]
    return items
