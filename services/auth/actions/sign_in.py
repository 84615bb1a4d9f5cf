"""Signing in: one refusal for everything that is wrong, the same time for everybody."""

import secrets as randomness
from dataclasses import dataclass, replace
from hashlib import sha256

from kernel import allowance, clock
from kernel.database import Database, Transaction
from kernel.errors import Refused
from kernel.identity import Actor, ActorKind
from kernel.sealing import Sealing
from kernel.tokens import LIFETIME_SECONDS, Claims, normal_serial
from services.auth import access, store
from services.auth.actions import secrets
from services.auth.actions.tokens import Signer
from services.auth.domain import SESSION_LIMIT, PersonState, Session, SignInRefused, normal_staff_uid

TRIES, TRIES_SECONDS = 10, 300
SOURCE_TRIES, SOURCE_SECONDS = 300, 300


@dataclass(frozen=True)
class Desk:
    """What signing in works with; it opens its own transactions, so that hashing holds no connection."""

    database: Database
    sealing: Sealing
    signer: Signer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a client gets: a short access token and the refresh token for the next one."""

    access_token: str
    refresh_token: str
    session: Session
    password_is_initial: bool
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int = LIFETIME_SECONDS


def login(desk: Desk, actor: Actor, staff_uid: str, password: str, code: str) -> SignedIn:
    """Sign a person in with staff number, password and one-time code.

    Raises SignInRefused whatever was wrong, DeviceNotYours only to who knows password and code, and
    TooManyTries after ten tries in five minutes from the same device or source. Other devices and
    sources are not slowed, so that nobody locks a colleague out.
    """
    staff_uid = normal_staff_uid(staff_uid)
    _spend(desk.database, actor, staff_uid)
    with desk.database.transaction(reading=True) as tx:
        account = store.find_account(tx, staff_uid)
    right = secrets.is_password(account.password_hash if account else None, password)
    step = _step(desk, account, code)
    with desk.database.transaction() as tx:
        # Whose name was tried is recorded, so that its owner sees it.
        outcome = _enter(tx, desk, actor, account, step if right else None)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def issue(tx: Transaction, signer: Signer, session: Session, staff_uid: str, *, is_initial: bool) -> str:
    """An access token for a session with the charges of today; none while the password is the *initial* one."""
    today = clock.local_date(tx.now)
    claims = Claims(
        person_id=session.person_id,
        staff_uid=staff_uid,
        session_id=session.session_id,
        device_id=session.device,
        issued_at=clock.now(),
        second_factor_at=session.second_factor_at,
        charges=() if is_initial else store.find_charges_for_token(tx, session.person_id, today),
    )
    return signer.sign(claims)


def new_refresh_token(tx: Transaction, session: Session) -> str:
    """The next link of a session's family; only its digest is kept."""
    token = randomness.token_urlsafe(32)
    store.add_refresh_token(tx, digest_of(token), session.session_id)
    return token


def digest_of(token: str) -> str:
    """What is kept of a refresh token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _spend(database: Database, actor: Actor, staff_uid: str) -> None:
    # The count must stand although the sign-in is refused: it has a transaction of its own.
    account = sha256(staff_uid.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    with database.transaction() as tx:
        allowance.spend(tx, f"login-source:{actor.source}", SOURCE_TRIES, SOURCE_SECONDS)
        allowance.spend(tx, f"login:{account}:{actor.device_id or actor.source}", TRIES, TRIES_SECONDS)


def _step(desk: Desk, account: store.Account | None, code: str) -> int | None:
    secret = desk.sealing.unwrap(account.wrapped_secret).decode() if account else None
    return secrets.accepted_step(secret, code, clock.now(), account.last_step if account else 0)


def _enter(
    tx: Transaction, desk: Desk, actor: Actor, account: store.Account | None, step: int | None
) -> SignedIn | Refused:
    if account is None or step is None or not _is_still_right(tx, account, step):
        tx.record(actor, "session.refused", account.person_id if account else "-")
        return SignInRefused()
    session = _session(tx, actor, account)
    decision = access.may_sign_in_from(actor.zone, device_is_own=session.device is not None)
    if decision.refusal is not None:
        tx.record(actor, "session.refused", account.person_id, cause="device")
        return decision.refusal
    store.add_session(tx, session)
    person = replace(actor, kind=ActorKind.STAFF, person_id=account.person_id, session_id=session.session_id)
    tx.record(person, "session.started", session.session_id, zone=actor.zone)
    token = new_refresh_token(tx, session)
    is_initial = account.is_initial
    access_token = issue(tx, desk.signer, session, account.staff_uid, is_initial=is_initial)
    return SignedIn(access_token, token, session, is_initial)


def _is_still_right(tx: Transaction, account: store.Account, step: int) -> bool:
    # Between the reading and now the password may have changed, or an order may have come.
    person = store.share_person(tx, account.person_id)
    unchanged = person["password_hash"] == account.password_hash
    return (
        unchanged
        and person["state"] == PersonState.ACTIVE
        and store.use_totp_step(tx, account.person_id, step)
    )


def _session(tx: Transaction, actor: Actor, account: store.Account) -> Session:
    return Session(
        session_id=clock.new_id(),
        person_id=account.person_id,
        zone=actor.zone,
        device=_own_device(tx, actor, account),
        started_at=tx.now,
        second_factor_at=tx.now,
        seen_at=tx.now,
        ends_at=tx.now + SESSION_LIMIT,
    )


def _own_device(tx: Transaction, actor: Actor, account: store.Account) -> str | None:
    serial = normal_serial(actor.device_id or "")
    device = store.find_device(tx, serial) if serial else None
    if device is None:
        return None
    today = clock.local_date(tx.now)
    own = access.is_own_device(device["person_id"], account.person_id, device["expires_on"], today)
    return serial if own else None
