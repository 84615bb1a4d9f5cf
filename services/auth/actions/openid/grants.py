"""Authlib's ways to a token, on our rows: by code and PKCE, by refresh token, in the portal's own name."""

import secrets
from datetime import timedelta
from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.util import create_half_hash

from kernel import clock
from kernel.tokens import portal_token
from services.auth.actions.openid import keys
from services.auth.actions.openid.server import Asked, Server
from services.auth.actions.sign_in import digest_of
from services.auth.domain import RefreshToken, Session, Turn
from services.auth.domain.openid import (
    APIS,
    METHODS,
    TOKEN_LASTS,
    Client,
    SignIn,
    TokenKind,
    Wanted,
    acr_of,
    max_age_of,
)
from services.auth.store import openid as store

WAYS = [each for ways in METHODS.values() for each in ways]
ID_TOKEN_LASTS = timedelta(minutes=5)
LONGEST_NONCE = 500


class Challenge(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE by S256, and never without."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: "CodeGrant", redirect_uri: str) -> None:
        """Raise InvalidRequestError without a challenge or with the plain one, which protects nothing."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' with the method S256 is required")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    """The ID token: who signed in, when, from which zone; names are for userinfo."""

    def exists_nonce(self, _nonce: str, _request: Asked) -> bool:
        """A nonce is compared by who made it; its code opens once."""
        return False

    def process_token(self, grant: "CodeGrant", response: tuple[int, dict[str, Any], Any]) -> dict[str, Any]:
        """The answer with the ID token, signed by today's key of the portal's algorithm."""
        token, server = response[1], grant.server
        claims = self._claims(server, grant.request, token["access_token"])
        algorithm = grant.request.client.algorithm
        token["id_token"] = keys.sign(server.tx, server.provider.sealing, algorithm, claims, "JWT")
        return token

    def _claims(self, server: Server, request: Asked, access_token: str) -> dict[str, Any]:
        sign_in: SignIn = request.user
        now = int(server.tx.now.timestamp())
        return {
            "iss": server.provider.issuer,
            "sub": str(sign_in.person_id),
            "aud": request.client.get_client_id(),
            "iat": now,
            "exp": now + int(ID_TOKEN_LASTS.total_seconds()),
            "sid": str(sign_in.session_id),
            "at_hash": create_half_hash(access_token, request.client.algorithm.value).decode(),
            **self.get_authorization_code_claims(sign_in),
        }


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """By a code that the officer's browser brought, once and within a minute."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS

    @staticmethod
    def validate_authorization_redirect_uri(request: Asked, client: Client) -> str:
        """The address, if exactly it was registered."""
        address: str | None = request.payload.redirect_uri
        if not address or not client.check_redirect_uri(address):
            raise InvalidRequestError("This 'redirect_uri' was not registered")
        return address

    def validate_authorization_request(self) -> str:
        """The address to return to; raises OAuth2Error for what cannot be granted."""
        address: str = super().validate_authorization_request()
        try:
            _check_extras(self.request.payload.data)
        except OAuth2Error as error:
            error.redirect_uri = address
            raise
        return address

    def save_authorization_code(self, code: str, request: Asked) -> None:
        """Keep the code's digest with what it opens."""
        session: Session = request.user
        asked = request.payload.data
        grant = {
            "grant_id": clock.new_id(),
            "portal_id": request.client.portal_id,
            "session_id": session.session_id,
            "code_sha256": digest_of(code),
            "redirect_uri": asked["redirect_uri"],
            "scope": request.scope,
            "nonce": asked.get("nonce") or None,
            "code_challenge": asked["code_challenge"],
            "auth_time": session.second_factor_at,
            "methods": list(session.methods),
        }
        server: Server = self.server
        store.add_grant(server.tx, grant)
        server.tx.record(
            server.actor,
            "openid.signed-in",
            grant["grant_id"],
            portal_id=grant["portal_id"],
            acr=acr_of(session.zone),
        )

    def query_authorization_code(self, code: str, client: Client) -> SignIn | None:
        """The sign-in of a fresh code; one that comes twice was stolen, and all it opened ends."""
        server: Server = self.server
        sign_in = store.find_grant_of_code(server.tx, digest_of(code))
        if sign_in is None or not sign_in.check_client(client):
            return None
        if sign_in.redeemed_at is not None:
            if store.end_grant(server.tx, sign_in.grant_id):
                server.tx.record(server.actor, "openid.code-reused", sign_in.grant_id)
            return None
        return sign_in if sign_in.is_fresh(server.tx.now) else None

    def authenticate_user(self, authorization_code: SignIn) -> SignIn:
        """Whose it is; that the officer may work was looked at together with the code."""
        return authorization_code

    def delete_authorization_code(self, authorization_code: SignIn) -> None:
        """The code is used up; it stays known, so that a thief is noticed."""
        store.redeem_grant(self.server.tx, authorization_code.grant_id)


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """By a refresh token that turns; programs that race get the same successor."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> SignIn | None:
        """The living sign-in of a token; one that comes back later was stolen, and its family ends."""
        server: Server = self.server
        found = store.find_grant_of_token(server.tx, digest_of(refresh_token), TokenKind.REFRESH)
        if found is None:
            return None
        sign_in, link = found
        if not sign_in.check_client(self.request.client) or not sign_in.is_living:
            return None
        self.link = link
        if link.turn(server.tx.now) is Turn.REUSED:
            if store.end_grant(server.tx, sign_in.grant_id):
                server.tx.record(server.actor, "openid.token-reused", sign_in.grant_id)
            return None
        return sign_in

    def authenticate_user(self, refresh_token: SignIn) -> SignIn:
        """Whose it is."""
        return refresh_token

    def issue_token(self, user: SignIn, refresh_token: SignIn) -> dict[str, Any]:
        """The next access token, with the next link of the family or the one that was given a moment ago."""
        server: Server = self.server
        link: RefreshToken = self.link
        scope = refresh_token.get_scope()
        if link.wrapped_successor is not None:
            token: dict[str, Any] = self.generate_token(user=user, scope=scope, include_refresh_token=False)
            return {**token, "refresh_token": server.provider.sealing.unwrap(link.wrapped_successor).decode()}
        token = self.generate_token(user=user, scope=scope)
        store.use_token(
            server.tx, link.token_sha256, server.provider.sealing.wrap(token["refresh_token"].encode())
        )
        return token

    def revoke_old_credential(self, refresh_token: SignIn) -> None:
        """It was used up when its successor was made."""


class PortalGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """In the portal's own name, for the interfaces that were registered for it."""

    TOKEN_ENDPOINT_AUTH_METHODS = [each for each in WAYS if each != "none"]

    def validate_requested_scope(self) -> None:
        """Raise InvalidScopeError for more than the portal may call."""
        asked = (self.request.payload.scope or "").split() or list(self.request.client.apis)
        if not set(asked) <= set(self.request.client.apis):
            raise InvalidScopeError
        self.request.payload.data["scope"] = " ".join(sorted(set(asked)))


class Mint:
    """Makes the tokens that the ways end in."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def __call__(
        self, client: Client, scope: str, user: SignIn | None = None, *, include_refresh_token: bool, **_: Any
    ) -> dict[str, Any]:
        """The token as the protocol answers it; without a *user* it is the portal's own."""
        token = {
            "access_token": self._for(user) if user else self._in_own_name(client, scope),
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LASTS.total_seconds()),
            "scope": scope,
        }
        if user and include_refresh_token and "offline_access" in scope.split():
            token["refresh_token"] = self._kept(user, TokenKind.REFRESH)
        return token

    def _for(self, sign_in: SignIn) -> str:
        return self._kept(sign_in, TokenKind.ACCESS)

    def _kept(self, sign_in: SignIn, kind: TokenKind) -> str:
        token, tx = secrets.token_urlsafe(32), self._server.tx
        ends = sign_in.session_ends_at
        expires_at = ends if kind is TokenKind.REFRESH else min(ends, tx.now + TOKEN_LASTS)
        store.add_token(tx, digest_of(token), sign_in.grant_id, kind, expires_at)
        return token

    def _in_own_name(self, client: Client, scope: str) -> str:
        server = self._server
        services = sorted(APIS[each] for each in scope.split())
        server.tx.record(server.actor, "openid.portal-token", client.portal_id, services=services)
        return portal_token(server.provider.signer.key, client.portal_id, services, server.tx.now)


def ready(server: Server) -> Server:
    """*server* with all its ways."""
    server.register_token_generator("default", Mint(server))
    server.register_grant(CodeGrant, [Challenge(), IdToken()])
    server.register_grant(RefreshGrant)
    server.register_grant(PortalGrant)
    return server


def wanted_of(asked: dict[str, str], asked_at: Any) -> Wanted:
    """How fresh the sign-in has to be."""
    return Wanted(asked.get("prompt", ""), max_age_of(asked.get("max_age")), asked_at)


def _check_extras(asked: dict[str, str]) -> None:
    for name in ("request", "request_uri"):
        if asked.get(name):
            raise OAuth2Error(f"'{name}' is not supported", error=f"{name}_not_supported")
    if asked.get("response_mode", "query") != "query" or len(asked.get("nonce", "")) > LONGEST_NONCE:
        raise InvalidRequestError("Only the response mode 'query' and a short 'nonce' are supported")
    if asked.get("max_age") and max_age_of(asked["max_age"]) is None:
        raise InvalidRequestError("'max_age' is no number of seconds")
