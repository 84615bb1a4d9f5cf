"""Papers: who reads and who works on a file, by desk, grade, network, grant, role and standing, on real tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel import clock
from kernel.database import Query
from kernel.identity import Actor
from services.files import actions
from services.files.domain import Grade
from tests.access.facts import MOMENT, Facts, actor_of
from tests.fakes import an_id
from tests.files.conftest import section
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    PDF,
    Section,
    a_letter,
    a_receipt,
    assistant,
    go,
    officer,
)
from tests.files.test_api import process

__all__ = ["section"]

PROCESS_OF = {"INTERNET": "internet", "VPN": "vpn", "SECURE_LAN": "lan"}
HIGHEST_IN = {"INTERNET": None, "VPN": Grade.RESTRICTED, "SECURE_LAN": Grade.CONFIDENTIAL}
GRADES = (Grade.UNCLASSIFIED, Grade.RESTRICTED, Grade.CONFIDENTIAL)
DESK_OF = {"holds it": ASSISTANT, "had it": OFFICER, "never had it": an_id("REV-REG-1")}
ROLES = ("dealing_assistant", "approving_officer", "state_admin", "auditor")
LETTER = {"addressee": "आवेदक", "subject": "नामांतरण", "body": "यह पत्र नहीं लिखा जाना चाहिए।"}
STATE = Query(
    "state",
    "SELECT (SELECT array_agg((file_id, version, holder_post, state) ORDER BY file_id) FROM file) AS files,"
    " (SELECT count(*) FROM note) AS notes, (SELECT count(*) FROM draft_version) AS versions,"
    " (SELECT count(*) FROM draft WHERE state <> 'DRAFT') AS approved, (SELECT count(*) FROM document) AS papers",
)


def callers() -> Iterator[tuple[Facts, str]]:
    """Officers in each role, network, grant and standing that make a difference to papers, at each desk."""
    for role, zone, grant, standing, desk in product(
        ROLES, PROCESS_OF, ("granted", "grant is over"), ("own", "for the absent", "over"), DESK_OF
    ):
        yield Facts("STAFF", zone, role, grant, standing), desk


def may_see(who: Facts, desk: str, grade: Grade) -> bool:
    """Inside, with a live grant, up to the network's grade, at a desk where the file is or was."""
    highest = HIGHEST_IN[who.zone]
    return highest is not None and grade.level <= highest.level and who.is_granted and desk != "never had it"


def may_work(who: Facts, desk: str, grade: Grade) -> bool:
    """Whoever may see it at the desk that holds it."""
    return may_see(who, desk, grade) and desk == "holds it"


@dataclass
class Papers:
    """What lies on the shelf in one grade."""

    file: UUID
    receipt: UUID
    paper: UUID
    draft: UUID
    note: UUID


class Shelf:
    """A file of each grade: the assistant holds it, the officer had it, the registry never did."""

    def __init__(self, section: Section, folder: Path) -> None:
        self.section = section
        self.clients = {zone: process(section, role, folder / role) for zone, role in PROCESS_OF.items()}
        with section.at() as tx:
            self.papers = {grade: self._papers(tx, grade) for grade in GRADES}

    def _papers(self, tx: Any, grade: Grade) -> Papers:
        at = assistant(**LAN)
        receipt = a_receipt(tx, at, grade=grade)
        file_id = actions.put_up(tx, at, receipt.receipt_id, actions.PutUp(note="प्रस्तुत है।")).file_id
        paper = actions.add_paper_to_file(
            tx, at, file_id, actions.Paper(PDF, "a.pdf", grade), self.section.vault
        )
        draft = actions.draft(tx, at, file_id, a_letter(), "hi")
        go(tx, file_id, at, OFFICER)
        note = actions.write_note(tx, officer(**LAN), file_id, "कृपया चर्चा करें।")
        go(tx, file_id, officer(**LAN), ASSISTANT)
        return Papers(file_id, receipt.receipt_id, paper["document_id"], draft.draft_id, note.note_id)

    def ask(self, who: Facts, desk: str, method: str, path: str, **options: Any) -> int:
        """The status of an answer to a caller at a desk."""
        client = self.clients[who.zone]
        act = {"GET": client.get, "POST": client.post, "PUT": client.put}[method]
        status: int = act(path, actor=at_desk(who, desk), **options).status_code
        return status

    def state(self) -> dict[str, Any]:
        """Everything that an act could have changed."""
        with self.section.at() as tx:
            return dict(tx.fetch_one(STATE) or {})


