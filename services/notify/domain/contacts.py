"""How a person can be reached, as it is known for the moment of sending."""

import re
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from services.notify.domain.messages import Channel

_MOBILE = re.compile(r"^(?:\+?91|0)?([6-9][0-9]{9})$")
_EMAIL = re.compile(r"^[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}$")


@dataclass(frozen=True, slots=True)
class SealedContact:
    """A contact as it came: for nobody but the sender to open; a higher sequence is newer."""

    contact_id: UUID
    sealed: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A mobile number (ten digits, India) and an e-mail address; either may be missing. Never printed."""

    mobile: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    language: str | None = None

    @classmethod
    def from_opened(cls, payload: dict[str, Any]) -> Self:
        """The contact out of an opened seal; what is not a number or an address counts as missing."""
        mobile = _MOBILE.match(re.sub(r"[ -]", "", str(payload.get("mobile") or "")))
        email = str(payload.get("email") or "").strip()
        language = payload.get("language")
        return cls(
            mobile=mobile[1] if mobile else None,
            email=email if _EMAIL.match(email) else None,
            language=language if language in ("hi", "en") else None,
        )

    def address(self, channel: Channel) -> str | None:
        """The address for a *channel*; a mobile in international form without the plus sign."""
        if channel is Channel.SMS:
            return f"91{self.mobile}" if self.mobile else None
        return self.email if channel is Channel.EMAIL else None
