"""An officer's session ends: begun by a portal (RP-initiated logout), told to portals (back-channel logout)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from authlib.oauth2 import OAuth2Error
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import KeySet

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor, ActorKind
from kernel.sealing import Sealing
from services.auth import store as sessions
from services.auth.actions.openid import keys
from services.auth.actions.openid.server import Asked, Provider, Server
from services.auth.actions.sessions import end_session_of, logout
from services.auth.actions.sign_in import digest_of
from services.auth.domain import EndReason
from services.auth.domain.openid import PAUSES, Algorithm, RequestNotTrusted
from services.auth.store import openid as store

BACKCHANNEL = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TOKEN_LASTS = timedelta(minutes=2)


class EndSession(EndSessionEndpoint):  # type: ignore[misc]  # Authlib has no types
    """Authlib's check of what a portal asks when an officer leaves it."""

    def get_server_jwks(self) -> KeySet:
        """Our own published keys."""
        return KeySet.import_key_set(keys.published_keys(self.server.tx))  # type: ignore[arg-type]  # made by us

    def get_algorithms(self) -> list[str]:
        """Those by which we sign."""
        return [algorithm.value for algorithm in Algorithm]

    def end_session(self, _request: Any) -> None:
        """The action itself does it."""


@dataclass(frozen=True, slots=True)
class Left:
    """How an officer leaves: whether the session here ended, and the portal's address to go on to, '' without one."""

    ended: bool
    address: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a portal is told when an officer's session ended."""

    grant_id: UUID
    address: str
    logout_token: str
    tries: int


def leave(
    tx: Transaction, provider: Provider, actor: Actor, asked: dict[str, str], refresh_token: str
) -> Left:
    """End the session in this browser if a portal proves by its ID token that it is meant.

    Without that proof nothing ends: another site must not sign anybody out. Raises RequestNotTrusted for
    a token that we did not make, and for an address that the portal did not register.
    """
    endpoint = EndSession(Server(tx, provider, actor))
    try:
        found = endpoint.validate_request(Asked("GET", asked))
    except (OAuth2Error, ValueError):
        raise RequestNotTrusted from None
    if asked.get("post_logout_redirect_uri") and found.id_token_claims and not found.redirect_uri:
        raise RequestNotTrusted
    session = sessions.find_session_of_token(tx, digest_of(refresh_token)) if refresh_token else None
    claims = found.id_token_claims or {}
    meant = session is not None and str(session["session_id"]) == claims.get("sid")
    if session is not None and meant:
        logout(tx, replace(actor, kind=ActorKind.STAFF, **session))
    return Left(meant, str(found.redirect_uri or ""))


def end_over(tx: Transaction, limit: int) -> int:
    """End sessions that are over by age, so that the portals hear of it as of any other end; how many."""
    over = store.find_over(tx, limit)
    for session_id, person_id in over:
        end_session_of(tx, Actor.system("auth"), session_id, person_id, EndReason.EXPIRED)
    return len(over)


def claim_logouts(tx: Transaction, sealing: Sealing, issuer: str, limit: int) -> list[Notice]:
    """What is due to be told to portals, each with a fresh logout token; claimed for a minute."""
    return [_notice(tx, sealing, issuer, row) for row in store.claim_logouts(tx, limit)]


def settle_logout(tx: Transaction, notice: Notice, *, told: bool) -> None:
    """Keep that a portal was told; one that does not answer is told again after a while, six times in all."""
    actor = Actor.system("auth")
    if told:
        store.settle_logout(tx, notice.grant_id, tx.now, None)
        tx.record(actor, "openid.logout-told", notice.grant_id, tries=notice.tries)
    elif notice.tries <= len(PAUSES):
        store.settle_logout(tx, notice.grant_id, None, tx.now + PAUSES[notice.tries - 1])
    else:
        store.settle_logout(tx, notice.grant_id, None, None)
        tx.record(actor, "openid.logout-not-told", notice.grant_id, tries=notice.tries)


def _notice(tx: Transaction, sealing: Sealing, issuer: str, row: dict[str, Any]) -> Notice:
    now = int(tx.now.timestamp())
    claims = {
        "iss": issuer,
        "aud": str(row["portal_id"]),
        "sub": str(row["person_id"]),
        "sid": str(row["session_id"]),
        "iat": now,
        "exp": now + int(LOGOUT_TOKEN_LASTS.total_seconds()),
        "jti": str(clock.new_id()),
        "events": {BACKCHANNEL: {}},
    }
    token = keys.sign(tx, sealing, Algorithm(row["algorithm"]), claims, "logout+jwt")
    return Notice(row["grant_id"], row["backchannel_uri"], token, row["tries"])
