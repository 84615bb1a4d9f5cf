"""Who asks in these tests: an officer at the acting post, the service itself, and nobody of ours."""

from datetime import date, timedelta
from typing import Any

from kernel.errors import Refused
from kernel.identity import Actor, ActorKind, Decision, Zone
from tests.fakes import a_charge, an_actor, an_id

HERE, THERE = an_id("the acting post"), an_id("another post")
ME, OTHER = an_id("me"), an_id("somebody else")
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
SYSTEM = Actor.system("a service")


def me(*roles: str, zone: Zone = Zone.VPN, **charge: Any) -> Actor:
    """An officer at the acting post."""
    held = a_charge(post_id=HERE, roles=frozenset(filter(None, roles)), **charge)
    return an_actor(person_id=ME, zone=zone, charge=held)


def nobody_of_ours(**over: Any) -> Actor:
    """A caller who is no officer, with all that an officer could have."""
    return Actor(
        kind=ActorKind.PORTAL, zone=Zone.SECURE_LAN, person_id=ME, charge=a_charge(post_id=HERE), **over
    )


def why(decision: Decision) -> type[Refused] | None:
    """The kind of refusal, None for what is allowed."""
    return type(decision.refusal) if decision.refusal else None
