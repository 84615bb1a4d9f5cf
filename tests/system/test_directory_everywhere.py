"""What changes in auth's directory is known in all five services, over the real broker, at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from deploy.local.installation import Installation
from deploy.local.stack import SERVICES
from kernel import clock, directory
from kernel.database import Database, Query, Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import actions
from services.auth.domain import Area, Department
from services.auth.domain.structure import Order, OrderAct, UnitKind

SYSTEM = Actor.system("auth")
SPOIL = Query("spoil", "UPDATE directory_area SET name_en = 'Lost' WHERE code = 'CG-DMT'")
SINCE = clock.local_date(clock.now()) - timedelta(days=400)
# The bench measures how soon it is on a quiet machine; a test run shares its machine.
PATIENCE_SECONDS = 30.0

Pools = dict[str, Database]


@pytest.fixture
def pools(site: Installation) -> Iterator[Pools]:
    with ExitStack() as endings:
        made = {each: Database(site.stack.dsn(each), size=1, wait_ms=5000, name="test") for each in SERVICES}
        for pool in made.values():
            endings.callback(pool.close)
        yield made


def everywhere(pools: Pools, known: Callable[[Transaction], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    for service, pool in pools.items():
        while True:
            with pool.transaction(reading=True) as tx:
                if known(tx):
                    break
            assert time.monotonic() < end, service
            time.sleep(0.02)


def order(act: OrderAct, kind: UnitKind, code: str, **facts: object) -> Order:
    today = clock.local_date(clock.now())
    known = {"order_id": clock.new_id(), "order_number": "TEST/1", "holds_from": today}
    return Order(kind=kind, code=code, act=act, facts=facts, **known)


def an_area(code: str, parent: str, kind: str) -> Area:
    return Area(code=code, kind=kind, parent=parent, name_en=code, name_hi="क्षेत्र", valid_from=SINCE)


def test_renaming_merging_and_splitting_reach_every_service(pools: Pools) -> None:
    auth = pools["auth"]
    tail = clock.new_id().hex[-6:].upper()
    old, heir, part, home = f"T{tail}A", f"T{tail}B", f"CG-T{tail}N", f"CG-T{tail}"
    with auth.transaction() as tx:
        for code in (old, heir):
            made = Department(
                code=code, kind="board", parent="GAD", name_en=code, name_hi="मंडल", valid_from=SINCE
            )
            actions.enter(tx, SYSTEM, made, "TEST/1")
        actions.enter(tx, SYSTEM, an_area(home, "CG", "district"), "TEST/1")
        actions.enter(tx, SYSTEM, an_area(f"{home}-1", home, "tehsil"), "TEST/1")
    everywhere(pools, lambda tx: f"{home}-1" in directory.area_subtree(tx, "CG"))

    names = {"name_en": "Renamed", "name_hi": "नया नाम"}
    parts = [{"code": part, "name_en": "Part", "name_hi": "भाग"}]
    with auth.transaction() as tx:
        actions.give_order(tx, SYSTEM, order(OrderAct.RENAME, UnitKind.DEPARTMENT, heir, **names))
        actions.give_order(tx, SYSTEM, order(OrderAct.MERGE, UnitKind.DEPARTMENT, old, into=heir))
        actions.give_order(tx, SYSTEM, order(OrderAct.SPLIT, UnitKind.AREA, home, parts=parts, main=part))

    everywhere(pools, lambda tx: directory.department(tx, heir).name_hi == "नया नाम")
    everywhere(pools, lambda tx: old in directory.department_subtree(tx, heir))
    everywhere(pools, lambda tx: directory.area(tx, home).successor == part)
    everywhere(pools, lambda tx: f"{home}-1" in directory.area_subtree(tx, part))
    with auth.transaction() as tx:
        for kind, code in ((UnitKind.AREA, f"{home}-1"), (UnitKind.AREA, part), (UnitKind.DEPARTMENT, heir)):
            actions.give_order(tx, SYSTEM, order(OrderAct.CLOSE, kind, code))


def test_a_copy_that_was_spoilt_is_rebuilt_by_republishing(pools: Pools, site: Installation) -> None:
    sealing = Sealing.from_directory(site.keys / "sealing" / "auth", "auth")
    for pool in pools.values():
        with pool.transaction() as tx:
            tx.execute(SPOIL)

    with pools["auth"].transaction() as tx:
        actions.republish(tx, SYSTEM, sealing)

    everywhere(pools, lambda tx: directory.area(tx, "CG-DMT").name_en == "Dhamtari")
