"""Keeping departments, areas, offices and posts: entered, changed, listed; nothing stands under itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.auth import access
from services.auth.actions.charges import departments_of
from services.auth.actions.organisation import save_areas, save_departments, save_offices, save_posts
from services.auth.domain import Area, Department, Office, Post
from services.auth.domain.structure import (
    UP,
    WITHIN,
    CodeTaken,
    InCircle,
    Order,
    OrderAct,
    OrderState,
    OutlivesItsPlace,
    SeatsAreFilled,
    Unit,
    UnitKind,
    check_section,
    is_living,
)
from services.auth.domain.tables import check_code
from services.auth.store import standing, structure

PAGE = 50
PAGE_WITHIN = 200
SHEETS = {
    UnitKind.DEPARTMENT: "departments",
    UnitKind.AREA: "areas",
    UnitKind.OFFICE: "offices",
    UnitKind.POST: "posts",
}
_SAVES = {
    UnitKind.DEPARTMENT: save_departments,
    UnitKind.AREA: save_areas,
    UnitKind.OFFICE: save_offices,
    UnitKind.POST: save_posts,
}


def enter(tx: Transaction, actor: Actor, unit: Unit, order_number: str) -> None:
    """Enter a new unit by an order; raises CodeTaken for a code that stands for something already."""
    kind = kind_of(unit)
    structure.lock_organisation(tx)
    check_code(SHEETS[kind], unit.code)
    if structure.find_unit(tx, kind, unit.code) is not None:
        raise CodeTaken(code=unit.code)
    require_authority(tx, actor, unit)
    _keep(tx, actor, unit)
    note(tx, actor, kind, unit.code, OrderAct.ENTER, order_number, unit.valid_from)


def change(tx: Transaction, actor: Actor, unit: Unit, order_number: str) -> None:
    """Change what a unit is; its names, days and successor are changed by orders of their own."""
    kind = kind_of(unit)
    structure.lock_organisation(tx)
    before = structure.get_unit(tx, kind, unit.code)
    after = replace(unit, **{name: getattr(before, name) for name in _BY_ORDER})
    require_authority(tx, actor, before)
    require_authority(tx, actor, after)
    _require_both_places(tx, actor, before, after)
    require_no_favour(tx, actor, before, after)
    _keep(tx, actor, after)
    note(tx, actor, kind, unit.code, OrderAct.CHANGE, order_number, clock.local_date(tx.now))


_BY_ORDER = ("name_en", "name_hi", "valid_from", "valid_to", "successor")


def save(tx: Transaction, actor: Actor, units: Sequence[Unit]) -> None:
    """Save units of one kind and announce what changed."""
    for unit in units:
        if unit.code in (getattr(unit, UP[kind_of(unit)]), unit.successor):
            raise InCircle(code=unit.code)
    if units:
        _SAVES[kind_of(units[0])](tx, actor, units)  # type: ignore[operator]  # each takes its own kind


def kind_of(unit: Unit) -> UnitKind:
    """What kind of unit it is."""
    return UnitKind(type(unit).__name__.upper())


def require_authority(tx: Transaction, actor: Actor, unit: Unit) -> None:
    """Raise the refusal that stands against *actor* keeping *unit*."""
    require(access.may_keep_kind(actor, isinstance(unit, Area)))
    if isinstance(unit, Area):
        return
    require(access.may_change_in(actor, department_of(tx, unit), departments_of(tx, actor)))
    if isinstance(unit, Post):
        require(access.may_hang_roles(actor, unit.roles))


def _require_both_places(tx: Transaction, actor: Actor, before: Unit, after: Unit) -> None:
    # Where a department stands is decided above it, at both ends of its way; the top is the state's.
    if isinstance(before, Department) and isinstance(after, Department) and before.parent != after.parent:
        own = departments_of(tx, actor)
        for parent in (before.parent, after.parent):
            require(access.may_change_in(actor, parent or "", own))


def require_no_favour(tx: Transaction, actor: Actor, before: Unit, after: Unit) -> None:
    """Raise the refusal of whoever would widen what he himself sees or may do."""
    today = clock.local_date(tx.now)
    if isinstance(before, Post):
        require(access.may_favour(actor, structure.find_holders_of_code(tx, before.code, today)))
    if isinstance(before, Office) and isinstance(after, Office) and before.area != after.area:
        require(access.may_hang_roles(actor, structure.find_roles_in_office(tx, before.code, today)))


def department_of(tx: Transaction, unit: Unit) -> str:
    """The department whose administrator keeps *unit*: a new department is its parent's affair."""
    if isinstance(unit, Department):
        known = structure.find_unit(tx, UnitKind.DEPARTMENT, unit.code) is not None
        return unit.code if known else unit.parent or ""
    if isinstance(unit, Post):
        return department_of(tx, structure.get_unit(tx, UnitKind.OFFICE, unit.office))
    return unit.department if isinstance(unit, Office) else ""


