"""A section of Revenue with its desks, and papers on them."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.blobs import Blob
from kernel.database import Database, Query, Transaction
from kernel.events import Event, Origin, envelope_body, new_event_id
from kernel.identity import Actor, Zone
from services.auth.events import (
    ChargePublished,
    DepartmentPublished,
    OfficePublished,
    PersonPublished,
    PostPublished,
)
from services.files import actions
from services.files.domain import File, FileState, Grade, Medium, Priority, Receipt
from services.public.events import CaseReferred
from tests.fakes import a_charge, an_actor, an_id

NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
BEGINNING = date(2020, 1, 1)
PDF = b"%PDF-1.7\n%a paper\n"
PETITION = "मेरा नामांतरण तीन वर्ष से लंबित है।".encode()
OUTBOX = Query("outbox", "SELECT envelope FROM outbox ORDER BY seq")
AUDIT = Query("audit", "SELECT act, subject, facts FROM audit ORDER BY entry")

ASSISTANT, OFFICER, SECRETARY = an_id("REV-DA-1"), an_id("REV-SO-1"), an_id("REV-US-1")
OFFICE = an_id("SEC-REV-S1")
DESKS = (
    ("REV-DA-1", "ASSISTANT_GRADE_1", 11, "REV-SO-1", ["dealing_assistant"]),
    ("REV-SO-1", "SECTION_OFFICER", 9, "REV-US-1", ["section_officer"]),
    ("REV-US-1", "UNDER_SECRETARY", 8, None, ["approving_officer", "nodal_officer"]),
    ("REV-REG-1", "ASSISTANT_GRADE_2", 12, "REV-SO-1", ["registry"]),
)


def this_year() -> int:
    """The year of the numbers that are given now."""
    return clock.local_date(clock.now()).year


@dataclass
class Section:
    """The e-office's database with the section's directory in it; its store and keys, and those of public."""

    pools: dict[str, Database]
    vault: actions.Vault
    public: actions.Vault

    @contextmanager
    def at(self, role: str = "lan") -> Iterator[Transaction]:
        """A transaction as the api of a zone has it, or as the worker ("app")."""
        with self.pools[role].transaction() as tx:
            yield tx


def at_desk(code: str, **over: Any) -> Actor:
    """The holder of a desk, over the VPN unless said otherwise."""
    rank, level, roles = next((r, n, roles) for c, r, n, _above, roles in DESKS if c == code)
    charge = a_charge(
        charge_id=an_id(f"charge of {code}"),
        post_id=an_id(code),
        rank=rank,
        rank_level=level,
        roles=frozenset(roles),
        **over.pop("charge", {}),
    )
    person = {"person_id": an_id(f"holder of {code}"), "staff_uid": f"uid-{code}"}
    session = an_id(f"session of {code}")
    return replace(an_actor(charge=charge), **person, session_id=session, charges=(charge,), **over)


def assistant(**over: Any) -> Actor:
    return at_desk("REV-DA-1", **over)


def officer(**over: Any) -> Actor:
    return at_desk("REV-SO-1", **over)


def secretary(**over: Any) -> Actor:
    return at_desk("REV-US-1", **over)


LAN = {"zone": Zone.SECURE_LAN}
NAMED = {"name_en": "Revenue Section 1", "name_hi": "राजस्व अनुभाग 1"}
EVER = {"valid_from": BEGINNING, "valid_to": None, "successor": None}


def heard(event: Event, sequence: int = 1) -> Any:
    """The event as a receiver gets it."""
    origin = Origin(clock.new_id(), None, clock.now())
    envelope = json.loads(envelope_body(event, new_event_id(), origin))
    return type(event).from_envelope({**envelope, "sequence": f"{sequence:020}", "department": "REV"})


def open_section(tx: Transaction) -> None:
    """Fill the directory with one department, one section, four desks and their holders."""
    hear_now(tx)
    place = {"department": "REV", "area": "CG", "parent_id": None}
    kind = {"office_id": OFFICE, "code": "SEC-REV-S1", "kind": "section", "level": "SECRETARIAT"}
    directory.save(tx, heard(OfficePublished(**kind, **place, **NAMED, **EVER)))
    for code, rank, level, above, roles in DESKS:
        directory.save(tx, heard(a_post(code, rank, level, above, roles)))
        for event in a_holder(code):
            directory.save(tx, heard(event))


def hear_now(tx: Transaction) -> None:
    """Take the department's event: what was heard a moment ago is not stale."""
    revenue = {"code": "REV", "kind": "department", "parent": None}
    directory.save(tx, heard(DepartmentPublished(**revenue, **NAMED, **EVER)))


def a_post(code: str, rank: str, level: int, above: str | None, roles: list[str], **over: Any) -> Event:
    known: dict[str, Any] = {
        "post_id": an_id(code),
        "code": code,
        "office_id": OFFICE,
        "department": "REV",
        "area": "CG",
        "rank": rank,
        "rank_level": level,
        "name_en": f"Post {code}",
        "name_hi": f"पद {code}",
        "reports_to": an_id(above) if above else None,
        "roles": roles,
        "sanctioned": 1,
        "valid_from": BEGINNING,
        "valid_to": None,
        "successor": None,
    }
    return PostPublished(**{**known, **over})


