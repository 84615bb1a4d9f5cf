"""Passwords hashed with argon2id, never more than two at a time, and one-time codes (RFC 6238)."""

import hmac
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kernel.errors import Unavailable

# OWASP's second recommended setting: 19 MiB, two passes, one lane; about 30 ms of one core.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_A_TIME = 2
MOST_IN_LINE = 40
STEP_SECONDS = 30
ISSUER = "KaryaSetu"

# Of a password that was thrown away, so that an unknown person costs what a known one costs.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$d+B86FOeZcX+qEvk2tbUJA$Bg+IkeUqeAFsdvhDstqB+sDHbA+urfZfJhFs+SMn9MQ"
)
NOBODYS_SECRET = "U7YVSMZACNI24LVVZDM2QF6WHRK7KIMJ"  # noqa: S105 - it belongs to nobody and opens nothing

_places = threading.BoundedSemaphore(AT_A_TIME)
_line = threading.BoundedSemaphore(AT_A_TIME + MOST_IN_LINE)


def hash_password(password: str) -> str:
    """The argon2id hash of *password*, with its salt and its cost."""
    with _turn():
        return _HASHER.hash(_normal(password))


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether *password* belongs to the hash; without one it takes as long and is never right."""
    with _turn():
        try:
            right = _HASHER.verify(password_hash or NOBODYS_HASH, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and password_hash is not None


def new_secret() -> str:
    """A fresh secret for an authenticator, in base 32."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, staff_uid: str) -> str:
    """What an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff_uid, issuer_name=ISSUER)


def accepted_step(secret: str | None, code: str, at: datetime, last_step: int) -> int | None:
    """The thirty-second step whose *code* this is: the present one or a neighbour, later than *last_step*."""
    totp = pyotp.TOTP(secret or NOBODYS_SECRET)
    present = int(at.timestamp()) // STEP_SECONDS
    fitting = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > last_step
    ]
    return fitting[0] if fitting and secret is not None else None


@contextmanager
def _turn() -> Iterator[None]:
    if not _line.acquire(blocking=False):
        raise Unavailable(retry_after=3)
    try:
        with _places:
            yield
    finally:
        _line.release()


def _normal(password: str) -> str:
    # The same Devanagari word may be typed with composed or decomposed signs.
    return unicodedata.normalize("NFC", password)
