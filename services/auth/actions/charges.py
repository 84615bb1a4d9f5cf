"""Charges of posts and secure-network access: given, ended, announced."""

from datetime import date
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.auth import access, store
from services.auth.actions.revoking import cut_off
from services.auth.domain import (
    Charge,
    ChargePeriodInvalid,
    EndReason,
    PersonHasLeft,
    PersonState,
    PostTerms,
    check_appointment,
    last_day_before,
    last_day_with_post,
)
from services.auth.events import ChargePublished, GrantPublished
from services.auth.store import employees


def appoint(tx: Transaction, actor: Actor, charge: Charge) -> UUID:
    """Give a charge of a post; the same order given twice is one charge, whose id is returned."""
    post = store.get_post(tx, charge.post_id)
    require(access.may_change_in(actor, post.department, departments_of(tx, actor)))
    require(access.may_fill(actor, post.roles))
    require(access.may_favour(actor, {charge.person_id}))
    require(access.may_put_in_place(actor, charge.kind, tx.now))
    if (same := store.find_same_charge(tx, charge)) is not None:
        return same
    check_fit(tx, charge, post)
    if store.find_person(tx, charge.person_id)["state"] == PersonState.LEFT:
        raise PersonHasLeft
    give(tx, actor, charge)
    return charge.charge_id


def give(tx: Transaction, actor: Actor, charge: Charge) -> None:
    """Enter a charge that was found right, and tell everybody."""
    store.add_charge(tx, charge)
    tx.announce(ChargePublished(**_published(charge)))
    facts = {"person_id": charge.person_id, "post_id": charge.post_id, "scope": charge.scope}
    tx.record(actor, "directory.charge-given", charge.charge_id, **facts)


def check_fit(tx: Transaction, charge: Charge, post: PostTerms) -> None:
    """Raise the refusal that stands against a charge of *post*, with what its principal holds of it, if any."""
    principal = charge.for_person
    own = store.find_charges_of_principal(tx, principal, charge.post_id) if principal else []
    check_appointment(charge, post, own)


def end_charge(
    tx: Transaction, actor: Actor, charge_id: UUID, order_number: str, last_day: date | None = None
) -> None:
    """End a charge after *last_day*, or with None at once; who stands in by it ends with it."""
    charge = _charge_to_end(tx, actor, charge_id)
    end(tx, actor, charge, order_number, last_day)


def end_with_post(tx: Transaction, actor: Actor, charge_id: UUID, order_number: str, last_day: date) -> None:
    """End a charge with its post after *last_day*; one that began later never came to hold."""
    charge = _charge_to_end(tx, actor, charge_id)
    valid_to = last_day_with_post(last_day, charge.valid_from)
    if charge.valid_to is None or charge.valid_to > valid_to:
        _end_on(tx, actor, charge, order_number, valid_to)


def end(tx: Transaction, actor: Actor, charge: Charge, order_number: str, last_day: date | None) -> None:
    """End a charge that may be ended, and with it who stands in by it; tokens in use lose it at once."""
    valid_to = _last_day(tx, charge.valid_from, charge.valid_to, last_day)
    _end_on(tx, actor, charge, order_number, valid_to)


def grant_access(
    tx: Transaction,
    actor: Actor,
    post_id: UUID,
    order_number: str,
    valid_from: date,
    valid_to: date | None = None,
) -> UUID:
    """Give a post access to the secure network; the same order given twice is one grant."""
    if valid_to is not None and valid_to < valid_from:
        raise ChargePeriodInvalid
    store.get_post(tx, post_id)
    holders = store.find_holders(tx, post_id, clock.local_date(tx.now))
    require(access.may_favour(actor, holders))
    grant = {
        "post_id": post_id,
        "order_number": order_number,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    if (same := store.find_same_grant(tx, grant)) is not None:
        return same
    grant_id = clock.new_id()
    store.add_grant(tx, {"grant_id": grant_id, **grant})
    tx.announce(GrantPublished(grant_id=grant_id, **grant))
    tx.record(actor, "directory.access-granted", grant_id, post_id=post_id)
    return grant_id


def revoke_access(
    tx: Transaction, actor: Actor, grant_id: UUID, order_number: str, last_day: date | None = None
) -> None:
    """End a post's access after *last_day*, or with None at once, for tokens in use too."""
    grant = store.get_grant_for_update(tx, grant_id)
    valid_to = _last_day(tx, grant["valid_from"], grant["valid_to"], last_day)
    _revoke_on(tx, actor, grant, order_number, valid_to)


def revoke_with_post(
    tx: Transaction, actor: Actor, grant_id: UUID, order_number: str, last_day: date
) -> None:
    """End the access of a post with the post after *last_day*; one that began later never came to hold."""
    grant = store.get_grant_for_update(tx, grant_id)
    _revoke_on(tx, actor, grant, order_number, last_day_with_post(last_day, grant["valid_from"]))


def departments_of(tx: Transaction, actor: Actor) -> set[str]:
    """The departments for which an administrator works: the acting post's and all below it."""
    return store.find_department_subtree(tx, actor.department) if actor.department else set()


def require_beneath_state(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Raise the refusal of a department's administrator about somebody who works for the whole state."""
    _departments, roles = employees.find_belonging(tx, person_id, clock.local_date(tx.now))
    require(access.may_keep_holder(actor, person_id, roles))


def _charge_to_end(tx: Transaction, actor: Actor, charge_id: UUID) -> Charge:
    charge, department = store.get_charge_for_update(tx, charge_id)
    require(access.may_change_in(actor, department, departments_of(tx, actor)))
    require_beneath_state(tx, actor, charge.person_id)
    return charge


def _end_on(tx: Transaction, actor: Actor, charge: Charge, order_number: str, valid_to: date) -> None:
    ended = [store.end_charge(tx, charge.charge_id, valid_to, order_number)]
    ended += store.end_standing_in_for(tx, charge, valid_to, order_number)
    for row in ended:
        tx.announce(ChargePublished(**row))
        tx.record(actor, "directory.charge-ended", row["charge_id"], valid_to=row["valid_to"])
    if valid_to < clock.local_date(tx.now):
        cut_off(tx, (row["person_id"] for row in ended), EndReason.RIGHTS)


def _revoke_on(
    tx: Transaction, actor: Actor, grant: dict[str, Any], order_number: str, valid_to: date
) -> None:
    today = clock.local_date(tx.now)
    tx.announce(GrantPublished(**store.end_grant(tx, grant["grant_id"], valid_to, order_number)))
    tx.record(actor, "directory.access-revoked", grant["grant_id"], valid_to=valid_to)
    if valid_to < today:
        cut_off(tx, store.find_holders(tx, grant["post_id"], today), EndReason.RIGHTS)


def _last_day(tx: Transaction, valid_from: date, valid_to: date | None, last_day: date | None) -> date:
    if last_day is None:
        earliest = last_day_before(clock.local_date(tx.now), valid_from)
        return earliest if valid_to is None else min(earliest, valid_to)
    if last_day < valid_from or (valid_to is not None and last_day > valid_to):
        raise ChargePeriodInvalid
    return last_day


def _published(charge: Charge) -> dict[str, object]:
    return {
        "charge_id": charge.charge_id,
        "person_id": charge.person_id,
        "post_id": charge.post_id,
        "kind": charge.kind,
        "for_person": charge.for_person,
        "order_number": charge.order_number,
        "valid_from": charge.valid_from,
        "valid_to": charge.valid_to,
    }
