"""What can be done at the desks, on a real database."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, directory
from kernel.blobs import BlobMissingError
from kernel.database import Query, Transaction
from kernel.errors import NotFound, TooLarge
from kernel.identity import Zone
from services.files import actions, store
from services.files.access import (
    DirectoryIsStale,
    DocumentUnknown,
    DraftUnknown,
    FileUnknown,
    NotAtYourDesk,
    NoteUnknown,
    NotYourFileToClose,
    RankTooLow,
    ReceiptUnknown,
)
from services.files.actions.entering import DeskIsClosed
from services.files.domain import (
    AlreadyOpenedThere,
    ClosingNeedsAnOfficersNote,
    ConfidentialOnlyOnSecureLan,
    DraftHasNoApproval,
    DraftIsApproved,
    DraftIsIssued,
    FileIsClosed,
    FileState,
    Grade,
    Medium,
    NoteIsFrozen,
    NoteState,
    PaperNotAccepted,
    PapersNotInThisZone,
    ReceiptIsOnFile,
    ReceiptState,
    ReplyIsClassified,
    SecretNotOnThisNetwork,
)
from tests.fakes import an_id
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    PDF,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_paper,
    a_post,
    a_receipt,
    a_referral,
    assistant,
    at_desk,
    heard,
    officer,
    secretary,
)

PETITION = "मेरा नामांतरण तीन वर्ष से लंबित है।".encode()
OUTBOX = Query("outbox", "SELECT envelope FROM outbox ORDER BY seq")
AUDIT = Query("audit", "SELECT act, subject, facts FROM audit ORDER BY entry")


def announced(section: Section) -> list[dict[str, Any]]:
    with section.at("app") as tx:
        return [json.loads(row["envelope"]) for row in tx.fetch_all(OUTBOX)]


def names(section: Section) -> list[str]:
    return [event["type"].split(".")[-2] for event in announced(section)]


def recorded(section: Section) -> list[tuple[str, str]]:
    with section.at("app") as tx:
        return [(row["act"], row["subject"]) for row in tx.fetch_all(AUDIT)]


def go(tx: Transaction, file_id: UUID, sender: Any, to_post: UUID) -> None:
    actions.forward(tx, sender, file_id, actions.Onward(to_post))


def approved_draft(tx: Transaction, **over: Any) -> UUID:
    """A draft that the under secretary has approved and holds."""
    file = a_file(tx, **over)
    draft = actions.draft(tx, assistant(**LAN), file.file_id, a_letter(), "hi")
    go(tx, file.file_id, assistant(**LAN), SECRETARY)
    actions.approve(tx, secretary(**LAN), draft.draft_id)
    return draft.draft_id


def test_a_referred_case_becomes_a_receipt_with_its_petition_and_papers(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"), ("ATTACHMENT", PDF, "application/pdf"))

    with section.at("app") as tx:
        receipt = actions.diarise_referred_case(tx, section.vault, event)
    with section.at("vpn") as tx:
        view = actions.read_receipt(tx, assistant(), receipt.receipt_id)
        contents = [
            actions.read_document(tx, assistant(), row["document_id"], section.vault)[1].read()
            for row in view["documents"]
        ]

    assert receipt.diary_number == "SEC-REV-S1/2026/000001"
    assert (receipt.marked_to, receipt.medium, receipt.case_id) == (
        ASSISTANT,
        Medium.ELECTRONIC,
        an_id("case"),
    )
    assert contents == [PETITION, PDF]
    assert view["external_refs"] == [{"system": "public", "number": "26100000175"}]
    assert names(section) == ["receipt-diarised"]


def test_a_repeated_referral_is_the_same_receipt(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))

    for _ in range(2):
        with section.at("app") as tx:
            receipt = actions.diarise_referred_case(tx, section.vault, event)
    with section.at("app") as tx:
        documents = store.find_documents_of_receipt(tx, receipt.receipt_id, Grade.CONFIDENTIAL)

    assert len(documents) == 1
    assert names(section) == ["receipt-diarised"]


def test_a_kept_document_outlives_its_sender(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))
    with section.at("app") as tx:
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    with section.at("app") as tx:
        named = store.find_named_blobs(tx, [event.documents[0]["sha256"], "0" * 64])
        section.vault.blobs.sweep(lambda addresses: store.find_named_blobs(tx, addresses), grace=-1)
        document = store.find_documents_of_receipt(tx, receipt.receipt_id, Grade.CONFIDENTIAL)[0]
        row = store.get_document(tx, document["document_id"], Grade.CONFIDENTIAL)

    assert named == {event.documents[0]["sha256"]}
    assert section.vault.read(row).read() == PETITION


def test_a_referral_whose_bytes_are_missing_changes_nothing(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))
    section.vault.blobs.release(event.documents[0]["sha256"])
    section.vault.blobs.sweep(grace=-1)

    with pytest.raises(BlobMissingError), section.at("app") as tx:
        actions.diarise_referred_case(tx, section.vault, event)

    assert announced(section) == []


def test_a_case_referred_to_a_post_that_ended_goes_to_its_successor(section: Section) -> None:
    ended = a_post("REV-SO-9", "SECTION_OFFICER", 9, None, [], valid_to=date(2025, 12, 31), successor=OFFICER)
    with section.at("app") as tx:
        directory.save(tx, heard(ended))

    with section.at("app") as tx:
        event = a_referral(section, post_id=an_id("REV-SO-9"))
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    assert receipt.marked_to == OFFICER


def test_a_paper_over_the_counter_keeps_its_sender_apart(section: Section) -> None:
    sender = store.Sender("राम", "धमतरी", "क-12", date(2026, 3, 1))
    with section.at("vpn") as tx:
        receipt = actions.diarise(
            tx, at_desk("REV-REG-1"), a_paper(medium=Medium.PHYSICAL, sender=sender), OFFICER
        )
    with section.at("vpn") as tx:
        view = actions.read_receipt(tx, officer(), receipt.receipt_id)

    assert view["sender"]["name"] == "राम"
    assert view["receipt"].medium is Medium.PHYSICAL
    assert "राम" not in json.dumps(announced(section), ensure_ascii=False)


def test_a_confidential_paper_is_diarised_on_the_secure_lan_only(section: Section) -> None:
    with pytest.raises(ConfidentialOnlyOnSecureLan), section.at("vpn") as tx:
        a_receipt(tx, assistant(), grade=Grade.CONFIDENTIAL)
    for zone in (Zone.VPN, Zone.SECURE_LAN):
        with pytest.raises(SecretNotOnThisNetwork), section.at("lan") as tx:
            a_receipt(tx, assistant(zone=zone), grade=Grade.SECRET)

    with section.at("lan") as tx:
        assert a_receipt(tx, assistant(**LAN), grade=Grade.CONFIDENTIAL).diary_number.startswith("C/")


def test_a_receipt_is_marked_on_by_its_desk_only(section: Section) -> None:
    with section.at("vpn") as tx:
        receipt = a_receipt(tx, assistant())
        marked = actions.mark(tx, assistant(), receipt.receipt_id, OFFICER)
        assert marked.marked_to == OFFICER

    with pytest.raises(NotAtYourDesk), section.at("vpn") as tx:
        actions.mark(tx, assistant(), receipt.receipt_id, SECRETARY)
    with pytest.raises(ReceiptUnknown), section.at("vpn") as tx:
        actions.read_receipt(tx, secretary(), receipt.receipt_id)


def test_a_receipt_is_put_up_on_a_new_file_with_a_note_and_its_papers(section: Section) -> None:
    with section.at("app") as tx:
        event = a_referral(section, ("PETITION", PETITION, "text/plain"))
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    with section.at("vpn") as tx:
        file = actions.put_up(tx, assistant(), receipt.receipt_id, actions.PutUp("प्रस्तुत है।"))
    with section.at("vpn") as tx:
        view = actions.read_file(tx, assistant(), file.file_id)
        on_file = actions.read_receipt(tx, assistant(), receipt.receipt_id)["receipt"]

    assert file.number == "G-11011/1/2026-SEC-REV-S1"
    assert (file.holder_post, file.case_id) == (ASSISTANT, an_id("case"))
    assert [(note.number, note.state) for note in view["notes"]] == [(1, NoteState.YELLOW)]
    assert [row["place"] for row in view["documents"]] == ["1/c"]
    assert on_file.state is ReceiptState.ON_FILE
    with pytest.raises(ReceiptIsOnFile), section.at("vpn") as tx:
        actions.put_up(tx, assistant(), receipt.receipt_id, actions.PutUp("फिर"))
    assert names(section) == ["receipt-diarised", "file-opened"]


def test_forwarding_freezes_the_note_and_moves_the_file(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)

    with section.at("vpn") as tx:
        view = actions.read_file(tx, officer(), file.file_id)
        with pytest.raises(NoteIsFrozen):
            actions.rewrite_note(tx, assistant(), view["notes"][0].note_id, "बदला हुआ")

    assert view["file"].holder_post == OFFICER
    assert view["notes"][0].state is NoteState.GREEN
    assert view["notes"][0].digest == view["notes"][0].digest_after("")
    assert [move["kind"] for move in view["movements"]] == ["OPENED", "FORWARDED"]
    assert announced(section)[-1]["data"] == {
        "file_id": str(file.file_id),
        "from_post": str(ASSISTANT),
        "to_post": str(OFFICER),
        "priority": "ORDINARY",
    }


def test_only_the_desk_that_holds_a_file_acts_on_it(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), OFFICER)

    with section.at("vpn") as tx:
        paper = actions.Paper(PDF, "a.pdf", Grade.UNCLASSIFIED)
        for act in (
            lambda: go(tx, file.file_id, assistant(), SECRETARY),
            lambda: actions.write_note(tx, assistant(), file.file_id, "और"),
            lambda: actions.draft(tx, assistant(), file.file_id, a_letter(), "hi"),
            lambda: actions.redraft(tx, assistant(), draft.draft_id, a_letter()),
            lambda: actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault),
            lambda: actions.close(tx, assistant(), file.file_id),
        ):
            with pytest.raises(NotAtYourDesk):
                act()


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
            lambda: actions.approve(tx, secretary(), draft.draft_id),
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


def test_a_file_is_pulled_back_only_until_the_addressee_opened_it(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)
        assert actions.pull_back(tx, assistant(), file.file_id).holder_post == ASSISTANT
        go(tx, file.file_id, assistant(), OFFICER)
        actions.read_file(tx, officer(), file.file_id)

    with pytest.raises(AlreadyOpenedThere), section.at("vpn") as tx:
        actions.pull_back(tx, assistant(), file.file_id)


def test_looking_at_a_sent_file_at_another_desk_does_not_count_as_opening(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)
        actions.read_file(tx, assistant(), file.file_id)

        assert actions.pull_back(tx, assistant(), file.file_id).holder_post == ASSISTANT


def test_a_file_is_not_sent_to_a_post_that_ended(section: Section) -> None:
    with section.at("app") as tx:
        directory.save(
            tx, heard(a_post("REV-SO-9", "SECTION_OFFICER", 9, None, [], valid_to=date(2025, 1, 1)))
        )

    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        with pytest.raises(DeskIsClosed):
            go(tx, file.file_id, assistant(), an_id("REV-SO-9"))
        with pytest.raises(NotFound):
            go(tx, file.file_id, assistant(), an_id("no such post"))


def test_a_file_is_closed_where_it_was_opened_after_an_officer_agreed(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        with pytest.raises(ClosingNeedsAnOfficersNote):
            actions.close(tx, assistant(), file.file_id)
        tx.rollback()
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)
        actions.write_note(tx, officer(), file.file_id, "बंद करें।")
        with pytest.raises(NotYourFileToClose):
            actions.close(tx, officer(), file.file_id)
        go(tx, file.file_id, officer(), ASSISTANT)
        closed = actions.close(tx, assistant(), file.file_id)
        with pytest.raises(FileIsClosed):
            go(tx, file.file_id, assistant(), OFFICER)
        reopened = actions.reopen(tx, assistant(), file.file_id)

    assert (closed.state, reopened.state) == (FileState.CLOSED, FileState.OPEN)


def test_every_version_of_a_draft_stays_and_the_newest_is_approved(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), SECRETARY)
        actions.redraft(tx, secretary(), draft.draft_id, a_letter(body="संशोधित उत्तर"))
        approved = actions.approve(tx, secretary(), draft.draft_id)
        with pytest.raises(DraftIsApproved):
            actions.redraft(tx, secretary(), draft.draft_id, a_letter())

    assert [version.body for version in approved.versions] == ["आपका नामांतरण हो गया है।", "संशोधित उत्तर"]
    assert approved.text_to_issue().body == "संशोधित उत्तर"


def test_a_section_officer_cannot_approve(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), OFFICER)

    with pytest.raises(RankTooLow), section.at("vpn") as tx:
        actions.approve(tx, officer(), draft.draft_id)


def test_an_approved_reply_is_issued_under_a_number_and_travels_sealed(section: Section) -> None:
    with section.at("app") as tx:
        event = a_referral(section, ("PETITION", PETITION, "text/plain"))
        receipt = actions.diarise_referred_case(tx, section.vault, event)
    with section.at("vpn") as tx:
        file = actions.put_up(tx, assistant(), receipt.receipt_id, actions.PutUp("प्रस्तुत है।"))
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), SECRETARY)
        with pytest.raises(DraftHasNoApproval):
            actions.issue(tx, secretary(), draft.draft_id, section.vault)
        actions.approve(tx, secretary(), draft.draft_id)
        issued = actions.issue(tx, secretary(), draft.draft_id, section.vault)
    with pytest.raises(DraftIsIssued), section.at("vpn") as tx:
        actions.issue(tx, secretary(), draft.draft_id, section.vault)

    data = announced(section)[-1]["data"]
    check = data["documents"][0]
    letter = section.vault.blobs.open(check["sha256"], section.public.open_key(check["sealed_key"])).read()
    assert issued["dispatch_number"] == "SEC-REV-S1/D/2026/000001"
    assert (data["case_id"], data["dispatch_number"]) == (str(an_id("case")), issued["dispatch_number"])
    assert "आपका नामांतरण हो गया है।" in letter.decode()
    assert "धारक REV-US-1" in letter.decode()
    assert "नामांतरण" not in json.dumps(announced(section), ensure_ascii=False)
    assert names(section)[-2:] == ["draft-approved", "reply-issued"]


def test_a_reply_without_a_case_is_issued_but_goes_to_nobody(section: Section) -> None:
    with section.at("lan") as tx:
        actions.issue(tx, secretary(**LAN), approved_draft(tx), section.vault)

    assert announced(section)[-1]["data"]["documents"] == []


def test_the_reply_on_a_confidential_file_never_reaches_the_citizens_portal(section: Section) -> None:
    with section.at("lan") as tx:
        draft_id = approved_draft(tx, grade=Grade.CONFIDENTIAL, case_id=an_id("case"))

        with pytest.raises(ReplyIsClassified):
            actions.issue(tx, secretary(**LAN), draft_id, section.vault)


def test_the_dispatch_register_pages_newest_first(section: Section) -> None:
    with section.at("lan") as tx:
        numbers = [
            actions.issue(tx, secretary(**LAN), approved_draft(tx), section.vault)["dispatch_number"]
            for _ in range(3)
        ]
    with section.at("vpn") as tx:
        first = actions.dispatches(tx, officer(), actions.Page(limit=2))
        second = actions.dispatches(tx, officer(), actions.Page(first["next"], 2))

    listed = [row["dispatch_number"] for row in first["items"] + second["items"]]
    assert sorted(listed) == numbers
    assert second["next"] is None


def test_a_confidential_paper_is_taken_on_the_lan_into_the_confidential_cover(section: Section) -> None:
    confidential = actions.Paper(PDF, "a.pdf", Grade.CONFIDENTIAL)
    with section.at("lan") as tx:
        file = a_file(tx)
        actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, confidential, section.vault)
        ordinary = actions.Paper(PDF, "b.pdf", Grade.RESTRICTED)
        actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, ordinary, section.vault)

    with section.at("lan") as tx:
        on_lan = actions.read_file(tx, assistant(**LAN), file.file_id)["documents"]
    with section.at("vpn") as tx:
        over_vpn = actions.read_file(tx, assistant(), file.file_id)["documents"]

    assert [row["place"] for row in on_lan] == ["1/c", "1/cc"]
    assert [row["place"] for row in over_vpn] == ["1/c"]


@pytest.mark.parametrize(
    ("grade", "zone", "refusal"),
    [
        (Grade.CONFIDENTIAL, Zone.VPN, ConfidentialOnlyOnSecureLan),
        (Grade.SECRET, Zone.VPN, SecretNotOnThisNetwork),
        (Grade.SECRET, Zone.SECURE_LAN, SecretNotOnThisNetwork),
        (Grade.TOP_SECRET, Zone.SECURE_LAN, SecretNotOnThisNetwork),
        (Grade.UNCLASSIFIED, Zone.INTERNET, PapersNotInThisZone),
    ],
)
def test_a_paper_is_refused_where_its_grade_may_not_be(
    section: Section, grade: Grade, zone: Zone, refusal: type[Exception]
) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
    paper = actions.Paper(PDF, "a.pdf", grade)

    with pytest.raises(refusal), section.at("lan") as tx:
        actions.add_paper_to_file(tx, assistant(zone=zone), file.file_id, paper, section.vault)

    assert section.vault.blobs.sweep(grace=-1) == 0


def test_hostile_papers_are_refused(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        for content, refusal in (
            (b"MZ\x90\x00", PaperNotAccepted),
            (PDF + b"0" * 10 * 1024 * 1024, TooLarge),
        ):
            paper = actions.Paper(content, "a.pdf", Grade.UNCLASSIFIED)
            with pytest.raises(refusal):
                actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault)


def test_the_scan_of_a_paper_is_graded_at_least_as_its_receipt(section: Section) -> None:
    with section.at("vpn") as tx:
        receipt = a_receipt(tx, assistant(), grade=Grade.RESTRICTED)
        paper = actions.Paper(PDF, "../scan.exe", Grade.UNCLASSIFIED)
        document = actions.add_paper_to_receipt(tx, assistant(), receipt.receipt_id, paper, section.vault)

    assert (document["grade"], document["filename"]) == ("RESTRICTED", "scan.pdf")


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

    with clock.frozen(clock.now() + timedelta(minutes=2)), section.at("vpn") as tx:
        for act in (
            lambda: actions.read_file(tx, assistant(), file.file_id),
            lambda: actions.approve(tx, secretary(), draft.draft_id),
            lambda: actions.issue(tx, secretary(), draft.draft_id, section.vault),
        ):
            with pytest.raises(DirectoryIsStale):
                act()
        actions.read_file(tx, secretary(), plain.file_id)


def test_what_waits_is_counted_up_to_the_ceiling_of_the_zone(section: Section) -> None:
    with section.at("lan") as tx:
        for grade in (Grade.UNCLASSIFIED, Grade.RESTRICTED, Grade.CONFIDENTIAL):
            a_receipt(tx, grade=grade)

    counts = {}
    for role, zone in (("internet", Zone.INTERNET), ("vpn", Zone.VPN), ("lan", Zone.SECURE_LAN)):
        with section.at(role) as tx:
            counts[role] = actions.waiting(tx, assistant(zone=zone))["waiting"]

    assert counts == {"internet": 1, "vpn": 2, "lan": 3}


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


def test_the_sweep_of_a_minute_leaves_kept_papers_alone(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        paper = actions.Paper(PDF, "a.pdf", Grade.UNCLASSIFIED)
        document = actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault)

    with section.at("app") as tx:
        actions.sweep_blobs(tx, section.vault)

    with section.at("vpn") as tx:
        _row, stream = actions.read_document(tx, assistant(), document["document_id"], section.vault)
        assert stream.read() == PDF


def test_numbers_taken_at_the_same_moment_are_distinct_and_without_gaps(section: Section) -> None:
    def hand_in(role: str) -> str:
        with section.at(role) as tx:
            return a_receipt(tx, assistant(**LAN)).diary_number

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(hand_in, ["vpn", "lan"] * 8))

    assert sorted(numbers) == [f"SEC-REV-S1/2026/{serial:06d}" for serial in range(1, 17)]


def test_of_two_forwards_at_the_same_moment_one_is_done(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())

    def send(to_post: UUID) -> UUID | None:
        try:
            with section.at("vpn") as tx:
                go(tx, file.file_id, assistant(), to_post)
        except NotAtYourDesk:
            return None
        return to_post

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(send, [OFFICER, SECRETARY]))
    with section.at("vpn") as tx:
        holder = store.get_file(tx, file.file_id, Grade.RESTRICTED).holder_post

    assert [outcome for outcome in outcomes if outcome] == [holder]


def test_the_same_referral_handled_twice_at_the_same_moment_is_one_receipt(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))

    def handle(_which: int) -> UUID:
        with section.at("app") as tx:
            return actions.diarise_referred_case(tx, section.vault, event).receipt_id

    with ThreadPoolExecutor(4) as threads:
        receipts = set(threads.map(handle, range(4)))

    assert len(receipts) == 1
    assert names(section) == ["receipt-diarised"]
