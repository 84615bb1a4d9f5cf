"""Employees: looked up, entered, corrected, and gone; each administrator within his departments."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor, require
from kernel.sealing import Sealing
from services.auth import access
from services.auth.actions.charges import departments_of, end_charge
from services.auth.actions.people import save_contact
from services.auth.actions.revoking import cut_off, end_all
from services.auth.domain import EndReason, PersonState, Role, UnknownCode
from services.auth.domain.employees import DepartmentNeeded, Particulars, checked, checked_staff_uid
from services.auth.events import PersonPublished
from services.auth.store import employees as store
from services.auth.store import people as states
from services.auth.store import sign_in


@dataclass(frozen=True, slots=True)
class Found:
    """A page of employees, and the number after which the next page begins."""

    items: list[dict[str, Any]]
    next: str | None


def find(
    tx: Transaction, actor: Actor, text: str, state: PersonState | None, after: str, limit: int
) -> Found:
    """Employees whom the actor administers, by number or by name in either script."""
    search = store.Search(text, state, departments_seen(tx, actor))
    rows = store.find_employees(tx, search, after, limit, clock.local_date(tx.now))
    return Found(rows, rows[-1]["staff_uid"] if len(rows) == limit else None)


def show(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID) -> dict[str, Any]:
    """An employee with his charges and contacts; one of another department is refused, and reading is recorded."""
    require_reader(tx, actor, person_id)
    row = store.find_employee(tx, person_id)
    contact = contact_of(sealing, row.pop("wrapped_contact"))
    tx.record(actor, "directory.person-read", person_id)
    return {
        **row,
        "mobile": contact.get("mobile"),
        "email": contact.get("email"),
        "charges": sign_in.find_own_charges(tx, person_id, clock.local_date(tx.now)),
    }


def enter(
    tx: Transaction,
    actor: Actor,
    sealing: Sealing,
    staff_uid: str,
    given: Particulars,
    department: str | None,
) -> UUID:
    """Enter an employee; without a post he belongs to *department*, which is the actor's own unless named."""
    staff_uid, particulars = checked_staff_uid(staff_uid), checked(given)
    home = department or actor.department
    if not home:
        raise DepartmentNeeded
    require(access.may_change_in(actor, home, departments_of(tx, actor)))
    if home not in store.find_departments_named(tx, {home}):
        raise UnknownCode(code=home)
    person_id = clock.new_id()
    row = store.add_person(tx, person_id, staff_uid, particulars, home)
    tx.announce(PersonPublished(**row))
    tx.record(actor, "directory.person-entered", person_id, department=home)
    if particulars.mobile or particulars.email:
        save_contact(tx, actor, sealing, person_id, _contact(particulars))
    return person_id


def correct(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID, given: Particulars) -> bool:
    """Correct names, language and contacts; whether anything changed. The staff number never does."""
    sign_in.lock_person(tx, person_id)
    require_keeper(tx, actor, person_id)
    particulars = checked(given)
    kept = store.find_employee(tx, person_id)
    row = store.save_particulars(tx, person_id, particulars)
    if row is not None:
        tx.announce(PersonPublished(**row))
        tx.record(actor, "directory.person-corrected", person_id)
    before = contact_of(sealing, kept["wrapped_contact"])
    contact = _contact(particulars)
    changed = {"language": kept["language"], "mobile": None, "email": None} | before != contact
    if changed:
        save_contact(tx, actor, sealing, person_id, contact)
    return changed or row is not None


def record_leaving(tx: Transaction, actor: Actor, person_id: UUID, order_number: str) -> None:
    """An employee has left the service: charges, sessions and the login end at once."""
    sign_in.lock_person(tx, person_id)
    require_keeper(tx, actor, person_id)
    require(access.may_favour(actor, {person_id}))
    for charge_id in store.find_open_charges(tx, person_id, clock.local_date(tx.now)):
        end_charge(tx, actor, charge_id, order_number)
    row = states.save_person_state(tx, person_id, PersonState.LEFT, order_number)
    tx.announce(PersonPublished(**row))
    tx.record(actor, "directory.person-left", person_id, order_number=order_number)
    end_all(tx, person_id, EndReason.SUSPENDED)
    cut_off(tx, [person_id], EndReason.SUSPENDED)


def require_reader(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Raise the refusal unless the actor administers one of the departments to which a person belongs."""
    departments, _roles = store.find_belonging(tx, person_id, clock.local_date(tx.now))
    seen = departments & departments_of(tx, actor)
    require(access.may_change_in(actor, min(seen or departments, default=""), seen))


def require_keeper(tx: Transaction, actor: Actor, person_id: UUID) -> set[Role]:
    """Raise the refusal unless the actor administers every department to which a person belongs.

    Who belongs to none is the state administrator's, and so is who holds a post that works for the whole state.
    The roles of the person's posts are returned.
    """
    departments, roles = store.find_belonging(tx, person_id, clock.local_date(tx.now))
    own = departments_of(tx, actor)
    for department in departments or {""}:
        require(access.may_change_in(actor, department, own))
    require(access.may_keep_holder(actor, person_id, roles))
    return roles


def departments_seen(tx: Transaction, actor: Actor) -> Collection[str] | None:
    """The departments whose employees an administrator sees; None for all."""
    return None if access.works_for_state(actor) else departments_of(tx, actor)


def departments_offered(tx: Transaction, actor: Actor) -> list[dict[str, Any]]:
    """The departments of today from which the actor chooses where a new employee belongs."""
    return store.find_departments_offered(tx, clock.local_date(tx.now), departments_seen(tx, actor))


def contact_of(sealing: Sealing, wrapped: bytes | None) -> dict[str, Any]:
    """A kept contact, opened; empty without one."""
    contact: dict[str, Any] = json.loads(sealing.unwrap(wrapped)) if wrapped else {}
    return contact


def _contact(particulars: Particulars) -> dict[str, str | None]:
    return {
        "language": particulars.language,
        "mobile": particulars.mobile,
        "email": particulars.email,
    }
