"""Every door from every place, for each role, network, grant and standing and, of papers, each grade: said and decided."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from kernel import clock
from kernel.identity import Actor
from services.files.domain import Grade
from tests.access import looks
from tests.access.doors import Door
from tests.access.facts import MOMENT, Facts, Owned, Sentence, actor_of, everybody
from tests.access.looks import LOOKS, Look
from tests.access.owned import test_auth, test_centre, test_files, test_notify, test_public, test_wfh
from tests.access.places import (
    ANYWHERE,
    OF_AUTH,
    OF_CENTRES,
    OF_FILES,
    OF_NOTIFY,
    OF_PUBLIC,
    OF_WFH,
    Place,
)
from tests.access.saying import DOORS, is_act, may_come
from tests.access.sentences.lists import LISTING_PETITIONS, TAKING_PAPERS
from tests.access.sentences.papers import GRADES, is_shown_in

PLACES = {
    test_auth.RULES: OF_AUTH,
    test_files.RULES: OF_FILES,
    test_wfh.RULES: OF_WFH,
    test_public.RULES: OF_PUBLIC,
    test_centre.RULES: OF_CENTRES,
    test_notify.RULES: OF_NOTIFY,
}
WITHOUT_THINGS: dict[Owned, Look] = {TAKING_PAPERS: looks.handles, LISTING_PETITIONS: looks.lists_petitions}
UNGRADED = ("",)


@dataclass(frozen=True)
class Behind:
    """What is behind a door: whose it is, what access looks at, where callers may stand, which grades there are."""

    rule: Owned | None = None
    look: Look | None = None
    places: tuple[Place, ...] = ANYWHERE
    grades: tuple[str, ...] = UNGRADED


@dataclass(frozen=True)
class Alike:
    """Doors between which neither what is said nor what is decided makes a difference."""

    sentence: Sentence
    behind: Behind
    right: tuple[str, str, bool, bool]


def _behind() -> dict[str, Behind]:
    found = {}
    for rules, places in PLACES.items():
        grades = GRADES if rules is test_files.RULES else UNGRADED
        for rule in rules:
            for door in rule.doors:
                # What a statement finds as one's own is tried on real tables instead.
                known = Behind(rule, LOOKS[door], places, grades) if LOOKS[door] else Behind()
                found[door] = known
    for rule, look in WITHOUT_THINGS.items():
        grades = GRADES if rule is TAKING_PAPERS else UNGRADED
        found |= {door: Behind(rule, look, ANYWHERE, grades) for door in rule.doors}
    return found


BEHIND = _behind()


@cache
def callers(place: Place) -> tuple[tuple[Facts, Actor], ...]:
    """Each caller there can be, as the edge makes it at MOMENT, at a place."""
    if place.name != "anywhere":
        return tuple((facts, place.of(actor)) for facts, actor in callers(ANYWHERE[0]))
    with clock.frozen(MOMENT):
        return tuple((facts, actor_of(facts)) for facts in everybody())


def alike(sentence: Sentence) -> dict[Alike, list[str]]:
    """The doors of a sentence, by what makes a difference between them."""
    found: dict[Alike, list[str]] = {}
    for name in sentence.doors:
        door = DOORS[name]
        right = (door.service, door.route.may, door.route.public, is_act(door))
        found.setdefault(Alike(sentence, BEHIND.get(name, Behind()), right), []).append(name)
    return found


@cache
def rights(door: Door, place: Place) -> tuple[bool, ...]:
    """Who of the callers at a place has the right to the door, as the router decides it."""
    return tuple(door.router.decide(door.route, actor).allowed for _facts, actor in callers(place))


def differing(sentence: Sentence) -> Iterator[tuple[str, str, str, str, Facts]]:
    """(what is wrong, doors, place, grade, caller) wherever the decision is not the sentences'."""
    with clock.frozen(MOMENT):
        for like, names in alike(sentence).items():
            for place in like.behind.places:
                for grade in like.behind.grades:
                    for facts, allowed in _differing_at(like, DOORS[names[0]], place, grade):
                        yield (
                            ("wrong allow" if allowed else "wrong refusal"),
                            ", ".join(names),
                            place.name,
                            grade,
                            facts,
                        )


def _differing_at(like: Alike, door: Door, place: Place, grade: str) -> Iterator[tuple[Facts, bool]]:
    lets_in, looked_at = _lets_in(like.behind, place, grade), _looked_at(like.behind, grade)
    for (facts, actor), has_right in zip(callers(place), rights(door, place), strict=True):
        wanted = may_come(door, facts) and lets_in(facts)
        allowed = has_right and looked_at(actor)
        if allowed != wanted:
            yield facts, allowed


def _lets_in(behind: Behind, place: Place, grade: str) -> Callable[[Facts], bool]:
    rule = behind.rule
    if rule is None:
        return lambda _facts: True
    return lambda facts: rule.lets_in(facts, place.name) and (not grade or is_shown_in(facts.zone, grade))


def _looked_at(behind: Behind, grade: str) -> Callable[[Actor], bool]:
    look = behind.look
    if look is None:
        return lambda _actor: True
    graded = Grade(grade) if grade else Grade.UNCLASSIFIED
    return lambda actor: all(decision.allowed for decision in look(actor, graded))


def counted() -> Counter[str]:
    """How many combinations there are of door, place, grade and caller, by service."""
    found: Counter[str] = Counter()
    for name, door in DOORS.items():
        behind = BEHIND.get(name, Behind())
        found[door.service] += len(behind.places) * len(behind.grades) * len(callers(ANYWHERE[0]))
    return found
