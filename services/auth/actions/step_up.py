"""The second factor once more, within a session: what must not be done by who only finds a screen open."""

from dataclasses import dataclass, replace
from datetime import datetime

from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor
from kernel.tokens import LIFETIME_SECONDS
from services.auth import store
from services.auth.actions import passkeys, tries
from services.auth.actions.backup_codes import use_backup_code
from services.auth.actions.desk import Desk
from services.auth.actions.places import TRIES, TRIES_SECONDS
from services.auth.actions.sign_in import issue, step_of
from services.auth.domain import Session, SessionEnded
from services.auth.domain.factors import FactorRefused, backup_code_in, with_also
from services.auth.store import factors


@dataclass(frozen=True, slots=True)
class SteppedUp:
    """The same session with a token that says when the second factor was shown last."""

    access_token: str
    session: Session
    second_factor_at: datetime
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int = LIFETIME_SECONDS


def step_up(desk: Desk, actor: Actor, code: str = "", passkey: str = "") -> SteppedUp:
    """Show a one-time code, a backup code or a passkey's answer once more in this session.

    Raises FactorRefused for a wrong one, TooManyTries after ten in five minutes.
    """
    allowed = (f"step-up:{actor.session_id}", TRIES, TRIES_SECONDS)
    tries.spend(desk.database, actor, allowed, "session.step-up-refused", actor.session_id)
    with desk.database.transaction() as tx:
        outcome = _confirmed(tx, desk, actor, code, passkey)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _confirmed(tx: Transaction, desk: Desk, actor: Actor, code: str, passkey: str) -> SteppedUp | Refused:
    if actor.session_id is None or actor.person_id is None:
        return SessionEnded()
    person = store.share_person(tx, actor.person_id)
    session = store.get_session_for_update(tx, actor.session_id)
    if not session.is_living(tx.now):
        return SessionEnded()
    by = _factor(tx, desk, actor, code, passkey)
    if by is None:
        tx.record(actor, "session.step-up-refused", session.session_id)
        return FactorRefused()
    factors.save_second_factor(tx, session.session_id, with_also(session.methods, by))
    tx.record(actor, "session.stepped-up", session.session_id, by=by)
    session = replace(session, second_factor_at=tx.now)
    token = issue(tx, desk.signer, session, person["staff_uid"], is_initial=person["is_initial"])
    return SteppedUp(token, session, tx.now)


def _factor(tx: Transaction, desk: Desk, actor: Actor, code: str, passkey: str) -> str | None:
    """By what the person proved himself, or None."""
    account = factors.find_account_by_id(tx, actor.person_id) if actor.person_id else None
    if account is None:
        return None
    if passkey:
        shown = passkeys.answered(tx, desk.realm, passkeys.to_step_up(actor), passkey)
        return "passkey" if shown and shown.passkey.person_id == account.person_id else None
    step = step_of(desk, account, code)
    if step is not None:
        return "code" if store.use_totp_step(tx, account.person_id, step) else None
    backup = backup_code_in(code)
    opens = backup is not None and use_backup_code(tx, desk.sealing, account.person_id, backup)
    return "backup-code" if opens else None
