"""Transfers by one order, and what an officer delegates of a post that he holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.auth import access, store
from services.auth.actions.charges import appoint, departments_of, end, end_charge, give
from services.auth.domain import (
    Charge,
    ChargeKind,
    ChargesUndecided,
    NoSubstantiveCharge,
    PersonHasLeft,
    PersonIsSuspended,
    PersonState,
    check_appointment,
)
from services.auth.store import devices as device_store
from services.auth.store import standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One order: out of the substantive post at the end of `last_day`, into another on the next."""

    person_id: UUID
    post_id: UUID
    order_number: str
    last_day: date
    seat: int = 1
    ending: frozenset[UUID] = frozenset()
    staying: frozenset[UUID] = frozenset()


def transfer(tx: Transaction, actor: Actor, order: Transfer) -> UUID:
    """Transfer an officer; his further charges end or stay as the order says of each. The new charge's id.

    Of a charge that has ended meanwhile a backdated order says nothing.
    """
    require(access.may_favour(actor, {order.person_id}))
    store.lock_person(tx, order.person_id)
    substantive, others = charges_to_decide(tx, order.person_id, order.last_day)
    if substantive is None:
        raise NoSubstantiveCharge
    today = clock.local_date(tx.now)
    open_ones = {charge.charge_id for charge in others if not charge.ended_by(today)}
    if open_ones - order.ending - order.staying:
        raise ChargesUndecided
    end_charge(tx, actor, substantive.charge_id, order.order_number, order.last_day)
    for charge in others:
        if charge.charge_id in order.ending:
            begun = charge.valid_from <= order.last_day
            end_charge(tx, actor, charge.charge_id, order.order_number, order.last_day if begun else None)
    return appoint(tx, actor, _new_charge(order))


def charges_to_decide(tx: Transaction, person_id: UUID, last_day: date) -> tuple[Charge | None, list[Charge]]:
    """The substantive charge of *last_day*, and the further ones that would go on after it."""
    going_on = standing.find_charges_after(tx, person_id, last_day)
    substantive = next(
        (each for each in going_on if each.kind is ChargeKind.SUBSTANTIVE and each.valid_from <= last_day),
        None,
    )
    return substantive, [each for each in going_on if each != substantive]


def _new_charge(order: Transfer) -> Charge:
    return Charge(
        charge_id=clock.new_id(),
        person_id=order.person_id,
        post_id=order.post_id,
        kind=ChargeKind.SUBSTANTIVE,
        order_number=order.order_number,
        valid_from=order.last_day + timedelta(days=1),
        seat=order.seat,
    )


def delegate(tx: Transaction, actor: Actor, charge: Charge) -> UUID:
    """Let somebody act for a post of one's own for a time; what one holds for another is not passed on."""
    post = store.get_post(tx, charge.post_id)
    require(access.may_delegate(actor, charge))
    require(access.may_fill(actor, post.roles))
    if (same := store.find_same_charge(tx, charge)) is not None:
        return same
    own = store.find_charges_of_principal(tx, actor.person_id, charge.post_id) if actor.person_id else []
    check_appointment(charge, post, own)
    state = store.find_person(tx, charge.person_id)["state"]
    if state != PersonState.ACTIVE:
        raise PersonHasLeft if state == PersonState.LEFT else PersonIsSuspended
    give(tx, actor, charge)
    return charge.charge_id


def end_delegation(tx: Transaction, actor: Actor, charge_id: UUID) -> None:
    """Take back at once what one delegated oneself; raises ChargeUnknown for anything else."""
    charge, _department = store.get_charge_for_update(tx, charge_id)
    require(access.may_end_delegation(actor, charge))
    end(tx, actor, charge, charge.order_number, None)


def delegations(tx: Transaction, actor: Actor) -> list[dict[str, Any]]:
    """What the actor has delegated and not yet taken back."""
    return standing.find_delegations(tx, actor.person_id, clock.local_date(tx.now)) if actor.person_id else []


def standing_of(tx: Transaction, actor: Actor, staff_uid: str) -> dict[str, Any]:
    """An employee with all charges, for himself or for the administrator of his departments."""
    person = standing.get_person(tx, staff_uid)
    require_report(tx, actor, person["person_id"])
    charges = standing.find_charges_of_person(tx, person["person_id"])
    return {"person": person, "charges": charges, "today": clock.local_date(tx.now)}


def require_report(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Raise the refusal of whoever may not know what an employee holds and hands over."""
    today = clock.local_date(tx.now)
    departments: Collection[str] = store.find_departments_of_person(tx, person_id, today)
    require(access.may_report_on(actor, person_id, departments, departments_of(tx, actor)))


def handover(tx: Transaction, actor: Actor, staff_uid: str) -> dict[str, Any]:
    """What an officer hands over of auth: charges, who stands in for him, the posts' access, his devices.

    Devices are those in his hands, whatever became of their certificates, and certificates of none of these.
    """
    told = standing_of(tx, actor, staff_uid)
    person_id, today = told["person"]["person_id"], told["today"]
    living = [each for each in told["charges"] if each["valid_to"] is None or each["valid_to"] >= today]
    return told | {
        "charges": living,
        "stood_in": standing.find_delegations(tx, person_id, today),
        "grants": standing.find_grants_of_posts(tx, [each["post_id"] for each in living], today),
        "devices": device_store.find_own_issued_devices(tx, person_id, today),
        "certificates": device_store.find_own_other_certificates(tx, person_id, today),
    }
