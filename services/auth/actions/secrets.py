"""Passwords hashed with argon2id, a few at a time, and one-time codes (RFC 6238)."""

import hmac
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pyotp

from kernel.errors import Unavailable
from kernel.metrics import Counter
from services.auth.actions.hashing import Cost, Hashing

HASHED = Counter(
    "karyasetu_passwords_hashed_total",
    "Passwords hashed by the process that gives way, or by the thread because the process did not answer in time.",
    ["by"],
)

# OWASP's second recommended setting: 19 MiB, two passes, one lane; about 30 ms of one core.
_COST = Cost(passes=2, memory=19 * 1024)
# Half of the cores are left to everything else, and the other half gives way: a morning on which everybody signs
# in, or a flood that pretends to, makes nobody wait but who signs in.
AT_A_TIME = max(1, (os.cpu_count() or 1) // 2)
MOST_IN_LINE = 40
STEP_SECONDS = 30
ISSUER = "KaryaSetu"

# Of a password that was thrown away, so that an unknown person costs what a known one costs.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$d+B86FOeZcX+qEvk2tbUJA$Bg+IkeUqeAFsdvhDstqB+sDHbA+urfZfJhFs+SMn9MQ"
)
NOBODYS_SECRET = "U7YVSMZACNI24LVVZDM2QF6WHRK7KIMJ"  # noqa: S105 - it belongs to nobody and opens nothing


class _Line:
    """Who waits for the hashing; whoever finds it full is told when to come back."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._lock = threading.Lock()

    def enter(self) -> None:
        with self._lock:
            if self._places <= 0:
                raise Unavailable(retry_after=3)
            self._places -= 1

    def leave(self) -> None:
        with self._lock:
            self._places += 1


_line = _Line(AT_A_TIME + MOST_IN_LINE)
_hashing = Hashing(AT_A_TIME, lambda by: HASHED.labels(by).inc())


@contextmanager
def in_line() -> Iterator[None]:
    """Stand in the line for the hashing; raises Unavailable at once where too many do."""
    _line.enter()
    try:
        yield
    finally:
        _line.leave()


def hash_password(password: str) -> str:
    """The argon2id hash of *password*, with its salt and its cost."""
    with in_line():
        return _hashing.hash(_normal(password), _COST)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether *password* belongs to the hash; without one it takes as long and is never right."""
    with in_line():
        return is_password_of_who_waits(password_hash, password)


def is_password_of_who_waits(password_hash: str | None, password: str) -> bool:
    """The same for who stands in the line already."""
    right = _hashing.fits(password_hash or NOBODYS_HASH, _normal(password))
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


def _normal(password: str) -> str:
    # The same Devanagari word may be typed with composed or decomposed signs.
    return unicodedata.normalize("NFC", password)
