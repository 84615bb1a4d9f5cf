"""What the sentences say of one caller at one door; nothing here is read from the product's decisions."""

from functools import cache

from tests.access.doors import Door, all_doors
from tests.access.facts import Facts, Sentence, everybody
from tests.access.sentences import SENTENCES

DOORS = {door.name: door for door in all_doors()}
SENTENCE_OF = {door: sentence for sentence in SENTENCES for door in sentence.doors}


def may_come(door: Door, who: Facts) -> bool:
    """Whether a caller may come to a door.

    Whoever was lent a post for reading changes nothing in its name; what everybody may he does in nobody's.
    """
    sentence = SENTENCE_OF[door.name]
    if who.only_reads and is_act(door) and not sentence.about_oneself and not is_for_everybody(sentence):
        return False
    return sentence.allows(who)


def is_act(door: Door) -> bool:
    """Whether something changes behind the door."""
    return door.route.method != "GET"


@cache
def is_for_everybody(sentence: Sentence) -> bool:
    """Whether a sentence leaves nobody out."""
    return all(map(sentence.allows, everybody()))
