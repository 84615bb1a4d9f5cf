"""Days at home, absences and equipment: one's own, those of the people below one's post, and those of others."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kernel.database import Database, Transaction
from kernel.errors import Refused
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.api import api
from services.wfh.domain import AbsenceKind, Part
from services.wfh.events import EquipmentKind
from services.wfh.pages import pages
from services.wfh.settings import Settings
from tests.access.facts import Facts, Owned, sender_of
from tests.access.owned.passing import crossed_wrong, to_no_one_thing
from tests.access.owned.trying import Thing, wrong
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.wfh.conftest import morning, office
from tests.wfh.office import ADMINISTRATOR, SECTION_OFFICER, UNDER_SECRETARY, person_of

__all__ = ["morning", "office"]

# The day, the absence and the laptop are the section officer's.
HERSELF, ABOVE = "herself", "the post above"
FURTHER, BESIDE, ELSEWHERE = "a post further up", "a colleague", "another department"
PLACES = {
    HERSELF: ("section officer", "REV-SO-1", "REV"),
    ABOVE: ("under secretary", "REV-US-1", "REV"),
    FURTHER: ("deputy secretary", "REV-DS-1", "REV"),
    BESIDE: ("second officer", "REV-SO-2", "REV"),
    ELSEWHERE: ("doctor", "HFW-SO-1", "HFW"),
}
AHEAD = date(2026, 3, 20)
FIELDS: dict[str, dict[str, Any]] = {
    "wfh POST /v1/wfh/requests/{request_id}/approve": {"remark": None},
    "wfh POST /v1/wfh/requests/{request_id}/refuse": {"remark": "बैठक है।"},
    "wfh POST /v1/wfh/requests/{request_id}/recall": {"remark": "बैठक है।"},
    "wfh POST /wfh/approvals/{request_id}/refuse": {"grounds": "बैठक है।"},
    "wfh POST /wfh/approvals/{request_id}/recall": {"call": "बैठक है।"},
}


def administers(who: Facts, place: str) -> bool:
    """The state's administrator every department, a department's the own one."""
    return who.works_as("state_admin") or (who.works_as("department_admin") and place != ELSEWHERE)


RULES = (
    Owned(
        "A day at home is seen by who asked for it and at the post above.",
        lambda _who, place: place in (HERSELF, ABOVE),
        ("wfh GET /v1/wfh/requests/{request_id}",),
    ),
    Owned(
        "A day at home is decided at the post above alone.",
        lambda _who, place: place == ABOVE,
        (
            "wfh POST /v1/wfh/requests/{request_id}/approve",
            "wfh POST /v1/wfh/requests/{request_id}/refuse",
            "wfh POST /v1/wfh/requests/{request_id}/recall",
            "wfh GET /wfh/approvals/{request_id}",
            "wfh POST /wfh/approvals/{request_id}/approve",
            "wfh POST /wfh/approvals/{request_id}/refuse",
            "wfh POST /wfh/approvals/{request_id}/recall",
        ),
    ),
    Owned(
        "Who asked for a day at home gives it back.",
        lambda _who, place: place == HERSELF,
        (
            "wfh POST /v1/wfh/requests/{request_id}/withdraw",
            "wfh POST /wfh/days/{request_id}/withdraw",
        ),
    ),
    Owned(
        "An absence is cancelled by who is absent, and inside at the post above and by the department's administrator.",
        lambda who, place: (
            place == HERSELF or (who.is_inside and (place == ABOVE or administers(who, place)))
        ),
        (
            "wfh POST /v1/wfh/absences/{absence_id}/cancel",
            "wfh POST /wfh/duty/absences/{absence_id}/cancel",
        ),
    ),
    Owned(
        "Equipment is taken back by the administrator of its department or of the state.",
        administers,
        (
            "wfh POST /v1/wfh/equipment/{device_id}/return",
            "wfh POST /wfh/equipment/{device_id}/return",
        ),
    ),
)


class Office:
    """A section of Revenue over the VPN."""

    places = tuple(PLACES)
    usual = Facts("STAFF", "VPN", grant="granted", standing="own")
    # Others are told apart by nothing that such doors look at.
    roles: tuple[str, ...] = ("approving_officer", "department_admin", "state_admin")
    refusals: frozenset[int] = frozenset()

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.numbers = database, count(1)
        self.client: Client = a_client("wfh", database, folder, [api, pages], Settings(public_address=""))

    def caller(self, who: Facts, place: str) -> Actor:
        person, post, department = PLACES[place]
        charge = {"charge_id": an_id(f"charge of {post}"), "post_id": an_id(post), "department": department}
        return replace(sender_of(who, **charge), person_id=an_id(person))

    def fields(self, door: str, _thing: Thing) -> Mapping[str, Any]:
        return FIELDS.get(door, {})

    def thing(self, door: str) -> Thing:
        with self.database.transaction() as tx:
            if "{request_id}" in door:
                return {"request_id": self._a_day(tx, approved=door.endswith("/recall"))}
            if "{absence_id}" in door:
                return {"absence_id": self._an_absence(tx)}
            number, holder = f"REV-T-{next(self.numbers)}", person_of(SECTION_OFFICER)
            order = (holder, EquipmentKind.LAPTOP, number, "GAD/1")
            return {"device_id": str(actions.issue_equipment(tx, ADMINISTRATOR, *order).device_id)}

    def _a_day(self, tx: Transaction, *, approved: bool) -> str:
        for old in actions.requests(tx, SECTION_OFFICER, None, None, 100)["items"]:
            with suppress(Refused):
                actions.withdraw(tx, SECTION_OFFICER, old["request_id"])
        (asked,) = actions.ask(tx, SECTION_OFFICER, [(AHEAD, Part.FULL)], "बच्चे का टीकाकरण")
        if approved:
            actions.approve(tx, UNDER_SECRETARY, asked.request_id, None)
        return str(asked.request_id)

    def _an_absence(self, tx: Transaction) -> str:
        for old in actions.absences(tx, SECTION_OFFICER, None, 100)["items"]:
            with suppress(Refused):
                actions.cancel_absence(tx, SECTION_OFFICER, old.absence_id)
        absence = actions.record_absence(tx, SECTION_OFFICER, None, AbsenceKind.LEAVE, AHEAD, AHEAD)
        return str(absence.absence_id)


@pytest.fixture
def house(office: Database, tmp_path: Path) -> Office:
    return Office(office, tmp_path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_each_employee_comes_to_a_day_or_a_piece_as_the_sentence_says(house: Office, rule: Owned) -> None:
    assert wrong(house, rule) == []


@pytest.mark.parametrize("rule", [*RULES, *to_no_one_thing("wfh")], ids=lambda rule: rule.text)
def test_networks_grants_and_standings_are_looked_at_with_it(house: Office, rule: Owned) -> None:
    assert crossed_wrong(house, rule) == []
