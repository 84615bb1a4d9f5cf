"""The desk's routes as the gateway calls them, one process per zone."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from kernel.database import Query
from kernel.edge.http import application
from kernel.identity import Zone
from services.files.api import api
from services.files.worker import FilesWorker
from tests.clients import Client, a_context
from tests.fakes import an_id
from tests.files.desks import (
    LAN,
    OFFICER,
    PDF,
    SECRETARY,
    Section,
    a_referral,
    assistant,
    officer,
    secretary,
    this_year,
)

PETITION = "मेरा नामांतरण लंबित है।".encode()
BOUNDARY = "a-boundary"


@pytest.fixture
def zones(section: Section, tmp_path: Path) -> dict[str, Client]:
    """The api processes of the three zones, with their own database roles."""
    return {role: process(section, role, tmp_path / role) for role in ("internet", "vpn", "lan")}


def process(section: Section, role: str, folder: Path) -> Client:
    """One api process on the section's store."""
    context, key = a_context("files", section.pools[role], folder)
    context = replace(context, blobs=section.vault.blobs, sealing=section.vault.sealing)
    return Client(context, TestClient(application(context, [api])), key)


@pytest.fixture
def vpn(zones: dict[str, Client]) -> Client:
    return zones["vpn"]


def refer(section: Section) -> None:
    """A case arrives at the worker."""
    worker = FilesWorker()
    worker.context = type(
        "Context", (), {"blobs": section.vault.blobs, "sealing": section.vault.sealing, "settings": None}
    )
    with section.at("app") as tx:
        worker.on_case_referred(tx, a_referral(section, ("PETITION", PETITION, "text/plain")))


def upload(
    client: Client, actor: Any, path: str, grade: str, content: bytes = PDF, name: str = "a.pdf"
) -> Result:
    """Hand in a paper as a browser does."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="grade"\r\n\r\n{grade}\r\n'.encode()
        + f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="paper"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return client.post(path, actor=actor, body=parts, headers={"Content-Type": kind})


def ok(answer: Result, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json


def put_up(client: Client, section: Section) -> str:
    """The file's id after the assistant put the referred case up."""
    refer(section)
    receipt_id = ok(client.get("/v1/inbox", actor=assistant()))["items"][0]["item_id"]
    body = {"receipt_id": receipt_id, "note": "प्रस्तुत है।"}
    return str(ok(client.post("/v1/files", actor=assistant(), json=body), 201)["file_id"])


def forward(client: Client, actor: Any, file_id: str, to: Any) -> None:
    ok(client.post(f"/v1/files/{file_id}/forward", actor=actor, json={"to_post": str(to), "remark": "कृपया"}))


def test_a_referred_case_goes_from_the_inbox_to_the_dispatch_register(vpn: Client, section: Section) -> None:
    file_id = put_up(vpn, section)
    letter = {"addressee": "आवेदक", "subject": "नामांतरण", "body": "आपका नामांतरण हो गया है।"}
    draft_id = ok(vpn.post(f"/v1/files/{file_id}/drafts", actor=assistant(), json=letter), 201)["draft_id"]
    forward(vpn, assistant(), file_id, OFFICER)
    note = ok(vpn.post(f"/v1/files/{file_id}/notes", actor=officer(), json={"body": "उचित है"}), 201)
    ok(vpn.put(f"/v1/notes/{note['note_id']}", actor=officer(), json={"body": "सहमत।"}))
    forward(vpn, officer(), file_id, SECRETARY)
    assert (
        vpn.post(f"/v1/drafts/{draft_id}/approve", actor=secretary(), json={"version": 2}).status_code == 409
    )
    ok(vpn.post(f"/v1/drafts/{draft_id}/approve", actor=secretary(), json={"version": 1}))
    issued = ok(vpn.post(f"/v1/drafts/{draft_id}/issue", actor=secretary()), 201)

    view = ok(vpn.get(f"/v1/files/{file_id}", actor=secretary()))
    reply = vpn.get(f"/v1/documents/{issued['document_id']}/content", actor=secretary())
    register = ok(vpn.get("/v1/dispatches", actor=secretary()))

    assert [note["body"] for note in view["notes"]] == ["प्रस्तुत है।", "सहमत।"]
    assert {note["state"] for note in view["notes"]} == {"GREEN"}
    assert [move["kind"] for move in view["movements"]] == ["OPENED", "FORWARDED", "FORWARDED"]
    assert [document["kind"] for document in view["documents"]] == ["PETITION", "REPLY"]
    assert issued["dispatch_number"] == f"SEC-REV-S1/D/{this_year()}/000001"
    assert register["items"][0]["dispatch_number"] == issued["dispatch_number"]
    assert "आपका नामांतरण हो गया है।" in reply.content.decode()


