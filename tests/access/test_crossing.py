"""Every route × place × role × zone × grant × standing, and of papers × grade, is decided as the sentences say."""

import pytest

from tests.access.crossing import BEHIND, UNGRADED, counted, differing
from tests.access.facts import GRANTS, ROLES, STANDINGS, ZONES, Sentence
from tests.access.looks import FOUND_AS_ONES_OWN, LOOKS
from tests.access.places import ANYWHERE
from tests.access.saying import DOORS, SENTENCE_OF
from tests.access.sentences import SENTENCES


def service_of(sentence: Sentence) -> str:
    """The service about whose doors a sentence speaks."""
    return sentence.doors[0].partition(" ")[0]


@pytest.mark.parametrize(
    "sentence", SENTENCES, ids=lambda sentence: f"{service_of(sentence)}: {sentence.text}"
)
def test_each_caller_is_let_in_or_refused_as_the_sentences_say(sentence: Sentence) -> None:
    assert list(differing(sentence))[:20] == []


def test_every_door_is_crossed_with_every_role_network_grant_and_standing() -> None:
    of_staff = len(("", *ROLES)) * len(ZONES) * len(GRANTS) * len(STANDINGS)

    assert SENTENCE_OF.keys() == DOORS.keys()
    assert sum(counted().values()) >= len(DOORS) * of_staff
    assert sum(counted().values()) >= 1_000_000


def test_what_stands_behind_a_door_is_crossed_with_places_and_papers_with_grades() -> None:
    one_place = {door for door, behind in BEHIND.items() if behind.places == ANYWHERE}
    ungraded = {door for door, behind in BEHIND.items() if behind.grades == UNGRADED}

    assert {door for door in one_place if "{" in door} == {
        door for door, look in LOOKS.items() if look is FOUND_AS_ONES_OWN
    }
    assert [door for door in ungraded if door.startswith("files")] == []
