"""Passwords hashed with argon2id on threads of their own, and one-time codes (RFC 6238)."""

import hmac
import os
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kernel.errors import Unavailable

# OWASP's second recommended setting: 19 MiB, two passes, one lane; about 30 ms of one core.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Half of the cores are left to everything else, and the other half gives way: a morning on which everybody signs
# in, or a flood that pretends to, makes nobody wait but who signs in.
AT_A_TIME = max(1, (os.cpu_count() or 1) // 2)
NICENESS = 10
MOST_IN_LINE = 40
STEP_SECONDS = 30
ISSUER = "KaryaSetu"

# Of a password that was thrown away, so that an unknown person costs what a known one costs.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$d+B86FOeZcX+qEvk2tbUJA$Bg+IkeUqeAFsdvhDstqB+sDHbA+urfZfJhFs+SMn9MQ"
)
NOBODYS_SECRET = "U7YVSMZACNI24LVVZDM2QF6WHRK7KIMJ"  # noqa: S105 - it belongs to nobody and opens nothing

Hashed = TypeVar("Hashed")


class _Line:
    """Who waits for the hashing; whoever finds it full is told when to come back."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._lock = threading.Lock()

    @property
    def is_full(self) -> bool:
        return self._places <= 0

    def enter(self) -> None:
        with self._lock:
            if self.is_full:
                raise Unavailable(retry_after=3)
            self._places -= 1

    def leave(self, *_: object) -> None:
        with self._lock:
            self._places += 1


def _give_way() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_line = _Line(AT_A_TIME + MOST_IN_LINE)
_hashing = ThreadPoolExecutor(AT_A_TIME, "hashing", initializer=_give_way)


def refuse_crowds() -> None:
    """Raise Unavailable where so many wait for the hashing that one more would only be turned away later."""
    if _line.is_full:
        raise Unavailable(retry_after=3)


def hash_password(password: str) -> str:
    """The argon2id hash of *password*, with its salt and its cost."""
    return _in_turn(lambda: _HASHER.hash(_normal(password)))


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether *password* belongs to the hash; without one it takes as long and is never right."""
    return _in_turn(lambda: _fits(password_hash or NOBODYS_HASH, password)) and password_hash is not None


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


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _in_turn(work: Callable[[], Hashed]) -> Hashed:
    _line.enter()
    hashing = _hashing.submit(work)
    # Who is interrupted while waiting leaves the hashing behind, not the place in the line.
    hashing.add_done_callback(_line.leave)
    return hashing.result()


def _normal(password: str) -> str:
    # The same Devanagari word may be typed with composed or decomposed signs.
    return unicodedata.normalize("NFC", password)
