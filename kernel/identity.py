"""Who is calling: the person, the acting post, the zone and the device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from kernel.errors import NotAllowed, Refused


class Zone(StrEnum):
    """The network from which a request came; the gateway's listener decides it, nobody else."""

    INTERNET = "INTERNET"
    VPN = "VPN"
    SECURE_LAN = "SECURE_LAN"
    AIR_GAPPED = "AIR_GAPPED"

    @property
    def level(self) -> int:
        """0 for the open internet up to 3 for the air-gapped network."""
        return list(Zone).index(self)


class ActorKind(StrEnum):
    """What kind of caller acts."""

    STAFF = "STAFF"
    PORTAL = "PORTAL"
    CITIZEN = "CITIZEN"
    VISITOR = "VISITOR"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Charge:
    """A person's dated hold on a post, as the access token carries it."""

    charge_id: UUID
    post_id: UUID
    kind: str
    department: str
    office_id: UUID
    area: str
    rank: str
    rank_level: int
    roles: frozenset[str]
    valid_from: date
    valid_to: date | None = None
    granted_until: date | None = None
    for_person: UUID | None = None
    scope: str = "ACT"

    @property
    def reads_only(self) -> bool:
        """Whether the charge was given for reading what lies at the post, and for nothing else."""
        return self.scope == "READ"

    def is_live(self, on: date) -> bool:
        """Whether the charge is held on the day *on*; both ends count."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of one request, decided at the edge and handed down.

    `mobile` is the digest of the mobile with which a citizen signed in.
    """

    kind: ActorKind
    zone: Zone
    person_id: UUID | None = None
    staff_uid: str | None = None
    charge: Charge | None = None
    session_id: UUID | None = None
    device_id: str | None = None
    portal_id: UUID | None = None
    portal_department: str | None = None
    case_id: UUID | None = None
    mobile: str | None = field(default=None, repr=False)
    language: str = "hi"
    source: str = ""
    second_factor_at: datetime | None = None
    charges: tuple[Charge, ...] = field(default=(), repr=False)

    @classmethod
    def system(cls, service: str) -> Self:
        """The service acting by itself, on a timer or on an event."""
        return cls(kind=ActorKind.SYSTEM, zone=Zone.SECURE_LAN, staff_uid=f"system:{service}")

    @property
    def post_id(self) -> UUID | None:
        """The acting post, if one acts."""
        return self.charge.post_id if self.charge else None

    @property
    def department(self) -> str | None:
        """The acting post's department, or the portal's."""
        return self.charge.department if self.charge else self.portal_department

    @property
    def roles(self) -> frozenset[str]:
        """The roles that hang on the acting post."""
        return self.charge.roles if self.charge else frozenset()

    def has_grant(self, on: date) -> bool:
        """Whether the acting post has secure-network access on the day *on*."""
        until = self.charge.granted_until if self.charge else None
        return until is not None and on <= until


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed, or the refusal that says why not."""

    refusal: Refused | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return self.refusal is None


ALLOWED = Decision()


def refused(refusal: Refused | None = None) -> Decision:
    """A decision against, with its *refusal*; NotAllowed where no better one is known."""
    return Decision(refusal or NotAllowed())


def require(decision: Decision) -> None:
    """Raise the decision's refusal, if it has one."""
    if decision.refusal is not None:
        raise decision.refusal


Rule = Callable[[Actor], Decision]
Policy = Mapping[str, Rule]
