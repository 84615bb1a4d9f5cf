"""Second factors beside the authenticator's code: passkeys and backup codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.errors import Conflict, Invalid, NotFound
from kernel.languages import _
from services.auth.domain.sign_in import SignInRefused

CHALLENGE_LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 10
LONGEST_NAME = 60

BACKUP_CODES = 10
# Digits only: they are read from paper and typed on a keypad.
BACKUP_DIGITS = 12
_BACKUP = re.compile(rf"[0-9]{{{BACKUP_DIGITS}}}")

# By what somebody proved himself, in the words of RFC 8176. Whether a passkey's key lies in hardware only its maker
# knows; it is told as one, as is usual.
BY_CODE = ("pwd", "otp", "mfa")
BY_PASSKEY = ("hwk", "user", "mfa")
BY_PASSWORD_AND_PASSKEY = ("pwd", *BY_PASSKEY)
_IN_ORDER = ("pwd", "otp", "hwk", "user", "mfa")


class PasskeyRefused(SignInRefused):
    """One answer for every passkey that does not open: unknown, of another site, used before, too late."""

    text = _(
        "This passkey did not open the sign-in. Try it once more, or sign in with staff number, password and "
        "code. If the passkey was removed, register it again from your account."
    )


class FactorRefused(Invalid):
    """What was shown once more in a session is no second factor of its person, or was used before."""

    text = _(
        "This code or passkey is not right. A code works once: if you have used it, wait for the next one. "
        "Nothing was changed."
    )


class PasskeyNotMade(Conflict):
    """What the device answered is no new passkey of this site."""

    text = _("The passkey was not made: its answer came too late or does not fit this site. Begin again.")


class PasskeyTaken(Conflict):
    """A passkey belongs to one person, once."""

    text = _("This passkey is registered already. Choose another device or security key.")


class PasskeyUnknown(NotFound):
    """No passkey of one's own has this id."""

    text = _("There is no such passkey of yours. Load your account again.")


class TooManyPasskeys(Conflict):
    """A person keeps track of a few passkeys only."""

    text = _("You have %(most)s passkeys already. Remove one that you no longer use first.")


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that stays on its owner's device; here lies its public half."""

    passkey_id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    transports: tuple[str, ...] = ()
    added_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BackupCode:
    """One of ten codes for the day on which the other factors are lost."""

    number: int
    wrapped_digest: bytes
    made_at: datetime
    used_at: datetime | None = None


def backup_code_in(typed: str) -> str | None:
    """The backup code that was *typed*; None where it is none."""
    return typed if _BACKUP.fullmatch(typed) else None


def shown_code(code: str) -> str:
    """A backup code as it is printed: 4821 0937 5566."""
    return " ".join(code[at : at + 4] for at in range(0, BACKUP_DIGITS, 4))


def with_also(methods: Sequence[str], by: str) -> tuple[str, ...]:
    """A session's *methods* after a second factor was shown once more *by* a passkey or a code."""
    known = {*methods, *(BY_PASSKEY if by == "passkey" else ("otp",))}
    return tuple(each for each in _IN_ORDER if each in known)
