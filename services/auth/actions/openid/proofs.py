"""A portal proves itself by a signed text (private_key_jwt, RFC 7523), each of which opens once."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kernel import clock
from kernel.database import Transaction
from services.auth.domain.openid import PROOF_LASTS, Client
from services.auth.store import openid as store

# One algorithm per kind of key: neither "none" nor a secret made of the public key is ever considered.
ALGORITHMS = {"RSA": ("RS256", "PS256"), "EC": ("ES256",)}
LEEWAY_SECONDS = 60
_REFUSED = "The proof of identity is not valid"


class Proof(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib has no types
    """Authlib's check with one list of algorithms, our clock, and our memory of what was used."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, tx: Transaction, issuer: str) -> None:
        super().__init__(validate_jti=True, leeway=LEEWAY_SECONDS)
        self.tx, self.issuer = tx, issuer

    def get_audiences(self) -> list[str]:
        """Those who may be meant: the issuer, or its token endpoint."""
        return [self.issuer, f"{self.issuer}/openid/token"]

    def resolve_client_public_key(self, client: Client) -> KeySet:
        """The keys that the portal registered; what a header names or carries is not looked at."""
        if client.keys is None:
            raise InvalidClientError(description=_REFUSED)
        return KeySet.import_key_set(client.keys)  # type: ignore[arg-type]  # it was read when it was registered

    def process_assertion_claims(self, assertion: str, resolve_key: KeySet) -> dict[str, Any]:
        """The claims of a proof that is signed by one of the keys and holds now."""
        allowed = sorted({each for key in resolve_key.keys for each in ALGORITHMS.get(key.key_type, ())})
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=allowed)
        except (JoseError, ValueError, TypeError, LookupError):
            raise InvalidClientError(description=_REFUSED) from None
        self.verify_claims(token.claims)
        return token.claims

    def verify_claims(self, claims: dict[str, Any]) -> None:
        """Whether it names the portal and us, holds now and not for long, and was not used."""
        now = int(clock.now().timestamp())
        wanted: dict[str, Any] = {
            "iss": {},
            "sub": {},
            "aud": {"values": self.get_audiences()},
            "exp": {},
            "jti": {},
        }
        essential: dict[str, Any] = {name: {"essential": True, **how} for name, how in wanted.items()}
        registry = jwt.JWTClaimsRegistry(now=now, leeway=self.leeway, **essential)
        try:
            registry.validate(claims)
            lasting = claims["exp"] - now
        except (JoseError, TypeError, ValueError):
            raise InvalidClientError(description=_REFUSED) from None
        if claims["iss"] != claims["sub"] or lasting > PROOF_LASTS.total_seconds():
            raise InvalidClientError(description=_REFUSED)

    def authenticate_client(self, client: Client) -> Client:
        """Which portals prove themselves so is asked by the server afterwards."""
        return client

    def __call__(self, query_client: Any, request: Any) -> Client | None:
        """The client whose proof is valid and is used up by this; None where no proof was sent."""
        try:
            client: Client | None = super().__call__(query_client, request)
        except (ValueError, TypeError, RecursionError):
            raise InvalidClientError(description=_REFUSED) from None
        if client is not None:
            self._use(client, request.form["client_assertion"])
        return client

    def _use(self, client: Client, assertion: str) -> None:
        _headers, claims = self.extract_assertion(assertion)
        expires_at = datetime.fromtimestamp(claims["exp"], UTC) + timedelta(seconds=LEEWAY_SECONDS)
        digest = sha256(str(claims["jti"]).encode("utf-8", "surrogatepass")).hexdigest()
        if not store.add_proof(self.tx, client.portal_id, digest, expires_at):
            raise InvalidClientError(description=_REFUSED)
