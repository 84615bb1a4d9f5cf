"""Scene 4: the referred petition becomes a receipt, a file, an approved draft and an issued letter."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.main_job.people import Officer, refusal
from deploy.local.main_job.stage import Stage, expect, until

FORBIDDEN = 403
CONFLICT = 409
FILES = "/api/files/v1"
# What a refusal must say to officers, who ask in English: the rule, and where the paper may be handled.
CONFIDENTIAL_RULE = ("guideline on classified papers", "at a machine on the secure LAN")
SECRET_RULE = ("National Information Security Policy", "the section designated for secret work")
PAPER = Path(__file__).resolve().parent.parent / "data" / "receipt.pdf"


@dataclass(frozen=True)
class Desks:
    """The officers of Revenue's section, over the VPN, and the ids of their posts."""

    assistant: Officer
    section_officer: Officer
    under_secretary: Officer
    posts: dict[str, str]


def gather(stage: Stage, section_officer: Officer, under_secretary: Officer) -> Desks:
    """Sign the assistant in and look the posts up."""
    assistant = Officer(stage.site, "REV-DA-1")
    with stage.step("sign in", assistant.name, "VPN"):
        assistant.sign_in()
    listed = assistant.get("/api/auth/v1/departments/REV/posts")["items"]
    return Desks(
        assistant, section_officer, under_secretary, {post["code"]: post["post_id"] for post in listed}
    )


def play(stage: Stage, desks: Desks, case_id: str) -> str:
    """From the diary number to the dispatch number; the file's id is returned."""
    receipt = _diarised(stage, desks, case_id)
    file = _put_up(stage, desks, receipt)
    _through_the_section(stage, desks, file["file_id"])
    _graded_papers(stage, desks, file["file_id"])
    _issued(stage, desks, file["file_id"])
    return str(file["file_id"])


def _diarised(stage: Stage, desks: Desks, case_id: str) -> dict[str, Any]:
    officer = desks.section_officer
    with stage.step("receipt diarised by itself (आवक), marked to the section", "files", "VPN"):

        def arrived() -> dict[str, Any] | None:
            items = officer.get(f"{FILES}/inbox", limit=100)["items"]
            return next((each for each in items if each["case_id"] == case_id), None)

        item = until("the receipt", arrived)
        view: dict[str, Any] = officer.get(f"{FILES}/receipts/{item['item_id']}")
        expect(len(view["documents"]) >= 2, "the petition and its attachments")  # noqa: PLR2004 - a petition and one more
    with stage.step(
        "read the petition by claim check; mark the receipt to the assistant", officer.name, "VPN"
    ):
        for document in view["documents"]:
            content = officer.ask("GET", f"{FILES}/documents/{document['document_id']}/content")
            expect(len(content.content) == document["size"], "the whole paper")
        body = {"to_post": desks.posts["REV-DA-1"]}
        officer.post_json(f"{FILES}/receipts/{item['item_id']}/mark", body)
    receipt: dict[str, Any] = view["receipt"]
    return receipt


def _put_up(stage: Stage, desks: Desks, receipt: dict[str, Any]) -> dict[str, Any]:
    assistant = desks.assistant
    with stage.step("put up on a new file with a note (टीप)", assistant.name, "VPN"):
        note = "आवेदक का नामांतरण प्रकरण छह माह से लंबित है। तहसीलदार से प्रतिवेदन के अनुसार आदेश हेतु प्रस्तुत।"
        body = {"receipt_id": receipt["receipt_id"], "note": note}
        file: dict[str, Any] = assistant.post_json(f"{FILES}/files", body)
        letter = {
            "addressee": "आवेदक",
            "subject": "नामांतरण आवेदन पर की गई कार्यवाही",
            "body": "आपके आवेदन पर नामांतरण आदेश पारित कर दिया गया है। ऋण पुस्तिका सात दिवस में तहसील कार्यालय से प्राप्त करें।",
            "language": "hi",
        }
        assistant.post_json(f"{FILES}/files/{file['file_id']}/drafts", letter)
        onward = {"to_post": desks.posts["REV-SO-1"], "remark": "प्रारूप सहित प्रस्तुत"}
        assistant.post_json(f"{FILES}/files/{file['file_id']}/forward", onward)
    return file


