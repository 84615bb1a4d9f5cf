"""How doors to one thing are tried: those who have nothing to do with it change nothing, those whose it is come in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import urlencode

from falcon.testing import Result

from kernel import clock, signing
from kernel.database import Database, Query
from kernel.edge.pages.forms import FORM_LASTS, TOKEN_FIELD
from kernel.identity import ALLOWED, Actor
from tests.access.doors import Door
from tests.access.facts import Facts, Owned
from tests.access.saying import DOORS
from tests.clients import Client
from tests.forms import FORM

BOUNDARY = "a-paper"
FINE, NOT_YOURS = 400, frozenset({401, 403, 404})
# Of a thing: what a list says of it, and what the browser keeps that made it.
NAMED, COOKIE = "named", "cookie"
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
# A caller and a place; what is wrong, and where.
Caller = tuple[Facts, str]
Found = tuple[Any, ...]


class House(Protocol):
    """A service with things in it, and the places from which people come to them."""

    client: Client
    database: Database
    places: tuple[str, ...]
    roles: tuple[str, ...]
    # Somebody without a role whom, apart from that, nothing keeps from the doors.
    usual: Facts
    refusals: frozenset[int]

    def caller(self, who: Facts, place: str) -> Actor:
        """That somebody at this place."""

    def thing(self, door: str) -> Thing:
        """A thing that nobody touched yet: what stands for the names in the door's path."""

    def fields(self, door: str, thing: Thing, /) -> Mapping[str, Any]:
        """What is sent through the door, such that nothing but the rule stands against it."""


def wrong(house: House, rule: Owned) -> list[Found]:
    """(door, what is wrong, role, place, status) for each try that does not end as the rule says."""
    found: list[Found] = []
    for door in map(DOORS.__getitem__, rule.doors):
        callers = list(_callers(house, door))
        found += _wrongly_let_in(house, rule, door, callers)
        found += _wrongly_turned_away(house, rule, door, callers)
    return found


def _wrongly_let_in(house: House, rule: Owned, door: Door, callers: list[Caller]) -> Iterator[Found]:
    outside = [caller for caller in callers if not rule.lets_in(*caller)]
    if not outside:
        return
    thing, acts = house.thing(door.name), door.route.method != "GET"
    before = state_of(house) if acts else None
    for who, place in outside:
        answer = try_door(house, door, thing, house.caller(who, place))
        if is_let_in(house, thing, answer):
            yield door.name, "let in", who.role, place, answer.status_code
    if acts and state_of(house) != before:
        yield door.name, "changed by who is turned away"


def _wrongly_turned_away(house: House, rule: Owned, door: Door, callers: list[Caller]) -> Iterator[Found]:
    tried: set[str] = set()
    for who, place in callers:
        if rule.lets_in(who, place) and place not in tried:
            tried.add(place)
            thing = house.thing(door.name)
            answer = try_door(house, door, thing, house.caller(who, place))
            if answer.status_code >= FINE or not is_let_in(house, thing, answer):
                yield door.name, "turned away", who.role, place, answer.status_code
            # A paper that is printed takes a second; where one is let in, what is printed is not about the place.
            if door.route.path.endswith(".pdf"):
                return
    if not tried:
        yield door.name, "nobody is let in"


def is_let_in(house: House, thing: Thing, answer: Result) -> bool:
    """Whether an answer came from behind the door; a list has to name the thing."""
    if answer.status_code in NOT_YOURS | house.refusals:
        return False
    # A part of a page for which there is no right is empty.
    if answer.content.strip() == b"<!-- -->":
        return False
    return thing.get(NAMED, "").encode() in answer.content


def _callers(house: House, door: Door) -> Iterator[Caller]:
    for place in house.places:
        for role in house.roles:
            who = replace(house.usual, role=role)
            if door.router.decide(door.route, house.caller(who, place)) == ALLOWED:
                yield who, place


def try_door(house: House, door: Door, thing: Thing, who: Actor) -> Result:
    """The answer to the request of a caller about a thing, with all that else opens the door."""
    path = _PARAMETER.sub(lambda found: thing[found[1]], door.route.path)
    if door.route.method == "GET":
        return house.client.get(path, actor=who, headers={"Cookie": thing.get(COOKIE, "")})
    fields = dict(house.fields(door.name, thing))
    act = house.client.put if door.route.method == "PUT" else house.client.post
    if door.router.is_api and not door.route.uploads:
        return act(path, actor=who, **({"json": fields} if door.route.takes else {}))
    if not door.router.is_api:
        fields[TOKEN_FIELD] = _token(house.client, path, who)
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


def state_of(house: House) -> list[dict[str, Any]]:
    """All that an act could have changed, in as many rows as there are tables."""
    with house.database.transaction() as tx:
        return sorted(tx.fetch_all(_STATE), key=lambda row: str(row["table_name"]))
