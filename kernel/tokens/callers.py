"""Who calls by a token, from where and on which device."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import clock
from kernel.identity import Actor, ActorKind, Zone
from kernel.tokens.claims import Claims, OtherDevice, TokenNotValid, acting_charge

ACCESS_COOKIE = "access"


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
    bound_to = claims.device_id
    if (bound_to or around.zone is Zone.VPN) and (not bound_to or bound_to != device_id):
        raise OtherDevice
    live = claims.live_charges(clock.local_date(at or clock.now()))
    return Actor(
        kind=ActorKind.STAFF,
        zone=around.zone,
        person_id=claims.person_id,
        staff_uid=claims.staff_uid,
        charge=acting_charge(live, around.acting_post),
        session_id=claims.session_id,
        device_id=bound_to or None,
        language=around.language,
        source=around.source,
        second_factor_at=claims.second_factor_at,
        charges=live,
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
