"""What an access token says, and what may be wrong with one."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from kernel.errors import NotAllowed, NotSignedIn
from kernel.identity import Charge
from kernel.languages import _

ISSUER = AUDIENCE = "karyasetu"
LIFETIME_SECONDS = 300


class TokenNotValid(NotSignedIn):
    """The token is not one of ours, was changed, or has ended; which of these is told to nobody."""

    text = _("Your sign-in has ended or is not valid. Please sign in again.")


class OtherDevice(NotSignedIn):
    """A sign-in stays on the device on which it was made."""

    text = _("This sign-in was made on another device. Please sign in again on this one.")


class PostNotHeld(NotAllowed):
    """Acts are signed for a post that the person holds today."""

    text = _("You do not hold this post today. Choose one of your own posts and try again.")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says; all instants are aware and in UTC."""

    person_id: UUID
    staff_uid: str
    session_id: UUID
    device_id: str | None
    issued_at: datetime
    second_factor_at: datetime
    charges: tuple[Charge, ...]

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Read a verified token's *payload*; raises KeyError, TypeError or ValueError on a strange one."""
        return cls(
            person_id=_id(payload["sub"]),
            staff_uid=str(payload["uid"]),
            session_id=_id(payload["sid"]),
            device_id=payload.get("dev"),
            issued_at=datetime.fromtimestamp(payload["iat"], UTC),
            second_factor_at=datetime.fromtimestamp(payload["auth_time"], UTC),
            charges=tuple(_charge(each) for each in payload["charges"]),
        )

    def payload(self) -> dict[str, Any]:
        """The claims as a token carries them; it ends LIFETIME_SECONDS after `issued_at`."""
        issued = self.issued_at.timestamp()
        return {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(self.person_id),
            "uid": self.staff_uid,
            "sid": str(self.session_id),
            "dev": self.device_id,
            "iat": issued,
            "exp": issued + LIFETIME_SECONDS,
            "auth_time": self.second_factor_at.timestamp(),
            "charges": [_plain(each) for each in self.charges],
        }

    def live_charges(self, on: date) -> tuple[Charge, ...]:
        """The charges that are held on the day *on*, in the token's order: the substantive one first."""
        return tuple(charge for charge in self.charges if charge.is_live(on))


def acting_charge(live: tuple[Charge, ...], post_id: UUID | None) -> Charge | None:
    """Of a person's *live* charges the one for *post_id*, by default the first; raises PostNotHeld for another post."""
    if post_id is None:
        return live[0] if live else None
    for charge in live:
        if charge.post_id == post_id:
            return charge
    raise PostNotHeld


def _plain(charge: Charge) -> dict[str, Any]:
    fields = asdict(charge) | {"roles": sorted(charge.roles)}
    return {name: _text(value) for name, value in fields.items()}


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | date) else value


def _charge(plain: dict[str, Any]) -> Charge:
    return Charge(
        charge_id=_id(plain["charge_id"]),
        post_id=_id(plain["post_id"]),
        kind=plain["kind"],
        department=plain["department"],
        office_id=_id(plain["office_id"]),
        area=plain["area"],
        rank=plain["rank"],
        rank_level=plain["rank_level"],
        roles=frozenset(plain["roles"]),
        valid_from=date.fromisoformat(plain["valid_from"]),
        valid_to=_day(plain["valid_to"]),
        granted_until=_day(plain["granted_until"]),
        for_person=_id(plain["for_person"]) if plain["for_person"] else None,
        # A token of the release before does not say it.
        scope=plain.get("scope", "ACT"),
    )


# Every five minutes a person's next token names the same posts, and reading an id costs a microsecond.
@lru_cache(maxsize=4096)
def _id(text: str) -> UUID:
    return UUID(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