def _through_the_section(stage: Stage, desks: Desks, file_id: str) -> None:
    officer = desks.section_officer
    with stage.step("open the file, add a note, forward to the under secretary", officer.name, "VPN"):
        view = officer.get(f"{FILES}/files/{file_id}")
        officer.post_json(f"{FILES}/files/{file_id}/notes", {"body": "प्रारूप अनुमोदन हेतु प्रस्तुत।"})
        onward = {"to_post": desks.posts["REV-US-1"], "remark": "अनुमोदनार्थ", "priority": "IMMEDIATE"}
        officer.post_json(f"{FILES}/files/{file_id}/forward", onward)
    with stage.step("a sent note is frozen: rewriting it is refused", desks.assistant.name, "VPN"):
        note_id = view["notes"][0]["note_id"]
        answer = desks.assistant.ask("PUT", f"{FILES}/notes/{note_id}", json={"body": "बदला हुआ"})
        expect(answer.status_code in (FORBIDDEN, CONFLICT), f"a refusal, not {answer.status_code}")


def _graded_papers(stage: Stage, desks: Desks, file_id: str) -> None:
    over_vpn = desks.under_secretary
    with stage.step("a CONFIDENTIAL paper over the VPN is refused with the rule", over_vpn.name, "VPN"):
        _expect_rule(_hand_in(over_vpn, file_id, "CONFIDENTIAL"), CONFIDENTIAL_RULE)
    inside = Officer(stage.site, "REV-US-1", "SECURE_LAN")
    with stage.step("the same paper from the secure LAN is accepted", inside.name, "SECURE_LAN"):
        inside.sign_in()
        document = _hand_in(inside, file_id, "CONFIDENTIAL")
        expect(document.is_success, f"the paper to be accepted, not {document.text[:200]}")
        expect(_sees(inside, file_id, document.json()["document_id"]), "the paper on the secure LAN")
    with stage.step("the VPN cannot see it", over_vpn.name, "VPN"):
        expect(not _sees(over_vpn, file_id, document.json()["document_id"]), "nothing of it over the VPN")
    with stage.step("SECRET is refused everywhere", inside.name, "SECURE_LAN"):
        _expect_rule(_hand_in(inside, file_id, "SECRET"), SECRET_RULE)


def _issued(stage: Stage, desks: Desks, file_id: str) -> None:
    under_secretary = desks.under_secretary
    with stage.step("approve the draft reply", under_secretary.name, "VPN"):
        draft = under_secretary.get(f"{FILES}/files/{file_id}")["drafts"][0]
        read = {"version": draft["versions"][-1]["version"]}
        under_secretary.post_json(f"{FILES}/drafts/{draft['draft_id']}/approve", read)
    with stage.step("issue it under a dispatch number (जावक)", under_secretary.name, "VPN"):
        dispatch = under_secretary.post_json(f"{FILES}/drafts/{draft['draft_id']}/issue")
        expect(bool(dispatch["dispatch_number"]), "a dispatch number")


def _hand_in(officer: Officer, file_id: str, grade: str) -> Any:
    paper = {"paper": ("पत्र.pdf", PAPER.read_bytes(), "application/pdf")}
    return officer.ask("POST", f"{FILES}/files/{file_id}/papers", data={"grade": grade}, files=paper)


def _expect_rule(answer: Any, rule: tuple[str, ...]) -> None:
    """Raise NotReadyError unless the paper was refused in a sentence that says the *rule*."""
    sentence = refusal(answer, FORBIDDEN)
    expect(all(part in sentence for part in rule), f"a refusal that says {rule}; it says: {sentence}")


def _sees(officer: Officer, file_id: str, document_id: str) -> bool:
    """Whether the paper stands on the file that the officer opens; raises when the file itself is refused."""
    documents = officer.get(f"{FILES}/files/{file_id}")["documents"]
    return any(each["document_id"] == document_id for each in documents)
