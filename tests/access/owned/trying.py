"""How doors to one thing are tried: those who have nothing to do with it change nothing, those whose it is come in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from typing import Any, Protocol
from urllib.parse import urlencode

from falcon.testing import Result

from kernel import clock, signing
from kernel.database import Database, Query
from kernel.edge.pages.forms import FORM_LASTS, TOKEN_FIELD
from kernel.identity import ALLOWED, Actor
from tests.access.doors import Door, all_doors
from tests.access.facts import GRANTS, ROLES, STANDINGS, ZONES, Facts
from tests.access.sentences import SENTENCES
from tests.clients import Client
from tests.forms import FORM

DOORS = {door.name: door for door in all_doors()}
RULE_OF = {door: sentence for sentence in SENTENCES for door in sentence.doors}
CROSSED = len(ROLES) + 1
EMPTY = "<!-- -->"
# What a thing's browser keeps, beside the names in the paths of its doors.
COOKIE = "cookie"
BOUNDARY = "a-paper"
FINE, NOT_YOURS = 400, frozenset({401, 403, 404})
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# A refused try may leave a record of itself, a count of tries, and that a desk opened what it holds, which gives that
# another version.
_STATE = Query(
    "state",
    """
    SELECT table_name,
           query_to_xml(format('SELECT md5(string_agg(r, ''|'' ORDER BY r))
                                  FROM (SELECT (to_jsonb(t) - ''seen_at'' - ''version'')::text AS r FROM %%I t) rows', table_name),
                        true, false, '')::text AS content
      FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND table_name NOT IN ('audit', 'audit_chain', 'allowance', 'idempotency')
    """,
)

Thing = dict[str, str]
# Who, and at which place; what is wrong, and where.
Caller = tuple[Facts, str]
Found = tuple[Any, ...]


@dataclass(frozen=True)
class Owned:
    """A rule about things as people say it, the same for a machine (by role and place), and the doors to such things."""

    text: str
    lets_in: Callable[[str, str], bool]
    doors: tuple[str, ...]
    # What else it takes, which the sentences about doors do not say: of network, grant and standing.
    needs: Callable[[Facts, str], bool] = lambda _who, _place: True


class House(Protocol):
    """A service with things in it, and the places from which people come to them."""

    database: Database
    places: tuple[str, ...]
    roles: tuple[str, ...]
    refusals: frozenset[int]
    # Who comes with all that opens doors, but for a role.
    base: Facts

    def client_in(self, zone: str, /) -> Client:
        """The process that answers this network."""

    def caller(self, who: Facts, place: str, /) -> Actor:
        """Such a caller at this place."""

    def thing(self, door: str) -> Thing:
        """A thing that nobody touched yet: what stands for the names in the door's path."""

    def fields(self, door: str, thing: Thing, /) -> Mapping[str, Any]:
        """What is sent through the door, such that nothing but the rule stands against it."""


def wrong(house: House, rule: Owned) -> list[Found]:
    """(door, what is wrong, caller, place, status) for each try that does not end as the rule says.

    Each door is tried by everybody whom the house's own facts let as far as the rule, and by callers who are crossed at
    random: of any role, in any network, with or without a grant, in any standing, at any place.
    """
    found: list[Found] = []
    for door in map(DOORS.__getitem__, rule.doors):
        near, crossed = list(_callers(house, door)), list(_crossed(house, door))
        found += _wrongly_let_in(house, rule, door, [*near, *crossed])
        found += _wrongly_turned_away(house, rule, door, near, crossed)
    return found


def _is_let_in(rule: Owned, door: Door, caller: Caller) -> bool:
    """Both sentences must let a caller in: who may come to such doors, and whose the thing behind this one is."""
    who, place = caller
    return RULE_OF[door.name].allows(who) and rule.lets_in(who.role, place) and rule.needs(who, place)


def _wrongly_let_in(house: House, rule: Owned, door: Door, callers: list[Caller]) -> Iterator[Found]:
    outside = [caller for caller in callers if not _is_let_in(rule, door, caller)]
    if not outside:
        return
    thing, acts = house.thing(door.name), door.route.method != "GET"
    before = _state(house) if acts else None
    for caller in outside:
        answer = _try(house, door, thing, caller)
        # A part of a page is empty for whom it is not.
        is_empty = "/_" in door.route.path and answer.text == EMPTY
        if answer.status_code not in NOT_YOURS | house.refusals and not is_empty:
            yield door.name, "let in", *caller, answer.status_code
    if acts and _state(house) != before:
        yield door.name, "changed by who is turned away"


def _wrongly_turned_away(
    house: House, rule: Owned, door: Door, near: list[Caller], crossed: list[Caller]
) -> Iterator[Found]:
    tried: set[str] = set()
    # A paper that is printed takes a second; where one is let in, what is printed is not about the place.
    most = 1 if door.route.path.endswith(".pdf") else len(house.places) + 1
    inside = [caller for caller in near if _is_let_in(rule, door, caller)]
    farther = [caller for caller in crossed if _is_let_in(rule, door, caller)]
    for caller in [*_one_of_each_place(inside), *farther[:1]][:most]:
        tried.add(caller[1])
        answer = _try(house, door, house.thing(door.name), caller)
        if answer.status_code >= FINE:
            yield door.name, "turned away", *caller, answer.status_code
    if not tried:
        yield door.name, "nobody is let in"


def _one_of_each_place(callers: list[Caller]) -> list[Caller]:
    return list({place: (who, place) for who, place in reversed(callers)}.values())


def _callers(house: House, door: Door) -> Iterator[Caller]:
    for place in house.places:
        for role in house.roles:
            who = replace(house.base, role=role)
            if door.router.decide(door.route, house.caller(who, place)) == ALLOWED:
                yield who, place


def _crossed(house: House, door: Door) -> Iterator[Caller]:
    """Callers in whom every role, network, grant, standing and place occurs with every door, in ever other company."""
    chance = Random(door.name)
    parts = [("", *ROLES), ZONES, GRANTS, STANDINGS, house.places]
    columns = [
        [*chance.sample(part, len(part)), *chance.choices(part, k=CROSSED)][:CROSSED] for part in parts
    ]
    for role, zone, grant, standing, place in zip(*columns, strict=True):
        yield Facts("STAFF", zone, role, grant, standing), place
    # Rarely would chance alone make one who is let in.
    for zone, standing in product(ZONES, STANDINGS):
        who = replace(house.base, role=chance.choice(house.roles), zone=zone, standing=standing)
        yield who, chance.choice(house.places)


def _try(house: House, door: Door, thing: Thing, caller: Caller) -> Result:
    client, who = house.client_in(caller[0].zone), house.caller(*caller)
    path = _PARAMETER.sub(lambda found: thing[found[1]], door.route.path)
    if door.route.method == "GET":
        return client.get(path, actor=who, headers={"Cookie": thing[COOKIE]} if COOKIE in thing else {})
    fields = dict(house.fields(door.name, thing))
    act = client.put if door.route.method == "PUT" else client.post
    if door.router.is_api and not door.route.uploads:
        return act(path, actor=who, **({"json": fields} if door.route.takes else {}))
    if not door.router.is_api:
        fields[TOKEN_FIELD] = _token(client, path, who)
    if door.route.uploads:
        return act(path, actor=who, **_with_a_paper(fields))
    return act(path, actor=who, body=urlencode(fields), headers=FORM)


def _token(client: Client, path: str, who: Actor) -> str:
    # As the page with the form would have made it, which not everybody here may see.
    nonce, purpose = str(clock.new_id()), f"form:{path}:{who.session_id}"
    signed = signing.sign(client.context.form_key, purpose, {"nonce": nonce}, FORM_LASTS)
    return f"{nonce}.{signed}"


def _with_a_paper(fields: Mapping[str, Any]) -> dict[str, Any]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="paper"; filename="a.txt"\r\n'
    parts += [head, "Content-Type: text/plain\r\n\r\n", "a paper\r\n", f"--{BOUNDARY}--\r\n"]
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return {"body": "".join(parts).encode(), "headers": kind}


def _state(house: House) -> list[dict[str, Any]]:
    with house.database.transaction() as tx:
        return sorted(tx.fetch_all(_STATE), key=lambda row: str(row["table_name"]))
