"""Cases, appeals and portals: from the department, the district and the desk to which they belong, and from others."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from kernel.database import Database, Transaction
from kernel.edge.context import Context
from kernel.identity import Actor
from services.public import actions, store
from tests.access.facts import ROLES, Facts, Owned, sender_of
from tests.access.owned.passing import crossed_wrong, to_no_one_thing
from tests.access.owned.trying import Thing, wrong
from tests.clients import Client
from tests.fakes import an_id
from tests.public.conftest import client, means, morning, town
from tests.public.test_filing import PDF, APaper
from tests.public.town import a_body, a_citizen, a_portal, appellate, nodal

__all__ = ["client", "means", "morning", "town"]


class Place(NamedTuple):
    """Where the acting post stands."""

    department: str
    area: str
    post_id: UUID


# A case of Revenue in Dhamtari lies at the desk of a section officer.
DESK, HEARS = "its desk", "the desk that hears its appeal"
PLACES = {
    "its department": Place("REV", "CG", an_id("REV-US-9")),
    DESK: Place("REV", "CG", an_id("REV-SO-1")),
    HEARS: Place("REV", "CG", an_id("REV-DS-1")),
    "its department in its district": Place("REV", "CG-DMT", an_id("REV-DMT-1")),
    "its department in another district": Place("REV", "CG-DRG", an_id("REV-DRG-1")),
    "another department": Place("HFW", "CG", an_id("HFW-US-1")),
    "its district": Place("GAD", "CG-DMT", an_id("COL-DMT")),
    "another district": Place("GAD", "CG-DRG", an_id("COL-DRG")),
}
ABOVE = ("CG", "CG-DMT")
TEXT = {"text": "यह कार्यवाही नहीं लिखी जानी चाहिए।"}
TO_DESK = {"to_post": str(an_id("REV-DA-1"))}
FIELDS: dict[str, dict[str, Any]] = {
    "assign": TO_DESK,
    "refer": TO_DESK,
    "transfer": {"to_department": "PWD", **TEXT},
    "look": {"accent": "green", "language": "hi"},
    "test": {"address": "https://revenue.example/apply"},
    "{appeal_id}": {"accepted": "true", **TEXT},
    "decide": {"accepted": True, **TEXT},
}


def oversees(who: Facts, place: str) -> bool:
    """A department's officers see its cases in their area, a collector those of the district, a desk what lies on it.

    A petition opens with a live access grant only.
    """
    at = PLACES[place]
    if not who.is_granted or place == DESK:
        return who.is_granted
    if who.works_as("nodal_officer", "appellate_officer"):
        return at.department == "REV" and at.area in ABOVE
    return who.works_as("collector") and at.area in ABOVE


RULES = (
    Owned(
        "A case is read where it is overseen, and at the desk on which it lies.",
        oversees,
        (
            "public GET /v1/cases/{case_id}",
            "public GET /v1/cases/{case_id}/documents/{document_id}",
            "public GET /desk/cases/{case_id}",
            "public GET /desk/cases/{case_id}/documents/{document_id}",
        ),
    ),
    Owned(
        "A case is answered by the nodal officer who oversees it, and at the desk on which it lies.",
        lambda who, place: oversees(who, place) and not who.works_as("appellate_officer", "collector"),
        (
            "public POST /v1/cases/{case_id}/answer",
            "public POST /v1/cases/{case_id}/ask",
            "public POST /v1/cases/{case_id}/proceed",
            "public POST /v1/cases/{case_id}/resolve",
            "public GET /desk/cases/{case_id}/answer",
            "public POST /desk/cases/{case_id}/answer",
            "public GET /desk/cases/{case_id}/ask",
            "public GET /desk/cases/{case_id}/proceed",
            "public POST /desk/cases/{case_id}/ask",
            "public POST /desk/cases/{case_id}/proceed",
            "public GET /desk/cases/{case_id}/resolve",
            "public POST /desk/cases/{case_id}/resolve",
        ),
    ),
    Owned(
        "Only the nodal officer who oversees a case decides about it.",
        lambda who, place: oversees(who, place) and who.works_as("nodal_officer"),
        (
            "public POST /v1/cases/{case_id}/assign",
            "public POST /v1/cases/{case_id}/transfer",
            "public POST /v1/cases/{case_id}/refer",
            "public POST /v1/cases/{case_id}/dispose",
            "public GET /desk/cases/{case_id}/assign",
            "public POST /desk/cases/{case_id}/assign",
            "public GET /desk/cases/{case_id}/dispose",
            "public POST /desk/cases/{case_id}/dispose",
            "public GET /desk/cases/{case_id}/refer",
            "public POST /desk/cases/{case_id}/refer",
            "public GET /desk/cases/{case_id}/transfer",
            "public POST /desk/cases/{case_id}/transfer",
        ),
    ),
    Owned(
        "An appeal is heard by the officer before whom it lies.",
        lambda who, place: place == HEARS and who.is_granted,
        (
            "public POST /v1/appeals/{appeal_id}/decide",
            "public GET /desk/appeals/{appeal_id}",
            "public POST /desk/appeals/{appeal_id}",
        ),
    ),
    Owned(
        "A portal is kept by its department's administrator, and by those who keep all portals of the state.",
        lambda who, place: not who.works_as("department_admin") or PLACES[place].department == "REV",
        (
            "public GET /desk/portals/{portal_id}",
            "public POST /desk/portals/{portal_id}/look",
            "public POST /desk/portals/{portal_id}/test",
            "public GET /desk/portals/{portal_id}/poster",
            "public GET /desk/portals/{portal_id}/poster.pdf",
        ),
    ),
    Owned(
        "The answer to a form of a portal, loaded again, leads to the portal's page, which decides.",
        lambda _who, _place: True,
        (
            "public GET /desk/portals/{portal_id}/look",
            "public GET /desk/portals/{portal_id}/test",
        ),
    ),
)


class Town:
    """The desks of the town over the VPN."""

    places = tuple(PLACES)
    usual = Facts("STAFF", "VPN", grant="granted", standing="own")
    roles: tuple[str, ...] = ROLES
    refusals: frozenset[int] = frozenset()

    def __init__(self, town: Database, client: Client, means: Context) -> None:
        self.database, self.client, self.means = town, client, means

    def caller(self, who: Facts, place: str) -> Actor:
        return sender_of(who, charge_id=an_id("a charge"), **PLACES[place]._asdict())

    def fields(self, door: str, _thing: Thing) -> Mapping[str, Any]:
        return FIELDS.get(door.rpartition("/")[2], TEXT)

    def thing(self, door: str) -> Thing:
        if "{portal_id}" in door:
            return {"portal_id": str(an_id("portal of REV"))}
        with self.database.transaction() as tx:
            case_id = self._a_case(tx, door.rpartition("/")[2])
            if "{appeal_id}" in door:
                return {"appeal_id": self._an_appeal(tx, case_id)}
            document = store.find_documents(tx, case_id)[0]
            return {"case_id": str(case_id), "document_id": str(document["document_id"])}

    def _a_case(self, tx: Transaction, act: str) -> UUID:
        case_id = actions.file_by_portal(tx, a_portal(), self.means, a_body(), [APaper.of(PDF)]).case_id
        actions.assign(tx, nodal(), case_id, {"to_post": PLACES[DESK].post_id})
        if act == "dispose":
            actions.resolve(tx, nodal(), self.means, case_id, TEXT)
        if act == "proceed":
            actions.ask_citizen(tx, nodal(), self.means, case_id, TEXT)
        return case_id

    def _an_appeal(self, tx: Transaction, case_id: UUID) -> str:
        for act in (actions.resolve, actions.dispose):
            act(tx, nodal(), self.means, case_id, TEXT)
        actions.judge(tx, a_citizen(case_id), self.means, satisfied=False, text="संतुष्ट नहीं हूँ।")
        appeals = actions.open_appeals(tx, appellate(), None, 100)
        return next(str(each.appeal_id) for each in appeals if each.case_id == case_id)


@pytest.fixture
def house(town: Database, client: Client, means: Context) -> Town:
    return Town(town, client, means)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_each_officer_comes_to_a_case_or_a_portal_as_the_sentence_says(house: Town, rule: Owned) -> None:
    assert wrong(house, rule) == []


@pytest.mark.parametrize("rule", [*RULES, *to_no_one_thing("public")], ids=lambda rule: rule.text)
def test_networks_grants_and_standings_are_looked_at_with_it(house: Town, rule: Owned) -> None:
    assert crossed_wrong(house, rule) == []
