"""Callers for tests, made with one line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from kernel.identity import Actor, ActorKind, Charge, Zone

NAMESPACE = UUID("6f1d5c1e-0000-4000-8000-000000000000")


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(NAMESPACE, name)


def a_charge(**over: Any) -> Charge:
    """A section officer's substantive charge in Revenue with secure-network access."""
    charge = Charge(
        charge_id=an_id("charge"),
        post_id=an_id("REV-SO-1"),
        kind="SUBSTANTIVE",
        department="REV",
        office_id=an_id("SEC-REV-S1"),
        area="CG",
        rank="SECTION_OFFICER",
        rank_level=9,
        roles=frozenset({"section_officer"}),
        valid_from=date(2020, 1, 1),
        granted_until=date(2099, 12, 31),
    )
    return replace(charge, **over)


def an_actor(**over: Any) -> Actor:
    """That section officer at work over the VPN, with a second factor that stays fresh; charge fields may be given through charge=a_charge(...)."""
    charge = over.pop("charge", a_charge())
    actor = Actor(
        kind=ActorKind.STAFF,
        zone=Zone.VPN,
        person_id=an_id("section officer"),
        staff_uid="CG100001",
        charge=charge,
        session_id=an_id("session"),
        device_id="A1B2",
        language="en",
        second_factor_at=datetime(2099, 12, 31, tzinfo=UTC),
        charges=(charge,),
    )
    return replace(actor, **over)