def at_desk(who: Facts, desk: str) -> Actor:
    """The caller with the charge of a desk."""
    return actor_of(who, post_id=DESK_OF[desk], charge_id=an_id(f"charge at {desk}"))


@pytest.fixture
def shelf(section: Section, tmp_path: Path) -> Iterator[Shelf]:
    with clock.frozen(MOMENT):
        yield Shelf(section, tmp_path)


def reading(papers: Papers) -> tuple[str, ...]:
    return (
        f"/v1/files/{papers.file}",
        f"/v1/receipts/{papers.receipt}",
        f"/v1/documents/{papers.paper}/content",
    )


def working(papers: Papers) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    return (
        ("POST", f"/v1/files/{papers.file}/forward", {"to_post": str(OFFICER), "remark": ""}),
        ("POST", f"/v1/files/{papers.file}/notes", {"body": "यह टिप्पणी नहीं लिखी जानी चाहिए।"}),
        ("POST", f"/v1/files/{papers.file}/close", {}),
        ("POST", f"/v1/drafts/{papers.draft}/versions", LETTER),
        ("POST", f"/v1/drafts/{papers.draft}/approve", {"version": 2}),
        ("POST", f"/v1/drafts/{papers.draft}/issue", {}),
        ("PUT", f"/v1/notes/{papers.note}", {"body": "यह टिप्पणी नहीं बदली जानी चाहिए।"}),
    )


def test_a_paper_is_read_by_those_who_may_and_by_nobody_else(shelf: Shelf) -> None:
    wrong = [
        (who, desk, grade, path)
        for (who, desk), (grade, papers) in product(callers(), shelf.papers.items())
        for path in reading(papers)
        if (shelf.ask(who, desk, "GET", path) == 200) != may_see(who, desk, grade)
    ]

    assert wrong == []


def test_no_list_names_a_file_that_its_reader_may_not_see(shelf: Shelf) -> None:
    def listed(who: Facts, desk: str) -> set[str]:
        answer = shelf.clients[who.zone].get("/v1/inbox", actor=at_desk(who, desk))
        return (
            {item["item_id"] for item in answer.json.get("items", [])} if answer.status_code == 200 else set()
        )

    wrong = [
        (who, desk)
        for who, desk in callers()
        if listed(who, desk)
        != {str(p.file) for grade, p in shelf.papers.items() if may_work(who, desk, grade)}
    ]

    assert wrong == []


def test_nobody_works_on_a_file_but_the_desk_that_holds_it(shelf: Shelf) -> None:
    before = shelf.state()

    answers = {
        (who, desk, grade, path): shelf.ask(who, desk, method, path, **({"json": body} if body else {}))
        for (who, desk), (grade, papers) in product(callers(), shelf.papers.items())
        if not may_work(who, desk, grade)
        for method, path, body in working(papers)
    }

    assert {asked: status for asked, status in answers.items() if status not in (401, 403, 404, 409)} == {}
    assert len(answers) >= 3_000
    assert shelf.state() == before


def test_the_desk_that_holds_it_works_on_it(shelf: Shelf) -> None:
    who, papers = Facts("STAFF", "VPN", "approving_officer", "granted", "own"), shelf.papers[Grade.RESTRICTED]
    before = shelf.state()

    statuses = {
        path: shelf.ask(who, "holds it", m, path, **({"json": b} if b else {}))
        for m, path, b in working(papers)[3:5]
    }

    assert set(statuses.values()) == {200, 201}
    assert shelf.state() != before
