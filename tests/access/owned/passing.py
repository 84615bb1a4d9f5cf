"""Which of all crossed combinations are tried as real requests on real tables, and what may come of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, islice

from falcon.testing import Result

from services.files.domain import Grade
from tests.access.doors import Door
from tests.access.facts import GRANTS, ROLES, STANDINGS, ZONES, Facts, Owned
from tests.access.owned.trying import FINE, House, Thing, is_let_in, state_of, try_door
from tests.access.saying import DOORS, is_act, may_come
from tests.access.sentences.lists import LISTING_PAPERS, LISTING_PETITIONS
from tests.access.sentences.papers import GRADES, is_shown_in

# Acts that are let in use a thing up, and reading it again shows nothing new.
LET_IN_PER_DOOR = 2
OUTSIDE_PER_DOOR = 4


@dataclass(frozen=True)
class Try:
    """A caller at a place before a thing, graded where papers are."""

    who: Facts
    place: str
    grade: str = ""


def to_no_one_thing(service: str, *, at_centres: bool = False) -> tuple[Owned, ...]:
    """Of the doors of a service those without a thing behind them, by what is said of them."""
    doors: list[str] = [
        name
        for name, door in DOORS.items()
        if door.service == service and not door.route.public and "{" not in door.route.path
        if (roles := _roles_at(door)) and at_centres == (roles == ["facilitator"])
    ]
    lists = [
        replace(each, doors=tuple(name for name in doors if name in each.doors))
        for each in (LISTING_PETITIONS, LISTING_PAPERS)
    ]
    others = tuple(name for name in doors if not any(name in each.doors for each in lists))
    rule = Owned("Lists, forms and what begins something.", lambda _who, _place: True, others)
    return tuple(each for each in (rule, *lists) if each.doors)


def _roles_at(door: Door) -> list[str]:
    """The roles of officers who may come to a door from within, with a grant; none for doors of citizens and portals."""
    return [
        role for role in ("", *ROLES) if may_come(door, Facts("STAFF", "SECURE_LAN", role, "granted", "own"))
    ]


def crossed_wrong(house: House, rule: Owned) -> list[tuple[str, str, Try, int]]:
    """(door, what is wrong, who tried, status) for each chosen request that does not end as the sentences say."""
    found = []
    for door in map(DOORS.__getitem__, rule.doors):
        for grade, tries in _by_grade(chosen(type(house), rule, door)).items():
            _grade_things(house, grade)
            found += list(_turned_away(house, door, [each for each in tries if not allows(rule, door, each)]))
            found += list(_let_in(house, door, [each for each in tries if allows(rule, door, each)]))
    _grade_things(house, "")
    return found


def allows(rule: Owned, door: Door, tried: Try) -> bool:
    """What the sentences say of a try: about the door, about whose the thing is, about its grade."""
    shown = not tried.grade or is_shown_in(tried.who.zone, tried.grade)
    return may_come(door, tried.who) and rule.lets_in(tried.who, tried.place) and shown


@cache
def chosen(house: type[House], rule: Owned, door: Door) -> tuple[Try, ...]:
    """Who tries: one who may, and the same with each other network, grade, grant, standing; other roles; from outside."""
    turn = sorted(DOORS).index(door.name)
    base = _insider(house, rule, door, turn)
    tries = list(
        dict.fromkeys(
            [*_varied(house, base, turn), *islice(_outside(house, rule, door, turn), OUTSIDE_PER_DOOR)]
        )
    )
    let_in = [each for each in tries if allows(rule, door, each)]
    kept = [let_in[(turn + step) % len(let_in)] for step in range(min(LET_IN_PER_DOOR, len(let_in)))]
    # A paper that is printed takes a second; that it is printed for whom it may is tried elsewhere.
    kept = [] if door.route.path.endswith(".pdf") or _wants_more(door) else kept
    return tuple(each for each in tries if each in kept or each not in let_in)


def _insider(house: type[House], rule: Owned, door: Door, turn: int) -> Try:
    grade = GRADES[0] if _is_graded(door) else ""
    found = [
        each
        for role in ("", *ROLES)
        for place in house.places
        if allows(rule, door, each := Try(replace(house.usual, role=role), place, grade))
    ]
    return found[turn % len(found)]


def _varied(house: type[House], base: Try, turn: int) -> Iterator[Try]:
    yield base
    for zone in ZONES:
        for grade in GRADES if base.grade else ("",):
            yield replace(base, who=replace(base.who, zone=zone), grade=grade)
    for grant in GRANTS:
        yield replace(base, who=replace(base.who, grant=grant))
    for standing in STANDINGS:
        yield replace(base, who=replace(base.who, standing=standing))
    for role in islice(cycle(ROLES), turn, turn + 3):
        yield replace(base, who=replace(base.who, role=role))


def _outside(house: type[House], rule: Owned, door: Door, turn: int) -> Iterator[Try]:
    """Who has the right to the door and nothing to do with the thing, from each place, network and standing in turn."""
    roles = [role for role in ("", *ROLES) if may_come(door, replace(house.usual, role=role))]
    grade = GRADES[0] if _is_graded(door) else ""
    for step in range(turn, turn + len(house.places) * len(ZONES) * 3):
        who = replace(
            house.usual,
            role=roles[step % len(roles)],
            zone=ZONES[1:][step % 3],
            standing=STANDINGS[:3][step // 3 % 3],
        )
        each = Try(who, house.places[step % len(house.places)], grade)
        if may_come(door, who) and not rule.lets_in(who, each.place):
            yield each


def _is_graded(door: Door) -> bool:
    """Which new grade a thing may get is about its present one, and stands in tests/files/test_regrading.py."""
    gives_grade = is_act(door) and door.route.path.endswith("/grade")
    return door.service == "files" and "{" in door.route.path and not gives_grade


def _wants_more(door: Door) -> bool:
    """What begins something wants all its particulars, and a handover its leaver; without them one is turned away, too."""
    return "{" not in door.route.path and (is_act(door) or door.route.path.endswith("/handover"))


def _by_grade(tries: tuple[Try, ...]) -> dict[str, list[Try]]:
    return {
        grade: [each for each in tries if each.grade == grade] for grade in {each.grade: 0 for each in tries}
    }


def _grade_things(house: House, grade: str) -> None:
    if hasattr(house, "grade"):
        house.grade = Grade(grade or GRADES[0])


def _turned_away(house: House, door: Door, tries: list[Try]) -> Iterator[tuple[str, str, Try, int]]:
    if not tries:
        return
    thing, acts = house.thing(door.name), is_act(door)
    before = state_of(house) if acts else None
    for each in tries:
        answer = _answer(house, door, thing, each)
        if is_let_in(house, thing, answer):
            yield door.name, "let in", each, answer.status_code
        elif not may_come(door, each.who) and answer.status_code == 404:
            yield door.name, "told from a thing that is not there", each, answer.status_code
    if acts and state_of(house) != before:
        yield door.name, "changed by who is turned away", tries[0], 0


def _let_in(house: House, door: Door, tries: list[Try]) -> Iterator[tuple[str, str, Try, int]]:
    thing = house.thing(door.name) if tries else {}
    for number, each in enumerate(tries):
        thing = house.thing(door.name) if number and is_act(door) else thing
        answer = _answer(house, door, thing, each)
        if answer.status_code >= FINE or not is_let_in(house, thing, answer):
            yield door.name, "turned away", each, answer.status_code


def _answer(house: House, door: Door, thing: Thing, each: Try) -> Result:
    return try_door(house, door, thing, house.caller(each.who, each.place))
