"""Authlib's authorization server, fitted to one request in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

from kernel.database import Database, Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.actions.openid.proofs import Proof
from services.auth.actions.tokens import Signer, signer_from
from services.auth.domain.openid import (
    Client,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    InvalidToken,
    OriginNotRegistered,
    ProtocolRefused,
    UnauthorizedClient,
    UnsupportedGrantType,
)
from services.auth.store import openid as store

_REFUSALS: dict[str, type[ProtocolRefused]] = {
    refusal.error: refusal
    for refusal in (
        InvalidClient,
        InvalidGrant,
        InvalidScope,
        InvalidToken,
        UnauthorizedClient,
        UnsupportedGrantType,
    )
}
_PLACE = "https://provider.invalid/"


@dataclass(frozen=True)
class Provider:
    """What the provider works with; *issuer* is its name and the beginning of all its addresses."""

    database: Database
    sealing: Sealing
    signer: Signer
    issuer: str
    loopback: bool = False


def provider_of(context: Any, address: str) -> Provider:
    """What the provider works with in a process; its name is as it was set, else the *address* of the call."""
    settings = context.settings
    signer = signer_from(settings.token_signing_key)
    issuer = settings.public_address or address
    return Provider(context.database, context.sealing, signer, issuer, settings.loopback_portals)


@dataclass(frozen=True)
class Reply:
    """What Authlib decided: a status, a JSON body or none, and headers."""

    status: int
    body: Any
    headers: dict[str, str]


class Asked(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A request as Authlib reads it; that it came over TLS was the gateway's business."""

    def __init__(
        self, method: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(method, _PLACE, headers=dict(headers or {}))
        self.payload = BasicOAuth2Payload(dict(fields))

    @property
    def form(self) -> dict[str, str]:
        """What was sent."""
        fields: dict[str, str] = self.payload.data
        return fields


class Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Authlib's server for one transaction; what it refuses comes back as a refusal and is not raised,
    because ending a stolen family of tokens must stand.
    """

    def __init__(self, tx: Transaction, provider: Provider, actor: Actor, origin: str | None = None) -> None:
        super().__init__()
        self.tx, self.provider, self.actor, self.origin = tx, provider, actor, origin
        self.register_client_auth_method("private_key_jwt", Proof(tx, provider.issuer))

    def query_client(self, client_id: str) -> Client | None:
        """The living portal of this name."""
        try:
            return store.find_client(self.tx, UUID(client_id))
        except ValueError:
            return None

    def authenticate_client(self, request: Asked, methods: list[str], endpoint: str = "token") -> Client:
        """The portal that proved itself; raises OriginNotRegistered for a page that is not its own."""
        client: Client = super().authenticate_client(request, methods, endpoint)
        request.client = client
        if self.origin and self.origin not in client.origins:
            raise OriginNotRegistered("this page is not one of the portal's")
        return client

    def create_oauth2_request(self, request: Asked) -> Asked:
        """It is one already."""
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Reply:
        """The decision, for the edge to write."""
        return Reply(status, body, dict(headers))

    def handle_error_response(self, _request: Asked, error: OAuth2Error) -> ProtocolRefused:
        """The refusal that stands for Authlib's *error*."""
        return refusal_of(error)

    def save_token(self, token: Any, request: Asked) -> None:
        """Nothing more: tokens are kept where they are made."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


def refusal_of(error: OAuth2Error) -> ProtocolRefused:
    """Our refusal with the code and the reason of Authlib's *error*."""
    refusal = _REFUSALS.get(error.error, InvalidRequest)
    return refusal(str(error.get_error_description() or error.error).rstrip("."))
