"""Units are entered, renamed, closed, merged and split by orders, on their day, by whoever may."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from deploy.local.programs import wait_until
from kernel import directory
from kernel.clock import frozen, new_id
from kernel.database import Database, Queries
from kernel.errors import Refused
from kernel.identity import Actor
from services.auth import actions
from services.auth.access import NotForYourself, NotYourDepartment, StateUnit
from services.auth.domain import Area, Department, Office, Role
from services.auth.domain.structure import (
    CodeTaken,
    InCircle,
    Order,
    OrderAct,
    OrderTooEarly,
    OrderUnknown,
    OutlivesItsPlace,
    SeatsAreFilled,
    SectionNeedsAnOffice,
    StillHeld,
    StillInUse,
    SuccessorUnfit,
    UnitIsClosed,
    UnitKind,
    UnitUnknown,
)
from services.auth.domain.tables import CodeMisshapen
from services.auth.store import standing, structure
from tests.auth.organisation import (
    DEPARTMENTS,
    NOW,
    OFFICES,
    POSTS,
    SINCE,
    SYSTEM,
    TODAY,
    State,
    a_charge_of,
    a_post,
    enter,
    follow,
)
from tests.fakes import a_charge, an_actor, an_id

queries = Queries.beside(__file__)
TOMORROW = TODAY + timedelta(days=1)
STATE_ADMIN = an_actor(charge=a_charge(department="GAD", roles=frozenset({"state_admin"})))
REVENUE_ADMIN = an_actor(charge=a_charge(department="REV", roles=frozenset({"department_admin"})))


@pytest.fixture
def pool(database: Callable[..., Database]) -> Iterator[Database]:
    with frozen(NOW):
        yield database("auth")


@pytest.fixture
def state(pool: Database) -> State:
    with pool.transaction() as tx:
        return enter(tx)


def an_order(act: OrderAct, kind: UnitKind, code: str, day: date = TODAY, **facts: Any) -> Order:
    return Order(
        order_id=new_id(), kind=kind, code=code, act=act, order_number="GAD/7", holds_from=day, facts=facts
    )


def give(pool: Database, actor: Actor, *orders: Order) -> bool:
    with pool.transaction() as tx:
        return actions.merge(tx, actor, list(orders))


def unit(pool: Database, kind: UnitKind, code: str) -> Any:
    with pool.transaction() as tx:
        return structure.get_unit(tx, kind, code)


def refuses(refusal: type[Refused], pool: Database, actor: Actor, order: Order) -> None:
    before = _everything(pool)
    with pytest.raises(refusal):
        give(pool, actor, order)
    assert _everything(pool) == before


def _everything(pool: Database) -> list[Any]:
    with pool.transaction() as tx:
        return [structure.find_units(tx, kind) for kind in UnitKind]


def test_a_unit_is_entered_once_and_keeps_its_code_for_ever(pool: Database, state: State) -> None:
    board = Department(
        code="BOARD", kind="board", parent="LAND", name_en="Board", name_hi="मंडल", valid_from=TODAY
    )
    with pool.transaction() as tx:
        actions.enter(tx, REVENUE_ADMIN, board, "REV/1")
    with pytest.raises(CodeTaken), pool.transaction() as tx:
        actions.enter(tx, REVENUE_ADMIN, replace(board, name_en="Another"), "REV/2")

    assert unit(pool, UnitKind.DEPARTMENT, "BOARD") == board
    with pool.transaction() as tx:
        (order,) = structure.find_orders_of_unit(tx, "DEPARTMENT", "BOARD")
        assert [depth for depth, each in actions.tree(tx, UnitKind.DEPARTMENT) if each == board] == [2]
    assert (order["act"], order["order_number"]) == ("ENTER", "REV/1")


@pytest.mark.parametrize(
    ("kind", "changes", "refusal"),
    [
        (UnitKind.DEPARTMENT, {"code": "REV", "parent": "LAND"}, InCircle),
        (UnitKind.DEPARTMENT, {"code": "REV", "parent": "REV"}, InCircle),
        (UnitKind.OFFICE, {"code": "SEC-REV", "parent": "COL-CG-DMT"}, InCircle),
        (UnitKind.POST, {"code": "REV-DS-1", "reports_to": "REV-SO-1"}, InCircle),
        (UnitKind.OFFICE, {"code": "COL-CG-DMT", "kind": "section", "parent": None}, SectionNeedsAnOffice),
        (UnitKind.POST, {"code": "REV-SO-1", "sanctioned": 0}, SeatsAreFilled),
        (UnitKind.POST, {"code": "NOBODY"}, UnitUnknown),
    ],
)
def test_what_does_not_fit_is_refused(
    pool: Database, state: State, kind: UnitKind, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    rows: Any = {UnitKind.DEPARTMENT: DEPARTMENTS, UnitKind.OFFICE: OFFICES, UnitKind.POST: POSTS}[kind]
    before = next((row for row in rows if row.code == changes["code"]), rows[0])
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))

    with pytest.raises(refusal), pool.transaction() as tx:
        actions.change(tx, STATE_ADMIN, replace(before, **changes), "GAD/1")


def test_names_and_days_change_by_orders_of_their_own(pool: Database, state: State) -> None:
    changed = replace(OFFICES[1], kind="district_office", name_en="X", valid_to=TODAY, successor="SEC-REV")
    with pool.transaction() as tx:
        actions.change(tx, REVENUE_ADMIN, changed, "REV/3")

    assert unit(pool, UnitKind.OFFICE, "COL-CG-DMT") == replace(OFFICES[1], kind="district_office")


def test_a_rename_holds_from_its_day(pool: Database, state: State) -> None:
    names = {"name_en": "Land and Survey", "name_hi": "भू-अभिलेख एवं सर्वेक्षण"}
    order = an_order(OrderAct.RENAME, UnitKind.DEPARTMENT, "LAND", TOMORROW, **names)

    assert not give(pool, REVENUE_ADMIN, order)
    with pool.transaction() as tx:
        actions.carry_out_due(tx)
    assert unit(pool, UnitKind.DEPARTMENT, "LAND").name_en == "Land"

    with frozen(NOW + timedelta(days=1)), pool.transaction() as tx:
        actions.carry_out_due(tx)
    assert unit(pool, UnitKind.DEPARTMENT, "LAND").name_en == "Land and Survey"
    with pool.transaction() as tx:
        assert actions.orders_waiting(tx) == []


def test_an_order_that_waits_can_be_withdrawn_once(pool: Database, state: State) -> None:
    order = an_order(OrderAct.CLOSE, UnitKind.DEPARTMENT, "LAND", TOMORROW)
    give(pool, REVENUE_ADMIN, order)

    with pool.transaction() as tx:
        actions.withdraw_order(tx, REVENUE_ADMIN, order.order_id)
    with pytest.raises(OrderUnknown), pool.transaction() as tx:
        actions.withdraw_order(tx, REVENUE_ADMIN, order.order_id)
    with frozen(NOW + timedelta(days=2)), pool.transaction() as tx:
        actions.carry_out_due(tx)

    assert unit(pool, UnitKind.DEPARTMENT, "LAND").valid_to is None


def somebody_waits(pool: Database) -> bool:
    with pool.transaction(reading=True) as tx:
        return bool(tx.fetch_value(queries.count_waiting))


def test_an_order_that_is_withdrawn_while_its_day_comes_is_not_carried_out(
    pool: Database, state: State
) -> None:
    order = an_order(OrderAct.CLOSE, UnitKind.DEPARTMENT, "LAND", TOMORROW)
    give(pool, REVENUE_ADMIN, order)

    def carry_out() -> None:
        with frozen(NOW + timedelta(days=1)), pool.transaction() as tx:
            actions.carry_out_due(tx)

    timer = threading.Thread(target=carry_out)
    with pool.transaction() as tx:
        actions.withdraw_order(tx, REVENUE_ADMIN, order.order_id)
        timer.start()
        # Then the timer has read that the order waits, and waits for its row.
        wait_until(lambda: somebody_waits(pool), 30, "the timer")
    timer.join()

    assert unit(pool, UnitKind.DEPARTMENT, "LAND").valid_to is None


def test_an_order_that_cannot_be_carried_out_holds_up_no_other(pool: Database, state: State) -> None:
    good = an_order(OrderAct.RENAME, UnitKind.POST, "REV-US-1", TOMORROW, name_en="A", name_hi="अ")
    bad = an_order(OrderAct.CLOSE, UnitKind.POST, "REV-SO-1", TOMORROW)
    give(pool, STATE_ADMIN, good)
    give(pool, STATE_ADMIN, bad)
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))

    with frozen(NOW + timedelta(days=1)):
        for _run in range(2):
            with pool.transaction() as tx:
                actions.carry_out_due(tx)

    with pool.transaction() as tx:
        (left,) = actions.orders_waiting(tx)
    assert (left["order_id"], left["state"], left["refusal"]) == (bad.order_id, "REFUSED", "still-held")
    assert unit(pool, UnitKind.POST, "REV-US-1").name_en == "A"
    assert unit(pool, UnitKind.POST, "REV-SO-1").valid_to is None


def test_what_others_lie_within_is_not_closed_under_them(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))

    refuses(StillInUse, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.DEPARTMENT, "REV"))
    refuses(StillInUse, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.OFFICE, "SEC-REV"))
    refuses(StillInUse, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.AREA, "CG"))
    refuses(StillInUse, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.DEPARTMENT, "REV", TOMORROW))
    refuses(StillHeld, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.POST, "REV-SO-1"))


def test_a_post_ends_with_its_charges_and_its_access_when_the_order_says_so(
    pool: Database, state: State
) -> None:
    link = a_charge_of(state, "REV-SO-1", "CG100002", kind="LINK_OFFICER", for_person=state.officer)
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        actions.appoint(tx, SYSTEM, replace(link, valid_from=TODAY, valid_to=TODAY + timedelta(days=9)))
        actions.grant_access(tx, SYSTEM, state.posts["REV-SO-1"], "G/1", SINCE)

    give(pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.POST, "REV-SO-1", end_charges=True))

    with pool.transaction() as tx:
        assert structure.find_charges_beyond(tx, ["REV-SO-1"], TODAY - timedelta(days=1)) == []
        assert structure.find_grants_beyond(tx, "REV-SO-1", TODAY - timedelta(days=1)) == []
    follow(pool)
    with pool.transaction() as tx:
        assert directory.holder(tx, state.posts["REV-SO-1"], tx.now) is None
        assert directory.is_revoked(tx, new_id(), state.officer, NOW - timedelta(minutes=1))


@pytest.mark.timeout(60)
def test_what_began_after_a_post_had_ended_never_came_to_hold(pool: Database, state: State) -> None:
    closed, later = TODAY - timedelta(days=20), TODAY - timedelta(days=10)
    first = a_charge_of(state, "REV-SO-1", "CG100001", valid_to=later - timedelta(days=1))
    second = a_charge_of(state, "REV-SO-1", "CG100002", valid_from=later)
    link = a_charge_of(state, "REV-SO-1", "CG100003", kind="LINK_OFFICER", for_person=second.person_id)
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, first)
        actions.appoint(tx, SYSTEM, second)
        actions.appoint(tx, SYSTEM, replace(link, valid_from=later, valid_to=TODAY + timedelta(days=9)))
        actions.grant_access(tx, SYSTEM, state.posts["REV-SO-1"], "G/1", later)

    give(pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.POST, "REV-SO-1", closed, end_charges=True))

    with pool.transaction() as tx:
        (held,) = standing.find_charges_of_post(tx, "REV-SO-1")
        assert structure.find_grants_beyond(tx, "REV-SO-1", closed - timedelta(days=1)) == []
    assert (held["staff_uid"], held["valid_to"]) == ("CG100001", closed - timedelta(days=1))
    follow(pool)
    with pool.transaction() as tx:
        assert directory.is_revoked(tx, new_id(), second.person_id, NOW - timedelta(minutes=1))


def test_several_departments_merge_into_one_with_all_that_lies_within(pool: Database, state: State) -> None:
    orders = [an_order(OrderAct.MERGE, UnitKind.DEPARTMENT, code, into="HFW") for code in ("LAND", "REV")]

    give(pool, STATE_ADMIN, *orders)

    assert unit(pool, UnitKind.DEPARTMENT, "REV").successor == "HFW"
    assert unit(pool, UnitKind.DEPARTMENT, "LAND").valid_to == TODAY - timedelta(days=1)
    assert unit(pool, UnitKind.OFFICE, "SEC-REV").department == "HFW"
    follow(pool)
    with pool.transaction() as tx:
        assert directory.post(tx, state.posts["REV-SO-1"]).department == "HFW"
        assert set(directory.department_subtree(tx, "HFW")) == {"HFW", "LAND", "REV"}


def test_a_unit_can_merge_into_one_that_lay_within_it(pool: Database, state: State) -> None:
    give(pool, STATE_ADMIN, an_order(OrderAct.MERGE, UnitKind.DEPARTMENT, "REV", into="LAND"))

    assert unit(pool, UnitKind.DEPARTMENT, "LAND").parent is None
    assert unit(pool, UnitKind.OFFICE, "SEC-REV").department == "LAND"


def test_a_district_is_split_and_goes_on_or_ends(pool: Database, state: State) -> None:
    tehsil = Area(
        code="CG-DMT-KRD", kind="tehsil", parent="CG-DMT", name_en="K", name_hi="क", valid_from=SINCE
    )
    with pool.transaction() as tx:
        actions.enter(tx, STATE_ADMIN, tehsil, "GAD/2")
    part = {"code": "CG-NEW", "name_en": "New", "name_hi": "नया"}
    carved = {"parts": [part], "survives": True, "moves": {"CG-DMT-KRD": "CG-NEW"}}

    give(pool, STATE_ADMIN, an_order(OrderAct.SPLIT, UnitKind.AREA, "CG-DMT", **carved))

    assert unit(pool, UnitKind.AREA, "CG-DMT-KRD").parent == "CG-NEW"
    assert unit(pool, UnitKind.OFFICE, "COL-CG-DMT").area == "CG-DMT"
    assert unit(pool, UnitKind.AREA, "CG-NEW").kind == "district"

    parts = [{**part, "code": code} for code in ("CG-EAST", "CG-WEST")]
    ended = {"parts": parts, "main": "CG-WEST", "moves": {}}
    give(pool, STATE_ADMIN, an_order(OrderAct.SPLIT, UnitKind.AREA, "CG-DMT", **ended))
    assert unit(pool, UnitKind.AREA, "CG-DMT").successor == "CG-WEST"
    assert unit(pool, UnitKind.OFFICE, "COL-CG-DMT").area == "CG-WEST"


def test_orders_that_make_no_sense_are_refused(pool: Database, state: State) -> None:
    taken = {"parts": [{"code": "HFW", "name_en": "x", "name_hi": "x"}], "main": "HFW"}
    shape = {"parts": [{"code": "NEW-1", "name_en": "x", "name_hi": "x"}], "main": "NEW-1"}
    strange = {"parts": [{"code": "NEW", "name_en": "x", "name_hi": "x"}], "main": "HFW"}
    merge, kind = OrderAct.MERGE, UnitKind.DEPARTMENT

    refuses(SuccessorUnfit, pool, STATE_ADMIN, an_order(merge, kind, "LAND", into="LAND"))
    refuses(UnitUnknown, pool, STATE_ADMIN, an_order(merge, kind, "LAND", into="NONE"))
    refuses(CodeTaken, pool, STATE_ADMIN, an_order(OrderAct.SPLIT, kind, "LAND", **taken))
    refuses(CodeMisshapen, pool, STATE_ADMIN, an_order(OrderAct.SPLIT, kind, "LAND", **shape))
    refuses(StillInUse, pool, STATE_ADMIN, an_order(OrderAct.SPLIT, kind, "LAND", **strange))
    early = SINCE - timedelta(days=1)
    refuses(OrderTooEarly, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, kind, "LAND", early))
    give(pool, STATE_ADMIN, an_order(OrderAct.CLOSE, kind, "LAND"))
    refuses(UnitIsClosed, pool, STATE_ADMIN, an_order(OrderAct.CLOSE, kind, "LAND"))
    refuses(SuccessorUnfit, pool, STATE_ADMIN, an_order(merge, kind, "HFW", into="LAND"))


def test_nothing_is_put_into_what_has_ended(pool: Database, state: State) -> None:
    give(pool, STATE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.DEPARTMENT, "LAND"))

    with pytest.raises(OutlivesItsPlace), pool.transaction() as tx:
        actions.change(tx, STATE_ADMIN, replace(OFFICES[1], department="LAND"), "GAD/3")


def test_an_administrator_keeps_the_own_department_and_what_stands_under_it(
    pool: Database, state: State
) -> None:
    health = Office(
        code="SEC-HFW",
        kind="secretariat",
        level="SECRETARIAT",
        department="HFW",
        area="CG",
        name_en="H",
        name_hi="ह",
        valid_from=SINCE,
    )
    district = Area(code="CG-X", kind="district", parent="CG", name_en="X", name_hi="क", valid_from=SINCE)
    top = replace(DEPARTMENTS[0], code="TOP")

    for strange, refusal in ((health, NotYourDepartment), (district, StateUnit), (top, NotYourDepartment)):
        with pytest.raises(refusal), pool.transaction() as tx:
            actions.enter(tx, REVENUE_ADMIN, strange, "REV/1")
    with pytest.raises(NotYourDepartment), pool.transaction() as tx:
        actions.change(tx, REVENUE_ADMIN, replace(OFFICES[1], department="HFW"), "REV/1")
    refuses(NotYourDepartment, pool, REVENUE_ADMIN, an_order(OrderAct.CLOSE, UnitKind.DEPARTMENT, "REV"))


@pytest.mark.parametrize(
    ("code", "parent"), [("REV", "HFW"), ("LAND", None), ("LAND", "HFW"), ("BOARD", None), ("BOARD", "HFW")]
)
def test_a_department_is_not_moved_to_where_its_administrator_decides_nothing(
    pool: Database, state: State, code: str, parent: str | None
) -> None:
    board = replace(DEPARTMENTS[1], code="BOARD", parent="LAND")
    with pool.transaction() as tx:
        actions.save_departments(tx, SYSTEM, [board])
    before = unit(pool, UnitKind.DEPARTMENT, code)

    with pytest.raises(NotYourDepartment), pool.transaction() as tx:
        actions.change(tx, REVENUE_ADMIN, replace(before, parent=parent), "REV/1")

    assert unit(pool, UnitKind.DEPARTMENT, code) == before


def test_a_department_is_not_moved_out_from_under_who_stands_above_its_administrator(
    pool: Database, state: State
) -> None:
    of_land = an_actor(charge=a_charge(department="LAND", roles=frozenset({"department_admin"})))
    board = replace(DEPARTMENTS[1], code="BOARD", parent="LAND")
    with pool.transaction() as tx:
        actions.save_departments(tx, SYSTEM, [board])

    for moved in (replace(DEPARTMENTS[1], parent=None), replace(board, parent="REV")):
        with pytest.raises(NotYourDepartment), pool.transaction() as tx:
            actions.change(tx, of_land, moved, "LAND/1")
    with pool.transaction() as tx:
        actions.change(tx, of_land, replace(DEPARTMENTS[1], kind="board"), "LAND/2")

    assert unit(pool, UnitKind.DEPARTMENT, "LAND") == replace(DEPARTMENTS[1], kind="board")
    assert unit(pool, UnitKind.DEPARTMENT, "BOARD").parent == "LAND"


def test_a_department_moves_between_places_both_of_which_its_administrator_keeps(
    pool: Database, state: State
) -> None:
    board = replace(DEPARTMENTS[1], code="BOARD", parent="LAND")
    with pool.transaction() as tx:
        actions.save_departments(tx, SYSTEM, [board])

    with pool.transaction() as tx:
        actions.change(tx, REVENUE_ADMIN, replace(board, parent="REV"), "REV/1")
        actions.change(tx, STATE_ADMIN, replace(DEPARTMENTS[1], parent=None), "GAD/1")

    assert unit(pool, UnitKind.DEPARTMENT, "BOARD").parent == "REV"
    assert unit(pool, UnitKind.DEPARTMENT, "LAND").parent is None


@pytest.mark.parametrize("role", [Role.STATE_ADMIN, Role.COLLECTOR, Role.AUDITOR])
def test_roles_that_reach_beyond_a_department_are_the_states(
    pool: Database, state: State, role: Role
) -> None:
    with pytest.raises(StateUnit), pool.transaction() as tx:
        actions.enter(tx, REVENUE_ADMIN, a_post("REV-NEW", "SECTION_OFFICER", role), "REV/1")
    with pytest.raises(StateUnit), pool.transaction() as tx:
        actions.change(tx, REVENUE_ADMIN, a_post("REV-SO-1", "SECTION_OFFICER", role), "REV/1")
    with pytest.raises(StateUnit), pool.transaction() as tx:
        actions.change(tx, REVENUE_ADMIN, replace(OFFICES[1], area="CG"), "REV/1")


def test_nobody_changes_the_post_that_he_holds(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
    himself = replace(STATE_ADMIN, person_id=state.officer)

    with pytest.raises(NotForYourself), pool.transaction() as tx:
        actions.change(tx, himself, a_post("REV-SO-1", "SECTION_OFFICER", Role.COLLECTOR), "GAD/1")
    assert an_id("section officer") != state.officer


def test_missing_nodal_and_appellate_officers_are_listed_first(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        rows = actions.officers(tx, STATE_ADMIN)
        seen_by_health = actions.officers(
            tx, an_actor(charge=a_charge(department="HFW", roles=frozenset({"department_admin"})))
        )

    told = [(row["office"], row["role"], row["post_code"]) for row in rows]
    assert told == [
        ("COL-CG-DMT", "nodal_officer", None),
        ("COL-CG-DMT", "appellate_officer", None),
        ("SEC-REV", "nodal_officer", "REV-US-1"),
        ("SEC-REV", "appellate_officer", "REV-DS-1"),
    ]
    assert seen_by_health == []


def test_the_history_of_a_unit_names_its_orders(pool: Database, state: State) -> None:
    give(pool, STATE_ADMIN, an_order(OrderAct.MERGE, UnitKind.DEPARTMENT, "LAND", into="REV"))

    with pool.transaction() as reading:
        (order,) = structure.find_orders_of_unit(reading, "DEPARTMENT", "LAND")
    assert (order["act"], order["state"], order["facts"]) == ("MERGE", "DONE", {"into": "REV"})
