"""Files are opened, move, and rest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest

from kernel import directory
from kernel.errors import NotFound
from services.files import actions, store
from services.files.access import (
    FileUnknown,
    NotAtYourDesk,
    NotYourFileToClose,
    ReceiptUnknown,
)
from services.files.actions.entering import DeskIsClosed
from services.files.domain import (
    AlreadyOpenedThere,
    ClosingNeedsAnOfficersNote,
    FileIsClosed,
    FileState,
    Grade,
    NoteIsFrozen,
    NoteState,
    ReceiptIsOnFile,
    ReceiptState,
)
from tests.fakes import an_id
from tests.files.desks import (
    ASSISTANT,
    OFFICER,
    PDF,
    PETITION,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_post,
    a_referral,
    announced,
    assistant,
    go,
    heard,
    names,
    officer,
    secretary,
    this_year,
)


def test_a_receipt_is_put_up_on_a_new_file_with_a_note_and_its_papers(section: Section) -> None:
    with section.at("app") as tx:
        event = a_referral(section, ("PETITION", PETITION, "text/plain"))
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    with section.at("vpn") as tx:
        file = actions.put_up(tx, assistant(), receipt.receipt_id, actions.PutUp("प्रस्तुत है।"))
    with section.at("vpn") as tx:
        view = actions.read_file(tx, assistant(), file.file_id)
        on_file = actions.read_receipt(tx, assistant(), receipt.receipt_id)["receipt"]

    assert file.number == f"G-11011/1/{this_year()}-SEC-REV-S1"
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


def test_a_file_is_pulled_back_only_until_the_addressee_opened_it(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        go(tx, file.file_id, assistant(), OFFICER)
        assert actions.pull_back(tx, assistant(), file.file_id).holder_post == ASSISTANT
        go(tx, file.file_id, assistant(), OFFICER)
        actions.read_file(tx, officer(), file.file_id)

    with pytest.raises(AlreadyOpenedThere), section.at("vpn") as tx:
        actions.pull_back(tx, assistant(), file.file_id)


def test_a_desk_from_which_a_file_was_pulled_back_unopened_does_not_know_it(section: Section) -> None:
    with section.at("app") as tx:
        event = a_referral(section, ("PETITION", PETITION, "text/plain"))
        receipt = actions.diarise_referred_case(tx, section.vault, event)
    with section.at("vpn") as tx:
        file = actions.put_up(tx, assistant(), receipt.receipt_id, actions.PutUp("प्रस्तुत है।"))
        go(tx, file.file_id, assistant(), SECRETARY)
        actions.pull_back(tx, assistant(), file.file_id)

        with pytest.raises(FileUnknown):
            actions.read_file(tx, secretary(), file.file_id)
        with pytest.raises(ReceiptUnknown):
            actions.read_receipt(tx, secretary(), receipt.receipt_id)
        go(tx, file.file_id, assistant(), SECRETARY)
        actions.read_file(tx, secretary(), file.file_id)


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
