"""One-time codes: six digits, ten minutes, once."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

CODE_LIFE = timedelta(minutes=10)
FILING_LIFE = timedelta(days=1)
READING_LIFE = timedelta(minutes=30)
CODE_DIGITS = 6


def new_code() -> str:
    """A code nobody can guess within the tries it has."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def digest_of(key: bytes, subject: UUID, code: str) -> str:
    """The keyed digest of a *code* for one filing or case: of no use elsewhere, nor without the *key*."""
    return hmac.new(key, b"access code\0" + subject.bytes + code.encode(), hashlib.sha256).hexdigest()


def fingerprint(key: bytes, text: str) -> str:
    """A mobile or an address as counters know it: comparable, not readable without the *key*."""
    return hmac.new(key, b"fingerprint\0" + text.encode(), hashlib.sha256).hexdigest()[:32]
