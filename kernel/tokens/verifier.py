"""Checking tokens offline: five-minute Ed25519 JWTs, of officers and of portals."""

import json
import math
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import json_b64decode

from kernel import clock
from kernel.tokens.claims import AUDIENCE, ISSUER, LIFETIME_SECONDS, Claims, TokenNotValid
from kernel.tokens.signatures import ALGORITHM, ONLY_ED25519

TYPE = "at+jwt"
PORTAL_TYPE = "portal+jwt"

_NOT_VALID = (JoseError, LookupError, TypeError, ValueError, OverflowError, OSError, RecursionError)
_LARGEST_TOKEN = 16 * 1024
_MOST_REMEMBERED = 2000
_READ_AGAIN_SECONDS = 5.0
_CLOCKS_DIFFER_SECONDS = 5


class Verifier:
    """Checks tokens with the public keys of a JWKS file, which it reads again when the file changes.

    A signature is checked once: it stays right as long as the keys stay. The dates are looked at each time.
    """

    def __init__(self, jwks_path: Path) -> None:
        self._path = Path(jwks_path)
        self._lock = threading.Lock()
        self._keys: dict[str, OKPKey] = {}
        self._checked: dict[bytes, _Checked] = {}
        self._changed_at: int | None = None
        self._looked_at = -math.inf

    def claims_of(self, token: str, at: datetime | None = None) -> Claims:
        """The claims of a *token* that is valid at the instant *at*; raises TokenNotValid."""
        at = at or clock.now()
        try:
            checked = self._checked_token(token)
            _check_dates(checked.payload, at.timestamp())
            if checked.payload["aud"] != AUDIENCE:
                raise TokenNotValid
        except _NOT_VALID:
            raise TokenNotValid from None
        return checked.claims

    def portal_of(self, token: str, service: str, at: datetime | None = None) -> UUID:
        """The portal that speaks by a *token* made for this *service*; raises TokenNotValid."""
        try:
            payload = self._payload_of_portal(token, at or clock.now())
            if not isinstance(payload["aud"], list) or service not in payload["aud"]:
                raise TokenNotValid
            return UUID(payload["sub"])
        except _NOT_VALID:
            raise TokenNotValid from None

    def _payload_of_portal(self, token: str, at: datetime) -> dict[str, Any]:
        if len(token) > _LARGEST_TOKEN:
            raise ValueError("too long")
        key, _known = self._key_for(token)
        checked = jwt.decode(token, key, registry=ONLY_ED25519)
        if checked.header.get("typ") != PORTAL_TYPE:
            raise ValueError("not a portal's token")
        _check_dates(checked.claims, at.timestamp())
        return checked.claims

    def _checked_token(self, token: str) -> "_Checked":
        if len(token) > _LARGEST_TOKEN:
            raise ValueError("too long")
        key, known = self._key_for(token)
        digest = sha256(token.encode()).digest()
        if (checked := known.get(digest)) is None:
            checked = _check(token, key)
            with self._lock:
                if len(known) >= _MOST_REMEMBERED:
                    known.clear()
                known[digest] = checked
        return checked

    def _key_for(self, token: str) -> tuple[OKPKey, dict[bytes, "_Checked"]]:
        """The token's key, and what was checked with the keys of now."""
        kid = _header_of(token)["kid"]
        with self._lock:
            if kid not in self._keys or self._is_due():
                self._read()
            return self._keys[kid], self._checked

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked_at > _READ_AGAIN_SECONDS

    def _read(self) -> None:
        changed_at = self._path.stat().st_mtime_ns
        self._looked_at = time.monotonic()
        if changed_at == self._changed_at:
            return
        published = json.loads(self._path.read_text("utf-8"))["keys"]
        # With other keys nothing counts that was checked before.
        self._checked = {}
        self._keys = {key["kid"]: OKPKey.import_key(key) for key in published}
        self._changed_at = changed_at


def portal_token(key: OKPKey, portal_id: UUID, services: list[str], now: datetime) -> str:
    """A token by which a portal speaks in its own name to some *services*."""
    issued = now.timestamp()
    payload = {
        "iss": ISSUER,
        "aud": services,
        "sub": str(portal_id),
        "iat": issued,
        "exp": issued + LIFETIME_SECONDS,
    }
    header = {"alg": ALGORITHM, "typ": PORTAL_TYPE, "kid": key.kid}
    return jwt.encode(header, payload, key, algorithms=[ALGORITHM])


def is_of_portal(token: str) -> bool:
    """Whether *token* claims to be a portal's; that it is one is checked afterwards."""
    try:
        return bool(_header_of(token).get("typ") == PORTAL_TYPE)
    except (ValueError, AttributeError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class _Checked:
    """A token whose signature is right: its payload, and what it says."""

    payload: dict[str, Any]
    claims: Claims


def _check(token: str, key: OKPKey) -> _Checked:
    decoded = jwt.decode(token, key, registry=ONLY_ED25519)
    if decoded.header.get("typ") != TYPE:
        raise ValueError("not an access token")
    return _Checked(decoded.claims, Claims.from_payload(decoded.claims))


def _header_of(token: str) -> Any:
    """What stands in a token's header, be it an object or not; raises ValueError or RecursionError."""
    return _read_header(token.partition(".")[0])


# All tokens of a key begin alike.
@lru_cache(maxsize=64)
def _read_header(text: str) -> Any:
    return json_b64decode(text.encode())


def _check_dates(payload: dict[str, Any], now: float) -> None:
    # Fractions of a second count, so that who is cut off and signs in again is not cut off twice;
    # joserfc's own check compares with whole seconds only.
    issued, ends = payload["iat"], payload["exp"]
    if payload["iss"] != ISSUER:
        raise ValueError("for somebody else")
    if not (issued - _CLOCKS_DIFFER_SECONDS <= now < ends <= issued + LIFETIME_SECONDS):
        raise ValueError("not now")
