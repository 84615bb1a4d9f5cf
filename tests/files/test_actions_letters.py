"""Replies are drafted, approved and issued."""

import json

import pytest

from kernel.errors import Conflict
from services.files import actions
from services.files.access import (
    RankTooLow,
)
from services.files.domain import (
    DraftHasNoApproval,
    DraftIsApproved,
    DraftIsIssued,
    Grade,
    ReplyIsClassified,
)
from tests.fakes import an_id
from tests.files.desks import (
    LAN,
    OFFICER,
    PETITION,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_referral,
    announced,
    approved_draft,
    assistant,
    go,
    names,
    officer,
    secretary,
    this_year,
)


def test_every_version_of_a_draft_stays_and_the_newest_is_approved(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), SECRETARY)
        actions.redraft(tx, secretary(), draft.draft_id, a_letter(body="संशोधित उत्तर"))
        approved = actions.approve(tx, secretary(), draft.draft_id, 2)
        with pytest.raises(DraftIsApproved):
            actions.redraft(tx, secretary(), draft.draft_id, a_letter())

    assert [version.body for version in approved.versions] == ["आपका नामांतरण हो गया है।", "संशोधित उत्तर"]
    assert approved.text_to_issue().body == "संशोधित उत्तर"


def test_only_the_version_that_was_read_is_approved(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), SECRETARY)
        actions.redraft(tx, secretary(), draft.draft_id, a_letter(body="संशोधित उत्तर"))

        with pytest.raises(Conflict):
            actions.approve(tx, secretary(), draft.draft_id, read=1)
        approved = actions.approve(tx, secretary(), draft.draft_id, read=2)

    assert approved.approved_version == 2


def test_a_section_officer_cannot_approve(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        draft = actions.draft(tx, assistant(), file.file_id, a_letter(), "hi")
        go(tx, file.file_id, assistant(), OFFICER)

    with pytest.raises(RankTooLow), section.at("vpn") as tx:
        actions.approve(tx, officer(), draft.draft_id, 1)


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
        actions.approve(tx, secretary(), draft.draft_id, 1)
        issued = actions.issue(tx, secretary(), draft.draft_id, section.vault)
    with pytest.raises(DraftIsIssued), section.at("vpn") as tx:
        actions.issue(tx, secretary(), draft.draft_id, section.vault)

    data = announced(section)[-1]["data"]
    check = data["documents"][0]
    letter = section.vault.blobs.open(
        check["sha256"], section.public.sealing.open_key(check["sealed_key"])
    ).read()
    assert issued["dispatch_number"] == f"SEC-REV-S1/D/{this_year()}/000001"
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
