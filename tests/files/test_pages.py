"""Receipts and files over plain pages: what is read, what is done, and by whom."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from falcon.testing import Result

from kernel.database import Query
from kernel.identity import Actor, Zone
from services.files import actions
from services.files.domain import Grade
from tests.clients import Client
from tests.fakes import an_id
from tests.files.browsing import Seat, links, seats, text_of
from tests.files.desks import (
    LAN,
    OFFICER,
    PDF,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_receipt,
    approved_draft,
    assistant,
    go,
    officer,
    secretary,
)
from tests.files.test_api import refer
from tests.forms import FORM

COUNT_FILES = Query("files", "SELECT count(*) FROM file")
SAME_IN_HINDI = r"[A-Z]+(-[A-Z0-9]+)+|JPEG|CSMOP"
NOTES = Query("notes", "SELECT state, body FROM note ORDER BY number")


@pytest.fixture
def zones(section: Section, tmp_path: Path) -> dict[str, Client]:
    return seats(section, tmp_path)


@pytest.fixture
def desk(zones: dict[str, Client]) -> Seat:
    """The dealing assistant over the VPN."""
    return Seat(zones["vpn"], assistant())


def at(desk: Seat, actor: Actor) -> Seat:
    return replace(desk, actor=actor)


def found(pattern: str, page: Result) -> str:
    """The first text on a page that fits."""
    match = re.search(pattern, page.text)
    assert match, page.text
    return match[match.lastindex or 0]


def on_desk(section: Section, **over: Any) -> str:
    """The path of a file that the assistant has just opened."""
    with section.at("lan") as tx:
        return f"/files/files/{a_file(tx, **over).file_id}"


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_referred_case_goes_from_the_inbox_to_the_issued_letter(
    desk: Seat, section: Section, language: str
) -> None:
    refer(section)
    da, so, us = (at(desk, each(language=language)) for each in (assistant, officer, secretary))
    receipt = next(link for link in links(da.open("/files/inbox")) if "/receipts/" in link)
    put_up = receipt.partition("?")[0] + "/put-up"
    assert "26100000175" in da.open(receipt).text
    file = da.press(put_up, put_up, note="प्रकरण 1/c प्रस्तुत है।\n\nनियम 12 लागू।")
    path = found(r'action="(/files/files/[^"/]+)"', file)
    da.press(path + "/letter", path + "/letter", **vars_of_letter())
    da.press(path, path, act="forward", body="प्रकरण 1/c प्रस्तुत है।", to="REV-SO-1")
    so.press(path, path, act="forward", body="सहमत।", to="rev-us-1", remark="कृपया", priority="IMMEDIATE")
    draft = found(r"/files/drafts/[0-9a-f-]{36}", us.open(path))
    us.press(path, draft + "/approve")
    issued = us.press(path, draft + "/issue")

    assert "SEC-REV-S1/D/" in issued.text
    with section.at("app") as tx:
        assert [row["state"] for row in tx.fetch_all(NOTES)] == ["GREEN", "GREEN"]
    assert "Holder REV-DA-1" in issued.text if language == "en" else "धारक REV-DA-1" in issued.text
    assert "1/c</a>" in issued.text


def vars_of_letter() -> dict[str, str]:
    letter = a_letter()
    return {"addressee": letter.addressee, "subject": letter.subject, "body": letter.body, "language": "hi"}


def test_a_note_is_kept_on_the_server_until_it_is_sent(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    page = desk.open(path)

    again = desk.follow(desk.send(page, path, act="save", body="पहला\r\n\r\nदूसरा"))

    assert "The note is saved" in again.text
    assert ">पहला\n\nदूसरा</textarea>" in again.text
    assert '<span class="ks-note__number">2.</span>' in again.text
    with section.at("app") as tx:
        assert [row["state"] for row in tx.fetch_all(NOTES)] == ["YELLOW"]


def test_what_another_saved_meanwhile_is_not_overwritten_and_what_was_typed_stays(
    desk: Seat, section: Section
) -> None:
    path = on_desk(section)
    mine, theirs = desk.open(path), desk.open(path)
    desk.send(theirs, path, act="save", body="उनका पाठ")

    answer = desk.send(mine, path, act="save", body="मेरा पाठ")

    assert answer.status_code == 422
    assert ">मेरा पाठ</textarea>" in answer.text
    assert "उनका पाठ" in answer.text
    assert desk.send(answer, path, act="save", body="दोनों").status_code == 303


def test_a_desk_that_is_not_found_leaves_the_note_in_its_box(desk: Seat, section: Section) -> None:
    path = on_desk(section)

    for to, words in (
        ("", "Say to whom"),
        ("nobody", "No desk is called that"),
        ("post", "More than one desk"),
    ):
        answer = desk.send(desk.open(path), path, act="forward", body="लंबी टीप", to=to)

        assert answer.status_code == 422
        assert words in answer.text
        assert ">लंबी टीप</textarea>" in answer.text
        assert 'id="to-error"' in answer.text
        assert 'href="#to"' in answer.text


def test_an_error_on_a_graded_file_still_shows_the_form_and_goes_on_record(
    desk: Seat, section: Section
) -> None:
    path = on_desk(section, grade=Grade.RESTRICTED)

    answer = desk.send(desk.open(path), path, act="save", body="   ")

    assert answer.status_code == 422
    assert "The note has no text" in answer.text


def test_a_second_click_sends_once_and_leads_to_the_same_place(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    page = desk.open(path)

    first, second = (desk.send(page, path, act="forward", body="प्रस्तुत है।", to="REV-SO-1") for _ in "12")

    assert first.headers["location"] == second.headers["location"] == "/files/inbox?done=sent"
    assert "was sent" in desk.follow(second).text


def test_only_what_the_desk_may_do_is_offered_and_a_forged_form_is_refused(
    desk: Seat, section: Section
) -> None:
    path = on_desk(section)
    so = at(desk, officer())
    mine = desk.open(path)
    assert path + "/close" in mine.text
    desk.send(mine, path, act="forward", body="प्रस्तुत है।", to="REV-SO-1")

    gone = desk.open(path)
    theirs = so.open(path)

    assert "lies at another desk" in gone.text
    assert path + "/pull-back" in gone.text
    assert "/close" not in gone.text + theirs.text
    assert "<textarea" not in gone.text
    forged = desk.send(mine, path + "/close")
    assert forged.status_code == 409
    assert "is not at your desk" in forged.text
    assert at(desk, secretary()).ask(path).status_code == 404


def test_a_file_that_was_not_opened_yet_is_pulled_back(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    desk.press(path, path, act="forward", body="प्रस्तुत है।", to="REV-SO-1")

    back = desk.press(path, path + "/pull-back")

    assert "back at your desk" in back.text
    assert at(desk, officer()).ask(path).status_code == 404


def test_a_file_is_closed_after_an_officer_agreed_and_reopened(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    so = at(desk, officer())
    refused = desk.send(desk.open(path), path + "/close")
    desk.press(path, path, act="forward", body="बंद करना प्रस्तावित।", to="REV-SO-1")
    so.press(path, path, act="forward", body="सहमत।", to="REV-DA-1")

    closed = desk.press(path, path + "/close")
    opened = desk.press(path, path + "/reopen")

    assert refused.status_code == 409
    assert "CSMOP E.10.1" in refused.text
    assert "The file is closed." in closed.text
    assert "The file is open again." in opened.text


def test_an_assistant_is_not_offered_to_approve_and_is_refused_when_trying(
    desk: Seat, section: Section
) -> None:
    path = on_desk(section)
    desk.press(path + "/letter", path + "/letter", **vars_of_letter())
    page = desk.open(path)
    draft = found(r"/files/drafts/[0-9a-f-]{36}", page)

    forged = desk.client.post(draft + "/approve", actor=desk.actor, body="", headers=FORM)

    assert "/approve" not in page.text
    assert forged.status_code == 403
    assert "under secretary" in forged.text
    changed = desk.press(draft, draft, **{**vars_of_letter(), "body": "नया पाठ"})
    assert "Version 2" in changed.text


def test_a_version_that_came_after_the_page_was_read_is_not_approved_by_it(
    desk: Seat, section: Section
) -> None:
    with section.at("lan") as tx:
        file_id = a_file(tx).file_id
        draft_id = actions.draft(tx, assistant(**LAN), file_id, a_letter(), "hi").draft_id
        go(tx, file_id, assistant(**LAN), SECRETARY)
    us, path = at(desk, secretary()), f"/files/files/{file_id}"
    draft = f"/files/drafts/{draft_id}"
    before = us.open(path)
    us.press(draft, draft, **{**vars_of_letter(), "body": "नया पाठ"})

    late = us.send(before, draft + "/approve")

    assert late.status_code == 409
    assert "This was changed meanwhile. Load it again" in late.text
    assert "Approved by" in us.press(path, draft + "/approve").text


def test_an_approved_letter_is_issued_after_a_second_question(desk: Seat, section: Section) -> None:
    with section.at("lan") as tx:
        draft_id = approved_draft(tx)
    us = at(desk, secretary())
    listed = us.open("/files/inbox")
    path = next(link for link in links(listed) if "/files/files/" in link)

    page = us.open(path)

    assert "This cannot be undone" in page.text
    assert "<details" in page.text
    assert f"/files/drafts/{draft_id}/issue" in page.text


def test_a_receipt_is_marked_by_a_part_of_the_name_and_then_lies_elsewhere(
    desk: Seat, section: Section
) -> None:
    with section.at("lan") as tx:
        path = f"/files/receipts/{a_receipt(tx).receipt_id}"

    wrong = desk.send(desk.open(path + "/mark"), path + "/mark", to="somewhere")
    desk.press(path + "/mark", path + "/mark", to="holder rev-so")

    assert wrong.status_code == 422
    assert 'value="somewhere"' in wrong.text
    assert "lies at another desk" in desk.open(path).text
    assert path + "/put-up" not in "".join(links(desk.open(path)))
    assert "Unread" not in at(desk, officer()).open(path).text


def test_a_receipt_is_put_on_a_file_that_lies_here(desk: Seat, section: Section) -> None:
    file = on_desk(section)
    with section.at("lan") as tx:
        receipt = a_receipt(tx)
    path = f"/files/receipts/{receipt.receipt_id}/put-up"

    page = desk.press(path, path, note="संलग्न।", file_id=file.rpartition("/")[2])

    assert receipt.diary_number in page.text
    with section.at("app") as tx:
        assert tx.fetch_value(COUNT_FILES) == 1


def test_what_was_typed_while_putting_up_is_kept(desk: Seat, section: Section) -> None:
    with section.at("lan") as tx:
        path = f"/files/receipts/{a_receipt(tx).receipt_id}/put-up"

    answer = desk.send(desk.open(path), path, note="  ", subject="नया विषय", head="X1")

    assert answer.status_code == 422
    assert 'value="नया विषय"' in answer.text
    assert 'id="note-error"' in answer.text
    assert 'id="head-error"' in answer.text


def test_a_paper_graded_too_high_is_refused_with_the_rule_and_the_place(
    desk: Seat, zones: dict[str, Client], section: Section
) -> None:
    path = on_desk(section)

    refused = desk.hand_in(path + "/paper", "CONFIDENTIAL", b"text")
    none = desk.hand_in(path + "/paper", "UNCLASSIFIED", b"", name="")
    kept = desk.follow(desk.hand_in(path + "/paper", "RESTRICTED", b"text"))
    on_lan = Seat(zones["lan"], assistant(**LAN))
    confidential = on_lan.follow(on_lan.hand_in(path + "/paper", "CONFIDENTIAL", b"text"))

    assert refused.status_code == 403
    assert "secure LAN of the secretariat" in refused.text
    assert 'id="grade-error"' in refused.text
    assert none.status_code == 422
    assert 'id="paper-error"' in none.text
    assert "1/c" in kept.text
    assert "1/cc" in confidential.text
    assert "1/cc" not in desk.open(path).text


def test_a_paper_is_shown_as_text_or_picture_and_never_run(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    page = desk.follow(desk.hand_in(path + "/paper", "UNCLASSIFIED", b"<script>alert(1)</script>"))
    desk.hand_in(path + "/paper", "UNCLASSIFIED", PDF, "b.pdf")
    text, pdf = sorted({link for link in links(desk.open(path)) if "/files/papers/" in link})[:2]
    if "alert" not in desk.open(text).text:
        text, pdf = pdf, text

    shown = desk.open(text)
    content = desk.ask(text.partition("?")[0] + "/content")

    assert "1/c" in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.text
    assert content.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in content.headers["content-security-policy"]
    assert "is not shown here" in desk.open(pdf).text


def test_hostile_words_are_shown_as_words(desk: Seat, section: Section) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    path = on_desk(section, subject=hostile)
    desk.send(desk.open(path), path, act="save", body=hostile)

    for page in (desk.open(path), desk.open("/files/inbox"), desk.open(path + "/print")):
        assert "<img src=x" not in page.text
        assert "&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}" in page.text


def test_who_stood_in_for_whom_is_on_the_note_sheet(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    with section.at("lan") as tx:
        go(tx, path_id(path), assistant(**LAN), SECRETARY)
    held = secretary().charge
    assert held
    charge = replace(held, kind="LINK_OFFICER", for_person=an_id("holder of REV-US-1"))
    link = at(desk, replace(officer(), charge=charge, charges=(charge,)))

    page = link.press(path, path, act="save", body="सहमत।")

    assert "Holder REV-SO-1 for Holder REV-US-1" in text_of(page)


def path_id(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


def test_a_link_without_a_post_finds_the_desk_that_may_read(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    with section.at("lan") as tx:
        go(tx, path_id(path), assistant(**LAN), SECRETARY)
    own, other = officer().charge, secretary().charge
    assert own
    assert other
    both = at(desk, replace(officer(), charges=(own, other)))

    answer = both.ask(path, headers={"X-Acting-Post": ""})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path}?post={SECRETARY}"
    assert both.ask(answer.headers["location"], headers={"X-Acting-Post": ""}).status_code == 200


def test_the_printed_note_sheet_shows_notes_and_papers_and_nothing_to_press(
    desk: Seat, section: Section
) -> None:
    path = on_desk(section)

    page = desk.open(path + "/print")

    assert "प्रस्तुत है।" in page.text
    assert "<button" not in page.text
    assert "Printed on" in page.text


def test_everything_on_paper_and_screen_is_in_hindi_too(desk: Seat, section: Section) -> None:
    path = on_desk(section)
    hindi = at(desk, assistant(language="hi"))

    for address in (path, path + "/print", path + "/letter", path + "/paper", "/files/inbox"):
        page = hindi.open(address)
        words = re.sub(SAME_IN_HINDI, "", text_of(page))
        english = re.findall(r"[A-Za-z]{4,}", words.partition("KaryaSetu")[2])
        assert '<html lang="hi"' in page.text
        assert set(english) <= {"Government", "Chhattisgarh", "English"}, address


def test_pages_of_papers_are_shut_over_the_internet(zones: dict[str, Client], section: Section) -> None:
    path = on_desk(section)
    outside = Seat(zones["internet"], assistant(zone=Zone.INTERNET))
    for address in (
        path,
        path + "/print",
        path + "/letter",
        f"/files/receipts/{OFFICER}",
        f"/files/papers/{OFFICER}",
    ):
        answer = outside.ask(address)
        assert answer.status_code == 403, address
        assert "do not open over the internet" in answer.text


def test_who_is_not_signed_in_is_led_to_the_session(zones: dict[str, Client]) -> None:
    answer = zones["vpn"].get("/files/inbox")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/")


def test_a_graded_files_reading_is_on_record(desk: Seat, section: Section) -> None:
    path = on_desk(section, grade=Grade.RESTRICTED)

    desk.open(path)

    with section.at("app") as tx:
        acts = {row["act"] for row in tx.fetch_all(Query("acts", "SELECT act FROM audit"))}
    assert "file.read" in acts
