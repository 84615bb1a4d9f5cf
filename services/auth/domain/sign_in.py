"""Signing in, sessions and the turning of refresh tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kernel.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from kernel.identity import Zone
from kernel.languages import _

# A working day; after it the second factor is asked again.
SESSION_LIMIT = timedelta(hours=12)
# A client that was closed comes back within this time or signs in again.
IDLE_LIMIT = timedelta(hours=2)
# Racing tabs send the same refresh token within moments; a thief comes later.
GRACE = timedelta(seconds=20)


class SignInRefused(NotSignedIn):
    """One answer for every wrong sign-in, so that nobody learns which part was wrong."""

    text = _(
        "The staff number, the password or the code is not right. A code works once: if you have used it, "
        "wait for the next one. If this goes on, ask your department's administrator."
    )


class DeviceNotYours(NotAllowed):
    """From the VPN one works on a device issued to oneself."""

    text = _(
        "From the VPN you can sign in only on a device that is issued to you. Use your own office device. If "
        "this one is issued to you, sign in from the open internet and ask for its certificate under Account, "
        "“Your devices”."
    )


class DeviceOfSomebodyElse(Conflict):
    """A certificate belongs to one person."""

    text = _("This device is registered for another employee. Revoke it there and issue a new certificate.")


class SessionEnded(NotSignedIn):
    """The session is over, by time, by its owner or by an administrator."""

    text = _("Your session has ended. Please sign in again.")


class SessionUnknown(NotFound):
    """No living session of this id is one's own."""

    text = _("There is no such session of yours, or it has ended already.")


class PresentPasswordWrong(Invalid):
    """Who changes a password proves that it is his."""

    beside = ("password_now",)
    text = _("This is not your present password. Type it again; nothing was changed.")


class EndReason(StrEnum):
    """Why a session ended, or tokens were cut off."""

    LOGOUT = "LOGOUT"
    OWNER = "OWNER"
    ADMINISTRATOR = "ADMINISTRATOR"
    REUSED = "REUSED"
    EXPIRED = "EXPIRED"
    SUSPENDED = "SUSPENDED"
    PASSWORD = "PASSWORD"  # noqa: S105 - a reason, not a secret
    DEVICE = "DEVICE"
    RIGHTS = "RIGHTS"
    LEFT = "LEFT"


class Turn(StrEnum):
    """What a refresh token that was sent leads to."""

    ROTATE = "ROTATE"
    REPEAT = "REPEAT"
    REUSED = "REUSED"


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one device."""

    session_id: UUID
    person_id: UUID
    zone: Zone
    device: str | None
    started_at: datetime
    second_factor_at: datetime
    seen_at: datetime
    ends_at: datetime
    methods: tuple[str, ...] = ("mfa",)
    ended_at: datetime | None = None

    def is_living(self, at: datetime) -> bool:
        """Whether it may go on at the instant *at*."""
        return self.ended_at is None and at < self.ends_at and at - self.seen_at <= IDLE_LIMIT


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A link in a session's family of tokens; only its digest is known."""

    token_sha256: str
    session_id: UUID
    used_at: datetime | None
    wrapped_successor: bytes | None

    def turn(self, at: datetime) -> Turn:
        """Rotate at first use, repeat for a racing tab, and call it reuse afterwards (RFC 9700 4.14.2)."""
        if self.used_at is None:
            return Turn.ROTATE
        if self.wrapped_successor is not None and at - self.used_at <= GRACE:
            return Turn.REPEAT
        return Turn.REUSED


def normal_staff_uid(text: str) -> str:
    """A staff number as it is kept: capitals, without the blanks people type."""
    return "".join(text.split()).upper()
