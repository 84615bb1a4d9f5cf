"""Days at home and charges: who sees and decides about whom, by relation, role, network and standing, on real tables."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel.clock import frozen, new_id
from kernel.database import Database, Query
from kernel.identity import Actor
from services.auth import actions
from services.auth.api import api as auth_api
from services.auth.domain import Charge, ChargeKind
from services.wfh import actions as days
from services.wfh.api import api as wfh_api
from services.wfh.domain import Part
from tests.access.facts import Facts, actor_of
from tests.auth.organisation import NOW, OFFICES, PEOPLE, SINCE, SYSTEM, a_post, enter
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.wfh.conftest import morning, office
from tests.wfh.office import SECTION_OFFICER

__all__ = ["morning", "office"]

ZONES = ("INTERNET", "VPN", "SECURE_LAN")
STANDINGS = ("own", "for the absent", "over")
ROLES = ("", "section_officer", "department_admin", "state_admin", "auditor")
# (person, acting post) as the day's requester, the post above, a post further up, a neighbour.
RELATIONS = {
    "herself": (an_id("section officer"), an_id("REV-SO-1")),
    "the post above": (an_id("under secretary"), an_id("REV-US-1")),
    "further up": (an_id("deputy secretary"), an_id("REV-DS-1")),
    "a neighbour": (an_id("second officer"), an_id("REV-SO-2")),
}
DAYS = Query("days", "SELECT array_agg((request_id, state) ORDER BY request_id) AS found FROM wfh_request")
CHARGES = Query("charges", "SELECT count(*) AS found FROM charge")
DAY_AHEAD = date(2026, 3, 20)


def colleague(who: Facts, relation: str) -> Actor:
    """The caller as the person and with the post of a relation."""
    person, post = RELATIONS[relation]
    actor = actor_of(who, post_id=post, charge_id=an_id(f"charge of {post}"))
    return replace(actor, person_id=person)


def colleagues() -> list[tuple[Facts, str]]:
    return [
        (Facts("STAFF", zone, role, "granted", standing), relation)
        for zone, standing, role, relation in product(ZONES, STANDINGS, ROLES, RELATIONS)
    ]


@pytest.fixture
def wfh(office: Database, tmp_path: Path) -> Client:
    return a_client("wfh", office, tmp_path, [wfh_api])


@pytest.fixture
def day(office: Database) -> UUID:
    """A day at home for which the section officer asked; the under secretary decides."""
    with office.transaction() as tx:
        (asked,) = days.ask(tx, SECTION_OFFICER, [(DAY_AHEAD, Part.FULL)], "बच्चे का टीकाकरण")
        return asked.request_id


def found(database: Database, query: Query) -> Any:
    with database.transaction() as tx:
        return tx.fetch_one(query)


def test_a_day_at_home_is_seen_by_who_asked_and_by_who_decides(wfh: Client, day: UUID) -> None:
    def may_see(who: Facts, relation: str) -> bool:
        return who.holds_post and relation in ("herself", "the post above")

    wrong = [
        (who, relation)
        for who, relation in colleagues()
        if (wfh.get(f"/v1/wfh/requests/{day}", actor=colleague(who, relation)).status_code == 200)
        != may_see(who, relation)
    ]

    assert wrong == []


def test_nobody_but_the_post_above_decides_and_that_only_from_inside(
    wfh: Client, day: UUID, office: Database
) -> None:
    before = found(office, DAYS)

    answers = {
        (who, relation, act): wfh.post(
            f"/v1/wfh/requests/{day}/{act}", actor=colleague(who, relation), json={"remark": "नहीं"}
        ).status_code
        for who, relation in colleagues()
        for act in ("approve", "refuse", "recall")
        if not (who.is_inside and who.holds_post and relation == "the post above")
    }

    assert {asked: status for asked, status in answers.items() if status not in (401, 403, 404)} == {}
    assert found(office, DAYS) == before


def test_nobody_but_who_asked_gives_the_day_back(wfh: Client, day: UUID, office: Database) -> None:
    before = found(office, DAYS)

    answers = {
        (who, relation): wfh.post(
            f"/v1/wfh/requests/{day}/withdraw", actor=colleague(who, relation)
        ).status_code
        for who, relation in colleagues()
        if not (who.holds_post and relation == "herself")
    }

    assert {asked: status for asked, status in answers.items() if status not in (401, 403, 404)} == {}
    assert found(office, DAYS) == before


def test_the_post_above_decides(wfh: Client, day: UUID) -> None:
    who = Facts("STAFF", "VPN", "section_officer", "granted", "own")

    answer = wfh.post(
        f"/v1/wfh/requests/{day}/approve", actor=colleague(who, "the post above"), json={"remark": None}
    )

    assert answer.status_code == 200


# Post, and the departments whose administrator may fill it; a post for the whole state is the state's business.
POSTS = {"REV-SO-1": "REV", "LAND-SO-1": "LAND", "HFW-SO-1": "HFW", "REV-DS-1": "whole state"}
ADMINISTERED = {"REV": ("REV", "LAND"), "HFW": ("HFW",)}


def may_fill(who: Facts, department: str, post: str, person: str) -> bool:
    """From inside, never oneself; the state's administrator everywhere, a department's in its own departments."""
    if not who.is_inside or person == "himself":
        return False
    if who.works_as("state_admin"):
        return True
    return who.works_as("department_admin") and POSTS[post] in ADMINISTERED[department]


@pytest.fixture
def auth(database: Callable[..., Database], tmp_path: Path) -> Iterator[tuple[Client, dict[str, UUID], UUID]]:
    """Auth's api on a small state with a post in each of three departments, and an employee without a post."""
    with frozen(NOW):
        pool = database("auth")
        with pool.transaction() as tx:
            state = enter(tx)
            actions.save_offices(
                tx, SYSTEM, [replace(OFFICES[0], code=f"SEC-{d}", department=d) for d in ("LAND", "HFW")]
            )
            here = [a_post(f"{d}-SO-1", "SECTION_OFFICER", office=f"SEC-{d}") for d in ("LAND", "HFW")]
            posts = actions.save_posts(tx, SYSTEM, here)
        yield a_client("auth", pool, tmp_path, [auth_api]), {**state.posts, **posts}, state.people["CG100002"]


