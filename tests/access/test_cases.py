"""Cases: who reads and who works on one, by department, area, desk, network, grant and standing, on real tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from kernel.database import Database, Query
from kernel.edge.context import Context
from kernel.identity import Actor
from services.public import actions
from services.public.domain.case import Case
from services.public.store import get_case
from tests.access.facts import Facts, actor_of
from tests.clients import Client
from tests.fakes import an_id
from tests.public.conftest import client, means, morning, town
from tests.public.town import a_body, a_portal, nodal

__all__ = ["client", "means", "morning", "town"]

ABOVE_DEPARTMENT = {"REV": ("REV",), "LAND": ("LAND", "REV"), "HFW": ("HFW",)}
ABOVE_AREA = {"CG-DMT": ("CG-DMT", "CG"), "CG-DRG": ("CG-DRG", "CG")}
SECTION_DESK = an_id("REV-SO-1")
DONE = {"text": "यह कार्यवाही नहीं लिखी जानी चाहिए।"}
STATE = Query(
    "state",
    "SELECT (SELECT array_agg((case_id, state, department, assigned_post) ORDER BY case_id) FROM case_) AS cases,"
    " (SELECT count(*) FROM case_event WHERE what <> 'READ') AS events",
)


@dataclass(frozen=True)
class Officer:
    """A caller and where the acting post stands."""

    who: Facts
    department: str
    area: str
    post: UUID

    def actor(self) -> Actor:
        """As the edge would make it."""
        return actor_of(
            self.who,
            department=self.department,
            area=self.area,
            post_id=self.post,
            charge_id=an_id("a charge"),
        )


PLACES = (
    ("nodal_officer", "REV", "CG", an_id("REV-US-1")),
    ("nodal_officer", "HFW", "CG", an_id("HFW-US-1")),
    ("nodal_officer", "REV", "CG-DMT", an_id("REV-DMT-1")),
    ("appellate_officer", "REV", "CG", an_id("REV-DS-1")),
    ("collector", "GAD", "CG-DMT", an_id("COL-DMT")),
    ("section_officer", "REV", "CG", SECTION_DESK),
    ("section_officer", "REV", "CG", an_id("REV-SO-9")),
    ("dealing_assistant", "REV", "CG", SECTION_DESK),
    ("state_admin", "GAD", "CG", an_id("GAD-ADM-1")),
    ("department_admin", "REV", "CG", an_id("REV-ADM-1")),
    ("auditor", "GAD", "CG", an_id("GAD-AUD-1")),
    ("operator", "GAD", "CG", an_id("CHIPS-OP-1")),
    ("identity_custodian", "GAD", "CG", an_id("GAD-CUS-1")),
)


def officers() -> Iterator[Officer]:
    """Each post in each network, grant and standing."""
    for (role, *place), zone, grant, standing in product(
        PLACES,
        ("INTERNET", "VPN", "SECURE_LAN"),
        ("granted", "never granted"),
        ("own", "for the absent", "over"),
    ):
        yield Officer(Facts("STAFF", zone, role, grant, standing), *place)


def oversees(officer: Officer, case: Case) -> bool:
    """A department's officers its subtree within their area; a collector the district's cases of all departments."""
    in_area = officer.area in ABOVE_AREA[case.area]
    if officer.who.role in ("nodal_officer", "appellate_officer"):
        return in_area and officer.department in ABOVE_DEPARTMENT[case.department]
    if officer.who.role == "collector":
        return in_area
    return officer.who.role in ("section_officer", "dealing_assistant") and case.assigned_post == officer.post


def may_read(officer: Officer, case: Case) -> bool:
    """Petitions need the inside, a live grant, and that the case is the officer's business."""
    return officer.who.is_inside and officer.who.is_granted and oversees(officer, case)


def may_decide(officer: Officer, case: Case) -> bool:
    """Only the nodal officer of the case decides about it."""
    return may_read(officer, case) and officer.who.role == "nodal_officer"


def may_answer(officer: Officer, case: Case) -> bool:
    """The nodal officer, and the desk to which the case is assigned."""
    deals = officer.who.role in ("nodal_officer", "section_officer", "dealing_assistant")
    return may_read(officer, case) and deals


