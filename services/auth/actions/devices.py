"""Devices and portals: registered in somebody's name, revoked."""

import secrets
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from kernel import clock
from kernel.database import Transaction, refusing
from kernel.identity import Actor
from kernel.tokens import normal_serial
from services.auth import store
from services.auth.actions.revoking import end_all
from services.auth.domain import DeviceOfSomebodyElse, EndReason, ReferenceMissing
from services.auth.domain.spelling import spelt
from services.auth.events import PortalPublished

DEVICE_DAYS = 365


def register_device(
    tx: Transaction, actor: Actor, serial: str, person_id: UUID, expires_on: date | None = None
) -> str:
    """Register a device's certificate in an employee's name; its serial as it is compared is returned."""
    store.find_person(tx, person_id)
    today, serial = clock.local_date(tx.now), normal_serial(serial)
    if not store.add_device(tx, serial, person_id, today, expires_on or today + timedelta(days=DEVICE_DAYS)):
        raise DeviceOfSomebodyElse
    tx.record(actor, "device.registered", serial, person_id=person_id)
    return serial


def revoke_device(tx: Transaction, actor: Actor, serial: str, order_number: str) -> None:
    """Take a device back: its sessions end; revoked again, nothing changes."""
    serial = normal_serial(serial)
    owner = store.revoke_device(tx, serial, order_number)
    if owner is not None:
        end_all(tx, owner, EndReason.DEVICE, device=serial)
        tx.record(actor, "device.revoked", serial, person_id=owner)


def register_portal(
    tx: Transaction, actor: Actor, department: str, names: tuple[str, str], origins: list[str]
) -> tuple[UUID, str]:
    """Register a department's portal, named in English and Hindi; its id and its key, shown this once."""
    portal_id, key = clock.new_id(), f"ksp_{secrets.token_urlsafe(32)}"
    digest = sha256(key.encode()).hexdigest()
    portal = {"portal_id": portal_id, "department": department, "key_sha256": digest, "origins": origins}
    portal |= {"name_en": spelt(names[0]), "name_hi": spelt(names[1])}
    with refusing(portal_department_fkey=ReferenceMissing):
        store.add_portal(tx, portal)
    tx.announce(PortalPublished(**portal, state="ACTIVE"))
    tx.record(actor, "portal.registered", portal_id, department=department)
    return portal_id, key


def close_portal(tx: Transaction, actor: Actor, portal_id: UUID) -> None:
    """Make a portal's key worthless."""
    tx.announce(PortalPublished(**store.close_portal(tx, portal_id)))
    tx.record(actor, "portal.closed", portal_id)
