"""The one-time way to a login: given by an administrator, gone by its owner, who chooses password and authenticator."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import allowance, clock
from kernel.database import Database, Transaction
from kernel.errors import Refused
from kernel.identity import Actor, ActorKind, require
from kernel.sealing import Sealing
from services.auth import access, store
from services.auth.actions import places, secrets, tries
from services.auth.actions.credentials import enrol_totp, set_password
from services.auth.actions.employees import contact_of, require_keeper
from services.auth.actions.revoking import cut_off, end_all
from services.auth.domain import EndReason, PersonState, check_password
from services.auth.domain.first_login import (
    LASTS,
    AuthenticatorCodeWrong,
    EmployeeNotServing,
    FirstLoginRefused,
    LoginThere,
    Way,
    digest_of_code,
    new_code,
)
from services.auth.events import AccountChanged, Change, FirstLoginIssued
from services.auth.store import employees, factors
from services.auth.store import first_login as ways

PATH = "/staff/first"
TRIES, TRIES_SECONDS = 20, 300


@dataclass(frozen=True, slots=True)
class Issued:
    """A way as it is shown to the administrator, this once."""

    code: str
    path: str
    expires_at: datetime
    sent: bool


@dataclass(frozen=True, slots=True)
class Door:
    """What going the way works with; it opens its own transactions, for a refused try counts too."""

    database: Database
    sealing: Sealing


def issue(
    tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID, *, everything_lost: bool = False
) -> Issued:
    """Give an employee a one-time way; it replaces the one before, and is sent where a contact is known.

    Who can sign in already gets one only when *everything* was *lost*: password, authenticator and sessions end
    at once. Raises LoginThere otherwise.
    """
    store.lock_person(tx, person_id)
    require_keeper(tx, actor, person_id)
    require(access.may_favour(actor, {person_id}))
    person = employees.find_employee(tx, person_id)
    if person["state"] != PersonState.ACTIVE:
        raise EmployeeNotServing
    if person["has_login"]:
        if not everything_lost:
            raise LoginThere
        _end_login(tx, actor, sealing, person_id)
    code, expires_at = new_code(), tx.now + LASTS
    ways.replace_way(tx, person_id, digest_of_code(code), expires_at)
    contact = contact_of(sealing, person["wrapped_contact"])
    sent = bool(contact.get("mobile") or contact.get("email"))
    if sent:
        send_code(tx, sealing, person_id, person["language"], code, expires_at)
    tx.record(actor, "first-login.issued", person_id, sent=sent)
    return Issued(code, f"{PATH}?code={code}", expires_at, sent)


def begin(door: Door, actor: Actor, code: str) -> dict[str, Any]:
    """Open the way: whose it is, and the secret for the authenticator; opened again, it is the same.

    Raises FirstLoginRefused, DeviceNotYours where one could not sign in either, and TooManyTries.
    """
    _spend(door, actor)
    with door.database.transaction() as tx:
        outcome = _opened(tx, door.sealing, actor, digest_of_code(code))
        if not isinstance(outcome, Refused):
            _give_back(tx, actor)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def finish(
    door: Door, actor: Actor, code: str, password: str, authenticator_code: str, *, browser: str = ""
) -> None:
    """Set password and authenticator, and close the way behind; afterwards its owner signs in with them.

    From this place and *browser* strangers cannot keep the owner out, as if one had signed in there before. Raises FirstLoginRefused, PasswordTooWeak, AuthenticatorCodeWrong and TooManyTries.
    """
    _spend(door, actor)
    digest = digest_of_code(code)
    with door.database.transaction() as tx:
        way = ways.get_way(tx, digest)
        person = store.find_person(tx, way.person_id)
        if way.wrapped_secret is None:
            raise FirstLoginRefused
        _give_back(tx, actor)
    check_password(password, way.staff_uid, (person["name_en"], person["name_hi"]))
    secret = door.sealing.unwrap(way.wrapped_secret).decode()
    step = secrets.accepted_step(secret, authenticator_code, clock.now(), 0)
    if step is None:
        raise AuthenticatorCodeWrong
    hashed = secrets.hash_password(password)
    with door.database.transaction() as tx:
        _close(tx, actor, way, digest, hashed, step)
        places.remember(tx, places.Place.of(actor, way.staff_uid, browser), [])


def living_until(tx: Transaction, person_id: UUID) -> datetime | None:
    """Until when an employee can go the way that was given; None without one."""
    return ways.find_living_way(tx, person_id)


def _opened(tx: Transaction, sealing: Sealing, actor: Actor, digest: str) -> dict[str, Any] | Refused:
    try:
        way = ways.get_way(tx, digest)
    except FirstLoginRefused as refusal:
        tx.record(actor, "first-login.refused", "-")
        return refusal
    device = store.find_device(tx, actor.device_id) if actor.device_id else None
    own = device is not None and access.is_own_device(
        device["person_id"], way.person_id, device["expires_on"], clock.local_date(tx.now)
    )
    decision = access.may_sign_in_from(actor.zone, device_is_own=own)
    if decision.refusal is not None:
        tx.record(actor, "first-login.refused", way.person_id, cause="device")
        return decision.refusal
    secret = _secret(tx, sealing, actor, way, digest)
    return {
        "staff_uid": way.staff_uid,
        "name_en": way.name_en,
        "name_hi": way.name_hi,
        "secret": secret,
        "uri": secrets.enrolment_uri(secret, way.staff_uid),
        "expires_at": way.expires_at,
    }


def _secret(tx: Transaction, sealing: Sealing, actor: Actor, way: Way, digest: str) -> str:
    if way.wrapped_secret is not None:
        return sealing.unwrap(way.wrapped_secret).decode()
    secret = secrets.new_secret()
    ways.keep_secret(tx, digest, sealing.wrap(secret.encode()))
    tx.record(actor, "first-login.begun", way.person_id, zone=actor.zone)
    return secret


def _close(tx: Transaction, actor: Actor, way: Way, digest: str, hashed: str, step: int) -> None:
    store.lock_person(tx, way.person_id)
    if way.wrapped_secret is None or not ways.use_way(tx, digest):
        raise FirstLoginRefused
    store.save_credential(tx, way.person_id, hashed, is_initial=False)
    store.save_totp(tx, way.person_id, way.wrapped_secret)
    store.use_totp_step(tx, way.person_id, step)
    end_all(tx, way.person_id, EndReason.PASSWORD)
    owner = replace(actor, kind=ActorKind.STAFF, person_id=way.person_id)
    tx.record(owner, "first-login.used", way.person_id, zone=actor.zone)
    tx.announce(AccountChanged(person_id=way.person_id, what=Change.LOGIN_CHOSEN))


def _end_login(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID) -> None:
    """Make every means of signing in worthless, and end what goes on by them.

    A row of each stays, with a password and a secret that nobody knows, so that a try takes as long as before.
    """
    set_password(tx, actor, person_id, secrets.new_secret(), is_initial=True)
    enrol_totp(tx, actor, sealing, person_id)
    factors.forget_factors(tx, person_id)
    cut_off(tx, [person_id], EndReason.PASSWORD)


def send_code(
    tx: Transaction, sealing: Sealing, person_id: UUID, language: str, code: str, expires_at: datetime
) -> None:
    """Have notify send a code to its owner's contact."""
    tx.announce(
        FirstLoginIssued(
            person_id=person_id,
            language=language,
            sealed=sealing.seal({"code": code}, "notify"),
            expires_at=expires_at,
        )
    )


def _spend(door: Door, actor: Actor) -> None:
    tries.spend(door.database, actor, _allowed(actor), "first-login.refused", "-")


def _give_back(tx: Transaction, actor: Actor) -> None:
    # Many who begin on one day in one hall come from one address: a code that is right is no guess.
    key, _times, seconds = _allowed(actor)
    allowance.give_back(tx, key, seconds)


def _allowed(actor: Actor) -> allowance.Allowance:
    return f"first-login:{actor.source}", TRIES, TRIES_SECONDS
