"""A grade is changed by an act of its own: raised at once, lowered never alone, and always with a reason on record."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from falcon.testing import TestClient

from kernel import clock
from kernel.database import Query
from kernel.edge.http import application
from kernel.migrate import folders
from services.files import actions, store
from services.files.access import FileUnknown
from services.files.api import api
from services.files.domain import (
    ConfidentialOnlyOnSecureLan,
    FileIsClosed,
    Grade,
    GradedLowerThanItsFile,
    GradeIsAnother,
    GradeStaysTheSame,
    LoweringNeedsAHigherRank,
    LoweringNeedsAnotherOfficersNote,
    PutUpFirst,
    Regrading,
    SecretNotOnThisNetwork,
)
from tests.clients import Client, a_context
from tests.conftest import Databases
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    PDF,
    SECRETARY,
    Section,
    a_file,
    a_receipt,
    assistant,
    go,
    officer,
    recorded,
    secretary,
)

UNCLASSIFIED, RESTRICTED, CONFIDENTIAL = Grade.UNCLASSIFIED, Grade.RESTRICTED, Grade.CONFIDENTIAL
SEARCHED = "SELECT file_id FROM file WHERE search IS NOT NULL UNION SELECT receipt_id FROM receipt WHERE search IS NOT NULL"
AS_BEFORE = """INSERT INTO document (document_id, receipt_id, file_id, cover, position, kind, grade, sha256, size,
    media_type, filename, wrapped_key, added_at)
    SELECT gen_random_uuid(), receipt_id, file_id, cover, position + 1, kind, grade, sha256, size,
           media_type, filename, wrapped_key, added_at FROM document WHERE document_id = %(document_id)s"""
COUNT_AGAIN = "0016_count_places_given_meanwhile.sql"
REASON = "गवाह का पता इसमें है।"


def to(grade: Grade, was: Grade = UNCLASSIFIED) -> Regrading:
    return Regrading(was, grade, REASON)


@pytest.fixture
def paper(section: Section) -> tuple[UUID, UUID]:
    """The ids of a file at the section officer's desk and of the one paper on it."""
    with section.at("lan") as tx:
        file = a_file(tx)
        new = actions.Paper(PDF, "a.pdf", UNCLASSIFIED)
        document = actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, new, section.vault)
        go(tx, file.file_id, assistant(**LAN), OFFICER)
    return file.file_id, document["document_id"]


def regrade(section: Section, paper: tuple[UUID, UUID], how: Regrading, actor: Any = None) -> Any:
    """The paper's grade is changed, by the section officer on the LAN unless another is named."""
    with section.at("lan") as tx:
        return actions.regrade_paper(tx, actor or officer(**LAN), paper[1], how)