def test_nobody_gives_a_charge_beyond_the_own_department_or_to_himself(
    auth: tuple[Client, dict[str, UUID], UUID],
) -> None:
    client, posts, employee = auth
    before = found(client.context.database, CHARGES)

    answers = {}
    for zone, standing, role, department in product(ZONES, STANDINGS, ROLES, ADMINISTERED):
        who = Facts("STAFF", zone, role, "granted", standing)
        actor = replace(
            actor_of(who, department=department, post_id=an_id("ADM"), charge_id=an_id("as administrator")),
            person_id=an_id("the administrator"),
        )
        for post, person in product(POSTS, ("himself", "somebody else")):
            if not may_fill(who, department, post, person):
                body = a_charge_body(
                    posts[post], an_id("the administrator") if person == "himself" else employee
                )
                answers[who, department, post, person] = client.post(
                    "/v1/charges", actor=actor, json=body
                ).status_code

    assert {asked: status for asked, status in answers.items() if status not in (401, 403)} == {}
    assert len(answers) >= 500
    assert found(client.context.database, CHARGES) == before


def test_a_departments_administrator_gives_a_charge_below_the_own_department(
    auth: tuple[Client, dict[str, UUID], UUID],
) -> None:
    client, posts, employee = auth
    actor = actor_of(Facts("STAFF", "VPN", "department_admin", "granted", "own"), post_id=an_id("ADM"))

    answer = client.post("/v1/charges", actor=actor, json=a_charge_body(posts["LAND-SO-1"], employee))

    assert answer.status_code == 201


def test_nobody_suspends_beyond_the_own_department_nor_who_works_for_the_whole_state(
    auth: tuple[Client, dict[str, UUID], UUID],
) -> None:
    client, posts, of_the_state = auth
    database = client.context.database
    with database.transaction() as tx:
        of_a_section = next(
            iter(actions.save_people(tx, SYSTEM, [replace(PEOPLE[0], staff_uid="CG300001")]).values())
        )
        for person, post in ((of_the_state, "REV-DS-1"), (of_a_section, "LAND-SO-1")):
            actions.appoint(tx, SYSTEM, a_seat(person, posts[post]))

    answers = {}
    for zone, standing, role, department in product(ZONES, STANDINGS, ROLES, ADMINISTERED):
        who = Facts("STAFF", zone, role, "granted", standing)
        actor = replace(
            actor_of(who, department=department, post_id=an_id("ADM"), charge_id=an_id("as administrator")),
            person_id=an_id("the administrator"),
        )
        for person, may in (
            (of_the_state, who.works_as("state_admin")),
            (
                of_a_section,
                who.works_as("state_admin") or (who.works_as("department_admin") and department == "REV"),
            ),
        ):
            answer = client.post(
                f"/v1/people/{person}/suspend", actor=actor, json={"order_number": "GAD 8/2026"}
            )
            answers[who, department, person] = (answer.status_code, 204 if may and who.is_inside else 403)
            if answer.status_code == 204:
                with database.transaction() as tx:
                    actions.reinstate(tx, SYSTEM, person, "GAD 9/2026")

    assert {asked: pair for asked, pair in answers.items() if pair[0] != pair[1]} == {}


def a_seat(person: UUID, post: UUID) -> Charge:
    return Charge(
        charge_id=new_id(),
        person_id=person,
        post_id=post,
        kind=ChargeKind.SUBSTANTIVE,
        order_number="GAD 1/2020",
        valid_from=SINCE,
    )


def a_charge_body(post: UUID, person: UUID) -> dict[str, Any]:
    given = {"kind": "SUBSTANTIVE", "order_number": "GAD 7/2026", "valid_from": SINCE.isoformat()}
    return {"person_id": str(person), "post_id": str(post), **given}
