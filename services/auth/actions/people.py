"""Employees: suspended, back at work; how to reach them."""

import json
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor, require
from kernel.sealing import Sealing
from services.auth import access, store
from services.auth.actions.charges import departments_of, require_beneath_state
from services.auth.actions.revoking import cut_off, end_all
from services.auth.domain import EndReason, PersonState, check_order_of_state
from services.auth.events import ContactPublished, PersonPublished


def suspend(tx: Transaction, actor: Actor, person_id: UUID, order_number: str) -> None:
    """Suspend who serves: every session ends and every token is worthless within a second."""
    _change_state(tx, actor, person_id, PersonState.SUSPENDED, order_number)


def reinstate(tx: Transaction, actor: Actor, person_id: UUID, order_number: str) -> None:
    """Let who is suspended work again; old sessions stay ended, signing in is needed."""
    _change_state(tx, actor, person_id, PersonState.ACTIVE, order_number)


def save_contact(
    tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID, contact: dict[str, str | None]
) -> None:
    """Keep how to reach an employee ({mobile, email, language}) and tell it to notify, sealed."""
    person = store.find_person(tx, person_id)
    kept = {"language": person["language"], **contact}
    store.save_contact(tx, person_id, sealing.wrap(json.dumps(kept).encode()))
    tx.announce(ContactPublished(person_id=person_id, sealed=sealing.seal(kept, "notify")))
    tx.record(actor, "directory.contact-saved", person_id)


def _change_state(
    tx: Transaction, actor: Actor, person_id: UUID, state: PersonState, order_number: str
) -> None:
    require_authority_over(tx, actor, person_id)
    store.lock_person(tx, person_id)
    check_order_of_state(PersonState(store.find_person(tx, person_id)["state"]), state)
    tx.announce(PersonPublished(**store.save_person_state(tx, person_id, state, order_number)))
    tx.record(actor, f"directory.person-{state.lower()}", person_id, order_number=order_number)
    if state is not PersonState.ACTIVE:
        end_all(tx, person_id, EndReason.SUSPENDED)
        cut_off(tx, [person_id], EndReason.SUSPENDED)


def require_authority_over(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Raise the refusal of whoever orders about himself, about another department, or above his own."""
    require(access.may_favour(actor, {person_id}))
    own = departments_of(tx, actor)
    for department in store.find_departments_of_person(tx, person_id, clock.local_date(tx.now)) or {""}:
        require(access.may_change_in(actor, department, own))
    require_beneath_state(tx, actor, person_id)
