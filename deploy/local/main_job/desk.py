"""Scenes 3 and 5: the nodal officer screens, asks, assigns, transfers, refers and disposes."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from deploy.local.main_job.citizen import Citizen, answers_the_question, papers
from deploy.local.main_job.people import Officer, Portal, checked
from deploy.local.main_job.stage import Stage, expect, until
from kernel.edge.pages import day_in

CASES = "/api/public/v1/cases"
GRIEVANCES = Path(__file__).resolve().parent.parent / "data" / "grievances.jsonl"


def portal_files(stage: Stage, portal: Portal, citizen: Citizen, run: str) -> list[dict[str, Any]]:
    """Two real grievances by the JSON API; sent again under the same key, the first is the same case."""
    hindi, english = (_body(line, citizen) for line in _grievances_of("REV")[1:3])
    with stage.step("file in Hindi with a photograph and a PDF by the API", "Revenue's portal", "INTERNET"):
        first = checked(portal.file(hindi, f"{run}-0", papers()))
        expect(first["due_on"] is not None, "a due date by the limit in force")
        again = checked(portal.file(hindi, f"{run}-0", papers()))
        expect(again["number"] == first["number"], "the same answer under the same key")
    with stage.step("file in English by the API", "Revenue's portal", "INTERNET"):
        filed = [first, checked(portal.file(english, f"{run}-1"))]
    with stage.step("an SMS and an e-mail say the number and the date", "notify", "INTERNET"):
        due_on = date.fromisoformat(filed[0]["due_on"])
        citizen.is_told(filed[0]["number"], day_in(due_on, "hi"))
    return filed


def screens(stage: Stage, officer: Officer, citizen: Citizen, number: str) -> dict[str, Any]:
    """List, search, ask and get the answer; the case is returned."""
    with stage.step("the desk: list and search in Hindi and English", officer.name, "VPN"):
        expect(officer.get(CASES)["items"] != [], "cases on the desk")
        case = _found(officer, number, "नामांतरण")
        expect(officer.get(CASES, text="hailstorm")["items"] != [], "the English case")
    path = f"{CASES}/{case['case_id']}"
    with stage.step("read the petition; ask the citizen: the clock pauses", officer.name, "VPN"):
        expect("पटवारी" in officer.get(path)["text"], "the petition's text")
        asked = officer.post_json(f"{path}/ask", {"text": "कृपया खसरा नंबर और ग्राम का नाम बताएं।"})
        expect(asked["paused_at"] is not None, "a paused clock")
    answers_the_question(stage, citizen, number)
    with stage.step("the answer is there and the clock runs", officer.name, "VPN"):
        content = until("the answer", lambda: _running(officer.get(path)))
    running: dict[str, Any] = content["case"]
    return running


def settles_others(stage: Stage, officer: Officer, filed: list[dict[str, Any]], section_post: str) -> None:
    """One case is assigned, answered and resolved; the other goes to another department with number and clock."""
    mine, theirs = (f"{CASES}/{each['case_id']}" for each in filed)
    with stage.step("the photograph and the PDF that the portal sent are on the desk", officer.name, "VPN"):
        kinds = sorted(each["media_type"] for each in officer.get(mine)["documents"])
        expect(kinds == ["application/pdf", "image/jpeg"], f"both papers of the case, not {kinds}")
    with stage.step("assign, answer, resolve", officer.name, "VPN"):
        officer.post_json(f"{mine}/assign", {"to_post": section_post})
        officer.post_json(f"{mine}/answer", {"text": "सीमांकन के लिए राजस्व निरीक्षक को निर्देश दिए गए हैं।"})
        done = officer.post_json(f"{mine}/resolve", {"text": "सीमांकन कर दिया गया है, पंचनामा संलग्न है।"})
        expect(done["state"] == "ACTION_TAKEN", "action taken")
    with stage.step("transfer to Agriculture: number, clock and order stay", officer.name, "VPN"):
        body = {"to_department": "AGRI", "text": "फसल बीमा का विषय कृषि विभाग से संबंधित है।"}
        moved = officer.post_json(f"{theirs}/transfer", body)
        expect(moved["department"] == "AGRI", "the other department")
        same = (moved["number"], datetime.fromisoformat(moved["due_at"]), moved["born_in"])
        due_at = datetime.fromisoformat(filed[1]["due_at"])
        expect(same == (filed[1]["number"], due_at, "REV"), "number, clock and lane unchanged")


def refers(stage: Stage, officer: Officer, case_id: str, section_post: str) -> None:
    """Have the reply prepared on a file."""
    with stage.step("refer to a file", officer.name, "VPN"):
        officer.post_json(f"{CASES}/{case_id}/refer", {"to_post": section_post})


def disposes(stage: Stage, officer: Officer, citizen: Citizen, case_id: str) -> None:
    """The reply has come back by event; the case is disposed of and the citizen is told."""
    with stage.step("the reply returns: action taken", officer.name, "VPN"):
        content = until("the reply", lambda: _acted(officer.get(f"{CASES}/{case_id}")))
        expect(
            any(each["kind"] == "REPLY" for each in content["documents"]), "the reply as a paper of the case"
        )
    with stage.step("dispose", officer.name, "VPN"):
        body = {"text": "आपके आवेदन पर नामांतरण आदेश पारित हो गया है; पत्र संलग्न है।"}
        officer.post_json(f"{CASES}/{case_id}/dispose", body)
    with stage.step("an SMS and an e-mail say that it is disposed of", "notify", "INTERNET"):
        citizen.is_told(content["case"]["number"], "निराकर")


def hears(stage: Stage, appeal: str) -> None:
    """The appellate officer finds the appeal."""
    officer = Officer(stage.site, "REV-DS-1")
    with stage.step("the appeal lies before the appellate officer", officer.name, "VPN"):
        officer.sign_in()
        listed = officer.get("/api/public/v1/appeals", limit=100)["items"]
        expect(any(each["number"] == appeal for each in listed), "the appeal on the desk")


def _grievances_of(department: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in GRIEVANCES.read_text("utf-8").splitlines()]
    return [line for line in lines if line["department"] == department and line["nature"] == "grievance"]


def _body(line: dict[str, Any], citizen: Citizen) -> dict[str, Any]:
    return {
        "nature": "GRIEVANCE",
        "area": "CG-DRG",
        "language": line["language"],
        "text": line["text"],
        "name": "आवेदक",
        "mobile": citizen.mobile,
        "email": citizen.email,
        "contact_confirmed": True,
    }


def _found(officer: Officer, number: str, word: str) -> dict[str, Any]:
    items = officer.get(CASES, text=word, limit=100)["items"]
    found: list[dict[str, Any]] = [each for each in items if each["number"] == number]
    expect(len(found) == 1, f"case {number} under the word {word}")
    return found[0]


def _running(content: dict[str, Any]) -> dict[str, Any] | None:
    return content if content["case"]["paused_at"] is None else None


def _acted(content: dict[str, Any]) -> dict[str, Any] | None:
    return content if content["case"]["state"] == "ACTION_TAKEN" else None
