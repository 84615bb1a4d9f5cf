"""Certificates of devices: made from a request or with a key of ours, renewed, and listed when revoked."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography import x509

from kernel import allowance, clock
from kernel.certificates import (
    Authority,
    PublicKey,
    UnfitRequestError,
    key_digest,
    key_of_request,
    new_key,
    parcel,
    pem_of,
    serial_text,
)
from kernel.database import Transaction
from kernel.identity import Actor
from kernel.tokens import normal_serial
from services.auth import store
from services.auth.domain import PersonState
from services.auth.domain.devices import (
    LIST_IS_FRESH,
    LIST_LASTS,
    Certificate,
    DeviceNeeded,
    KeyUsedElsewhere,
    Owner,
    RequestUnfit,
)
from services.auth.store import devices as device_store

RENEWALS, RENEWALS_SECONDS = 5, 24 * 3600


@dataclass(frozen=True)
class Issuer:
    """What certificates are made with; nobody but auth holds it."""

    authority: Authority
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate that was just made, in PEM, with that of the authority."""

    serial: str
    name: str
    expires_on: date
    certificate: str
    authority: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A certificate and the key that was made for it, in one file; nothing of the key is kept here."""

    serial: str
    name: str
    expires_on: date
    content: bytes


@cache
def issuer_from(certificate: Path, key: Path, days: int) -> Issuer:
    """The issuer whose authority lies in these files and whose certificates last *days*."""
    return Issuer(Authority.from_files(certificate, key), timedelta(days=days))


def certify(tx: Transaction, actor: Actor, issuer: Issuer, owner: Owner, request: str) -> Certified:
    """Certify the key in a device's *request*; raises RequestUnfit or KeyUsedElsewhere."""
    try:
        key = key_of_request(request, owner.name)
    except UnfitRequestError as error:
        fields = {"request": [RequestUnfit.in_short]}
        raise RequestUnfit(fields=fields, name=owner.name, fault=error.fault) from None
    made, kept = _certified(tx, actor, issuer, owner, key)
    authority = pem_of(issuer.authority.certificate)
    return Certified(kept.serial, owner.name, kept.expires_on, pem_of(made), authority)


def certify_new_key(tx: Transaction, actor: Actor, issuer: Issuer, owner: Owner, passphrase: str) -> Parcel:
    """Make a key and its certificate for who has only a browser, in a file under a *passphrase*."""
    key = new_key()
    made, kept = _certified(tx, actor, issuer, owner, key.public_key())
    content = parcel(owner.name, key, made, issuer.authority.certificate, passphrase)
    return Parcel(kept.serial, owner.name, kept.expires_on, content)


def renew(tx: Transaction, actor: Actor, issuer: Issuer, request: str) -> Certified:
    """A new certificate for the device that asks, by which it is already known; the old one runs out by itself."""
    held = _held(tx, actor)
    held.check_renewal(clock.local_date(tx.now))
    allowance.spend(tx, f"renew:{held.serial}", RENEWALS, RENEWALS_SECONDS)
    owner = owner_of(tx, held.person_id, held.label, held.device_id)
    certified = certify(tx, actor, issuer, owner, request)
    tx.record(actor, "certificate.renewed", held.serial, serial=certified.serial)
    return certified


def owner_of(tx: Transaction, person_id: UUID, label: str, device_id: UUID | None) -> Owner:
    """The person for whom a certificate is made; raises DeviceNeeded unless he is in service."""
    person = store.find_person(tx, person_id)
    if person["state"] != PersonState.ACTIVE:
        raise DeviceNeeded
    return Owner(person_id=person_id, staff_uid=person["staff_uid"], label=label, device_id=device_id)


def publish_revocations(tx: Transaction, issuer: Issuer) -> None:
    """Make a new list when something was revoked that the newest one does not name, and each day."""
    newest = device_store.get_revocation_list_for_update(tx)
    is_fresh = newest is not None and tx.now < newest["published_at"] + LIST_IS_FRESH
    if is_fresh and not device_store.has_unlisted_revocations(tx):
        return
    # A number from the clock rises also when this database was lost and begins anew.
    number = max(newest["number"] + 1 if newest else 0, int(tx.now.timestamp() * 1000))
    revoked = device_store.list_revocations(tx, clock.local_date(tx.now))
    content = issuer.authority.list_revoked(revoked, number, tx.now, LIST_LASTS)
    device_store.save_revocation_list(tx, number, content, tx.now + LIST_LASTS)


def revocation_list(tx: Transaction) -> str | None:
    """The newest list in PEM; None before the first."""
    return device_store.find_revocation_list(tx)


def _held(tx: Transaction, actor: Actor) -> Certificate:
    serial, today = normal_serial(actor.device_id or ""), clock.local_date(tx.now)
    held = device_store.find_certificate(tx, serial)
    if held is None or held.expires_on < today:
        raise DeviceNeeded
    if held.device_id is not None:
        device_store.get_issued_device_for_update(tx, held.device_id)
    return device_store.get_certificate_for_update(tx, serial)


def _certified(
    tx: Transaction, actor: Actor, issuer: Issuer, owner: Owner, key: PublicKey
) -> tuple[x509.Certificate, Certificate]:
    digest = key_digest(key)
    if device_store.is_key_used_elsewhere(tx, digest, owner.person_id, owner.device_id):
        raise KeyUsedElsewhere
    made = issuer.authority.certify_device(key, owner.name, tx.now, issuer.lasting)
    kept = Certificate(
        serial=normal_serial(serial_text(made)),
        person_id=owner.person_id,
        device_id=owner.device_id,
        label=owner.label,
        issued_on=clock.local_date(tx.now),
        expires_on=clock.local_date(made.not_valid_after_utc),
    )
    device_store.add_certificate(tx, kept, digest)
    tx.record(actor, "certificate.issued", kept.serial, person_id=owner.person_id)
    return made, kept
