"""The one-time way to a login: a code on a slip or in a message, good for one person, once, for a week."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from kernel.errors import Conflict, NotSignedIn
from kernel.languages import _

LASTS = timedelta(days=7)
# Without letters that are mistaken for digits or for each other on paper; 20 signs are 98 bits.
_ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY346789"
_GROUPS, _GROUP = 5, 4


class FirstLoginRefused(NotSignedIn):
    """One answer for every code that opens nothing."""

    beside = ("code",)
    text = _(
        "This code opens nothing: it is mistyped, was used, or is older than 7 days. Compare it with your slip, or ask "
        "your department's administrator for a new one."
    )


class AuthenticatorCodeWrong(NotSignedIn):
    """Who sets up an authenticator proves that it works."""

    beside = ("authenticator_code",)
    text = _(
        "This code does not belong to the picture. Scan the picture with your authenticator and type its code."
    )


class LoginThere(Conflict):
    """Who can sign in needs no new way, unless everything was lost."""

    text = _(
        "This employee can sign in already. If password or authenticator were lost, say so: the old ones and all "
        "sessions then end at once."
    )


class EmployeeNotServing(Conflict):
    """Who is suspended or has left gets no login."""

    text = _("This employee is suspended or has left the service. Reinstate the employee first.")


class NobodyWaits(Conflict):
    """Codes for a whole table are given once."""

    text = _(
        "Everybody in this table can sign in already or was given a code, so there is none to give. If codes were "
        "lost, say so: new ones take their place."
    )


class TableNotEntered(Conflict):
    """Who is not entered yet gets no code."""

    text = _("The employees of this table are not entered yet. Have them entered first.")


@dataclass(frozen=True, slots=True)
class Slip:
    """What one employee is handed: whose it is, and the code, which is shown this once."""

    staff_uid: str
    name_en: str
    name_hi: str
    code: str
    path: str
    expires_at: datetime
    sent: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A living one-time way, and whose it is."""

    person_id: UUID
    staff_uid: str
    name_en: str
    name_hi: str
    expires_at: datetime
    wrapped_secret: bytes | None


def new_code() -> str:
    """A fresh code in groups, as it stands on a slip."""
    groups = ("".join(secrets.choice(_ALPHABET) for _sign in range(_GROUP)) for _group in range(_GROUPS))
    return "-".join(groups)


def digest_of_code(code: str) -> str:
    """What is kept of a code, however it was typed: blanks and small letters make no difference."""
    signs = (sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum())
    return sha256("".join(signs).encode()).hexdigest()
