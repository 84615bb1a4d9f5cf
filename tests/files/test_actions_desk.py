"""What a desk sees, and what of it goes on record."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.identity import Zone
from services.files import actions
from services.files.access import (
    DirectoryIsStale,
    DocumentUnknown,
    DraftUnknown,
    FileUnknown,
    NoteUnknown,
    ReceiptUnknown,
)
from services.files.domain import (
    Grade,
    PapersNotInThisZone,
)
from tests.fakes import an_id
from tests.files.desks import (
    AUDIT,
    OFFICER,
    PDF,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_receipt,
    assistant,
    go,
    officer,
    recorded,
    secretary,
)


def test_to_a_desk_that_a_file_never_was_at_it_does_not_exist(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        note = actions.read_file(tx, assistant(), file.file_id)["notes"][0]
        paper = actions.Paper(PDF, "a.pdf", Grade.UNCLASSIFIED)
        document = actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault)

    with section.at("vpn") as tx:
        for act in (
            lambda: actions.read_file(tx, secretary(), file.file_id),
            lambda: actions.read_document(tx, secretary(), document["document_id"], section.vault),
            lambda: actions.rewrite_note(tx, secretary(), note.note_id, "x"),
            lambda: actions.approve(tx, secretary(), draft.draft_id, 1),
            lambda: actions.pull_back(tx, secretary(), file.file_id),
            lambda: actions.reopen(tx, secretary(), file.file_id),
        ):
            with pytest.raises(FileUnknown):
                act()


def test_what_does_not_exist_is_not_found(section: Section) -> None:
    nothing = an_id("nothing")
    with section.at("vpn") as tx:
        for act, refusal in (
            (lambda: actions.read_file(tx, assistant(), nothing), FileUnknown),
            (lambda: actions.read_receipt(tx, assistant(), nothing), ReceiptUnknown),
            (lambda: actions.read_document(tx, assistant(), nothing, section.vault), DocumentUnknown),
            (lambda: actions.rewrite_note(tx, assistant(), nothing, "x"), NoteUnknown),
            (lambda: actions.redraft(tx, assistant(), nothing, a_letter()), DraftUnknown),
        ):
            with pytest.raises(refusal):
                act()


def test_a_yellow_note_is_seen_only_at_the_desk_that_writes_it(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)
        note = actions.write_note(tx, officer(), file.file_id, "विचाराधीन")
        actions.rewrite_note(tx, officer(), note.note_id, "सहमत।")

    with section.at("vpn") as tx:
        seen_there = actions.read_file(tx, officer(), file.file_id)["notes"]
        seen_before = actions.read_file(tx, assistant(), file.file_id)["notes"]

    assert [note.body for note in seen_there] == ["प्रस्तुत है।", "सहमत।"]
    assert [note.body for note in seen_before] == ["प्रस्तुत है।"]


def test_every_reading_of_a_graded_paper_is_on_record(section: Section) -> None:
    with section.at("vpn") as tx:
        plain = a_file(tx, assistant())
        file = a_file(tx, assistant(), grade=Grade.RESTRICTED)
        paper = actions.Paper(PDF, "a.pdf", Grade.RESTRICTED)
        document = actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault)
    with section.at("vpn") as tx:
        actions.read_file(tx, assistant(), plain.file_id)
        actions.read_file(tx, assistant(), file.file_id)
        actions.read_document(tx, assistant(), document["document_id"], section.vault)

    readings = [entry for entry in recorded(section) if entry[0].endswith(".read")]
    assert readings == [("file.read", str(file.file_id)), ("paper.read", str(document["document_id"]))]


def test_a_list_that_shows_graded_papers_is_on_record_too(section: Section) -> None:
    with section.at("vpn") as tx:
        actions.inbox(tx, assistant(), "", actions.Page())
        receipt = a_receipt(tx, assistant(), grade=Grade.RESTRICTED)
        actions.inbox(tx, assistant(), "", actions.Page())

    with section.at("app") as tx:
        readings = [row for row in tx.fetch_all(AUDIT) if row["act"] == "inbox.read"]
    assert [row["facts"] for row in readings] == [{"graded": [str(receipt.receipt_id)]}]


def test_graded_and_signing_acts_wait_while_the_directory_is_stale(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant(), grade=Grade.RESTRICTED)
        plain = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), plain.file_id, a_letter(), "hi")
        go(tx, plain.file_id, assistant(), SECRETARY)
        receipt = a_receipt(tx, assistant(), grade=Grade.RESTRICTED)

    with clock.frozen(clock.now() + timedelta(minutes=2)), section.at("vpn") as tx:
        for act in (
            lambda: actions.read_file(tx, assistant(), file.file_id),
            lambda: actions.write_note(tx, assistant(), file.file_id, "टीप"),
            lambda: actions.forward(tx, assistant(), file.file_id, actions.Onward(SECRETARY)),
            lambda: actions.mark(tx, assistant(), receipt.receipt_id, SECRETARY),
            lambda: actions.put_up(tx, assistant(), receipt.receipt_id, actions.PutUp("टीप")),
            lambda: a_receipt(tx, assistant(), grade=Grade.RESTRICTED),
            lambda: actions.approve(tx, secretary(), draft.draft_id, 1),
            lambda: actions.issue(tx, secretary(), draft.draft_id, section.vault),
        ):
            with pytest.raises(DirectoryIsStale):
                act()
        actions.read_file(tx, secretary(), plain.file_id)
        assert actions.inbox(tx, assistant(), "", actions.Page())["items"] == []


def test_what_waits_is_counted_up_to_the_ceiling_of_the_zone(section: Section) -> None:
    with section.at("lan") as tx:
        for grade in (Grade.UNCLASSIFIED, Grade.RESTRICTED, Grade.CONFIDENTIAL):
            a_receipt(tx, grade=grade)

    counts = {}
    for role, zone in (("internet", Zone.INTERNET), ("vpn", Zone.VPN), ("lan", Zone.SECURE_LAN)):
        with section.at(role) as tx:
            counts[role] = actions.waiting(tx, assistant(zone=zone))["waiting"]

        with section.at(role) as tx:
            ungranted = assistant(zone=zone, charge={"granted_until": None})
            counts[f"{role}, no grant"] = actions.waiting(tx, ungranted)["waiting"]

    assert counts == {
        "internet": 1,
        "internet, no grant": 1,
        "vpn": 2,
        "vpn, no grant": 1,
        "lan": 3,
        "lan, no grant": 1,
    }


def test_from_the_internet_no_list_opens(section: Section) -> None:
    with pytest.raises(PapersNotInThisZone), section.at("internet") as tx:
        actions.inbox(tx, assistant(zone=Zone.INTERNET), "", actions.Page())


def test_the_inbox_shows_what_lies_at_the_acting_desk(section: Section) -> None:
    with section.at("vpn") as tx:
        receipt = a_receipt(tx, assistant())
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)

        at_assistant = actions.inbox(tx, assistant(), "", actions.Page())["items"]
        at_officer = actions.inbox(tx, officer(), "", actions.Page())["items"]

    assert [row["item_id"] for row in at_assistant] == [receipt.receipt_id]
    assert [(row["kind"], row["item_id"], row["seen"]) for row in at_officer] == [
        ("FILE", file.file_id, False)
    ]
