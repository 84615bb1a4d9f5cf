"""Orders that rename, close, merge and split units: carried out on their day, at once or when it comes."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor, require
from services.auth import access
from services.auth.actions.charges import departments_of, end_with_post, revoke_with_post
from services.auth.actions.leaving import leave, stay
from services.auth.actions.people import require_authority_over
from services.auth.actions.structure import (
    SHEETS,
    check_whole,
    kind_of,
    require_authority,
    require_no_favour,
    save,
)
from services.auth.domain import Department, Post
from services.auth.domain.structure import (
    WITHIN,
    CodeTaken,
    Order,
    OrderAct,
    OrderState,
    StillHeld,
    StillInUse,
    Unit,
    UnitKind,
    check_open,
    check_successor,
    named,
)
from services.auth.domain.tables import check_code
from services.auth.store import find_person, structure


def give_order(tx: Transaction, actor: Actor, order: Order) -> bool:
    """Carry an *order* out if its day has come, else keep it until then; whether it was carried out.

    facts: RENAME name_en, name_hi; CLOSE move_to, end_charges; MERGE into, end_charges; SPLIT parts (code,
    name_en, name_hi each), main, survives, moves (code of what lies within -> code of a part).
    """
    structure.lock_organisation(tx)
    unit = structure.get_unit(tx, UnitKind(order.kind), order.code)
    _require_right(tx, actor, unit, order)
    check_open(unit, order)
    due = order.holds_from <= clock.local_date(tx.now)
    if due:
        _carry_out(tx, actor, unit, order)
    else:
        _look_ahead(tx, unit, order)
    structure.add_order(tx, order, OrderState.DONE if due else OrderState.WAITING, actor.person_id)
    _record(tx, actor, order, "organisation.order-carried-out" if due else "organisation.order-kept")
    return due


def merge(tx: Transaction, actor: Actor, orders: list[Order]) -> bool:
    """Several units into one, by one order number each; all or nothing."""
    carried_out = [give_order(tx, actor, order) for order in orders]
    return all(carried_out)


def orders_of(body: dict[str, Any]) -> list[Order]:
    """One order for each of the units that *body* names by `codes`; what is not common to all acts are facts."""
    common = {name: body[name] for name in ("kind", "act", "order_number", "holds_from")}
    facts = {name: value for name, value in body.items() if name not in common and name != "codes"}
    return [Order(order_id=clock.new_id(), code=code, facts=facts, **common) for code in body["codes"]]


def withdraw_order(tx: Transaction, actor: Actor, order_id: UUID) -> None:
    """Withdraw an order whose day has not come; what a retirement ended holds again. Raises OrderUnknown."""
    order = structure.get_waiting_order_for_update(tx, order_id)
    _require_withdrawal(tx, actor, order)
    if order.act is OrderAct.RETIRE:
        stay(tx, actor, order)
    structure.save_order_state(tx, order_id, OrderState.WITHDRAWN)
    _record(tx, actor, order, "organisation.order-withdrawn")


def order_to_withdraw(tx: Transaction, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """An `order` that waits, and the `person` whom it lets go or None; for who may withdraw it."""
    order = structure.get_waiting_order(tx, order_id)
    _require_withdrawal(tx, actor, order)
    is_retirement = order.act is OrderAct.RETIRE
    return {"order": order, "person": find_person(tx, UUID(order.code)) if is_retirement else None}


def carry_out_due(tx: Transaction) -> None:
    """Carry out the orders whose day has come; one that cannot be stands refused, the others go on."""
    system = Actor.system("auth")
    for order in structure.find_due_orders(tx, clock.local_date(tx.now)):
        try:
            _carry_out_kept(tx, system, order)
        except Refused as refusal:
            # What it changed is undone, and with it this run; the next one begins behind it.
            tx.rollback()
            structure.save_order_state(tx, order.order_id, OrderState.REFUSED, refusal.code)
            _record(tx, system, order, "organisation.order-refused")
            return


def orders_waiting(tx: Transaction) -> list[dict[str, Any]]:
    """Orders whose day has not come, and those that could not be carried out."""
    return structure.find_orders_waiting(tx)


def _carry_out_kept(tx: Transaction, system: Actor, order: Order) -> None:
    structure.lock_organisation(tx)
    # It may have been withdrawn since the list was read.
    if structure.find_waiting_order_for_update(tx, order.order_id) is None:
        return
    if order.act is OrderAct.RETIRE:
        leave(tx, system, order)
    else:
        unit = structure.get_unit(tx, UnitKind(order.kind), order.code)
        check_open(unit, order)
        _carry_out(tx, system, unit, order)
    structure.save_order_state(tx, order.order_id, OrderState.DONE)
    _record(tx, system, order, "organisation.order-carried-out")


def _record(tx: Transaction, actor: Actor, order: Order, how: str) -> None:
    subject = f"{order.kind.lower()}:{order.code}"
    facts = {"order_id": order.order_id, "order_number": order.order_number, "holds_from": order.holds_from}
    tx.record(actor, how, subject, does=order.act, **facts)


def _require_withdrawal(tx: Transaction, actor: Actor, order: Order) -> None:
    if order.act is OrderAct.RETIRE:
        require_authority_over(tx, actor, UUID(order.code))
    else:
        _require_right(tx, actor, structure.get_unit(tx, UnitKind(order.kind), order.code), order)


def _require_right(tx: Transaction, actor: Actor, unit: Unit, order: Order) -> None:
    require_authority(tx, actor, unit)
    require_no_favour(tx, actor, unit, unit)
    if isinstance(unit, Department) and order.act is not OrderAct.RENAME:
        # Whether a department goes on is decided one step above it.
        above = departments_of(tx, actor)
        require(access.may_change_in(actor, unit.parent or "", above))
    for code in {order.facts.get("into"), order.facts.get("move_to")} - {None}:
        require_authority(tx, actor, structure.get_unit(tx, kind_of(unit), str(code)))


def _carry_out(tx: Transaction, actor: Actor, unit: Any, order: Order) -> None:
    if order.act is OrderAct.RENAME:
        names = {name: order.facts[name] for name in ("name_en", "name_hi")}
        save(tx, actor, [replace(unit, **names)])
    elif order.act is OrderAct.SPLIT:
        _split(tx, actor, unit, order)
    else:
        _close(tx, actor, unit, order)
    check_whole(tx, kind_of(unit), {unit.code})


def _look_ahead(tx: Transaction, unit: Any, order: Order) -> None:
    # What can be known today is refused today, and not on the day itself.
    if order.act is OrderAct.SPLIT:
        _check_parts(tx, unit, order)
    elif order.act is not OrderAct.RENAME:
        to = _heir(tx, unit, order)
        if to is None:
            _require_empty(tx, unit, order)
        if isinstance(unit, Post) and not order.facts.get("end_charges"):
            _require_vacant(tx, unit, order)


def _close(tx: Transaction, actor: Actor, unit: Any, order: Order) -> None:
    heir = _heir(tx, unit, order)
    if heir is None:
        _require_empty(tx, unit, order)
    else:
        _move_all(tx, actor, unit, heir, order)
    if isinstance(unit, Post):
        _vacate(tx, actor, unit, order)
    successor = heir.code if heir and order.act is OrderAct.MERGE else None
    now = structure.get_unit(tx, kind_of(unit), unit.code)
    save(tx, actor, [replace(now, valid_to=order.last_day, successor=successor)])


def _heir(tx: Transaction, unit: Any, order: Order) -> Any:
    code = order.facts.get("into") or order.facts.get("move_to")
    if code is None:
        return None
    heir = structure.get_unit(tx, kind_of(unit), code)
    check_successor(unit, heir, order.holds_from)
    return heir


def _require_empty(tx: Transaction, unit: Any, order: Order) -> None:
    left = [each.code for _kind, _column, each in _within(tx, unit, order)]
    if left:
        raise StillInUse(code=unit.code, named=named(left))


def _require_vacant(tx: Transaction, unit: Post, order: Order) -> None:
    if structure.find_charges_beyond(tx, [unit.code], order.last_day):
        raise StillHeld(code=unit.code)


def _within(tx: Transaction, unit: Any, order: Order) -> list[tuple[UnitKind, str, Any]]:
    """What would still lie within *unit* when the order begins to hold."""
    return [
        (kind, column, each)
        for kind, column in WITHIN[kind_of(unit)]
        for each in structure.find_units(tx, kind, **{column: unit.code}, living_after=order.last_day)
    ]


def _move_all(tx: Transaction, actor: Actor, unit: Any, heir: Any, order: Order) -> None:
    for kind, column, each in _within(tx, unit, order):
        # An heir that lay within the unit takes its place instead of lying within itself.
        itself = kind is kind_of(unit) and each.code == heir.code
        save(tx, actor, [replace(each, **{column: getattr(unit, column) if itself else heir.code})])


def _vacate(tx: Transaction, actor: Actor, post: Post, order: Order) -> None:
    if not order.facts.get("end_charges"):
        _require_vacant(tx, post, order)
    for charge in structure.find_charges_beyond(tx, [post.code], order.last_day):
        end_with_post(tx, actor, charge["charge_id"], order.order_number, order.last_day)
    for grant in structure.find_grants_beyond(tx, post.code, order.last_day):
        revoke_with_post(tx, actor, grant["grant_id"], order.order_number, order.last_day)


def _split(tx: Transaction, actor: Actor, unit: Any, order: Order) -> None:
    _check_parts(tx, unit, order)
    fresh = {"valid_from": order.holds_from, "valid_to": None, "successor": None}
    save(tx, actor, [replace(unit, **part, **fresh) for part in order.facts["parts"]])
    moves, survives = order.facts.get("moves", {}), order.facts.get("survives", False)
    for _kind, column, each in _within(tx, unit, order):
        place = moves.get(each.code, unit.code if survives else order.facts["main"])
        if place != unit.code:
            save(tx, actor, [replace(each, **{column: place})])
    if survives:
        return
    if isinstance(unit, Post):
        _vacate(tx, actor, unit, order)
    save(tx, actor, [replace(unit, valid_to=order.last_day, successor=order.facts["main"])])


def _check_parts(tx: Transaction, unit: Any, order: Order) -> None:
    kind, codes = kind_of(unit), [part["code"] for part in order.facts["parts"]]
    for code in codes:
        check_code(SHEETS[kind], code)
    taken = next((code for code in codes if structure.find_unit(tx, kind, code)), None)
    if taken or len(set(codes)) < len(codes):
        raise CodeTaken(code=taken or codes[0])
    places = {*codes, unit.code} if order.facts.get("survives") else set(codes)
    for place in (
        *order.facts.get("moves", {}).values(),
        *([] if order.facts.get("survives") else [order.facts["main"]]),
    ):
        if place not in places:
            raise StillInUse(code=unit.code, named=place)