@pytest.fixture
def cases(town: Database, means: Context) -> list[Case]:
    """Cases of three departments in two districts, one on a desk of the section, one of a protected complainant."""
    with town.transaction() as tx:
        filed = [
            actions.file_by_portal(tx, a_portal(department), means, a_body(area=area, **over))
            for department, area, over in (
                ("REV", "CG-DMT", {}),
                ("REV", "CG-DRG", {"protected": True}),
                ("REV", "CG-DMT", {"department": "LAND"}),
                ("HFW", "CG-DMT", {}),
                ("HFW", "CG-DRG", {}),
                ("REV", "CG-DRG", {}),
            )
        ]
        actions.assign(tx, nodal(), filed[-1].case_id, {"to_post": SECTION_DESK})
        return [get_case(tx, case.case_id) for case in filed]


def test_a_case_is_read_by_those_who_may_and_by_nobody_else(client: Client, cases: list[Case]) -> None:
    wrong = [
        (officer, case.department, case.area)
        for officer, case in product(officers(), cases)
        if (client.get(f"/v1/cases/{case.case_id}", actor=officer.actor()).status_code == 200)
        != may_read(officer, case)
    ]

    assert wrong == []


def test_no_list_and_no_count_knows_of_a_case_that_its_reader_may_not_see(
    client: Client, cases: list[Case]
) -> None:
    wrong = []
    for officer in officers():
        answer = client.get("/v1/cases", actor=officer.actor())
        told = answer.json if answer.status_code == 200 else {"items": [], "counts": []}
        seen = {case.number for case in cases if may_read(officer, case)}
        if {item["number"] for item in told["items"]} != seen or sum(
            c["cases"] for c in told["counts"]
        ) != len(seen):
            wrong.append((officer, told))

    assert wrong == []


def test_nobody_sees_who_a_protected_complainant_is(client: Client, cases: list[Case]) -> None:
    protected = next(case for case in cases if case.protected)
    answers = [
        client.get(f"/v1/cases/{protected.case_id}", actor=officer.actor()).text for officer in officers()
    ]

    # The reference of a refusal is a number, too, so the whole mobile is looked for.
    assert [text for text in answers if "राम कुमार" in text or "9876543210" in text.replace(" ", "")] == []


def acts(case: Case) -> tuple[tuple[str, dict[str, Any], Any], ...]:
    at = f"/v1/cases/{case.case_id}"
    return (
        (f"{at}/answer", DONE, may_answer),
        (f"{at}/ask", DONE, may_answer),
        (f"{at}/resolve", DONE, may_answer),
        (f"{at}/assign", {"to_post": str(SECTION_DESK)}, may_decide),
        (f"{at}/transfer", {"to_department": "PWD", **DONE}, may_decide),
        (f"{at}/refer", {"to_post": str(SECTION_DESK)}, may_decide),
        (f"{at}/dispose", DONE, may_decide),
    )


def test_nobody_works_on_a_case_whose_business_it_is_not(
    client: Client, cases: list[Case], town: Database
) -> None:
    def state() -> Any:
        with town.transaction() as tx:
            return tx.fetch_one(STATE)

    before = state()

    answers = {
        (officer, path): client.post(path, actor=officer.actor(), json=body).status_code
        for officer, case in product(officers(), cases)
        for path, body, may in acts(case)
        if officer.who.zone != "SECURE_LAN" and not may(officer, case)
    }

    assert {asked: status for asked, status in answers.items() if status not in (401, 403, 404)} == {}
    assert len(answers) >= 5_000
    assert state() == before


def test_the_nodal_officer_works_on_the_own_case(client: Client, cases: list[Case]) -> None:
    officer = Officer(
        Facts("STAFF", "VPN", "nodal_officer", "granted", "own"), "REV", "CG", an_id("REV-US-1")
    )

    statuses = [
        client.post(path, actor=officer.actor(), json=body).status_code
        for path, body, _ in acts(cases[0])[:2]
    ]

    assert statuses == [200, 200]
