"""Signing in on departments' portals (OpenID Connect): what a portal is as a client, and what it may be told."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from kernel.identity import Zone
from services.auth.domain.openid.refusals import (
    AddressNotAllowed,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    InvalidToken,
    KeysNotReadable,
    NoSuchClient,
    OriginNotRegistered,
    PortalClosed,
    ProtocolRefused,
    PublicClientCallsNoApi,
    RequestNotTrusted,
    RequestOver,
    UnauthorizedClient,
    UnsupportedGrantType,
)

__all__ = [
    "APIS",
    "AUTHORIZE",
    "CODE_LASTS",
    "LARGEST_REQUEST",
    "LEAVE",
    "LONGEST_ADDRESS",
    "METHODS",
    "PAUSES",
    "PROOF_LASTS",
    "REQUEST_LASTS",
    "SCOPES",
    "TOKEN_LASTS",
    "AddressNotAllowed",
    "Algorithm",
    "Client",
    "InvalidClient",
    "InvalidGrant",
    "InvalidRequest",
    "InvalidScope",
    "InvalidToken",
    "KeysNotReadable",
    "Method",
    "NoSuchClient",
    "OriginNotRegistered",
    "PortalClosed",
    "ProtocolRefused",
    "PublicClientCallsNoApi",
    "RequestNotTrusted",
    "RequestOver",
    "SignIn",
    "TokenKind",
    "UnauthorizedClient",
    "UnsupportedGrantType",
    "Wanted",
    "acr_of",
    "check_address",
    "max_age_of",
]

# The browser's part lies below /staff/, because an officer's session is sent nowhere else.
AUTHORIZE, LEAVE = "/staff/openid/authorize", "/staff/openid/leave"
SCOPES = ("openid", "profile", "charges", "offline_access")
# What a portal may call in its own name, and which service then accepts its token.
APIS = {"cases": "public", "directory": "auth"}

CODE_LASTS = timedelta(seconds=60)
REQUEST_LASTS = timedelta(minutes=15)
TOKEN_LASTS = timedelta(minutes=5)
PROOF_LASTS = timedelta(minutes=10)
LARGEST_REQUEST = 8 * 1024
LONGEST_ADDRESS = 500
# When a portal does not answer that an officer has gone, it is told again after so long; then no more.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600))

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PRINTABLE = re.compile(r"[!-~]{1,500}\Z")


class Method(StrEnum):
    """How a portal proves who it is."""

    SECRET = "SECRET"  # noqa: S105 - the name of a method
    KEY = "KEY"
    NONE = "NONE"


class Algorithm(StrEnum):
    """By what ID tokens are signed: what every client understands, or what is shorter."""

    RS256 = "RS256"
    ES256 = "ES256"


class TokenKind(StrEnum):
    """What a token of an officer's sign-in on a portal is for."""

    ACCESS = "ACCESS"
    REFRESH = "REFRESH"


METHODS = {
    Method.SECRET: ("client_secret_basic", "client_secret_post"),
    Method.KEY: ("private_key_jwt",),
    Method.NONE: ("none",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A portal as a client; the methods are those by which the protocol's library asks."""

    portal_id: UUID
    department: str
    origins: tuple[str, ...]
    method: Method
    secret_sha256: str | None
    keys: dict[str, Any] | None
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...]
    backchannel_uri: str | None
    apis: tuple[str, ...]
    algorithm: Algorithm

    @property
    def id_token_signed_response_alg(self) -> str:
        """The algorithm of its ID tokens."""
        return self.algorithm.value

    @property
    def client_metadata(self) -> dict[str, Any]:
        """What the end of a session looks up."""
        return {"post_logout_redirect_uris": self.post_logout_uris}

    def get_client_id(self) -> str:
        """The name by which the portal's program calls itself."""
        return str(self.portal_id)

    def get_default_redirect_uri(self) -> None:
        """There is none: the address is always named."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What of *scope* is known here; None unless it is about signing in. Unknown words are left out (Core 3.1.2.1)."""
        asked = (scope or "").split()
        return " ".join(each for each in SCOPES if each in asked) if "openid" in asked else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether exactly this address was registered."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is the secret; only its digest is known."""
        digest = sha256(client_secret.encode("utf-8", "surrogatepass")).hexdigest()
        return self.secret_sha256 is not None and hmac.compare_digest(self.secret_sha256, digest)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Whether it proves itself in this way."""
        return method in METHODS[self.method]

    def check_response_type(self, response_type: str) -> bool:
        """Only codes are given through the browser."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it may take tokens in this way."""
        if grant_type == "client_credentials":
            return bool(self.apis)
        return bool(self.redirect_uris) and grant_type in ("authorization_code", "refresh_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """An officer's sign-in on a portal, as the protocol's library asks for it."""

    grant_id: UUID
    portal_id: UUID
    session_id: UUID
    person_id: UUID
    zone: Zone
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    auth_time: datetime
    begun_at: datetime
    redeemed_at: datetime | None
    session_ends_at: datetime
    is_living: bool
    methods: Sequence[str]
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """Where the code was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was granted."""
        return self.scope

    def check_client(self, client: Client) -> bool:
        """Whether it was made on this portal."""
        return client.portal_id == self.portal_id

    def get_nonce(self) -> str | None:
        """The portal's word that the ID token repeats."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When the officer last proved who he is, in seconds."""
        return int(self.auth_time.timestamp())

    def get_acr(self) -> str:
        """From which zone the officer came."""
        return acr_of(self.zone)

    def get_amr(self) -> list[str]:
        """By what the officer proved himself here (RFC 8176)."""
        return list(self.methods)

    def is_fresh(self, at: datetime) -> bool:
        """Whether its code may still be turned into tokens."""
        return self.is_living and at - self.begun_at <= CODE_LASTS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request to sign in says about how fresh the sign-in has to be."""

    prompt: str
    max_age: int | None
    asked_at: datetime

    def is_met(self, auth_time: datetime, at: datetime) -> bool:
        """Whether who proved himself at *auth_time* need not do it again."""
        if auth_time >= self.asked_at:
            return True
        if "login" in self.prompt.split():
            return False
        return self.max_age is None or at - auth_time <= timedelta(seconds=self.max_age)


def acr_of(zone: Zone) -> str:
    """The name of a zone in tokens, such as urn:karyasetu:zone:vpn."""
    return f"urn:karyasetu:zone:{zone.value.lower().replace('_', '-')}"


def max_age_of(text: str | None) -> int | None:
    """The seconds in *text*; None where there is no number of at most nine digits."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


def check_address(address: str, *, loopback: bool) -> None:
    """Raise AddressNotAllowed unless *address* is whole, https, and one that only one reader can have meant.

    With *loopback* also a program on the same machine, as in local runs.
    """
    try:
        split = urlsplit(address)
        host, _port = split.hostname or "", split.port
    except ValueError:
        raise AddressNotAllowed from None
    on_machine = loopback and split.scheme == "http" and host in _LOOPBACK
    if not _PRINTABLE.match(address) or not host or not (split.scheme == "https" or on_machine):
        raise AddressNotAllowed
    if set(address) & set('#*\\"<>{}|^`') or "@" in split.netloc or "/.." in split.path:
        raise AddressNotAllowed
