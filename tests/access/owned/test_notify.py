"""Notices and messages: for who was told, and, as far as they came, for operators."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import frozen, new_id
from kernel.database import Database
from kernel.identity import Actor
from services.files import events as files
from services.notify import actions
from services.notify.api import api
from services.notify.domain import SealedContact
from services.notify.pages import pages
from tests.access.facts import ROLES, Facts, Owned, sender_of
from tests.access.owned.passing import crossed_wrong, to_no_one_thing
from tests.access.owned.trying import Thing, wrong
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.notify.conftest import notify
from tests.notify.desks import DS, ON_DUTY, SO, US, everyway, hear, holder_of, messages, received

__all__ = ["notify"]

TOLD = "who was told"
PLACES = {
    TOLD: (holder_of(US), US, "REV"),
    "the post above": (holder_of(DS), DS, "REV"),
    "a colleague": (holder_of(SO), SO, "REV"),
    "another department": (an_id("a doctor"), an_id("HFW-SO-1"), "HFW"),
}
RULES = (
    Owned(
        "A notice is read by who was told, and by nobody else.",
        lambda _who, place: place == TOLD,
        (
            "notify POST /v1/notices/{message_id}/read",
            "notify POST /notify/notices/{message_id}/read",
        ),
    ),
    Owned(
        "How far a message came is seen by who was told, and inside by operators.",
        lambda who, place: place == TOLD or (who.is_inside and who.works_as("operator", "state_admin")),
        ("notify GET /v1/messages/{message_id}",),
    ),
    Owned(
        "A contact is erased by the custodian of identities, whosever it is.",
        lambda _who, _place: True,
        ("notify POST /v1/contacts/{contact_id}/erasure",),
    ),
)


class Notices:
    """Notify over the VPN, with a notice for the under secretary."""

    places = tuple(PLACES)
    usual = Facts("STAFF", "VPN", grant="granted", standing="own")
    roles: tuple[str, ...] = ROLES
    refusals: frozenset[int] = frozenset()

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.client: Client = a_client("notify", database, folder, [api, pages])

    def caller(self, who: Facts, place: str) -> Actor:
        person_id, post_id, department = PLACES[place]
        charge = {"charge_id": an_id(f"charge of {post_id}"), "post_id": post_id}
        return replace(sender_of(who, department=department, **charge), person_id=person_id)

    def fields(self, _door: str, _thing: Thing) -> Mapping[str, Any]:
        return {}

    def thing(self, _door: str) -> Thing:
        hear(self.database, received(files.FileForwarded, to_post=US, file_id=new_id()))
        with self.database.transaction() as tx:
            actions.plan(tx, everyway)
            contact_id = new_id()
            actions.keep_contacts(tx, "CITIZEN", [SealedContact(contact_id, "a sealed contact", 1)])
        newest = messages(self.database)[0]
        return {"message_id": str(newest["message_id"]), "contact_id": str(contact_id)}


@pytest.fixture
def house(notify: Database, tmp_path: Path) -> Iterator[Notices]:
    with frozen(ON_DUTY):
        yield Notices(notify, tmp_path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_each_employee_comes_to_a_message_as_the_sentence_says(house: Notices, rule: Owned) -> None:
    assert wrong(house, rule) == []


@pytest.mark.parametrize("rule", [*RULES, *to_no_one_thing("notify")], ids=lambda rule: rule.text)
def test_networks_grants_and_standings_are_looked_at_with_it(house: Notices, rule: Owned) -> None:
    assert crossed_wrong(house, rule) == []
