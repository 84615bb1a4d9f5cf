"""Access tokens checked offline: five-minute Ed25519 JWTs that carry a person's charges."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.util import json_b64decode

from kernel import clock
from kernel.errors import NotAllowed, NotSignedIn
from kernel.identity import Actor, ActorKind, Charge, Zone
from kernel.languages import _

ALGORITHM = "Ed25519"
TYPE = "at+jwt"
PORTAL_TYPE = "portal+jwt"
ISSUER = AUDIENCE = "karyasetu"
LIFETIME_SECONDS = 300
ACCESS_COOKIE = "access"

_NOT_VALID = (JoseError, LookupError, TypeError, ValueError, OverflowError, OSError, RecursionError)
_LARGEST_TOKEN = 16 * 1024
_MOST_REMEMBERED = 2000
_READ_AGAIN_SECONDS = 5.0
_CLOCKS_DIFFER_SECONDS = 5


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
            person_id=UUID(payload["sub"]),
            staff_uid=str(payload["uid"]),
            session_id=UUID(payload["sid"]),
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

    def acting_charge(self, post_id: UUID | None, on: date) -> Charge | None:
        """The live charge for *post_id*, by default the first one; raises PostNotHeld for any other post."""
        live = self.live_charges(on)
        if post_id is None:
            return live[0] if live else None
        for charge in live:
            if charge.post_id == post_id:
                return charge
        raise PostNotHeld


class Verifier:
    """Checks tokens with the public keys of a JWKS file, which it reads again when the file changes.

    A signature is checked once: it stays right as long as the keys stay. The dates are looked at each time.
    """

    def __init__(self, jwks_path: Path) -> None:
        self._path = Path(jwks_path)
        self._lock = threading.Lock()
        self._keys: dict[str, KeySet] = {}
        self._checked: dict[bytes, _Checked] = {}
        self._changed_at = 0
        self._looked_at = 0.0

    def claims_of(self, token: str, at: datetime | None = None) -> Claims:
        """The claims of a *token* that is valid at the instant *at*; raises TokenNotValid."""
        at = at or clock.now()
        try:
            checked = self._checked_token(token)
            _check_dates(checked.payload, at.timestamp())
            if checked.payload["aud"] != AUDIENCE:
                raise TokenNotValid
        except _NOT_VALID:
            raise TokenNotValid from None
        return checked.claims

    def portal_of(self, token: str, service: str, at: datetime | None = None) -> UUID:
        """The portal that speaks by a *token* made for this *service*; raises TokenNotValid."""
        try:
            payload = self._payload_of_portal(token, at or clock.now())
            if not isinstance(payload["aud"], list) or service not in payload["aud"]:
                raise TokenNotValid
            return UUID(payload["sub"])
        except _NOT_VALID:
            raise TokenNotValid from None

    def _payload_of_portal(self, token: str, at: datetime) -> dict[str, Any]:
        if len(token) > _LARGEST_TOKEN:
            raise ValueError("too long")
        key, _known = self._key_for(token)
        checked = jwt.decode(token, key, algorithms=[ALGORITHM])
        if checked.header.get("typ") != PORTAL_TYPE:
            raise ValueError("not a portal's token")
        _check_dates(checked.claims, at.timestamp())
        return checked.claims

    def _checked_token(self, token: str) -> "_Checked":
        if len(token) > _LARGEST_TOKEN:
            raise ValueError("too long")
        key, known = self._key_for(token)
        digest = sha256(token.encode()).digest()
        if (checked := known.get(digest)) is None:
            checked = _check(token, key)
            with self._lock:
                if len(known) >= _MOST_REMEMBERED:
                    known.clear()
                known[digest] = checked
        return checked

    def _key_for(self, token: str) -> tuple[KeySet, dict[bytes, "_Checked"]]:
        """The token's key, and what was checked with the keys of now."""
        kid = _kid_of(token)
        with self._lock:
            if kid not in self._keys or self._is_due():
                self._read()
            return self._keys[kid], self._checked

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked_at > _READ_AGAIN_SECONDS

    def _read(self) -> None:
        changed_at = self._path.stat().st_mtime_ns
        self._looked_at = time.monotonic()
        if changed_at == self._changed_at:
            return
        published = json.loads(self._path.read_text("utf-8"))["keys"]
        # With other keys nothing counts that was checked before.
        self._checked = {}
        self._keys = {key["kid"]: KeySet.import_key_set({"keys": [key]}) for key in published}
        self._changed_at = changed_at


