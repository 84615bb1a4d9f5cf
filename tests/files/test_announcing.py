"""What others are told of papers: of a classified one nothing, of the others ids and numbers."""

import json

import pytest

from services.files import actions
from services.files.domain import Grade, Regrading
from tests.architecture.house import python_files, relative
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    announced,
    assistant,
    go,
    names,
    officer,
    recorded,
    secretary,
)

TOLD = [
    "receipt-diarised",
    "file-opened",
    "file-forwarded",
    "file-pulled-back",
    "file-forwarded",
    "draft-approved",
    "reply-issued",
    "file-forwarded",
    "file-closed",
]
ON_RECORD = {
    *("receipt.diarised", "file.opened", "file.forwarded", "file.pulled-back"),
    *("draft.approved", "reply.issued", "file.closed"),
}


def whole_life(section: Section, grade: Grade) -> None:
    """A paper is diarised, put up, sent, pulled back, answered and closed."""
    with section.at() as tx:
        file_id = a_file(tx, grade=grade).file_id
        go(tx, file_id, assistant(**LAN), OFFICER)
        actions.pull_back(tx, assistant(**LAN), file_id)
        draft = actions.draft(tx, assistant(**LAN), file_id, a_letter(), "hi")
        go(tx, file_id, assistant(**LAN), SECRETARY)
        actions.approve(tx, secretary(**LAN), draft.draft_id, 1)
        actions.issue(tx, secretary(**LAN), draft.draft_id, section.vault)
        actions.write_note(tx, secretary(**LAN), file_id, "बंद करें।")
        go(tx, file_id, secretary(**LAN), ASSISTANT)
        actions.close(tx, assistant(**LAN), file_id)


def test_of_a_classified_paper_nobody_is_told_anything_and_every_act_is_on_record(section: Section) -> None:
    whole_life(section, Grade.CONFIDENTIAL)

    assert announced(section) == []
    assert {act for act, _subject in recorded(section)} >= ON_RECORD


@pytest.mark.parametrize("grade", [Grade.UNCLASSIFIED, Grade.RESTRICTED])
def test_of_other_papers_it_is_told_what_happened_and_not_which_grade_they_have(
    section: Section, grade: Grade
) -> None:
    whole_life(section, grade)

    told = json.dumps(announced(section), ensure_ascii=False)
    assert names(section) == TOLD
    assert grade not in told
    assert "C/" not in told


def test_of_a_file_that_is_raised_nobody_is_told_any_more(section: Section) -> None:
    with section.at() as tx:
        file_id = a_file(tx).file_id
        go(tx, file_id, assistant(**LAN), OFFICER)
        actions.regrade_file(
            tx, officer(**LAN), file_id, Regrading(Grade.UNCLASSIFIED, Grade.CONFIDENTIAL, "गवाह का पता।")
        )
        go(tx, file_id, officer(**LAN), SECRETARY)

    assert names(section) == ["receipt-diarised", "file-opened", "file-forwarded"]


def test_a_file_that_is_lowered_is_spoken_of_from_then_on_in_its_department(section: Section) -> None:
    with section.at() as tx:
        file_id = a_file(tx, grade=Grade.CONFIDENTIAL).file_id
        go(tx, file_id, assistant(**LAN), OFFICER)
        actions.write_note(tx, officer(**LAN), file_id, "श्रेणी घटाई जा सकती है।")
        go(tx, file_id, officer(**LAN), SECRETARY)
        actions.regrade_file(
            tx, secretary(**LAN), file_id, Regrading(Grade.CONFIDENTIAL, Grade.RESTRICTED, "अब गोपनीय नहीं।")
        )
        go(tx, file_id, secretary(**LAN), OFFICER)

    assert names(section) == ["file-forwarded"]
    assert announced(section)[0]["department"] == "REV"


def test_the_e_office_announces_in_one_place_alone() -> None:
    places = [path for path in python_files("services/files") if ".announce(" in path.read_text("utf-8")]

    assert [relative(path) for path in places] == ["services/files/actions/announcing.py"]
