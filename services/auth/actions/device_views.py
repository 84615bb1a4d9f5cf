"""What a person, and an issuing officer, see of devices."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.directory.people import PersonUnknown
from kernel.identity import Actor
from kernel.tokens import normal_serial
from services.auth import access, store
from services.auth.actions.charges import departments_of
from services.auth.domain.devices import RENEWAL_DAYS, DeviceUnknown, EnrolmentUnknown
from services.auth.store import devices as device_store

Row = dict[str, Any]
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which certificates an issuing officer looks for."""

    department: str | None = None
    within_days: int | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows, and where the next ones begin."""

    items: list[Row]
    next: str | None


def my_devices(tx: Transaction, actor: Actor) -> Row:
    """The devices in one's hands, one's other certificates, and from which day on each is to be renewed."""
    if actor.person_id is None:
        raise PersonUnknown
    today = clock.local_date(tx.now)
    return {
        "devices": device_store.find_own_issued_devices(tx, actor.person_id, today),
        "others": device_store.find_own_other_certificates(tx, actor.person_id, today),
        "renew_from": today + timedelta(days=RENEWAL_DAYS),
        "now": tx.now,
        "this_one": actor.device_id,
    }


def waiting_enrolments(tx: Transaction, actor: Actor, after: UUID | None, limit: int) -> Slice:
    """What waits for this issuing officer, the oldest first."""
    today = clock.local_date(tx.now)
    rows = device_store.find_waiting_enrolments(tx, _scope(tx, actor), today, after=after, limit=limit + 1)
    return _slice(rows, limit, "enrolment_id")


def waiting_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID) -> Row:
    """One that waits for this issuing officer; raises EnrolmentUnknown."""
    today = clock.local_date(tx.now)
    rows = device_store.find_waiting_enrolments(tx, _scope(tx, actor), today, only=enrolment_id)
    if not rows:
        raise EnrolmentUnknown
    return rows[0]


def certificates(tx: Transaction, actor: Actor, wanted: Wanted) -> Slice:
    """Valid certificates of the officer's departments, the earliest end first."""
    today = clock.local_date(tx.now)
    rows = device_store.find_certificates(
        tx,
        _narrowed(tx, _scope(tx, actor), wanted.department),
        today,
        until=_until(today, wanted.within_days),
        after=wanted.after,
        limit=wanted.limit + 1,
    )
    return _slice(rows, wanted.limit, "serial")


def certificate(tx: Transaction, actor: Actor, serial: str) -> Row:
    """One valid certificate in the officer's departments; raises DeviceUnknown."""
    today, wanted = clock.local_date(tx.now), normal_serial(serial)
    rows = device_store.find_certificates(tx, _scope(tx, actor), today, only=wanted)
    if not rows:
        raise DeviceUnknown
    return rows[0]


def every_certificate(tx: Transaction, actor: Actor, wanted: Wanted) -> list[Row]:
    """All of them at once, for a table to be taken away; that it was taken goes on record."""
    found = certificates(tx, actor, replace(wanted, after=None, limit=MOST_EXPORTED))
    tx.record(actor, "device.list-exported", wanted.department or "-", rows=len(found.items))
    return found.items


def _scope(tx: Transaction, actor: Actor) -> set[str] | None:
    """The departments whose devices an officer looks after; None stands for all."""
    return None if access.looks_after_every_device(actor) else departments_of(tx, actor)


def _narrowed(tx: Transaction, scope: set[str] | None, department: str | None) -> set[str] | None:
    if not department:
        return scope
    chosen = store.find_department_subtree(tx, department)
    return chosen if scope is None else chosen & scope


def _until(today: date, within_days: int | None) -> date | None:
    return None if within_days is None else today + timedelta(days=within_days)


def _slice(rows: list[Row], limit: int, key: str) -> Slice:
    items = rows[:limit]
    return Slice(items, str(items[-1][key]) if len(rows) > limit else None)
