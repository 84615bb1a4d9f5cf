"""Who leaves the service: his charges end on his last day, and at its end his sessions and his login."""

from datetime import date, timedelta
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor
from services.auth import store
from services.auth.actions.charges import end
from services.auth.actions.people import require_authority_over
from services.auth.actions.revoking import cut_off, end_all
from services.auth.domain import EndReason, PersonHasLeft, PersonState
from services.auth.domain.structure import Order, OrderAct, OrderState
from services.auth.events import PersonPublished
from services.auth.store import standing, structure


def retire(tx: Transaction, actor: Actor, person_id: UUID, order_number: str, last_day: date) -> UUID:
    """Let an employee leave at the end of *last_day*; until then everything stays as it is."""
    require_authority_over(tx, actor, person_id)
    store.lock_person(tx, person_id)
    if store.find_person(tx, person_id)["state"] == PersonState.LEFT:
        raise PersonHasLeft
    order = Order(
        order_id=clock.new_id(),
        kind="PERSON",
        code=str(person_id),
        act=OrderAct.RETIRE,
        order_number=order_number,
        holds_from=last_day + timedelta(days=1),
    )
    due = order.holds_from <= clock.local_date(tx.now)
    structure.add_order(tx, order, OrderState.DONE if due else OrderState.WAITING, actor.person_id)
    tx.record(actor, "directory.person-retires", person_id, order_number=order_number, last_day=last_day)
    _end_charges(tx, actor, person_id, order)
    if due:
        leave(tx, actor, order)
    return order.order_id


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


def _end_charges(tx: Transaction, actor: Actor, person_id: UUID, order: Order) -> None:
    for found in standing.find_charges_after(tx, person_id, order.last_day):
        charge, _department = store.get_charge_for_update(tx, found.charge_id)
        begun = charge.valid_from <= order.last_day
        end(tx, actor, charge, order.order_number, order.last_day if begun else None)
