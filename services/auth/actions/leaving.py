"""Who leaves the service: his charges end on his last day, and at its end his sessions and his login.

An order to leave can be withdrawn until it was carried out; it keeps what the charges were that it ended.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor
from services.auth import store
from services.auth.actions.charges import check_fit, end
from services.auth.actions.people import require_authority_over
from services.auth.actions.revoking import cut_off, end_all
from services.auth.domain import EndReason, PersonHasLeft, PersonState
from services.auth.domain.structure import AlreadyRetiring, Order, OrderAct, OrderState, check_last_day
from services.auth.events import ChargePublished, PersonPublished
from services.auth.store import standing, structure


def retire(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    order_number: str,
    last_day: date,
    *,
    at_once: bool = False,
) -> UUID:
    """Let an employee leave at the end of *last_day*; until then everything stays as it is.

    Raises LastDayIsOver for a day that is over, unless *at_once* says that the employee has left already.
    """
    require_authority_over(tx, actor, person_id)
    store.lock_person(tx, person_id)
    _check_serving(tx, person_id)
    check_last_day(last_day, clock.local_date(tx.now), at_once=at_once)
    order = Order(
        order_id=clock.new_id(),
        kind="PERSON",
        code=str(person_id),
        act=OrderAct.RETIRE,
        order_number=order_number,
        holds_from=last_day + timedelta(days=1),
        facts={"charges": standing.find_ends_of_charges(tx, person_id, last_day)},
    )
    due = order.holds_from <= clock.local_date(tx.now)
    structure.add_order(tx, order, OrderState.DONE if due else OrderState.WAITING, actor.person_id)
    tx.record(actor, "directory.person-retires", person_id, order_number=order_number, last_day=last_day)
    _end_charges(tx, actor, person_id, order)
    if due:
        leave(tx, actor, order)
    return order.order_id


def stay(tx: Transaction, actor: Actor, order: Order) -> None:
    """The order to leave is withdrawn: its charges are what they were, but for those that others ended since.

    Raises the refusal that stands against a charge that fits no more, such as PostIsOccupied or PostNotThere.
    """
    person_id = UUID(order.code)
    store.lock_person(tx, person_id)
    if store.find_person(tx, person_id)["state"] != PersonState.LEFT:
        for before in order.facts.get("charges", ()):
            _restore(tx, actor, order, before)


def leave(tx: Transaction, actor: Actor, order: Order) -> None:
    """The last day is over: no charge, no session, no login, no token."""
    person_id = UUID(order.code)
    _end_charges(tx, actor, person_id, order)
    store.lock_person(tx, person_id)
    left = store.save_person_state(tx, person_id, PersonState.LEFT, order.order_number)
    tx.announce(PersonPublished(**left))
    tx.record(actor, "directory.person-left", person_id, order_number=order.order_number)
    end_all(tx, person_id, EndReason.LEFT)
    cut_off(tx, [person_id], EndReason.LEFT)


def _check_serving(tx: Transaction, person_id: UUID) -> None:
    if store.find_person(tx, person_id)["state"] == PersonState.LEFT:
        raise PersonHasLeft
    # Of two orders at once neither could give back what the other one ended.
    orders = structure.find_orders_of_unit(tx, "PERSON", str(person_id))
    if any(each["state"] == OrderState.WAITING for each in orders):
        raise AlreadyRetiring


def _restore(tx: Transaction, actor: Actor, order: Order, before: dict[str, Any]) -> None:
    row = store.restore_charge(tx, order.order_number, order.last_day, before)
    if row is None:
        return
    charge, _department = store.get_charge_for_update(tx, row["charge_id"])
    check_fit(tx, charge, store.get_post(tx, charge.post_id))
    tx.announce(ChargePublished(**row))
    facts = {"valid_to": charge.valid_to, "order_number": order.order_number}
    tx.record(actor, "directory.charge-restored", charge.charge_id, **facts)


def _end_charges(tx: Transaction, actor: Actor, person_id: UUID, order: Order) -> None:
    for found in standing.find_charges_after(tx, person_id, order.last_day):
        charge, _department = store.get_charge_for_update(tx, found.charge_id)
        begun = charge.valid_from <= order.last_day
        end(tx, actor, charge, order.order_number, order.last_day if begun else None)
