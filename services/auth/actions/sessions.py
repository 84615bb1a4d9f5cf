"""Sessions that go on, and sessions that end."""

from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor, Zone
from kernel.tokens import OtherDevice, normal_serial
from services.auth import access, store
from services.auth.actions.desk import Desk
from services.auth.actions.revoking import announce_end
from services.auth.actions.sign_in import SignedIn, digest_of, issue, new_refresh_token
from services.auth.domain import EndReason, PersonState, Session, SessionEnded, SessionUnknown, Turn


def refresh(desk: Desk, actor: Actor, refresh_token: str) -> SignedIn:
    """The next access token of a session, and its next refresh token.

    Tabs that race get the same successor; a token that comes back later was stolen, and its whole
    family ends. Raises SessionEnded, or OtherDevice away from the device of the sign-in.
    """
    with desk.database.transaction() as tx:
        outcome = _continue(tx, desk, actor, digest_of(refresh_token))
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def logout(tx: Transaction, actor: Actor) -> None:
    """End the session in which this is asked."""
    if actor.session_id is not None and actor.person_id is not None:
        end_session_of(tx, actor, actor.session_id, actor.person_id, EndReason.LOGOUT)


def end_own_session(tx: Transaction, actor: Actor, session_id: UUID) -> None:
    """End one of one's own sessions, as after losing a device; raises SessionUnknown."""
    if actor.person_id is None or not end_session_of(tx, actor, session_id, actor.person_id, EndReason.OWNER):
        raise SessionUnknown


def own_sessions(tx: Transaction, actor: Actor) -> list[Session]:
    """One's living sessions, the newest first."""
    return store.find_living_sessions(tx, actor.person_id) if actor.person_id else []


def owner_of_session(tx: Transaction, refresh_token: str) -> UUID | None:
    """Whose session a refresh token belongs to, also when it is over; it opens nothing by that."""
    found = store.find_session_of_token(tx, digest_of(refresh_token)) if refresh_token else None
    return found["person_id"] if found else None


def _continue(tx: Transaction, desk: Desk, actor: Actor, digest: str) -> SignedIn | Refused:
    found = store.find_session_of_token(tx, digest)
    if found is None:
        return SessionEnded()
    person = store.share_person(tx, found["person_id"])
    session = store.get_session_for_update(tx, found["session_id"])
    reason = _reason_toend_session_of(tx, session, person["state"])
    if reason is not None:
        end_session_of(tx, actor, session.session_id, session.person_id, reason)
        return SessionEnded()
    if not _is_at_its_device(session, actor):
        return OtherDevice()
    token = _next_token(tx, desk, session, digest)
    if token is None:
        end_session_of(tx, actor, session.session_id, session.person_id, EndReason.REUSED)
        return SessionEnded()
    store.save_session_seen(tx, session.session_id)
    is_initial = person["is_initial"]
    access_token = issue(tx, desk.signer, session, person["staff_uid"], is_initial=is_initial)
    return SignedIn(access_token, token, session, is_initial)


def _reason_toend_session_of(tx: Transaction, session: Session, state: str) -> EndReason | None:
    if not session.is_living(tx.now):
        return EndReason.EXPIRED
    if state != PersonState.ACTIVE:
        return EndReason.SUSPENDED
    if session.device is not None and not _has_device(tx, session):
        return EndReason.DEVICE
    return None


def _is_at_its_device(session: Session, actor: Actor) -> bool:
    # The VPN takes no token without a device, so that renewing one there would lead in a circle.
    if session.device is None:
        return actor.zone is not Zone.VPN
    return session.device == normal_serial(actor.device_id or "")


def _has_device(tx: Transaction, session: Session) -> bool:
    device = store.find_device(tx, session.device or "")
    today = clock.local_date(tx.now)
    return device is not None and access.is_own_device(
        device["person_id"], session.person_id, device["expires_on"], today
    )


def _next_token(tx: Transaction, desk: Desk, session: Session, digest: str) -> str | None:
    link = store.get_refresh_token(tx, digest)
    turn = link.turn(tx.now)
    if turn is Turn.REPEAT and link.wrapped_successor is not None:
        return desk.sealing.unwrap(link.wrapped_successor).decode()
    if turn is not Turn.ROTATE:
        return None
    token = new_refresh_token(tx, session)
    store.use_refresh_token(tx, digest, desk.sealing.wrap(token.encode()))
    return token


def end_session_of(
    tx: Transaction, actor: Actor, session_id: UUID, person_id: UUID, reason: EndReason
) -> bool:
    """End a living session and tell every service; False where it is none of that person's."""
    ended = store.end_session(tx, session_id, person_id, reason)
    if ended:
        announce_end(tx, session_id, person_id, reason)
        tx.record(actor, "session.ended", session_id, reason=reason, person_id=person_id)
    return ended
