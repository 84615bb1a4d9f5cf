"""Signing in: one refusal for everything that is wrong, the same time for everybody."""

import secrets as randomness
import threading
from dataclasses import dataclass, replace
from hashlib import sha256

from kernel import allowance, clock
from kernel.database import Transaction
from kernel.errors import Refused, TooManyTries
from kernel.identity import Actor, ActorKind
from kernel.tokens import LIFETIME_SECONDS, Claims, normal_serial
from services.auth import access, store
from services.auth.actions import passkeys, places, secrets, tries
from services.auth.actions.backup_codes import use_backup_code
from services.auth.actions.desk import Desk
from services.auth.actions.tokens import Signer
from services.auth.domain import SESSION_LIMIT, PersonState, Session, SignInRefused, normal_staff_uid
from services.auth.domain.factors import (
    BY_CODE,
    BY_PASSKEY,
    BY_PASSWORD_AND_PASSKEY,
    PasskeyRefused,
    backup_code_in,
)
from services.auth.store import factors

# Of the pool's connections sign-ins hold at most two, so that everybody else goes on while many sign in.
_few = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a client gets: a short access token and the refresh token for the next one."""

    access_token: str
    refresh_token: str
    session: Session
    password_is_initial: bool
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int = LIFETIME_SECONDS


def login(
    desk: Desk, actor: Actor, staff_uid: str, password: str, code: str, *, browser: str = ""
) -> SignedIn:
    """Sign a person in with staff number, password and one-time or backup code.

    Raises SignInRefused whatever was wrong, DeviceNotYours only to who knows password and code, and
    TooManyTries where too many tries failed (see `places`); *browser* is what a browser keeps to be known
    again. Raises Unavailable at once where too many wait already, before anything was asked of the database.
    """
    place = places.Place.of(actor, normal_staff_uid(staff_uid), browser)
    with secrets.in_line():
        spent, account = _admitted(desk, actor, place)
        right = secrets.is_password_of_who_waits(account.password_hash if account else None, password)
    step = step_of(desk, account, code)
    with _few, desk.database.transaction() as tx:
        outcome = _with_code(tx, desk, actor, _Attempt(account, right, step, backup_code_in(code)))
        if isinstance(outcome, SignedIn):
            places.remember(tx, place, spent)
    return _or_raise(outcome)


def login_with_passkey(
    desk: Desk, actor: Actor, answer: str, staff_uid: str = "", password: str = ""
) -> SignedIn:
    """Sign a person in with a passkey alone, if its device made sure who holds it; else with password, too.

    Raises PasskeyRefused whatever was wrong, DeviceNotYours only to the passkey's owner.
    """
    source = places.of_source(actor.source)
    tries.spend(desk.database, actor, source, "session.refused", "-")
    right = bool(password) and _knows_password(desk, normal_staff_uid(staff_uid), password)
    with desk.database.transaction() as tx:
        outcome = _with_passkey(tx, desk, actor, answer, normal_staff_uid(staff_uid) if right else "")
        if isinstance(outcome, SignedIn):
            allowance.give_back(tx, source[0], source[2])
    return _or_raise(outcome)


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


def step_of(desk: Desk, account: store.Account | None, code: str) -> int | None:
    """The step whose one-time *code* this is; nobody's secret is tried for nobody, so that it takes as long."""
    secret = desk.sealing.unwrap(account.wrapped_secret).decode() if account else None
    return secrets.accepted_step(secret, code, clock.now(), account.last_step if account else 0)


def _admitted(
    desk: Desk, actor: Actor, place: places.Place
) -> tuple[list[allowance.Allowance], store.Account | None]:
    """What this try spent, and the account that it is about."""
    try:
        # The count must stand although the sign-in is refused: it has a transaction of its own.
        with _few, desk.database.transaction() as tx:
            allowed = places.allowances(tx, place)
            refusal = tries.recorded(tx, allowed)
            if refusal is None:
                allowance.spend_each(tx, allowed)
                return allowed, store.find_account(tx, place.staff_uid)
    except TooManyTries:
        with _few, desk.database.transaction() as tx:
            account = store.find_account(tx, place.staff_uid)
            subject = account.person_id if account else "-"
            spent_up = tries.spent_up(tx, places.allowances(tx, place))
            tries.record_once(tx, actor, spent_up, "session.refused", subject)
        raise
    raise refusal


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What was shown: for which account, whether the password was right, and the code by its two kinds."""

    account: store.Account | None
    right: bool
    step: int | None
    backup_code: str | None


def _with_code(tx: Transaction, desk: Desk, actor: Actor, shown: _Attempt) -> SignedIn | Refused:
    account = shown.account
    if account is None or not shown.right or not _factor_opens(tx, desk, account, shown):
        tx.record(actor, "session.refused", account.person_id if account else "-")
        return SignInRefused()
    by = "backup-code" if shown.step is None else "code"
    return _enter(tx, desk, actor, account, by, BY_CODE)


def _factor_opens(tx: Transaction, desk: Desk, account: store.Account, shown: _Attempt) -> bool:
    if not _is_still_right(tx, account):
        return False
    if shown.step is not None:
        return store.use_totp_step(tx, account.person_id, shown.step)
    code = shown.backup_code
    return code is not None and use_backup_code(tx, desk.sealing, account.person_id, code)


def _with_passkey(
    tx: Transaction, desk: Desk, actor: Actor, answer: str, proven_uid: str
) -> SignedIn | Refused:
    shown = passkeys.answered(tx, desk.realm, passkeys.SIGN_IN, answer)
    # Without the device's word only who gave the password of the same person comes in.
    is_enough = shown is not None and (shown.verified or shown.staff_uid == proven_uid)
    account = factors.find_account_by_id(tx, shown.passkey.person_id) if shown and is_enough else None
    if account is None or not _is_still_right(tx, account):
        tx.record(actor, "session.refused", shown.passkey.person_id if shown else "-", cause="passkey")
        return PasskeyRefused()
    alone = shown is not None and shown.verified
    return _enter(tx, desk, actor, account, "passkey", BY_PASSKEY if alone else BY_PASSWORD_AND_PASSKEY)


def _knows_password(desk: Desk, staff_uid: str, password: str) -> bool:
    with desk.database.transaction(reading=True) as tx:
        account = store.find_account(tx, staff_uid)
    return secrets.is_password(account.password_hash if account else None, password)


def _enter(
    tx: Transaction, desk: Desk, actor: Actor, account: store.Account, by: str, methods: tuple[str, ...]
) -> SignedIn | Refused:
    session = replace(_session(tx, actor, account), methods=methods)
    decision = access.may_sign_in_from(actor.zone, device_is_own=session.device is not None)
    if decision.refusal is not None:
        tx.record(actor, "session.refused", account.person_id, cause="device")
        return decision.refusal
    store.add_session(tx, session)
    person = replace(actor, kind=ActorKind.STAFF, person_id=account.person_id, session_id=session.session_id)
    tx.record(person, "session.started", session.session_id, zone=actor.zone, by=by)
    token = new_refresh_token(tx, session)
    is_initial = account.is_initial
    access_token = issue(tx, desk.signer, session, account.staff_uid, is_initial=is_initial)
    return SignedIn(access_token, token, session, is_initial)


def _or_raise(outcome: SignedIn | Refused) -> SignedIn:
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _is_still_right(tx: Transaction, account: store.Account) -> bool:
    # Between the reading and now the password may have changed, or an order may have come.
    person = store.share_person(tx, account.person_id)
    unchanged: bool = person["password_hash"] == account.password_hash
    return unchanged and person["state"] == PersonState.ACTIVE


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
