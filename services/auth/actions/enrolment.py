"""Enrolling an issued device: asked for, approved by the issuing officer, and fetched once by a link."""

import secrets as randomness
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from kernel import clock
from kernel.database import Database, Transaction
from kernel.errors import Refused
from kernel.identity import Actor, require
from kernel.sealing import Sealing
from services.auth import access, store
from services.auth.actions import secrets, tries
from services.auth.actions.certificates import (
    Certified,
    Issuer,
    Parcel,
    certify,
    certify_new_key,
    owner_of,
)
from services.auth.actions.charges import departments_of
from services.auth.domain.devices import (
    RENEWAL_DAYS,
    CodeNotRight,
    DeviceHasCertificate,
    Enrolment,
    EnrolmentState,
    IssuedDevice,
    IssuedDeviceUnknown,
    KeyUsedElsewhere,
    LinkNotOpen,
    Owner,
    RequestUnfit,
)
from services.auth.events import AccountChanged, Change
from services.auth.store import devices as device_store
from services.auth.store import employees

TRIES, TRIES_SECONDS = 10, 300
Made = TypeVar("Made", Certified, Parcel)


@dataclass(frozen=True)
class Counter:
    """Where certificates are handed out; it opens its own transactions, so that a wrong code counts."""

    database: Database
    sealing: Sealing
    issuer: Issuer


@dataclass(frozen=True, slots=True)
class Asked:
    """An enrolment that was asked for, and its link, which is shown this once."""

    enrolment: Enrolment
    link: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to."""

    enrolment: Enrolment
    device: IssuedDevice
    name: str


def ask_for_enrolment(tx: Transaction, actor: Actor, device_id: UUID) -> Asked:
    """Ask to have a device enrolled that is issued to oneself."""
    device = device_store.get_issued_device_for_update(tx, device_id)
    if actor.person_id is None or device.person_id != actor.person_id:
        raise IssuedDeviceUnknown
    device_store.close_old_enrolments(tx)
    # Who has only a browser cannot renew by himself, and enrols again in the last days.
    until = clock.local_date(tx.now) + timedelta(days=RENEWAL_DAYS)
    if device_store.has_living_certificate(tx, device_id, until):
        raise DeviceHasCertificate
    link, enrolment = randomness.token_urlsafe(32), _asked(tx, actor, device)
    device_store.add_enrolment(tx, enrolment, _digest(link))
    tx.record(actor, "enrolment.asked", enrolment.enrolment_id, device_id=device_id, zone=actor.zone)
    return Asked(enrolment, link)


def withdraw_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID) -> None:
    """Close one's own enrolment, as when its link was lost."""
    enrolment = device_store.get_enrolment_for_update(tx, enrolment_id)
    if enrolment.person_id != actor.person_id:
        raise LinkNotOpen
    device_store.save_enrolment(tx, enrolment.closed())
    tx.record(actor, "enrolment.withdrawn", enrolment_id)