def portal_token(key: OKPKey, portal_id: UUID, services: list[str], now: datetime) -> str:
    """A token by which a portal speaks in its own name to some *services*."""
    issued = now.timestamp()
    payload = {
        "iss": ISSUER,
        "aud": services,
        "sub": str(portal_id),
        "iat": issued,
        "exp": issued + LIFETIME_SECONDS,
    }
    header = {"alg": ALGORITHM, "typ": PORTAL_TYPE, "kid": key.kid}
    return jwt.encode(header, payload, key, algorithms=[ALGORITHM])


def is_of_portal(token: str) -> bool:
    """Whether *token* claims to be a portal's; that it is one is checked afterwards."""
    try:
        return bool(json_b64decode(token.split(".", 1)[0].encode()).get("typ") == PORTAL_TYPE)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class _Checked:
    """A token whose signature is right: its payload, and what it says."""

    payload: dict[str, Any]
    claims: Claims


def _check(token: str, key: KeySet) -> _Checked:
    decoded = jwt.decode(token, key, algorithms=[ALGORITHM])
    if decoded.header.get("typ") != TYPE:
        raise ValueError("not an access token")
    return _Checked(decoded.claims, Claims.from_payload(decoded.claims))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the gateway and the request's headers say about a caller, beside the token."""

    zone: Zone
    device_id: str = ""
    acting_post: UUID | None = None
    language: str = "hi"
    source: str = ""


def actor_from(claims: Claims, around: Circumstances, at: datetime | None = None) -> Actor:
    """The staff member whom *claims* name, acting in these circumstances.

    A token made on a device works only on that device, and the VPN zone takes no other token: raises
    OtherDevice. An acting post must be held today: raises PostNotHeld.
    """
    device_id = normal_serial(around.device_id)
    bound_to = claims.device_id or ""
    if (bound_to or around.zone is Zone.VPN) and (not bound_to or bound_to != device_id):
        raise OtherDevice
    today = clock.local_date(at or clock.now())
    return Actor(
        kind=ActorKind.STAFF,
        zone=around.zone,
        person_id=claims.person_id,
        staff_uid=claims.staff_uid,
        charge=claims.acting_charge(around.acting_post, today),
        session_id=claims.session_id,
        device_id=bound_to or None,
        language=around.language,
        source=around.source,
        second_factor_at=claims.second_factor_at,
        charges=claims.live_charges(today),
    )


def token_in_cookies(cookie: Callable[[str], str]) -> str:
    """The access token of a browser's session; a long one comes in numbered cookies: "3~…". '' without one."""
    first = cookie(ACCESS_COOKIE)
    count, mark, begun = first.partition("~")
    if not mark:
        return first
    if count not in ("2", "3", "4", "5"):
        raise TokenNotValid
    return begun + "".join(cookie(f"{ACCESS_COOKIE}_{number}") for number in range(2, int(count) + 1))


def normal_serial(serial: str) -> str:
    """A certificate's serial as all services compare it: capital hex digits without leading zeros."""
    return serial.strip().replace(":", "").upper().lstrip("0")


def _kid_of(token: str) -> str:
    header = json_b64decode(token.split(".", 1)[0].encode())
    kid = header["kid"]
    if not isinstance(kid, str):
        raise TypeError("kid")
    return kid


def _check_dates(payload: dict[str, Any], now: float) -> None:
    # Fractions of a second count, so that who is cut off and signs in again is not cut off twice;
    # joserfc's own check compares with whole seconds only.
    issued, ends = payload["iat"], payload["exp"]
    if payload["iss"] != ISSUER:
        raise ValueError("for somebody else")
    if not (issued - _CLOCKS_DIFFER_SECONDS <= now < ends <= issued + LIFETIME_SECONDS):
        raise ValueError("not now")


def _plain(charge: Charge) -> dict[str, Any]:
    fields = asdict(charge) | {"roles": sorted(charge.roles)}
    return {name: _text(value) for name, value in fields.items()}


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | date) else value


def _charge(plain: dict[str, Any]) -> Charge:
    return Charge(
        charge_id=UUID(plain["charge_id"]),
        post_id=UUID(plain["post_id"]),
        kind=plain["kind"],
        department=plain["department"],
        office_id=UUID(plain["office_id"]),
        area=plain["area"],
        rank=plain["rank"],
        rank_level=plain["rank_level"],
        roles=frozenset(plain["roles"]),
        valid_from=date.fromisoformat(plain["valid_from"]),
        valid_to=_day(plain["valid_to"]),
        granted_until=_day(plain["granted_until"]),
        for_person=UUID(plain["for_person"]) if plain["for_person"] else None,
        # A token of the release before does not say it.
        scope=plain.get("scope", "ACT"),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