def check_whole(tx: Transaction, kind: UnitKind, codes: set[str]) -> None:
    """Raise InCircle or OutlivesItsPlace when the units with *codes* no longer fit together."""
    circle = structure.find_circle(tx, kind)
    if circle is not None:
        raise InCircle(code=circle)
    for row in structure.find_outliving(tx):
        mine = (row["kind"] == kind and row["code"] in codes) or (
            row["of_kind"] == kind and row["of_code"] in codes
        )
        if mine:
            raise OutlivesItsPlace(code=row["code"])


def note(
    tx: Transaction, actor: Actor, kind: UnitKind, code: str, act: OrderAct, number: str, day: date
) -> None:
    """Keep by which order a unit became what it is."""
    order = Order(order_id=clock.new_id(), kind=kind, code=code, act=act, order_number=number, holds_from=day)
    structure.add_order(tx, order, OrderState.DONE, actor.person_id)
    tx.record(actor, "organisation.unit-saved", f"{kind.lower()}:{code}", does=act, order_number=number)


def units(tx: Transaction, kind: UnitKind, asked: dict[str, Any]) -> dict[str, Any]:
    """One page of units as `items` and the code after which the next page begins, `next`."""
    found = structure.find_units(tx, kind, **asked, limit=PAGE + 1)
    return {"items": found[:PAGE], "next": found[PAGE - 1].code if len(found) > PAGE else None}


def unit_shown(tx: Transaction, actor: Actor, kind: UnitKind, code: str) -> dict[str, Any]:
    """A unit with what lies within it, its orders, and whether the actor keeps it; of a post also its charges."""
    unit = structure.get_unit(tx, kind, code)
    today = clock.local_date(tx.now)
    within = [
        (of, each)
        for of, column in WITHIN[kind]
        for each in structure.find_units(tx, of, **{column: code}, limit=PAGE_WITHIN)
        if is_living(each, today)
    ]
    is_post = kind is UnitKind.POST
    return {
        "unit": unit,
        "within": within,
        "orders": structure.find_orders_of_unit(tx, kind, code),
        "keeps": is_keeper(tx, actor, unit) and _may_keep(actor),
        "charges": standing.find_charges_of_post(tx, code) if is_post else [],
        "grants": _grants(tx, code, today) if is_post else [],
        "today": today,
    }


def _may_keep(actor: Actor) -> bool:
    return access.POLICY["organisation.keep"](actor).allowed


def _grants(tx: Transaction, code: str, today: date) -> list[dict[str, Any]]:
    return standing.find_grants_of_posts(tx, [structure.get_post_id(tx, code)], today)


def tree(tx: Transaction, kind: UnitKind) -> list[tuple[int, Any]]:
    """All units of a *kind* that live today, each with its depth, children after their parent."""
    today = clock.local_date(tx.now)
    living = [unit for unit in structure.find_units(tx, kind) if is_living(unit, today)]
    codes = {unit.code for unit in living}
    below: dict[str | None, list[Any]] = {}
    for unit in living:
        below.setdefault(unit.parent if unit.parent in codes else None, []).append(unit)
    return _walk(below, None, 0)


def _walk(below: dict[str | None, list[Any]], code: str | None, depth: int) -> list[tuple[int, Any]]:
    return [
        line for unit in below.get(code, ()) for line in [(depth, unit), *_walk(below, unit.code, depth + 1)]
    ]


def _keep(tx: Transaction, actor: Actor, unit: Unit) -> None:
    check_section(unit)
    if isinstance(unit, Post):
        today = clock.local_date(tx.now)
        if structure.count_seats_beyond(tx, unit.code, unit.sanctioned, today):
            raise SeatsAreFilled
    save(tx, actor, [unit])
    check_whole(tx, kind_of(unit), {unit.code})


def officers(tx: Transaction, actor: Actor) -> list[dict[str, Any]]:
    """Nodal and appellate posts of the offices that the actor keeps, the missing ones first."""
    return structure.find_officers(tx, clock.local_date(tx.now), scope_of(tx, actor))


def scope_of(tx: Transaction, actor: Actor) -> list[str] | None:
    """The departments whose affairs the actor sees; None for all."""
    if access.sees_whole_state(actor):
        return None
    return sorted(departments_of(tx, actor))


def is_keeper(tx: Transaction, actor: Actor, unit: Unit) -> bool:
    """Whether the actor would be let to keep *unit*."""
    if isinstance(unit, Area):
        return access.may_keep_kind(actor, of_state=True).allowed
    return access.may_change_in(actor, department_of(tx, unit), departments_of(tx, actor)).allowed
