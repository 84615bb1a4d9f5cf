"""Every route has a right, stands in one sentence, and is open to everybody only where a sentence says so."""

from collections import Counter

import pytest

from kernel import clock
from kernel.edge.http import Router
from kernel.edge.http.routes import RouteUndeclaredError
from tests.access.doors import Door, all_doors
from tests.access.facts import MOMENT, ROLES, Facts, actor_of, everybody
from tests.access.sentences import SENTENCES

DOORS = {door.name: door for door in all_doors()}
RULE_OF = {door: sentence for sentence in SENTENCES for door in sentence.doors}


def test_every_door_stands_in_one_sentence() -> None:
    said = Counter(door for sentence in SENTENCES for door in sentence.doors)

    assert sorted(DOORS.keys() - said.keys()) == [], "nobody has said who may go through these doors"
    assert sorted(said.keys() - DOORS.keys()) == [], "these doors are gone"
    assert [door for door, times in said.items() if times > 1] == []


# What is signed, gives rights, lets somebody go or opens a restricted paper wants a second factor of the last five minutes.
FRESH = {
    "auth GET /v1/passkeys/new",
    "auth POST /v1/passkeys",
    "auth POST /v1/passkeys/{passkey_id}/remove",
    "auth POST /v1/backup-codes",
    "auth POST /v1/delegations",
    "auth POST /v1/people/{person_id}/leave",
    "auth POST /v1/people/{person_id}/link",
    "auth POST /v1/people/{person_id}/retire",
    "auth POST /staff/charges/of/{staff_uid}/retire",
    "auth POST /staff/people/{person_id}/link",
    "auth POST /staff/people/{person_id}/state",
    "auth POST /v1/people-imports/{batch_id}/codes",
    "auth POST /staff/people/import/{batch_id}/codes",
    "auth GET /staff/passkeys/new",
    "auth POST /staff/passkeys/new",
    "auth POST /staff/passkeys/{passkey_id}/remove",
    "auth POST /staff/backup-codes",
    "auth POST /staff/delegations",
    "files POST /v1/drafts/{draft_id}/approve",
    "files POST /v1/drafts/{draft_id}/issue",
    "files POST /files/drafts/{draft_id}/approve",
    "files POST /files/drafts/{draft_id}/issue",
    "files POST /v1/files/{file_id}/grade",
    "files POST /v1/documents/{document_id}/grade",
    "files POST /files/files/{file_id}/grade",
    "files POST /files/papers/{document_id}/grade",
}


def test_what_signs_or_gives_rights_wants_a_fresh_second_factor() -> None:
    assert {name for name, door in DOORS.items() if door.route.fresh} == FRESH


def test_a_charge_that_was_lent_for_reading_changes_nothing_but_what_is_ones_own() -> None:
    reader = Facts("STAFF", "SECURE_LAN", "state_admin", "granted", "own")
    with clock.frozen(MOMENT):
        actor = actor_of(reader, scope="READ", roles=frozenset(ROLES))
        changed = {
            name
            for name, door in DOORS.items()
            if door.route.method != "GET"
            and not door.route.public
            and door.router.decide(door.route, actor).allowed
        }

    assert sorted(name for name in changed if not RULE_OF[name].about_oneself) == []
    assert changed, "one's own affairs stay open"


def test_a_door_is_open_to_everybody_only_where_a_sentence_says_so() -> None:
    open_doors = {door.name for door in DOORS.values() if door.route.public}
    said = {name for name, sentence in RULE_OF.items() if all(map(sentence.allows, everybody()))}

    assert sorted(open_doors) == sorted(said)


def test_a_route_without_a_policy_fails_where_it_is_declared() -> None:
    with pytest.raises(RouteUndeclaredError):
        Router("files").get("/v1/anything")(lambda: None)


def test_a_route_whose_policy_is_unknown_lets_nobody_in() -> None:
    router = Router("files", {})
    router.get("/v1/anything", may="no.such-rule")(lambda: None)
    door = Door("files", router, router.routes[0])

    assert not any(door.router.decide(door.route, actor_of(facts)).allowed for facts in everybody())