def approve_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Approve what somebody else asked for: from now on the link opens, for a day."""
    enrolment, officer = _to_decide(tx, actor, enrolment_id)
    approved = enrolment.approved(officer, tx.now)
    device_store.save_enrolment(tx, approved)
    tx.record(actor, "enrolment.approved", enrolment_id, person_id=enrolment.person_id)
    tx.announce(AccountChanged(person_id=enrolment.person_id, what=Change.ENROLMENT_APPROVED))
    return approved


def refuse_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID, remark: str) -> Enrolment:
    """Refuse what somebody else asked for, with the grounds."""
    enrolment, officer = _to_decide(tx, actor, enrolment_id)
    refused = enrolment.refused(officer, tx.now, remark)
    device_store.save_enrolment(tx, refused)
    tx.record(actor, "enrolment.refused", enrolment_id, person_id=enrolment.person_id)
    return refused


def open_link(tx: Transaction, actor: Actor, link: str) -> Opened:
    """What a link leads to; raises LinkNotOpen, or shows that the approval is still to come."""
    enrolment = _of_link(tx, actor, link)
    if enrolment.state is not EnrolmentState.ASKED:
        enrolment.check_link(actor.person_id, tx.now)
    device = device_store.get_issued_device(tx, enrolment.device_id)
    return Opened(enrolment, device, _owner(tx, device).name)


def collect_certificate(counter: Counter, actor: Actor, link: str, code: str, request: str) -> Certified:
    """Fetch the certificate of a key that never left the device; the second factor is proved again."""
    return _collect(
        counter, actor, link, code, lambda tx, owner: certify(tx, actor, counter.issuer, owner, request)
    )


def collect_parcel(counter: Counter, actor: Actor, link: str, code: str, passphrase: str) -> Parcel:
    """Fetch a key and its certificate in one file; the second factor is proved again."""
    return _collect(
        counter,
        actor,
        link,
        code,
        lambda tx, owner: certify_new_key(tx, actor, counter.issuer, owner, passphrase),
    )


def _collect(
    counter: Counter, actor: Actor, link: str, code: str, make: Callable[[Transaction, Owner], Made]
) -> Made:
    allowed = (f"enrol:{actor.person_id}", TRIES, TRIES_SECONDS)
    tries.spend(counter.database, actor, allowed, "enrolment.stopped", actor.person_id)
    with counter.database.transaction() as tx:
        outcome = _proved(tx, counter, actor, _of_link(tx, actor, link), code, make)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _proved(
    tx: Transaction,
    counter: Counter,
    actor: Actor,
    found: Enrolment,
    code: str,
    make: Callable[[Transaction, Owner], Made],
) -> Made | Refused:
    device = device_store.get_issued_device_for_update(tx, found.device_id)
    enrolment = device_store.get_enrolment_for_update(tx, found.enrolment_id)
    enrolment.check_link(actor.person_id, tx.now)
    if not _proves(tx, counter.sealing, actor, code):
        tx.record(actor, "enrolment.stopped", enrolment.enrolment_id, cause="code")
        return CodeNotRight()
    try:
        made = make(tx, _owner(tx, device))
    except (RequestUnfit, KeyUsedElsewhere) as refusal:
        cause = refusal.facts.get("fault", refusal.code)
        tx.record(actor, "enrolment.stopped", enrolment.enrolment_id, cause=cause)
        return refusal
    device_store.save_enrolment(tx, enrolment.done(made.serial))
    tx.record(actor, "enrolment.done", enrolment.enrolment_id, serial=made.serial)
    return made


def _proves(tx: Transaction, sealing: Sealing, actor: Actor, code: str) -> bool:
    account = store.find_account(tx, actor.staff_uid or "")
    if account is None:
        return False
    secret = sealing.unwrap(account.wrapped_secret).decode()
    step = secrets.accepted_step(secret, code, clock.now(), account.last_step)
    return step is not None and store.use_totp_step(tx, account.person_id, step)


def _of_link(tx: Transaction, actor: Actor, link: str) -> Enrolment:
    enrolment = device_store.find_enrolment_of_link(tx, _digest(link))
    if enrolment is None or enrolment.person_id != actor.person_id:
        raise LinkNotOpen
    return enrolment


def _to_decide(tx: Transaction, actor: Actor, enrolment_id: UUID) -> tuple[Enrolment, UUID]:
    enrolment = device_store.get_enrolment_for_update(tx, enrolment_id)
    require_care(tx, actor, enrolment.person_id)
    require(access.may_favour(actor, {enrolment.person_id}))
    if actor.person_id is None:
        raise LinkNotOpen
    return enrolment, actor.person_id


def require_care(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Raise NotYourDepartment or StatePost unless the actor looks after this person's devices."""
    today = clock.local_date(tx.now)
    departments = store.find_departments_of_person(tx, person_id, today)
    _belonging, roles = employees.find_belonging(tx, person_id, today)
    require(access.may_look_after(actor, departments, roles, departments_of(tx, actor)))


def _asked(tx: Transaction, actor: Actor, device: IssuedDevice) -> Enrolment:
    return Enrolment(
        enrolment_id=clock.new_id(),
        device_id=device.device_id,
        person_id=device.person_id,
        state=EnrolmentState.ASKED,
        asked_at=tx.now,
        asked_from=actor.zone,
    )


def _owner(tx: Transaction, device: IssuedDevice) -> Owner:
    return owner_of(tx, device.person_id, device.asset_number, device.device_id)


def _digest(link: str) -> str:
    return sha256(link.encode("utf-8", "surrogatepass")).hexdigest()
