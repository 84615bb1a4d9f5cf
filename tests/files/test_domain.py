"""The rules of the e-office."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identity import Zone
from services.files import domain
from services.files.domain import (
    AlreadyOpenedThere,
    ClosingNeedsAnOfficersNote,
    ConfidentialOnlyOnSecureLan,
    Draft,
    DraftHasNoApproval,
    DraftIsApproved,
    DraftIsIssued,
    DraftState,
    DraftVersion,
    FileIsAtThisDesk,
    FileIsClosed,
    FileIsOpen,
    FileState,
    Grade,
    Letter,
    Note,
    NoteIsFrozen,
    NoteState,
    NothingToPullBack,
    PaperIsEmpty,
    PaperNotAccepted,
    PapersNotInThisZone,
    Priority,
    SecretNotOnThisNetwork,
    may_be_handled,
    media_type_of,
    normalised,
    safe_filename,
)
from tests.fakes import an_id
from tests.files.desks import ASSISTANT, NOW, OFFICER, SECRETARY, a_plain_file

LATER = NOW + timedelta(hours=1)


def a_note(**over: object) -> Note:
    note = Note(
        note_id=an_id("note"),
        file_id=an_id("file"),
        number=1,
        state=NoteState.YELLOW,
        body="प्रस्तुत है।",
        author_post=ASSISTANT,
        author_person=an_id("assistant"),
        for_person=None,
        by_officer=False,
        written_at=NOW,
    )
    return replace(note, **over)  # type: ignore[arg-type] # fields of a note


def a_draft(state: DraftState = DraftState.DRAFT, approved: int | None = None) -> Draft:
    texts = ("पहला प्रारूप", "दूसरा प्रारूप")
    versions = tuple(
        DraftVersion(number, "आवेदक", "नामांतरण", text, ASSISTANT, an_id("assistant"), None, NOW)
        for number, text in enumerate(texts, start=1)
    )
    return Draft(an_id("draft"), an_id("file"), state, "hi", versions, approved_version=approved)


def test_a_forwarded_file_is_at_the_new_desk_and_unseen_there() -> None:
    moved = a_plain_file().forwarded_to(OFFICER, LATER, Priority.IMMEDIATE)

    assert (moved.holder_post, moved.sent_from, moved.seen_at) == (OFFICER, ASSISTANT, None)
    assert (moved.version, moved.priority, moved.held_since) == (2, Priority.IMMEDIATE, LATER)


def test_a_closed_file_cannot_be_forwarded() -> None:
    file = a_plain_file(state=FileState.CLOSED)

    with pytest.raises(FileIsClosed):
        file.forwarded_to(SECRETARY, LATER, Priority.ORDINARY)


def test_a_file_cannot_be_forwarded_to_where_it_is() -> None:
    with pytest.raises(FileIsAtThisDesk):
        a_plain_file().forwarded_to(ASSISTANT, LATER, Priority.ORDINARY)


def test_a_file_can_be_pulled_back_until_it_is_opened() -> None:
    sent = a_plain_file().forwarded_to(OFFICER, LATER, Priority.ORDINARY)

    assert sent.pulled_back_by(ASSISTANT, LATER).holder_post == ASSISTANT
    with pytest.raises(AlreadyOpenedThere):
        sent.seen(LATER).pulled_back_by(ASSISTANT, LATER)


def test_only_the_desk_that_sent_a_file_pulls_it_back_and_only_once() -> None:
    sent = a_plain_file().forwarded_to(OFFICER, LATER, Priority.ORDINARY)

    with pytest.raises(NothingToPullBack):
        sent.pulled_back_by(SECRETARY, LATER)
    with pytest.raises(NothingToPullBack):
        sent.pulled_back_by(ASSISTANT, LATER).pulled_back_by(ASSISTANT, LATER)


def test_a_file_is_closed_only_after_an_officer_agreed() -> None:
    with pytest.raises(ClosingNeedsAnOfficersNote):
        a_plain_file().closed(LATER, agreed_by_officer=False)

    assert a_plain_file().closed(LATER, agreed_by_officer=True).state is FileState.CLOSED


def test_a_closed_file_can_be_reopened_and_an_open_one_not() -> None:
    closed = a_plain_file().closed(LATER, agreed_by_officer=True)

    assert closed.reopened(LATER).state is FileState.OPEN
    with pytest.raises(FileIsOpen):
        a_plain_file().reopened(LATER)


@pytest.mark.parametrize(
    ("grade", "zone", "refusal"),
    [
        (Grade.UNCLASSIFIED, Zone.INTERNET, PapersNotInThisZone),
        (Grade.UNCLASSIFIED, Zone.VPN, None),
        (Grade.RESTRICTED, Zone.VPN, None),
        (Grade.CONFIDENTIAL, Zone.VPN, ConfidentialOnlyOnSecureLan),
        (Grade.CONFIDENTIAL, Zone.SECURE_LAN, None),
        (Grade.SECRET, Zone.INTERNET, SecretNotOnThisNetwork),
        (Grade.SECRET, Zone.SECURE_LAN, SecretNotOnThisNetwork),
        (Grade.TOP_SECRET, Zone.AIR_GAPPED, SecretNotOnThisNetwork),
    ],
)
def test_a_grade_meets_only_its_zones(grade: Grade, zone: Zone, refusal: type | None) -> None:
    assert type(may_be_handled(grade, zone)) is (refusal or type(None))


def test_a_sent_note_is_frozen_under_a_digest_that_covers_all_before_it() -> None:
    first = a_note().frozen(LATER, previous="")
    second = a_note(number=2, body="सहमत।").frozen(LATER, previous=first.digest or "")

    assert first.digest_after("") == first.digest
    assert replace(second, body="असहमत।").digest_after(first.digest or "") != second.digest
    assert second.digest_after("another history") != second.digest


def test_a_frozen_note_is_neither_rewritten_nor_frozen_again() -> None:
    green = a_note().frozen(LATER, previous="")

    with pytest.raises(NoteIsFrozen):
        green.rewritten("और कुछ", LATER)
    with pytest.raises(NoteIsFrozen):
        green.frozen(LATER, previous="")


def test_the_newest_version_of_a_draft_is_approved_and_that_one_is_issued() -> None:
    approved = a_draft().approved(SECRETARY, an_id("under secretary"))

    assert approved.text_to_issue().body == "दूसरा प्रारूप"
    assert approved.issued().state is DraftState.ISSUED


def test_a_draft_goes_through_its_states_in_order() -> None:
    with pytest.raises(DraftHasNoApproval):
        a_draft().issued()
    with pytest.raises(DraftHasNoApproval):
        a_draft().text_to_issue()
    with pytest.raises(DraftIsApproved):
        a_draft(DraftState.APPROVED, 2).approved(SECRETARY, an_id("under secretary"))
    with pytest.raises(DraftIsIssued):
        a_draft(DraftState.ISSUED, 2).require_changeable()
    with pytest.raises(DraftIsIssued):
        a_draft(DraftState.ISSUED, 2).issued()


def test_numbers_are_readable_and_classified_ones_stand_apart() -> None:
    ordinary, classified = Grade.RESTRICTED, Grade.CONFIDENTIAL

    assert domain.diary_number("SEC-REV-S1", 2026, 17, ordinary) == "SEC-REV-S1/2026/000017"
    assert domain.file_number("G-11011", "SEC-REV-S1", 2026, 3, ordinary) == "G-11011/3/2026-SEC-REV-S1"
    assert domain.dispatch_number("SEC-REV-S1", 2026, 4, classified) == "C/SEC-REV-S1/D/2026/000004"


def test_the_year_of_a_number_is_the_year_in_india() -> None:
    assert domain.year_of(datetime(2026, 12, 31, 19, 0, tzinfo=UTC)) == 2027


@pytest.mark.parametrize(("language", "line"), [("hi", "विषय: नामांतरण"), ("en", "Subject: नामांतरण")])
def test_a_letter_names_its_numbers_and_its_signatory(language: str, line: str) -> None:
    letter = Letter("राजस्व अनुभाग", "S1/D/2026/000004", "G-11011/3/2026-S1", NOW.date(), "क. ख.", "अवर सचिव")

    text = domain.letter_text(letter, a_draft().latest, language)

    assert line in text.splitlines()
    assert "10.03.2026" in text
    assert text.endswith("दूसरा प्रारूप\n\nक. ख.\nअवर सचिव\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("हिन्दी", "हिंदी"),
        ("ज़मीन", "जमीन"),
        ("पढ़ाई", "पढाई"),
        ("\u0958लम", "कलम"),
        ("चाँद", "चांद"),
        ("खसरा १२३", "खसरा 123"),
        ("दुःख", "दु:ख"),
        ("क्\u200dष", "क्ष"),
        ("सम्बन्ध", "संबंध"),
        ("REVENUE", "revenue"),
    ],
)
def test_spellings_of_one_word_are_found_by_each_other(one: str, other: str) -> None:
    assert normalised(one).split() == normalised(other).split()


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        ("नमस्ते\n".encode(), "text/plain"),
        (b"<html><script>alert(1)</script></html>", "text/plain"),
    ],
)
def test_the_type_of_a_paper_is_read_from_its_content(content: bytes, media_type: str) -> None:
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00\x03", b"PK\x03\x04\x14\x00", b"\x7fELF\x02", b"\xff\xfe\x00"]
)
def test_programs_archives_and_broken_text_are_refused(content: bytes) -> None:
    with pytest.raises(PaperNotAccepted):
        media_type_of(content)


def test_an_empty_paper_is_refused() -> None:
    with pytest.raises(PaperIsEmpty):
        media_type_of(b"")


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\पत्र 1.PDF", "पत्र 1.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a_Set-Cookie_ x.pdf"),
        ("\u202egnp.exe", "gnp.pdf"),
        ("", "paper.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_a_file_name_is_kept_only_as_far_as_it_is_harmless(hostile: str, kept: str) -> None:
    assert safe_filename(hostile, "application/pdf") == kept


@given(st.text())
def test_no_file_name_keeps_a_path_or_a_control_character(name: str) -> None:
    kept = safe_filename(name, "text/plain")

    assert not set(kept) & set('/\\"\r\n\t\0<>|:')
    assert kept.endswith(".txt")
    assert not kept.startswith(".")
