"""A seed enters what is not there yet, and takes nothing back that an order changed or ended."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy.local import run
from deploy.local.installation import Installation
from deploy.local.programs import NotReadyError
from deploy.local.seed import directory, nodal
from deploy.local.seed.directory import SYSTEM, enter_posts, enter_reference, posts
from deploy.local.seed.staff import enter_staff
from deploy.local.stack import Stack
from kernel import clock
from kernel.database import Database, Transaction
from services.auth import actions, store
from services.auth.domain import Charge, ChargeKind, Person, PostIsOccupied
from services.auth.domain.structure import UnitKind
from services.auth.store import structure

TODAY = clock.local_date(clock.now())
SINCE = TODAY - timedelta(days=10)
LAST_DAY = TODAY - timedelta(days=3)
OFFICER = Person(staff_uid="CG199999", name_en="Anjali Rao", name_hi="अंजलि राव", language="hi")

Snapshot = dict[str, list[dict[str, Any]]]


def fill(tx: Transaction) -> dict[str, UUID]:
    enter_reference(tx)
    return enter_staff(tx, enter_posts(tx, posts()), SINCE)


def everything(tx: Transaction) -> Snapshot:
    found = {
        "departments": store.find_departments_to_publish(tx),
        "areas": store.find_areas_to_publish(tx),
        "offices": store.find_offices_to_publish(tx),
        "posts": store.find_posts_to_publish(tx, TODAY),
        "people": store.find_people_to_publish(tx),
        "charges": store.find_charges_to_publish(tx),
        "grants": store.find_grants_to_publish(tx),
    }
    return found | {"ranks": [{"rank": each} for each in structure.find_ranks(tx)]}


def give_orders(tx: Transaction, officer: UUID) -> None:
    """What administrators do to what the seed entered: they rename, end, dismiss and close."""
    department = structure.get_unit(tx, UnitKind.DEPARTMENT, "FIN")
    actions.save_departments(tx, SYSTEM, [replace(department, name_en="Treasury", valid_to=LAST_DAY)])
    area = structure.get_unit(tx, UnitKind.AREA, "CG-DMT")
    actions.save_areas(tx, SYSTEM, [replace(area, lgd_code="379")])
    office = structure.get_unit(tx, UnitKind.OFFICE, "SEC-REV")
    actions.save_offices(tx, SYSTEM, [replace(office, name_en="Revenue, Indravati Bhavan")])
    post = structure.get_unit(tx, UnitKind.POST, "REV-SO-1")
    actions.save_posts(tx, SYSTEM, [replace(post, reports_to=None, sanctioned=2, name_en="Desk officer")])
    (rank,) = (each for each in structure.find_ranks(tx) if each.code == "COLLECTOR")
    actions.save_ranks(tx, SYSTEM, [replace(rank, name_en="District magistrate")])
    actions.save_people(tx, SYSTEM, [replace(OFFICER, staff_uid="CG100002")])
    ended = next(each for each in store.find_charges_to_publish(tx) if each["person_id"] == officer)
    actions.end_charge(tx, SYSTEM, ended["charge_id"], "GAD/7", LAST_DAY)
    closed = next(each for each in store.find_grants_to_publish(tx) if each["post_id"] == ended["post_id"])
    actions.revoke_access(tx, SYSTEM, closed["grant_id"], "GAD/7", LAST_DAY)


@pytest.fixture
def other_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Files of reference data in which Finance has another name, and a new department an officer."""
    place = tmp_path / "data"
    shutil.copytree(directory.DATA, place)
    departments = (place / "departments.csv").read_text("utf-8").replace(",Finance,", ",Money,")
    (place / "departments.csv").write_text(f"{departments}NEW,department,,New,नया विभाग\n", "utf-8")
    with (place / "demo_staff.csv").open("a", encoding="utf-8") as staff:
        staff.write("CG100099,NEW-US-1,yes,hi,Bharat Rai,भारत राय\n")
    monkeypatch.setattr(directory, "DATA", place)
    return place


def test_what_orders_changed_or_ended_stays_so_when_it_is_seeded_again(
    tx: Callable[[str], Transaction],
) -> None:
    auth = tx("auth")
    people = fill(auth)
    give_orders(auth, people["CG100002"])
    before = everything(auth)

    again = fill(auth)

    assert everything(auth) == before
    assert again == people


def test_a_changed_seed_enters_what_is_new_and_changes_nothing(
    tx: Callable[[str], Transaction], request: pytest.FixtureRequest
) -> None:
    auth = tx("auth")
    give_orders(auth, fill(auth)["CG100002"])
    before = everything(auth)

    request.getfixturevalue("other_data")
    newcomer = fill(auth)["CG100099"]

    after = everything(auth)
    new = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    assert [row for name, rows in before.items() for row in rows if row not in after[name]] == []
    assert [row["code"] for row in new["departments"]] == ["NEW"]
    assert [row["code"] for row in new["posts"]] == ["NEW-DS-1", "NEW-US-1"]
    assert [row["person_id"] for row in new["charges"]] == [newcomer]
    assert len(new["grants"]) == 1


@pytest.fixture
def site(database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Installation:
    """An installation whose auth has the directory and nobody in it."""
    pool = database("auth")
    with pool.transaction() as tx:
        enter_reference(tx)
        enter_posts(tx, posts())
    monkeypatch.setattr(Stack, "dsn", lambda _self, _service: pool.dsn)
    return Installation(tmp_path / "run")


def test_when_what_is_new_is_refused_the_start_says_so(
    site: Installation, database: Callable[..., Database]
) -> None:
    with database("auth").transaction() as tx:
        person = actions.save_people(tx, SYSTEM, [OFFICER])[OFFICER.staff_uid]
        post = store.find_post_ids(tx)["REV-SO-1"]
        held = Charge(
            charge_id=clock.new_id(),
            person_id=person,
            post_id=post,
            kind=ChargeKind.SUBSTANTIVE,
            order_number="GAD/1",
            valid_from=SINCE,
        )
        actions.appoint(tx, SYSTEM, held)

    with pytest.raises(NotReadyError, match="deploy/local/data was refused") as said:
        run.seed(site)

    assert isinstance(said.value.__cause__, PostIsOccupied)


def test_a_nodal_officers_post_that_was_changed_stays_and_the_page_that_changes_it_is_named(
    site: Installation, database: Callable[..., Database], capsys: pytest.CaptureFixture[str]
) -> None:
    with database("auth").transaction() as tx:
        post = structure.get_unit(tx, UnitKind.POST, "FIN-US-1")
        changed = replace(post, roles=frozenset(), valid_to=LAST_DAY)
        actions.save_posts(tx, SYSTEM, [changed])

    nodal.main(site, "FIN")

    with database("auth").transaction(reading=True) as tx:
        assert structure.get_unit(tx, UnitKind.POST, "FIN-US-1") == changed
    assert "/staff/organisation/posts/FIN-US-1/change" in capsys.readouterr().out
