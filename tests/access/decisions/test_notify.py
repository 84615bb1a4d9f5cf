"""Decisions about one message, against a sentence for every combination of what they look at."""

from dataclasses import replace
from itertools import product

import pytest

from kernel.errors import NotAllowed
from kernel.identity import Zone
from services.notify import access as notify
from tests.access.decisions.callers import ME, OTHER, me, nobody_of_ours, why
from tests.access.facts import ROLES
from tests.fakes import a_charge


def test_a_message_is_seen_by_who_was_told_and_by_operators_inside() -> None:
    for role, zone, told in product(("", *ROLES), Zone, (ME, OTHER, None)):
        operates = role in ("operator", "state_admin") and zone is not Zone.INTERNET
        assert notify.may_see_message(me(role, zone=zone), told).allowed == (told == ME or operates)
    assert not notify.may_see_message(replace(me(), person_id=None), None).allowed


def test_one_has_notices_as_a_person_of_the_staff() -> None:
    assert notify.may_read_own(me()).allowed
    assert not notify.may_read_own(replace(me(), person_id=None)).allowed
    assert not notify.may_read_own(nobody_of_ours()).allowed


@pytest.mark.parametrize("zone", Zone)
def test_papers_are_named_inside_only(zone: Zone) -> None:
    assert notify.shows_papers(me(zone=zone)) == (zone is not Zone.INTERNET)


@pytest.mark.parametrize("zone", Zone)
def test_what_is_no_paper_is_named_everywhere_and_what_is_not_known_counts_as_one(zone: Zone) -> None:
    named = [notify.may_name(me(zone=zone), purpose) for purpose in ("day-approved", "file-forwarded", "x")]

    assert named == [True, zone is not Zone.INTERNET, zone is not Zone.INTERNET]


def test_nobody_but_staff_operates() -> None:
    portal = replace(nobody_of_ours(), charge=a_charge(roles=frozenset(ROLES)))

    assert why(notify.may_operate(portal)) is NotAllowed
