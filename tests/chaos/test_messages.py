"""What the broker hands out again is turned round per case, and poison is known again when it is parked."""

import hashlib
import json

import pytest

from tests.chaos.evidence import identity_of
from tests.chaos.messages import POISON, of_kinds, turned_round

REGISTERED, TRANSFERRED = "public.case-registered", "public.case-transferred"


def told(kind: str, subject: str) -> bytes:
    return json.dumps({"type": f"in.karyasetu.{kind}.v1", "subject": subject}).encode()


def test_the_events_of_a_case_come_newest_first_and_lonely_ones_not_at_all() -> None:
    first, lonely = told(REGISTERED, "case-1"), told(REGISTERED, "case-2")
    second, other = told(TRANSFERRED, "case-1"), told(REGISTERED, "case-3")
    later = told(TRANSFERRED, "case-3")

    assert turned_round([first, lonely, other, second, later]) == [later, other, second, first]


def test_only_the_kinds_that_a_service_hears_are_handed_out() -> None:
    wanted, unheard = told(REGISTERED, "case-1"), told("public.case-registered-late", "case-1")

    assert of_kinds([wanted, unheard, told(TRANSFERRED, "case-1")], (REGISTERED,)) == [wanted]


@pytest.mark.parametrize("kind", POISON)
def test_poison_carries_a_mark_by_which_it_is_known(kind: bytes) -> None:
    one, another = kind % b"mark-1", kind % b"mark-2"

    assert identity_of(one) == hashlib.sha256(one).hexdigest() != identity_of(another)
