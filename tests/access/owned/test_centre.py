"""Cases at a centre's counter: open to one operator in one session, waiting or registered at one centre."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from kernel.database import Database, Transaction
from kernel.edge.context import Context
from kernel.identity import Actor
from services.public import actions, store
from tests.access.facts import ROLES, Facts, Owned, sender_of
from tests.access.owned.passing import crossed_wrong, to_no_one_thing
from tests.access.owned.trying import COOKIE, Thing, wrong
from tests.clients import Client
from tests.fakes import an_id
from tests.public.citizens import code_sent
from tests.public.conftest import client, means, morning, town
from tests.public.test_centres import SAID, open_centres
from tests.public.test_filing import PDF, APaper
from tests.public.town import a_body, a_portal, nodal

__all__ = ["client", "means", "morning", "town"]

OPERATOR, LATER = "the operator to whom it was opened", "the same operator in another session"
COLLEAGUE, ELSEWHERE = "a colleague at the centre", "another centre"
HERE = (OPERATOR, LATER, COLLEAGUE)
PLACES = {
    OPERATOR: ("operator", "a session", "LSK-DMT-1"),
    LATER: ("operator", "the next session", "LSK-DMT-1"),
    COLLEAGUE: ("colleague", "a colleague's session", "LSK-DMT-1"),
    ELSEWHERE: ("stranger", "a stranger's session", "LSK-DMT-2"),
}
TEXT = {"text": "खसरा नंबर 214/2 है।"}
TOLD = {name: SAID[name] for name in ("department", "nature", "area", "text", "name")} | {"language": "hi"}

RULES = (
    Owned(
        "What a citizen's code opened is read and acted on by that operator in that session alone.",
        lambda _who, place: place == OPERATOR,
        (
            "public GET /v1/centre/cases/{case_id}",
            "public GET /v1/centre/cases/{case_id}/documents/{document_id}",
            "public POST /v1/centre/cases/{case_id}/answer",
            "public POST /v1/centre/cases/{case_id}/satisfaction",
            "public POST /v1/centre/cases/{case_id}/withdraw",
            "public GET /centre/cases/{case_id}",
            "public GET /centre/cases/{case_id}/answer",
            "public GET /centre/cases/{case_id}/satisfaction",
            "public GET /centre/cases/{case_id}/withdraw",
            "public GET /centre/cases/{case_id}/documents/{document_id}",
            "public POST /centre/cases/{case_id}/answer",
            "public POST /centre/cases/{case_id}/satisfaction",
            "public POST /centre/cases/{case_id}/withdraw",
        ),
    ),
    Owned(
        "What waits for its code, what was registered and its slip are the affair of the centre that took it down.",
        lambda _who, place: place in HERE,
        (
            "public POST /v1/centre/filings/{filing_id}/codes",
            "public POST /v1/centre/filings/{filing_id}/confirm",
            "public POST /centre/filings/{filing_id}",
            "public POST /centre/filings/{filing_id}/code",
            "public GET /centre/registered/{number}",
            "public GET /centre/slips/{case_id}",
            "public GET /centre/slips/{case_id}/slip.pdf",
        ),
    ),
    Owned(
        "Where a code is entered says nothing of a case, and who shuts a case shuts what is open to himself.",
        lambda _who, _place: True,
        (
            "public GET /centre/filings/{filing_id}",
            "public POST /v1/centre/cases/{case_id}/shut",
            "public POST /centre/cases/{case_id}/shut",
        ),
    ),
)


class Counter:
    """Two centres over the internet."""

    places = tuple(PLACES)
    usual = Facts("STAFF", "INTERNET", grant="never granted", standing="own")
    roles: tuple[str, ...] = ROLES
    refusals: frozenset[int] = frozenset()

    def __init__(self, town: Database, client: Client, means: Context) -> None:
        self.database, self.client, self.means = town, client, means

    def caller(self, who: Facts, place: str) -> Actor:
        person, session, office = PLACES[place]
        charge = {"charge_id": an_id(f"charge of {person}"), "post_id": an_id(f"post of {person}")}
        actor = sender_of(who, office_id=an_id(office), **charge)
        return replace(actor, person_id=an_id(person), session_id=an_id(session))

    def fields(self, door: str, thing: Thing) -> Mapping[str, Any]:
        if "{filing_id}" in door:
            return {"code": thing["code"]} if "code" in thing else {}
        return {"satisfied": "true"} if door.endswith("/satisfaction") else TEXT

    def thing(self, door: str) -> Thing:
        if "{filing_id}" in door:
            return self._taken_down(door)
        return self._with_a_paper() if "{document_id}" in door else self._handed_in(door)

    def _taken_down(self, door: str) -> Thing:
        with self.database.transaction() as tx:
            said = {**TOLD, "mobile": "9876543210"}
            filing_id = actions.take_down(tx, self._operator(), self.means, said)
        code = {} if door.endswith(("/codes", "/code")) else {"code": code_sent(self.database, self.means)}
        return {"filing_id": str(filing_id), **code}

    def _handed_in(self, door: str) -> Thing:
        with self.database.transaction() as tx:
            slip = actions.hand_in_with_slip(tx, self._operator(), self.means, {**TOLD, "mobile": None})
            self._deal(tx, slip.case_id, door)
            number = store.get_case(tx, slip.case_id).number
            actions.open_at_centre(tx, self._operator(), self.means, number, slip.code)
        sealed = urlsafe_b64encode(self.means.sealing.wrap(f"{slip.case_id} {slip.code}".encode())).decode()
        return {"case_id": str(slip.case_id), "number": number, COOKIE: f"slip={sealed}"}

    def _with_a_paper(self) -> Thing:
        with self.database.transaction() as tx:
            filed = actions.file_by_portal(tx, a_portal(), self.means, a_body(), [APaper.of(PDF)])
            actions.request_code(tx, self._operator(), self.means, filed.number, a_body()["mobile"])
        code = code_sent(self.database, self.means)
        with self.database.transaction() as tx:
            actions.open_at_centre(tx, self._operator(), self.means, filed.number, code)
            document = store.find_documents(tx, filed.case_id)[0]
        return {"case_id": str(filed.case_id), "document_id": str(document["document_id"])}

    def _operator(self) -> Actor:
        return self.caller(replace(self.usual, role="facilitator"), OPERATOR)

    def _deal(self, tx: Transaction, case_id: UUID, door: str) -> None:
        if door.endswith("/answer"):
            actions.ask_citizen(tx, nodal(), self.means, case_id, TEXT)
        if door.endswith("/satisfaction"):
            for act in (actions.resolve, actions.dispose):
                act(tx, nodal(), self.means, case_id, TEXT)


@pytest.fixture
def house(town: Database, client: Client, means: Context) -> Counter:
    open_centres(town)
    return Counter(town, client, means)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_each_operator_comes_to_a_case_as_the_sentence_says(house: Counter, rule: Owned) -> None:
    assert wrong(house, rule) == []


@pytest.mark.parametrize(
    "rule", [*RULES, *to_no_one_thing("public", at_centres=True)], ids=lambda rule: rule.text
)
def test_networks_grants_and_standings_are_looked_at_with_it(house: Counter, rule: Owned) -> None:
    assert crossed_wrong(house, rule) == []