def test_a_raised_paper_vanishes_from_the_vpn_and_keeps_its_place_on_the_lan(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    regrade(section, paper, to(CONFIDENTIAL))
    with section.at("vpn") as tx:
        actions.add_paper_to_file(
            tx, officer(), paper[0], actions.Paper(PDF, "b.pdf", UNCLASSIFIED), section.vault
        )
        over_vpn = actions.read_file(tx, officer(), paper[0])
    with section.at("lan") as tx:
        on_lan = actions.read_file(tx, officer(**LAN), paper[0])

    assert [row["place"] for row in over_vpn["documents"]] == ["2/c"]
    assert [(row["place"], row["grade"]) for row in on_lan["documents"]] == [
        ("1/c", "CONFIDENTIAL"),
        ("2/c", "UNCLASSIFIED"),
    ]
    assert over_vpn["grade_changes"] == []
    assert [(row["place"], row["reason"]) for row in on_lan["grade_changes"]] == [("1/c", REASON)]


def test_a_place_that_the_release_before_gave_without_counting_is_not_given_again(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    with section.at("vpn") as tx:
        tx.execute(Query("as-before", AS_BEFORE), document_id=paper[1])
    with section.at("vpn") as tx:
        new = actions.Paper(PDF, "c.pdf", UNCLASSIFIED)
        added = actions.add_paper_to_file(tx, officer(), paper[0], new, section.vault)

    assert added["place"] == "3/c"


def test_places_that_were_not_counted_are_counted_by_the_owner(
    section: Section, paper: tuple[UUID, UUID], databases: Databases
) -> None:
    regrade(section, paper, to(CONFIDENTIAL))
    with section.at("lan") as tx:
        tx.execute(Query("uncounted", "UPDATE file SET places = 0"))
        name = tx.fetch_value(Query("name", "SELECT current_database()"))

    repair = (folders("files")[1] / COUNT_AGAIN).read_text("utf-8")
    with psycopg2.connect(databases.dsn(name, "owner")) as owner, owner.cursor() as cursor:
        cursor.execute(repair)

    with section.at("vpn") as tx:
        new = actions.Paper(PDF, "b.pdf", UNCLASSIFIED)
        assert actions.add_paper_to_file(tx, officer(), paper[0], new, section.vault)["place"] == "2/c"


def test_what_was_said_of_a_paper_before_it_was_hidden_is_hidden_with_it(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    regrade(section, paper, to(RESTRICTED))
    with section.at("vpn") as tx:
        before = actions.read_file(tx, officer(), paper[0])["grade_changes"]
    regrade(section, paper, to(CONFIDENTIAL, was=RESTRICTED))

    with section.at("vpn") as tx:
        after = actions.read_file(tx, officer(), paper[0])["grade_changes"]
        rows = tx.fetch_all(Query("changes", "SELECT reason FROM grade_change"))
    with section.at("lan") as tx:
        on_lan = actions.read_file(tx, officer(**LAN), paper[0])["grade_changes"]

    assert [row["place"] for row in before] == ["1/c"]
    assert (after, rows) == ([], [])
    assert [row["place"] for row in on_lan] == ["1/c", "1/c"]


def test_a_change_is_on_record_without_its_reason(section: Section, paper: tuple[UUID, UUID]) -> None:
    regrade(section, paper, to(RESTRICTED))

    with section.at("app") as tx:
        rows = tx.fetch_all(Query("record", "SELECT * FROM audit WHERE act = 'paper.regraded'"))
    assert ("paper.regraded", str(paper[1])) in recorded(section)
    assert REASON not in str(rows)


def test_the_database_keeps_every_change(section: Section, paper: tuple[UUID, UUID]) -> None:
    regrade(section, paper, to(RESTRICTED))

    for statement in ("UPDATE grade_change SET reason = 'x'", "DELETE FROM grade_change"):
        with pytest.raises(Exception, match="grade_change"), section.at("app") as tx:
            tx.execute(Query("tamper", statement))


def test_a_grade_that_was_changed_meanwhile_is_not_changed_again(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    regrade(section, paper, to(RESTRICTED))

    with pytest.raises(GradeIsAnother):
        regrade(section, paper, to(RESTRICTED))
    with pytest.raises(GradeStaysTheSame):
        regrade(section, paper, to(RESTRICTED, was=RESTRICTED))


@pytest.mark.parametrize("grade", [Grade.SECRET, Grade.TOP_SECRET])
def test_no_paper_here_becomes_secret(section: Section, paper: tuple[UUID, UUID], grade: Grade) -> None:
    with pytest.raises(SecretNotOnThisNetwork):
        regrade(section, paper, to(grade))


def test_over_the_vpn_nothing_becomes_confidential(section: Section, paper: tuple[UUID, UUID]) -> None:
    for change in (
        lambda tx: actions.regrade_paper(tx, officer(), paper[1], to(CONFIDENTIAL)),
        lambda tx: actions.regrade_file(tx, officer(), paper[0], to(CONFIDENTIAL)),
    ):
        with pytest.raises(ConfidentialOnlyOnSecureLan), section.at("vpn") as tx:
            change(tx)


def test_a_grade_is_lowered_by_a_higher_officer_after_anothers_note(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    regrade(section, paper, to(RESTRICTED))
    lowered = to(UNCLASSIFIED, was=RESTRICTED)

    with pytest.raises(LoweringNeedsAHigherRank):
        regrade(section, paper, lowered)
    with section.at("lan") as tx:
        go(tx, paper[0], officer(**LAN), SECRETARY)
    with pytest.raises(LoweringNeedsAnotherOfficersNote):
        regrade(section, paper, lowered, secretary(**LAN))

    with section.at("lan") as tx:
        go(tx, paper[0], secretary(**LAN), OFFICER)
        actions.write_note(tx, officer(**LAN), paper[0], "श्रेणी घटाई जा सकती है।")
        go(tx, paper[0], officer(**LAN), SECRETARY)
    assert regrade(section, paper, lowered, secretary(**LAN))["grade"] == UNCLASSIFIED


def test_an_officers_own_note_is_not_anothers(section: Section, paper: tuple[UUID, UUID]) -> None:
    regrade(section, paper, to(RESTRICTED))
    with section.at("lan") as tx:
        go(tx, paper[0], officer(**LAN), SECRETARY)
        actions.write_note(tx, secretary(**LAN), paper[0], "मैं ही सहमत हूँ।")
        go(tx, paper[0], secretary(**LAN), ASSISTANT)
        actions.write_note(tx, assistant(**LAN), paper[0], "मैं भी।")
        go(tx, paper[0], assistant(**LAN), SECRETARY)

    with pytest.raises(LoweringNeedsAnotherOfficersNote):
        regrade(section, paper, to(UNCLASSIFIED, was=RESTRICTED), secretary(**LAN))


def test_who_holds_two_desks_does_not_agree_with_oneself(section: Section, paper: tuple[UUID, UUID]) -> None:
    both = replace(secretary(**LAN), person_id=officer().person_id)
    regrade(section, paper, to(RESTRICTED))
    with section.at("lan") as tx:
        actions.write_note(tx, officer(**LAN), paper[0], "श्रेणी घटाई जा सकती है।")
        go(tx, paper[0], officer(**LAN), SECRETARY)
    lowered = to(UNCLASSIFIED, was=RESTRICTED)

    with pytest.raises(LoweringNeedsAnotherOfficersNote):
        regrade(section, paper, lowered, both)
    assert regrade(section, paper, lowered, secretary(**LAN))["grade"] == UNCLASSIFIED


def test_a_raised_file_takes_its_receipts_and_papers_along_and_is_no_longer_searched(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    with section.at("lan") as tx:
        raised = actions.regrade_file(tx, officer(**LAN), paper[0], to(CONFIDENTIAL))
        shown = actions.read_file(tx, officer(**LAN), paper[0])
        receipts = store.find_receipts_of_file(tx, paper[0])
        searched = tx.fetch_all(Query("searched", SEARCHED))

    assert raised.grade is CONFIDENTIAL
    assert {row["grade"] for row in (*shown["documents"], *receipts)} == {"CONFIDENTIAL"}
    assert [row["document_id"] for row in shown["grade_changes"]] == [None]
    assert searched == []
    with pytest.raises(FileUnknown), section.at("vpn") as tx:
        actions.read_file(tx, officer(), paper[0])


def test_a_lowered_file_leaves_each_paper_its_grade_and_is_found_again(
    section: Section, paper: tuple[UUID, UUID]
) -> None:
    with section.at("lan") as tx:
        actions.regrade_file(tx, officer(**LAN), paper[0], to(CONFIDENTIAL))
        actions.write_note(tx, officer(**LAN), paper[0], "अब घटाया जा सकता है।")
        go(tx, paper[0], officer(**LAN), SECRETARY)
        actions.regrade_file(tx, secretary(**LAN), paper[0], to(RESTRICTED, was=CONFIDENTIAL))
        shown = actions.read_file(tx, secretary(**LAN), paper[0])
        receipts = store.find_receipts_of_file(tx, paper[0])

    assert shown["file"].grade is RESTRICTED
    assert {row["grade"] for row in receipts} == {"RESTRICTED"}
    assert [row["grade"] for row in shown["documents"]] == ["CONFIDENTIAL"]
    with section.at("vpn") as tx:
        found = actions.inbox(tx, secretary(), "नामांतरण", actions.Page())
    assert [item["item_id"] for item in found["items"]] == [paper[0]]


def test_no_paper_is_graded_lower_than_its_file(section: Section, paper: tuple[UUID, UUID]) -> None:
    with section.at("lan") as tx:
        actions.regrade_file(tx, officer(**LAN), paper[0], to(RESTRICTED))
        actions.write_note(tx, officer(**LAN), paper[0], "एक टीप।")
        go(tx, paper[0], officer(**LAN), SECRETARY)

    with pytest.raises(GradedLowerThanItsFile):
        regrade(section, paper, to(UNCLASSIFIED, was=RESTRICTED), secretary(**LAN))


def test_a_closed_file_keeps_its_grades(section: Section, paper: tuple[UUID, UUID]) -> None:
    with section.at("lan") as tx:
        actions.write_note(tx, officer(**LAN), paper[0], "बंद करें।")
        go(tx, paper[0], officer(**LAN), ASSISTANT)
        actions.close(tx, assistant(**LAN), paper[0])

    with pytest.raises(FileIsClosed):
        regrade(section, paper, to(RESTRICTED), assistant(**LAN))


def test_a_paper_that_is_on_no_file_is_put_up_first(section: Section) -> None:
    with section.at("lan") as tx:
        receipt = a_receipt(tx)
        new = actions.Paper(PDF, "a.pdf", UNCLASSIFIED)
        document = actions.add_paper_to_receipt(tx, assistant(**LAN), receipt.receipt_id, new, section.vault)

    with pytest.raises(PutUpFirst):
        regrade(section, (receipt.receipt_id, document["document_id"]), to(RESTRICTED), assistant(**LAN))


def test_over_http_a_grade_takes_a_reason_and_the_second_factor(
    section: Section, paper: tuple[UUID, UUID], tmp_path: Path
) -> None:
    context, key = a_context("files", section.pools["vpn"], tmp_path)
    vpn = Client(context, TestClient(application(context, [api])), key)
    path = f"/v1/documents/{paper[1]}/grade"
    body = {"was": "UNCLASSIFIED", "grade": "RESTRICTED", "reason": REASON}

    unsaid = vpn.post(path, actor=officer(), json={**body, "reason": "  "})
    unproven = vpn.post(path, actor=officer(second_factor_at=clock.now() - timedelta(minutes=6)), json=body)
    done = vpn.post(path, actor=officer(), json=body)
    again = vpn.post(path, actor=officer(), json=body)
    by_an_assistant = vpn.post(path, actor=assistant(), json=body)

    assert [unsaid.status_code, unproven.status_code, done.status_code] == [422, 401, 200], done.json
    assert done.json["grade"] == "RESTRICTED"
    assert (again.status_code, again.json["type"]) == (409, "urn:karyasetu:grade-is-another")
    assert (by_an_assistant.status_code, by_an_assistant.json["type"]) == (
        403,
        "urn:karyasetu:rank-too-low-to-grade",
    )