def test_a_paper_is_downloaded_as_it_came_and_never_run(vpn: Client, section: Section) -> None:
    file_id = put_up(vpn, section)
    petition = ok(vpn.get(f"/v1/files/{file_id}", actor=assistant()))["documents"][0]

    answer = vpn.get(f"/v1/documents/{petition['document_id']}/content", actor=assistant())

    assert answer.content == PETITION
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_confidential_paper_is_refused_over_the_vpn_and_taken_on_the_lan(
    zones: dict[str, Client], section: Section
) -> None:
    file_id = put_up(zones["vpn"], section)
    path = f"/v1/files/{file_id}/papers"

    over_vpn = upload(zones["vpn"], assistant(), path, "CONFIDENTIAL")
    in_hindi = upload(zones["vpn"], assistant(language="hi"), path, "CONFIDENTIAL")
    on_lan = upload(zones["lan"], assistant(**LAN), path, "CONFIDENTIAL")

    assert over_vpn.status_code == in_hindi.status_code == 403
    assert over_vpn.json["type"] == "urn:karyasetu:confidential-only-on-secure-lan"
    assert "secure LAN" in over_vpn.json["title"]
    assert "सुरक्षित लैन" in in_hindi.json["title"]
    document = ok(on_lan, 201)
    assert document["place"] == "1/cc"
    hidden = zones["vpn"].get(f"/v1/documents/{document['document_id']}/content", actor=assistant())
    assert hidden.status_code == 404
    shown = zones["lan"].get(f"/v1/documents/{document['document_id']}/content", actor=assistant(**LAN))
    assert shown.content == PDF


def test_a_secret_paper_is_refused_everywhere(zones: dict[str, Client], section: Section) -> None:
    file_id = put_up(zones["vpn"], section)

    for client, actor in ((zones["vpn"], assistant()), (zones["lan"], assistant(**LAN))):
        for grade in ("SECRET", "TOP_SECRET"):
            answer = upload(client, actor, f"/v1/files/{file_id}/papers", grade)

            assert answer.status_code == 403
            assert answer.json["type"] == "urn:karyasetu:secret-not-on-this-network"


def test_even_a_request_that_claims_the_lan_sees_nothing_confidential_in_the_vpns_process(
    zones: dict[str, Client], section: Section
) -> None:
    body = {"subject": "गोपनीय", "medium": "E", "grade": "CONFIDENTIAL", "to_post": str(OFFICER)}
    receipt = ok(zones["lan"].post("/v1/receipts", actor=assistant(**LAN), json=body), 201)

    forged = zones["vpn"].get(f"/v1/receipts/{receipt['receipt_id']}", actor=officer(**LAN))
    listed = zones["vpn"].get("/v1/inbox", actor=officer(**LAN))

    assert forged.status_code == 404
    assert listed.json["items"] == []


def test_from_the_internet_only_the_number_of_waiting_papers_is_visible(
    zones: dict[str, Client], section: Section
) -> None:
    file_id = put_up(zones["vpn"], section)
    outside = assistant(zone=Zone.INTERNET)

    assert ok(zones["internet"].get("/v1/waiting", actor=outside)) == {"waiting": 1}
    for route in api.routes:
        if route.path == "/v1/waiting":
            continue
        path = route.path.replace(":uuid", "").format(
            file_id=file_id, receipt_id=file_id, note_id=file_id, draft_id=file_id, document_id=file_id
        )
        answer = zones["internet"]._ask(route.method, path, actor=outside, json={})
        assert answer.status_code == 403, route.name
        assert answer.json["type"] == "urn:karyasetu:papers-not-in-this-zone"


def test_a_repeated_request_gets_the_same_answer_and_does_nothing_twice(
    vpn: Client, section: Section
) -> None:
    body = {"subject": "पेंशन", "medium": "E", "to_post": str(OFFICER)}
    key = {"Idempotency-Key": "one"}

    first = vpn.post("/v1/receipts", actor=assistant(), json=body, headers=key)
    again = vpn.post("/v1/receipts", actor=assistant(), json=body, headers=key)
    other = vpn.post("/v1/receipts", actor=assistant(), json={**body, "subject": "अन्य"}, headers=key)

    assert ok(first, 201) == ok(again, 201)
    assert other.status_code == 409
    with section.at("app") as tx:
        assert tx.fetch_value(Query("count", "SELECT count(*) FROM receipt")) == 1


MISSHAPEN: list[Any] = [
    {},
    {"receipt_id": "no id", "note": "x"},
    {"receipt_id": str(an_id("r")), "note": "   "},
    {"receipt_id": str(an_id("r")), "note": "x", "head": "A/1"},
    {"receipt_id": str(an_id("r")), "note": "x", "grade": "UNCLASSIFIED"},
    {"receipt_id": str(an_id("r")), "note": "x\x00y"},
    {"receipt_id": str(an_id("r")), "note": "x" * 50_001},
    [],
    "text",
]


def test_a_request_of_the_wrong_shape_is_refused(vpn: Client) -> None:
    for body in MISSHAPEN:
        answer = vpn.post("/v1/files", actor=assistant(), json=body)

        assert answer.status_code == 422, json.dumps(body)[:60]
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_cursor_that_was_not_handed_out_is_refused(vpn: Client) -> None:
    for after in ("x", "2026-01-01~x", f"2026-01-01T00:00:00~{an_id('r')}"):
        assert vpn.get("/v1/inbox", actor=assistant(), params={"after": after}).status_code == 422


