"""Files, receipts, papers, notes and letters: at the desk that holds them, at one that sent them, and at others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from falcon.testing import Result, TestClient

from kernel import clock
from kernel.edge.http import application
from kernel.identity import Actor
from services.files import actions
from services.files.api import api
from services.files.domain import Grade
from services.files.pages import pages
from tests.access.facts import MOMENT, Facts, Owned, sender_of
from tests.access.owned.passing import crossed_wrong, to_no_one_thing
from tests.access.owned.trying import Thing, wrong
from tests.clients import Client, a_context
from tests.fakes import an_id
from tests.files.conftest import section
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_receipt,
    assistant,
    go,
    officer,
    secretary,
)

__all__ = ["section"]

HOLDS, SENT = "the desk that holds it", "the desk that sent it"
NEXT, ELSEWHERE = "another desk of the section", "a desk of another department"
PLACES: dict[str, dict[str, Any]] = {
    HOLDS: {"post_id": ASSISTANT},
    SENT: {"post_id": OFFICER},
    NEXT: {"post_id": an_id("REV-REG-1")},
    ELSEWHERE: {"post_id": an_id("HFW-SO-1"), "office_id": an_id("SEC-HFW"), "department": "HFW"},
}
TEXT = "यह पंक्ति नहीं लिखी जानी चाहिए।"
LETTER = {"addressee": "आवेदक", "subject": "नामांतरण", "body": TEXT}
RAISED = {"was": "UNCLASSIFIED", "grade": "RESTRICTED", "reason": TEXT}
FIELDS: dict[str, dict[str, Any]] = {
    "POST /v1/receipts/{receipt_id}/mark": {"to_post": str(SECRETARY)},
    "POST /v1/receipts/{receipt_id}/papers": {"grade": "UNCLASSIFIED"},
    "POST /v1/files/{file_id}/papers": {"grade": "UNCLASSIFIED"},
    "POST /v1/files/{file_id}/notes": {"body": TEXT},
    "PUT /v1/notes/{note_id}": {"body": TEXT},
    "POST /v1/files/{file_id}/forward": {"to_post": str(SECRETARY)},
    "POST /v1/files/{file_id}/drafts": LETTER,
    "POST /v1/drafts/{draft_id}/versions": LETTER,
    "POST /v1/drafts/{draft_id}/approve": {"version": 1},
    "POST /files/drafts/{draft_id}/approve": {"version": 1},
    "POST /files/files/{file_id}": {"act": "save", "body": TEXT},
    "POST /files/receipts/{receipt_id}/mark": {"to": "REV-US-1"},
    "POST /files/receipts/{receipt_id}/put-up": {"note": TEXT},
    "POST /files/files/{file_id}/paper": {"grade": "UNCLASSIFIED"},
    "POST /files/receipts/{receipt_id}/paper": {"grade": "UNCLASSIFIED"},
    "POST /files/files/{file_id}/letter": LETTER,
    "POST /files/drafts/{draft_id}": LETTER,
    "POST /v1/files/{file_id}/grade": RAISED,
    "POST /v1/documents/{document_id}/grade": RAISED,
    "POST /files/files/{file_id}/grade": RAISED,
    "POST /files/papers/{document_id}/grade": RAISED,
}

RULES = (
    Owned(
        "A paper is read at the desks where it is or was; for all others it does not exist.",
        lambda _who, place: place in (HOLDS, SENT),
        (
            "files GET /v1/receipts/{receipt_id}",
            "files GET /v1/files/{file_id}",
            "files GET /v1/documents/{document_id}/content",
            "files GET /files/files/{file_id}",
            "files GET /files/files/{file_id}/print",
            "files GET /files/files/{file_id}/paper",
            "files GET /files/files/{file_id}/letter",
            "files GET /files/receipts/{receipt_id}",
            "files GET /files/receipts/{receipt_id}/mark",
            "files GET /files/receipts/{receipt_id}/put-up",
            "files GET /files/receipts/{receipt_id}/paper",
            "files GET /files/papers/{document_id}",
            "files GET /files/papers/{document_id}/content",
            "files GET /files/drafts/{draft_id}",
            "files GET /files/files/{file_id}/grade",
            "files GET /files/papers/{document_id}/grade",
        ),
    ),
    Owned(
        "Only the desk that holds a paper works on it.",
        lambda _who, place: place == HOLDS,
        (
            "files POST /v1/receipts/{receipt_id}/mark",
            "files POST /v1/receipts/{receipt_id}/put-on",
            "files POST /v1/receipts/{receipt_id}/papers",
            "files POST /v1/files/{file_id}/notes",
            "files PUT /v1/notes/{note_id}",
            "files POST /v1/files/{file_id}/forward",
            "files POST /v1/files/{file_id}/close",
            "files POST /v1/files/{file_id}/reopen",
            "files POST /v1/files/{file_id}/papers",
            "files POST /v1/files/{file_id}/drafts",
            "files POST /v1/drafts/{draft_id}/versions",
            "files POST /v1/drafts/{draft_id}/approve",
            "files POST /v1/drafts/{draft_id}/issue",
            "files POST /files/files/{file_id}",
            "files POST /files/files/{file_id}/close",
            "files POST /files/files/{file_id}/reopen",
            "files POST /files/files/{file_id}/paper",
            "files POST /files/files/{file_id}/letter",
            "files POST /files/receipts/{receipt_id}/mark",
            "files POST /files/receipts/{receipt_id}/put-up",
            "files POST /files/receipts/{receipt_id}/paper",
            "files POST /files/drafts/{draft_id}",
            "files POST /files/drafts/{draft_id}/approve",
            "files POST /files/drafts/{draft_id}/issue",
            "files POST /v1/files/{file_id}/grade",
            "files POST /v1/documents/{document_id}/grade",
            "files POST /files/files/{file_id}/grade",
            "files POST /files/papers/{document_id}/grade",
        ),
    ),
    Owned(
        "Who sent a file takes it back, as long as it lies unopened.",
        lambda _who, place: place == SENT,
        ("files POST /v1/files/{file_id}/pull-back", "files POST /files/files/{file_id}/pull-back"),
    ),
)


PROCESS_OF = {"INTERNET": "internet", "VPN": "vpn", "SECURE_LAN": "lan", "AIR_GAPPED": "lan"}


@dataclass
class ByNetwork(Client):
    """The gateway before the processes of files: each network has its own."""

    processes: dict[str, Client]

    def _ask(self, method: str, path: str, *, actor: Actor | None = None, **options: Any) -> Result:
        zone = str(actor.zone) if actor else "INTERNET"
        return self.processes[zone]._ask(method, path, actor=actor, **options)


def _process(section: Section, name: str, folder: Path) -> Client:
    context, key = a_context("files", section.pools[name], folder / name)
    context = replace(context, blobs=section.vault.blobs, sealing=section.vault.sealing)
    return Client(context, TestClient(application(context, [api, pages])), key)


class Desks:
    """The section's e-office."""

    places = tuple(PLACES)
    usual = Facts("STAFF", "VPN", grant="granted", standing="own")
    # Others are told apart by nothing that such doors look at.
    roles: tuple[str, ...] = ("approving_officer", "department_admin", "state_admin")
    # A desk that knows a file is told where it is instead.
    refusals = frozenset({409})

    def __init__(self, section: Section, folder: Path) -> None:
        self.section, self.database = section, section.pools["app"]
        served = {name: _process(section, name, folder) for name in set(PROCESS_OF.values())}
        vpn = served["vpn"]
        self.client = ByNetwork(
            vpn.context, vpn.falcon, vpn.key, {zone: served[name] for zone, name in PROCESS_OF.items()}
        )
        self.grade = Grade.UNCLASSIFIED

    def caller(self, who: Facts, place: str) -> Actor:
        return sender_of(who, charge_id=an_id(f"charge of {place}"), **PLACES[place])

    def fields(self, door: str, thing: Thing) -> Mapping[str, Any]:
        if door.endswith("/put-on"):
            return {"file_id": thing["file_id"], "note": TEXT}
        return FIELDS.get(door.partition(" ")[2], {})

    def thing(self, door: str) -> Thing:
        with self.section.at() as tx:
            if "{receipt_id}" in door:
                return {"receipt_id": str(self._a_receipt(tx)), "file_id": str(self._opened(tx))}
            if "{document_id}" in door:
                return {"document_id": self._a_paper(tx)}
            if "{draft_id}" in door:
                return {"draft_id": str(self._a_draft(tx, approved=door.endswith("/issue")))}
            if "{note_id}" in door:
                note = actions.write_note(tx, assistant(**LAN), self._a_file(tx), "प्रस्तुत है।")
                return {"note_id": str(note.note_id)}
            file_id = self._a_file(tx)
            if door.endswith("/reopen"):
                actions.close(tx, assistant(**LAN), file_id)
            return {"file_id": str(file_id)}

    def _opened(self, tx: Any) -> UUID:
        return a_file(tx, grade=self.grade).file_id

    def _a_paper(self, tx: Any) -> str:
        paper = actions.Paper(b"a paper", "a.txt", self.grade)
        added = actions.add_paper_to_file(tx, assistant(**LAN), self._a_file(tx), paper, self.section.vault)
        return str(added["document_id"])

    def _a_receipt(self, tx: Any) -> UUID:
        """A receipt that the officer marked to the assistant."""
        receipt_id = a_receipt(tx, officer(**LAN), grade=self.grade).receipt_id
        actions.mark(tx, officer(**LAN), receipt_id, ASSISTANT)
        return receipt_id

    def _a_file(self, tx: Any) -> UUID:
        """A file of the assistant that comes back with the officer's note, and was not opened since."""
        file_id = self._opened(tx)
        go(tx, file_id, assistant(**LAN), OFFICER)
        actions.write_note(tx, officer(**LAN), file_id, "सहमत।")
        go(tx, file_id, officer(**LAN), ASSISTANT)
        return file_id

    def _a_draft(self, tx: Any, *, approved: bool) -> UUID:
        """A letter on such a file; an *approved* one has been with the under secretary."""
        file_id = self._opened(tx)
        draft_id = actions.draft(tx, assistant(**LAN), file_id, a_letter(), "hi").draft_id
        if approved:
            go(tx, file_id, assistant(**LAN), SECRETARY)
            actions.approve(tx, secretary(**LAN), draft_id, 1)
            go(tx, file_id, secretary(**LAN), OFFICER)
        else:
            go(tx, file_id, assistant(**LAN), OFFICER)
        go(tx, file_id, officer(**LAN), ASSISTANT)
        return draft_id


@pytest.fixture
def house(section: Section, tmp_path: Path) -> Iterator[Desks]:
    with clock.frozen(MOMENT):
        yield Desks(section, tmp_path / "house")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_each_desk_comes_to_a_paper_as_the_sentence_says(house: Desks, rule: Owned) -> None:
    assert wrong(house, rule) == []


@pytest.mark.parametrize("rule", [*RULES, *to_no_one_thing("files")], ids=lambda rule: rule.text)
def test_networks_grants_and_standings_are_looked_at_with_it(house: Desks, rule: Owned) -> None:
    assert crossed_wrong(house, rule) == []
