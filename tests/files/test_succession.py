"""What lies at the desk of a post that ended passes to the desk to which its work fell."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, directory
from services.files import actions, store
from services.files.access import FileUnknown, NotYourFileToClose
from services.files.domain import FileState, Grade
from tests.fakes import an_id
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    SECRETARY,
    Section,
    a_file,
    a_post,
    a_receipt,
    announced,
    assistant,
    go,
    heard,
    names,
    officer,
    recorded,
    secretary,
)


def end(section: Section, successor: UUID | None, **over: Any) -> None:
    """The assistant's post ended yesterday."""
    yesterday = clock.local_date(clock.now()) - timedelta(days=1)
    ended = a_post(
        "REV-DA-1",
        "ASSISTANT_GRADE_1",
        11,
        "REV-SO-1",
        ["dealing_assistant"],
        **{"valid_to": yesterday, "successor": successor, **over},
    )
    with section.at("app") as tx:
        directory.save(tx, heard(ended, sequence=2))


def pass_on(section: Section) -> int:
    with section.at("app") as tx:
        return actions.pass_on_what_was_left(tx)


def test_what_lay_at_a_desk_that_ended_goes_to_its_successor_and_the_work_goes_on(section: Section) -> None:
    with section.at() as tx:
        file, ordinary, receipt = a_file(tx, grade=Grade.CONFIDENTIAL), a_file(tx), a_receipt(tx)
    end(section, SECRETARY)

    assert (pass_on(section), pass_on(section)) == (3, 0)

    with section.at() as tx:
        view = actions.read_file(tx, secretary(**LAN), file.file_id)
        note = actions.rewrite_note(tx, secretary(**LAN), view["notes"][0].note_id, "देखा, सहमत।")
        go(tx, file.file_id, secretary(**LAN), OFFICER)
        on_file = actions.put_up(tx, secretary(**LAN), receipt.receipt_id, actions.PutUp("प्रस्तुत।"))
    assert [(way["kind"], way["from_post"], way["to_post"]) for way in view["movements"]] == [
        ("OPENED", None, ASSISTANT),
        ("PASSED_ON", ASSISTANT, SECRETARY),
    ]
    assert (note.author_post, on_file.holder_post) == (SECRETARY, SECRETARY)
    forwarded = [event["data"] for event in announced(section) if "file-forwarded" in event["type"]]
    ways = [(each["file_id"], each["from_post"], each["to_post"]) for each in forwarded]
    assert ways == [(str(ordinary.file_id), str(ASSISTANT), str(SECRETARY))]
    acts = {("file.passed-on", str(each.file_id)) for each in (file, ordinary)}
    acts.add(("receipt.passed-on", str(receipt.receipt_id)))
    assert {each for each in recorded(section) if each[0].endswith("passed-on")} == acts


def test_where_no_successor_was_named_it_goes_to_whom_the_post_reported(section: Section) -> None:
    with section.at() as tx:
        file = a_file(tx)
    end(section, None)

    assert pass_on(section) == 1
    with section.at() as tx:
        assert store.get_file(tx, file.file_id, Grade.RESTRICTED).holder_post == OFFICER


def test_where_nobody_is_left_it_stays_and_hides_no_other(section: Section) -> None:
    with section.at() as tx:
        file = a_file(tx)
    end(section, None, reports_to=None)

    assert pass_on(section) == 0
    with section.at() as tx:
        assert store.get_file(tx, file.file_id, Grade.RESTRICTED).holder_post == ASSISTANT


def test_a_desk_on_its_last_day_keeps_what_it_has(section: Section) -> None:
    with section.at() as tx:
        a_file(tx)
    end(section, OFFICER, valid_to=clock.local_date(clock.now()))

    assert pass_on(section) == 0


def test_a_closed_file_is_reopened_and_closed_by_the_successor_and_nobody_is_told(section: Section) -> None:
    with section.at() as tx:
        file = a_file(tx)
        go(tx, file.file_id, assistant(**LAN), OFFICER)
        actions.write_note(tx, officer(**LAN), file.file_id, "बंद करें।")
        go(tx, file.file_id, officer(**LAN), ASSISTANT)
        actions.close(tx, assistant(**LAN), file.file_id)
    told = len(names(section))
    end(section, SECRETARY)

    assert pass_on(section) == 1
    assert len(names(section)) == told
    with section.at() as tx:
        reopened = actions.reopen(tx, secretary(**LAN), file.file_id)
        closed = actions.close(tx, secretary(**LAN), file.file_id)
        with pytest.raises(NotYourFileToClose):
            actions.reopen(tx, officer(**LAN), file.file_id)
    assert (reopened.state, closed.state) == (FileState.OPEN, FileState.CLOSED)


def test_a_file_away_when_its_openers_post_ended_is_closed_by_the_successor(section: Section) -> None:
    with section.at() as tx:
        file = a_file(tx)
        go(tx, file.file_id, assistant(**LAN), OFFICER)
        actions.write_note(tx, officer(**LAN), file.file_id, "बंद करें।")
    end(section, SECRETARY)
    pass_on(section)

    with section.at() as tx:
        with pytest.raises(FileUnknown):
            actions.read_file(tx, secretary(**LAN), file.file_id)
        go(tx, file.file_id, officer(**LAN), SECRETARY)
        assert actions.close(tx, secretary(**LAN), file.file_id).state is FileState.CLOSED


def test_nothing_goes_while_the_directory_may_be_behind(
    section: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    with section.at() as tx:
        a_file(tx)
    end(section, OFFICER)
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert pass_on(section) == 0


def test_many_papers_go_over_several_looks(section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.files.actions.succession.BATCH", 2)
    with section.at() as tx:
        for _ in range(5):
            a_receipt(tx)
    end(section, OFFICER)

    assert [pass_on(section) for _ in range(4)] == [2, 2, 1, 0]


def test_a_file_of_a_desk_that_ended_long_ago_is_found_too(section: Section) -> None:
    with section.at() as tx:
        file = a_file(tx)
    end(section, an_id("REV-SO-9"), valid_to=date(2025, 12, 31))
    between = a_post(
        "REV-SO-9", "SECTION_OFFICER", 9, None, [], valid_to=date(2025, 6, 30), successor=SECRETARY
    )
    with section.at("app") as tx:
        directory.save(tx, heard(between))

    assert pass_on(section) == 1
    with section.at() as tx:
        assert store.get_file(tx, file.file_id, Grade.RESTRICTED).holder_post == SECRETARY