def test_the_inbox_pages_and_searches(vpn: Client) -> None:
    for subject in ("नामांतरण खसरा १२", "पेंशन", "बिजली"):
        body = {"subject": subject, "medium": "E", "to_post": str(OFFICER)}
        ok(vpn.post("/v1/receipts", actor=assistant(), json=body), 201)

    first = ok(vpn.get("/v1/inbox", actor=officer(), params={"limit": 2}))
    rest = ok(vpn.get("/v1/inbox", actor=officer(), params={"limit": 2, "after": first["next"]}))
    found = ok(vpn.get("/v1/inbox", actor=officer(), params={"search": "नामान्तरण 12"}))

    assert [item["subject"] for item in first["items"] + rest["items"]] == [
        "नामांतरण खसरा १२",
        "पेंशन",
        "बिजली",
    ]
    assert rest["next"] is None
    assert [item["subject"] for item in found["items"]] == ["नामांतरण खसरा १२"]


def test_hostile_papers_are_refused_or_made_harmless(vpn: Client, section: Section) -> None:
    path = f"/v1/files/{put_up(vpn, section)}/papers"

    program = upload(vpn, assistant(), path, "UNCLASSIFIED", b"MZ\x90\x00", "letter.pdf")
    empty = upload(vpn, assistant(), path, "UNCLASSIFIED", b"", "empty.pdf")
    hostile = upload(vpn, assistant(), path, "UNCLASSIFIED", PDF, "../../etc/passwd")
    ungraded = upload(vpn, assistant(), path, "PUBLIC")

    assert [answer.status_code for answer in (program, empty, hostile, ungraded)] == [415, 422, 201, 422]
    assert hostile.json["filename"] == "passwd.pdf"


def test_a_closed_file_is_refused_in_the_readers_language(vpn: Client, section: Section) -> None:
    file_id = put_up(vpn, section)
    forward(vpn, assistant(), file_id, OFFICER)
    ok(vpn.post(f"/v1/files/{file_id}/notes", actor=officer(), json={"body": "बंद करें।"}), 201)
    forward(vpn, officer(), file_id, an_id("REV-DA-1"))
    ok(vpn.post(f"/v1/files/{file_id}/close", actor=assistant()))

    answer = vpn.post(
        f"/v1/files/{file_id}/forward", actor=assistant(language="hi"), json={"to_post": str(OFFICER)}
    )

    assert answer.status_code == 409
    assert "बंद है" in answer.json["title"]
    assert ok(vpn.post(f"/v1/files/{file_id}/reopen", actor=assistant()))["state"] == "OPEN"


def test_a_paper_bears_one_number_of_another_system(vpn: Client) -> None:
    body = {
        "subject": "नक्शा",
        "medium": "P",
        "to_post": str(OFFICER),
        "external_refs": [{"system": "CMO", "number": "1"}, {"system": "CMO", "number": "2"}],
    }

    answer = vpn.post("/v1/receipts", actor=assistant(), json=body)

    assert answer.status_code == 422
    assert "external_refs" in answer.json["errors"]


def test_a_file_is_pulled_back_and_a_receipt_marked_on(vpn: Client, section: Section) -> None:
    file_id = put_up(vpn, section)
    forward(vpn, assistant(), file_id, OFFICER)
    back = ok(vpn.post(f"/v1/files/{file_id}/pull-back", actor=assistant()))
    body = {"subject": "पेंशन", "medium": "P", "to_post": str(OFFICER)}
    receipt = ok(vpn.post("/v1/receipts", actor=assistant(), json=body), 201)
    path = f"/v1/receipts/{receipt['receipt_id']}"
    scan = ok(upload(vpn, officer(), f"{path}/papers", "UNCLASSIFIED"), 201)
    marked = ok(vpn.post(f"{path}/mark", actor=officer(), json={"to_post": str(SECRETARY)}))

    assert back["holder_post"] == str(an_id("REV-DA-1"))
    assert marked["marked_to"] == str(SECRETARY)
    assert scan["media_type"] == "application/pdf"


def test_a_draft_gets_another_version(vpn: Client, section: Section) -> None:
    file_id = put_up(vpn, section)
    letter = {"addressee": "आवेदक", "subject": "विषय", "body": "पहला", "language": "en"}
    draft = ok(vpn.post(f"/v1/files/{file_id}/drafts", actor=assistant(), json=letter), 201)
    del letter["language"]

    changed = ok(
        vpn.post(
            f"/v1/drafts/{draft['draft_id']}/versions", actor=assistant(), json={**letter, "body": "दूसरा"}
        ),
        201,
    )

    assert [version["body"] for version in changed["versions"]] == ["पहला", "दूसरा"]
    read = {"version": 2}
    assert (
        vpn.post(f"/v1/drafts/{draft['draft_id']}/approve", actor=assistant(), json=read).status_code == 403
    )
