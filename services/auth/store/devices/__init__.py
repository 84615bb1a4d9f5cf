"""Rows of issued devices, enrolments, certificates and their revocation."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.certificates import Revocation
from kernel.database import Queries, Transaction, refusing
from kernel.identity import Zone
from services.auth.domain.devices import (
    ASKING_LASTS,
    Certificate,
    DeviceUnknown,
    Enrolment,
    EnrolmentIsOpen,
    EnrolmentState,
    EnrolmentUnknown,
    IssuedDevice,
    IssuedDeviceUnknown,
)

Row = dict[str, Any]
queries = Queries.beside(__file__)


def save_issued_device(tx: Transaction, device: IssuedDevice) -> None:
    tx.execute(queries.save_issued_device, **asdict(device), now=tx.now)


def return_device(tx: Transaction, device_id: UUID) -> bool:
    return tx.execute(queries.return_device, device_id=device_id, now=tx.now) == 1


def get_issued_device(tx: Transaction, device_id: UUID) -> IssuedDevice:
    return _issued(tx.fetch_one(queries.get_issued_device, device_id=device_id))


def get_issued_device_for_update(tx: Transaction, device_id: UUID) -> IssuedDevice:
    return _issued(tx.fetch_one(queries.get_issued_device_for_update, device_id=device_id))


def find_own_issued_devices(tx: Transaction, person_id: UUID, today: date) -> list[Row]:
    return tx.fetch_all(queries.find_own_issued_devices, person_id=person_id, today=today)


def find_own_other_certificates(tx: Transaction, person_id: UUID, today: date) -> list[Row]:
    return tx.fetch_all(queries.find_own_other_certificates, person_id=person_id, today=today)


def has_living_certificate(tx: Transaction, device_id: UUID, after: date) -> bool:
    return bool(tx.fetch_value(queries.has_living_certificate, device_id=device_id, after=after))


def find_certificate(tx: Transaction, serial: str) -> Certificate | None:
    row = tx.fetch_one(queries.find_certificate, serial=serial)
    return Certificate(**row) if row else None


def get_certificate_for_update(tx: Transaction, serial: str) -> Certificate:
    row = tx.fetch_one(queries.get_certificate_for_update, serial=serial)
    if row is None:
        raise DeviceUnknown
    return Certificate(**row)


def add_certificate(tx: Transaction, certificate: Certificate, key_sha256: str) -> None:
    tx.execute(queries.add_certificate, **asdict(certificate), key_sha256=key_sha256)


def is_key_used_elsewhere(tx: Transaction, key_sha256: str, person_id: UUID, device_id: UUID | None) -> bool:
    used = tx.fetch_value(
        queries.is_key_used_elsewhere, key_sha256=key_sha256, person_id=person_id, device_id=device_id
    )
    return bool(used)


def revoke_certificates(
    tx: Transaction, device_id: UUID, by: str, *, but_of: UUID | None = None
) -> list[Row]:
    return tx.fetch_all(queries.revoke_certificates, device_id=device_id, by=by, but_of=but_of, now=tx.now)


def add_enrolment(tx: Transaction, enrolment: Enrolment, link_sha256: str) -> None:
    with refusing(one_open_enrolment_per_device=EnrolmentIsOpen):
        tx.execute(queries.add_enrolment, **asdict(enrolment), link_sha256=link_sha256)


def get_enrolment_for_update(tx: Transaction, enrolment_id: UUID) -> Enrolment:
    row = tx.fetch_one(queries.get_enrolment_for_update, enrolment_id=enrolment_id)
    if row is None:
        raise EnrolmentUnknown
    return _enrolment(row)


def find_enrolment_of_link(tx: Transaction, link_sha256: str) -> Enrolment | None:
    row = tx.fetch_one(queries.find_enrolment_of_link, link_sha256=link_sha256)
    return _enrolment(row) if row else None


def save_enrolment(tx: Transaction, enrolment: Enrolment) -> None:
    tx.execute(queries.save_enrolment, **asdict(enrolment))


def close_enrolments_of_device(tx: Transaction, device_id: UUID, *, but_of: UUID | None = None) -> None:
    tx.execute(queries.close_enrolments_of_device, device_id=device_id, but_of=but_of)


def close_old_enrolments(tx: Transaction) -> None:
    tx.execute(queries.close_old_enrolments, asked_before=tx.now - ASKING_LASTS, now=tx.now)


def find_waiting_enrolments(
    tx: Transaction,
    departments: Collection[str] | None,
    today: date,
    *,
    only: UUID | None = None,
    after: UUID | None = None,
    limit: int = 1,
) -> list[Row]:
    return tx.fetch_all(
        queries.find_waiting_enrolments,
        departments=_listed(departments),
        today=today,
        only=only,
        after=after,
        limit=limit,
    )


def find_certificates(
    tx: Transaction,
    departments: Collection[str] | None,
    today: date,
    *,
    only: str | None = None,
    until: date | None = None,
    after: str | None = None,
    limit: int = 1,
) -> list[Row]:
    return tx.fetch_all(
        queries.find_certificates,
        departments=_listed(departments),
        today=today,
        only=only,
        until=until,
        after=after,
        limit=limit,
    )


def get_revocation_list_for_update(tx: Transaction) -> Row | None:
    return tx.fetch_one(queries.get_revocation_list_for_update)


def find_revocation_list(tx: Transaction) -> str | None:
    content: str | None = tx.fetch_value(queries.find_revocation_list)
    return content


def has_unlisted_revocations(tx: Transaction) -> bool:
    return bool(tx.fetch_value(queries.has_unlisted_revocations))


def list_revocations(tx: Transaction, today: date) -> list[Revocation]:
    """What goes on the next list. What is revoked between the two statements goes on the one after as well."""
    tx.execute(queries.mark_listed, now=tx.now)
    rows = tx.fetch_all(queries.find_revoked, today=today)
    return [Revocation(row["serial"], row["revoked_at"]) for row in rows]


def save_revocation_list(tx: Transaction, number: int, content: str, ends_at: datetime) -> None:
    tx.execute(queries.save_revocation_list, number=number, content=content, now=tx.now, ends_at=ends_at)


def _issued(row: Row | None) -> IssuedDevice:
    if row is None:
        raise IssuedDeviceUnknown
    return IssuedDevice(**row)


def _enrolment(row: Row) -> Enrolment:
    named = {"state": EnrolmentState(row["state"]), "asked_from": Zone(row["asked_from"])}
    return Enrolment(**{**row, **named})


def _listed(departments: Collection[str] | None) -> list[str] | None:
    return None if departments is None else sorted(departments)
