"""What wfh says of equipment opens and closes certificates; so does its holder when it is lost."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from kernel.tokens import normal_serial
from services.auth.actions.devices import revoke_device
from services.auth.actions.enrolment import require_care
from services.auth.actions.revoking import end_all
from services.auth.domain import EndReason
from services.auth.domain.devices import Certificate, DeviceUnknown, IssuedDevice
from services.auth.store import devices as device_store

SYSTEM = Actor.system("auth")
RETURNED, LOST = "RETURNED", "LOST"


def device_issued(tx: Transaction, device: IssuedDevice) -> None:
    """A device is in somebody's hands: he may enrol it, and whoever had it before is shut out."""
    device_store.save_issued_device(tx, device)
    device_store.close_enrolments_of_device(tx, device.device_id, but_of=device.person_id)
    ended = device_store.revoke_certificates(tx, device.device_id, RETURNED, but_of=device.person_id)
    _end(tx, SYSTEM, ended, RETURNED)
    tx.record(SYSTEM, "device.issued", device.device_id, person_id=device.person_id)


def device_returned(tx: Transaction, device_id: UUID) -> None:
    """A device was given back: its certificates are revoked and its sessions end."""
    device_store.return_device(tx, device_id)
    device_store.close_enrolments_of_device(tx, device_id)
    _end(tx, SYSTEM, device_store.revoke_certificates(tx, device_id, RETURNED), RETURNED)
    tx.record(SYSTEM, "device.returned", device_id)


def report_lost(tx: Transaction, actor: Actor, serial: str) -> None:
    """One's own device is lost: everything that it could open is shut at once."""
    held = _valid(tx, serial)
    if held.person_id != actor.person_id:
        raise DeviceUnknown
    tx.record(actor, "device.reported-lost", held.serial)
    _revoke(tx, actor, held, LOST)


def withdraw_certificate(tx: Transaction, actor: Actor, serial: str, order_number: str) -> None:
    """Take a certificate back by an order, as the issuing officer of its holder's department."""
    held = _valid(tx, serial)
    require_care(tx, actor, held.person_id)
    _revoke(tx, actor, held, order_number)


def _valid(tx: Transaction, serial: str) -> Certificate:
    held = device_store.find_certificate(tx, normal_serial(serial))
    if held is None:
        raise DeviceUnknown
    return held


def _revoke(tx: Transaction, actor: Actor, held: Certificate, by: str) -> None:
    if held.device_id is None:
        revoke_device(tx, actor, held.serial, by)
        return
    device_store.close_enrolments_of_device(tx, held.device_id)
    _end(tx, actor, device_store.revoke_certificates(tx, held.device_id, by), by)


def _end(tx: Transaction, actor: Actor, revoked: Iterable[dict[str, Any]], by: str) -> None:
    for row in revoked:
        end_all(tx, row["person_id"], EndReason.DEVICE, device=row["serial"])
        tx.record(actor, "device.revoked", row["serial"], person_id=row["person_id"], by=by)
