"""Decisions about one paper, against a sentence for every combination of what they look at."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations, product
from uuid import UUID

import pytest

from kernel.errors import NotAllowed
from kernel.identity import Zone
from services.files import access as files
from services.files.domain import (
    Grade,
    LoweringNeedsAHigherRank,
    LoweringNeedsAnotherOfficersNote,
    Medium,
    PapersNotInThisZone,
    Receipt,
    ReceiptState,
    Regrading,
)
from tests.access.decisions.callers import HERE, THERE, me, nobody_of_ours, why
from tests.access.facts import ROLES
from tests.fakes import an_id
from tests.files.desks import NOW, a_plain_file
from tests.files.test_domain import a_note


def a_receipt(marked_to: UUID) -> Receipt:
    """An unclassified paper marked to a desk."""
    return Receipt(
        receipt_id=an_id("receipt"),
        diary_number="1/2026",
        office_id=an_id("office"),
        department="REV",
        subject="नामांतरण",
        medium=Medium.ELECTRONIC,
        grade=Grade.UNCLASSIFIED,
        language="hi",
        case_id=None,
        state=ReceiptState.MARKED,
        marked_to=marked_to,
        marked_at=NOW,
        diarised_at=NOW,
        file_id=None,
    )


def test_a_paper_is_read_at_the_desks_where_it_was_and_to_others_it_does_not_exist() -> None:
    for desks in ({HERE}, {HERE, THERE}):
        assert files.may_read_file(me(), frozenset(desks)).allowed
        assert files.may_read_receipt(me(), frozenset(desks)).allowed
    for desks in (set(), {THERE}):
        assert why(files.may_read_file(me(), frozenset(desks))) is files.FileUnknown
        assert why(files.may_read_receipt(me(), frozenset(desks))) is files.ReceiptUnknown


def test_only_the_desk_that_holds_a_paper_acts_on_it() -> None:
    assert files.may_act_on_file(me(), a_plain_file(holder_post=HERE)).allowed
    assert files.may_act_on_receipt(me(), a_receipt(marked_to=HERE)).allowed
    assert why(files.may_act_on_file(me(), a_plain_file(holder_post=THERE))) is files.NotAtYourDesk
    assert why(files.may_act_on_receipt(me(), a_receipt(marked_to=THERE))) is files.NotAtYourDesk


def test_a_note_is_written_at_its_desk_and_a_file_closed_where_it_was_opened() -> None:
    assert files.may_write_note(me(), a_note(author_post=HERE)).allowed
    assert why(files.may_write_note(me(), a_note(author_post=THERE))) is files.NotYourNote
    assert files.may_close(me(), a_plain_file(), HERE).allowed
    assert why(files.may_close(me(), a_plain_file(), THERE)) is files.NotYourFileToClose


@pytest.mark.parametrize("role", ["", *ROLES])
def test_an_under_secretary_approves_and_a_section_officer_is_an_officer(role: str) -> None:
    assert files.may_approve(me(role)).allowed == (role == "approving_officer")
    assert files.is_officer(me(role)) == (role in ("section_officer", "approving_officer"))


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("department", ["REV", "HFW"])
@pytest.mark.parametrize("role", ["", *ROLES])
@pytest.mark.parametrize(("was", "grade"), list(permutations((Grade.UNCLASSIFIED, Grade.RESTRICTED), 2)))
def test_a_grade_is_lowered_by_an_under_secretary_of_the_files_department_and_never_alone(
    was: Grade, grade: Grade, role: str, department: str, *, agreed: bool
) -> None:
    file, change = a_plain_file(department=department), Regrading(was, grade, "a reason")

    decided = files.may_regrade(me(role), file, change, agreed_by_another=agreed)

    if grade is Grade.RESTRICTED:
        assert decided.allowed
    elif role != "approving_officer" or department != "REV":
        assert why(decided) is LoweringNeedsAHigherRank
    else:
        assert why(decided) is (None if agreed else LoweringNeedsAnotherOfficersNote)


def test_nobody_without_a_post_lowers_a_grade() -> None:
    change = Regrading(Grade.RESTRICTED, Grade.UNCLASSIFIED, "a reason")

    decided = files.may_regrade(
        replace(me("approving_officer"), charge=None), a_plain_file(), change, agreed_by_another=True
    )

    assert why(decided) is LoweringNeedsAHigherRank


@pytest.mark.parametrize("zone", Zone)
@pytest.mark.parametrize("grade", Grade)
def test_a_grade_is_given_only_where_papers_of_it_may_be_handled(grade: Grade, zone: Zone) -> None:
    actor, change = me("approving_officer", zone=zone), Regrading(Grade.CONFIDENTIAL, grade, "a reason")

    decided = files.may_regrade(actor, a_plain_file(), change, agreed_by_another=True)

    assert decided.allowed == files.may_handle(actor, grade).allowed


def test_each_network_has_a_highest_grade() -> None:
    highest = {Zone.INTERNET: -1, Zone.VPN: 1, Zone.SECURE_LAN: 2, Zone.AIR_GAPPED: 2}

    for zone, grade in product(Zone, Grade):
        assert files.may_handle(me(zone=zone), grade).allowed == (grade.level <= highest[zone]), (zone, grade)


def test_a_desk_is_held_by_staff_with_a_charge() -> None:
    assert files.at_a_desk(me()).allowed
    assert not files.at_a_desk(replace(me(), charge=None)).allowed
    assert not files.at_a_desk(nobody_of_ours()).allowed


def test_what_lies_at_the_desks_of_a_leaver_is_told_from_the_vpn_up_and_to_staff_only() -> None:
    assert files.may_see_handover(me()).allowed
    assert why(files.may_see_handover(me(zone=Zone.INTERNET))) is PapersNotInThisZone
    for zone in Zone:
        assert why(files.may_see_handover(replace(nobody_of_ours(), zone=zone))) is NotAllowed


@pytest.mark.parametrize("grade", Grade)
def test_a_restricted_paper_leaves_only_with_a_second_factor_of_just_now(grade: Grade) -> None:
    shown_long_ago = replace(me(), second_factor_at=NOW - timedelta(hours=1))

    assert files.may_take_along(replace(me(), second_factor_at=NOW), grade, NOW).allowed
    assert files.may_take_along(shown_long_ago, grade, NOW).allowed == (grade is Grade.UNCLASSIFIED)


def test_a_stale_directory_lets_nobody_sign_and_says_when_to_try_again() -> None:
    assert files.may_sign(stale=False).allowed
    refusal = files.may_sign(stale=True).refusal

    assert isinstance(refusal, files.DirectoryIsStale)
    assert refusal.facts == {"retry_after": 30}


def test_grades_have_their_names_in_every_store_and_message() -> None:
    assert list(Grade) == ["UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP_SECRET"]


def test_papers_from_confidential_up_are_classified() -> None:
    assert [grade for grade in Grade if grade.is_classified] == ["CONFIDENTIAL", "SECRET", "TOP_SECRET"]
