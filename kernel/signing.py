"""Short-lived texts that only we can have made: form tokens, the cookie of a citizen who gave a code."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

from kernel import clock


class KeyMissingError(RuntimeError):
    """Without a key everybody could sign, so nothing is signed."""


class SignatureInvalidError(ValueError):
    """The text was not made by us for this purpose, or its time is over."""


def sign(key: bytes, purpose: str, facts: dict[str, Any], lasting: timedelta) -> str:
    """A URL-safe text that carries *facts* (ids and numbers, readable by its holder) for one *purpose*."""
    if not key:
        raise KeyMissingError
    ends = (clock.now() + lasting).timestamp()
    body = json.dumps({**facts, "ends": int(ends)}, default=str, separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_mac(key, purpose, body))}"


def read(key: bytes, purpose: str, text: str) -> dict[str, Any]:
    """The facts of a signed text; raises SignatureInvalidError when it is not ours, not for this, or over."""
    if not key:
        raise SignatureInvalidError("no key")
    try:
        body, mac = (_bytes(part) for part in text.split("."))
        if not hmac.compare_digest(mac, _mac(key, purpose, body)):
            raise SignatureInvalidError("made by somebody else")
        facts: dict[str, Any] = json.loads(body)
    except ValueError as error:
        raise SignatureInvalidError(type(error).__name__) from None
    if facts.pop("ends") < clock.now().timestamp():
        raise SignatureInvalidError("over")
    return facts


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + body, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
