"""Passwords and second factors of employees."""

from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import store
from services.auth.actions import secrets, tries
from services.auth.actions.places import TRIES, TRIES_SECONDS
from services.auth.actions.revoking import end_all
from services.auth.domain import EndReason, SignInRefused, check_password
from services.auth.events import AccountChanged, Change


def set_password(
    tx: Transaction, actor: Actor, person_id: UUID, password: str, *, is_initial: bool = True
) -> None:
    """Give an employee a password; every session of theirs ends.

    With an *initial* one, known to who gave it, nothing can be done but to choose another.
    """
    _check(store.find_person(tx, person_id), password)
    _save(tx, actor, person_id, secrets.hash_password(password), is_initial=is_initial)
    end_all(tx, person_id, EndReason.PASSWORD)


def has_initial_password(tx: Transaction, actor: Actor) -> bool:
    """Whether somebody else still knows the password of the acting person."""
    account = store.find_account(tx, actor.staff_uid or "")
    return account is not None and account.is_initial


def change_password(database: Database, actor: Actor, password_now: str, password_new: str) -> None:
    """Change one's own password; one's other sessions end.

    Raises SignInRefused for a wrong present one, and TooManyTries after ten tries in five minutes: who got
    hold of a session shall not find out the password.
    """
    person_id = actor.person_id or UUID(int=0)
    with database.transaction(reading=True) as tx:
        person = store.find_person(tx, person_id)
        account = store.find_account(tx, person["staff_uid"])
    _check(person, password_new)
    allowed = (f"password:{person_id}", TRIES, TRIES_SECONDS)
    tries.spend(database, actor, allowed, "credential.password-refused", person_id)
    if not secrets.is_password(account.password_hash if account else None, password_now):
        with database.transaction() as tx:
            tx.record(actor, "credential.password-refused", person_id)
        raise SignInRefused
    hashed = secrets.hash_password(password_new)
    with database.transaction() as tx:
        _save(tx, actor, person_id, hashed, is_initial=False)
        end_all(tx, person_id, EndReason.PASSWORD, but=actor.session_id)
        tx.announce(AccountChanged(person_id=person_id, what=Change.PASSWORD_CHANGED))


def enrol_totp(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID) -> str:
    """Give an employee a new second factor and return its secret, in base 32, this once."""
    secret = secrets.new_secret()
    store.save_totp(tx, person_id, sealing.wrap(secret.encode()))
    tx.record(actor, "credential.totp-enrolled", person_id)
    return secret


def _check(person: dict[str, Any], password: str) -> None:
    check_password(password, person["staff_uid"], (person["name_en"], person["name_hi"]))


def _save(tx: Transaction, actor: Actor, person_id: UUID, hashed: str, *, is_initial: bool) -> None:
    store.save_credential(tx, person_id, hashed, is_initial=is_initial)
    tx.record(actor, "credential.password-set", person_id)
