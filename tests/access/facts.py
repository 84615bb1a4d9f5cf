"""What a rule may look at: plain words about a caller, and nothing of the product's own decisions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from kernel import clock
from kernel.identity import Actor, ActorKind, Zone
from kernel.tokens import Circumstances, Claims, actor_from
from tests.fakes import a_charge, an_actor, an_id

TODAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

ROLES = (
    "dealing_assistant",
    "section_officer",
    "approving_officer",
    "nodal_officer",
    "appellate_officer",
    "collector",
    "department_admin",
    "state_admin",
    "operator",
    "auditor",
    "identity_custodian",
    "facilitator",
    "registry",
)
ZONES = ("INTERNET", "VPN", "SECURE_LAN", "AIR_GAPPED")
# Present in the own post; in another's place while that officer is absent; the same, but lent for reading only; no
# charge any more, or not yet.
STANDINGS = ("own", "for the absent", "to read only", "over", "to come")
GRANTS = ("granted", "never granted", "grant is over")


@dataclass(frozen=True)
class Facts:
    """One caller: kind, the role of the post, the network, access to the secure network, standing."""

    kind: str
    zone: str
    role: str = ""
    grant: str = ""
    standing: str = ""

    @property
    def is_staff(self) -> bool:
        return self.kind == "STAFF"

    @property
    def holds_post(self) -> bool:
        """Who stands in for an absent officer holds the post as well; whose charge is over does not."""
        return self.is_staff and self.standing in ("own", "for the absent", "to read only")

    @property
    def only_reads(self) -> bool:
        """Who was lent a post for reading does nothing for it."""
        return self.standing == "to read only"

    @property
    def is_signed_in_citizen(self) -> bool:
        """A citizen who proved the own mobile, and not only a case's code."""
        return self.kind == "CITIZEN" and self.standing == "signed in"

    @property
    def is_inside(self) -> bool:
        return self.zone != "INTERNET"

    @property
    def is_granted(self) -> bool:
        return self.holds_post and self.grant == "granted"

    @property
    def has_device(self) -> bool:
        """Only officers of these tests come with a device's certificate."""
        return self.is_staff

    def works_as(self, *roles: str) -> bool:
        return self.holds_post and self.role in roles


Rule = Callable[[Facts], bool]


@dataclass(frozen=True)
class Sentence:
    """A rule as people say it, the same rule for a machine, and the doors it is about."""

    text: str
    allows: Rule
    doors: tuple[str, ...]
    about_oneself: bool = False


@dataclass(frozen=True)
class Owned:
    """A rule about things as people say it, the same for a machine (by caller and place), and the doors to such things."""

    text: str
    lets_in: Callable[[Facts, str], bool]
    doors: tuple[str, ...]


def everybody() -> Iterator[Facts]:
    """Each caller there can be."""
    for kind, zone, charge in product(("VISITOR", "CITIZEN", "PORTAL"), ZONES, ("", "carries a charge")):
        yield Facts(kind, zone, standing=charge)
    for zone in ZONES:
        yield Facts("CITIZEN", zone, standing="signed in")
    for role, zone, grant, standing in product(("", *ROLES), ZONES, GRANTS, STANDINGS):
        yield Facts("STAFF", zone, role, grant, standing)


def actor_of(facts: Facts, **charge: Any) -> Actor:
    """The caller as the edge would make it: an officer from the claims of a token, by the real code."""
    zone = Zone(facts.zone)
    if not facts.is_staff:
        return _stranger(facts, zone)
    held = a_charge(**{**_charge(facts), **charge})
    who = an_actor(charge=held)
    assert who.person_id
    assert who.session_id
    claims = Claims(
        person_id=who.person_id,
        staff_uid=who.staff_uid or "",
        session_id=who.session_id,
        device_id=who.device_id,
        issued_at=MOMENT,
        second_factor_at=MOMENT,
        charges=(held,),
    )
    return actor_from(claims, Circumstances(zone, who.device_id or ""), MOMENT)


def sender_of(facts: Facts, **charge: Any) -> Actor:
    """An officer whose token still names the charge and its grant, be they over by now or not yet begun."""
    today = clock.local_date(clock.now())
    held = a_charge(**{**_charge(facts, today), **charge})
    live = held if held.is_live(today) else None
    return an_actor(zone=Zone(facts.zone), charge=live, charges=(held,))


def _stranger(facts: Facts, zone: Zone) -> Actor:
    # Nobody but staff holds a post, even if a fault should give the caller an officer's charge with every role.
    faulty = facts.standing == "carries a charge"
    fault: dict[str, Any] = (
        {"charge": a_charge(roles=frozenset(ROLES)), "person_id": an_id("nobody")} if faulty else {}
    )
    if facts.is_signed_in_citizen:
        return Actor(kind=ActorKind.CITIZEN, zone=zone, mobile="a digest of the mobile")
    kind = ActorKind(facts.kind)
    portal: dict[str, Any] = (
        {"portal_id": an_id("portal"), "portal_department": "REV"} if kind is ActorKind.PORTAL else {}
    )
    case_id = an_id("case") if kind is ActorKind.CITIZEN else None
    return Actor(kind=kind, zone=zone, case_id=case_id, **portal, **fault)


_KINDS = {"for the absent": "LINK_OFFICER", "to read only": "DELEGATED"}


def _charge(facts: Facts, today: date = TODAY) -> dict[str, Any]:
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    begins = tomorrow if facts.standing == "to come" else date(2020, 1, 1)
    ends = yesterday if facts.standing == "over" else None
    standing_in = facts.standing in ("for the absent", "to read only")
    until = {"granted": date(2099, 12, 31), "grant is over": yesterday}.get(facts.grant)
    return {
        "roles": frozenset({facts.role} if facts.role else ()),
        "kind": _KINDS.get(facts.standing, "SUBSTANTIVE"),
        "scope": "READ" if facts.only_reads else "ACT",
        "for_person": an_id("an absent officer") if standing_in else None,
        "valid_from": begins,
        "valid_to": tomorrow if standing_in else ends,
        "granted_until": until,
    }