def a_holder(code: str) -> list[Event]:
    person_id = an_id(f"holder of {code}")
    names = {"name_en": f"Holder {code}", "name_hi": f"धारक {code}"}
    charge = {"charge_id": an_id(f"charge of {code}"), "post_id": an_id(code), "kind": "SUBSTANTIVE"}
    dates = {"for_person": None, "order_number": "GAD 1/2020", "valid_from": BEGINNING, "valid_to": None}
    return [
        PersonPublished(person_id=person_id, staff_uid=f"uid-{code}", state="ACTIVE", language="hi", **names),
        ChargePublished(person_id=person_id, **charge, **dates),
    ]


def a_paper(**over: Any) -> actions.NewPaper:
    """An ordinary electronic paper in Hindi."""
    known: dict[str, Any] = {
        "subject": "नामांतरण प्रकरण लंबित",
        "medium": Medium.ELECTRONIC,
        "grade": Grade.UNCLASSIFIED,
        "language": "hi",
    }
    return actions.NewPaper(**{**known, **over})


def a_receipt(tx: Transaction, actor: Actor | None = None, **over: Any) -> Receipt:
    """A paper diarised by the assistant and marked to the same desk."""
    actor = actor or assistant(**LAN)
    desk = over.pop("to", actor.post_id)
    return actions.diarise(tx, actor, a_paper(**over), desk)


def a_file(tx: Transaction, actor: Actor | None = None, **over: Any) -> File:
    """A file that the assistant opened, with a yellow note on it."""
    actor = actor or assistant(**LAN)
    receipt = a_receipt(tx, actor, **over)
    return actions.put_up(tx, actor, receipt.receipt_id, actions.PutUp(note="प्रस्तुत है।"))


def a_letter(**over: str) -> actions.LetterDraft:
    """A reply to a citizen."""
    known = {"addressee": "आवेदक", "subject": "नामांतरण", "body": "आपका नामांतरण हो गया है।"}
    return actions.LetterDraft(**{**known, **over})


def a_referral(section: Section, *papers: tuple[str, bytes, str], **over: Any) -> CaseReferred:
    """A case referred by public, with its papers in the store and their keys sealed for files."""
    documents = [_checked_in(section, *paper) for paper in papers]
    known = {
        "case_id": an_id("case"),
        "number": "26100000175",
        "department": "REV",
        "post_id": ASSISTANT,
        "language": "hi",
    }
    event: CaseReferred = heard(CaseReferred(**{**known, **over}, documents=documents))
    return event


def _checked_in(section: Section, kind: str, content: bytes, media_type: str) -> dict[str, Any]:
    blob: Blob = section.public.blobs.put(io.BytesIO(content), media_type)
    sealed_key = section.public.sealing.seal_key(blob.key, to="files")
    check = {"document_id": clock.new_id(), "kind": kind, "media_type": media_type, "size": blob.size}
    return {**check, "sha256": blob.sha256, "sealed_key": sealed_key}


def a_plain_file(**over: Any) -> File:
    """A file without a database."""
    known: dict[str, Any] = {
        "file_id": an_id("file"),
        "number": "G-11011/1/2026-SEC-REV-S1",
        "office_id": OFFICE,
        "department": "REV",
        "subject": "नामांतरण",
        "medium": Medium.ELECTRONIC,
        "grade": Grade.UNCLASSIFIED,
        "language": "hi",
        "case_id": None,
        "state": FileState.OPEN,
        "version": 1,
        "opened_by_post": ASSISTANT,
        "opened_at": NOW,
        "holder_post": ASSISTANT,
        "sent_from": None,
        "held_since": NOW,
        "seen_at": NOW,
        "priority": Priority.ORDINARY,
        "closed_at": None,
    }
    return File(**{**known, **over})


def announced(section: Section) -> list[dict[str, Any]]:
    """What the e-office announced, oldest first."""
    with section.at("app") as tx:
        return [json.loads(row["envelope"]) for row in tx.fetch_all(OUTBOX)]


def names(section: Section) -> list[str]:
    """The names of what was announced."""
    return [event["type"].split(".")[-2] for event in announced(section)]


def recorded(section: Section) -> list[tuple[str, str]]:
    """The acts on record and their subjects."""
    with section.at("app") as tx:
        return [(row["act"], row["subject"]) for row in tx.fetch_all(AUDIT)]


def go(tx: Transaction, file_id: UUID, sender: Any, to_post: UUID) -> None:
    """Forward a file without more words."""
    actions.forward(tx, sender, file_id, actions.Onward(to_post))


def approved_draft(tx: Transaction, **over: Any) -> UUID:
    """A draft that the under secretary has approved and holds."""
    file = a_file(tx, **over)
    draft = actions.draft(tx, assistant(**LAN), file.file_id, a_letter(), "hi")
    go(tx, file.file_id, assistant(**LAN), SECRETARY)
    actions.approve(tx, secretary(**LAN), draft.draft_id, 1)
    return draft.draft_id
