"""A section of Revenue as the directory would announce it, for tests of days at home."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.database import Transaction
from kernel.events import Event, Origin, envelope_body, new_event_id
from kernel.identity import Actor, Zone
from services.auth.events import (
    ChargePublished,
    DepartmentPublished,
    OfficePublished,
    PersonPublished,
    PostPublished,
)
from tests.fakes import a_charge, an_actor, an_id

TUESDAY = date(2026, 3, 10)
MORNING = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
BEGINNING = date(2020, 1, 1)

LADDER = (
    ("REV-DA-1", "ASSISTANT_GRADE_1", 11, "REV-SO-1"),
    ("REV-SO-1", "SECTION_OFFICER", 9, "REV-US-1"),
    ("REV-SO-2", "SECTION_OFFICER", 9, "REV-US-2"),
    ("REV-US-1", "UNDER_SECRETARY", 8, "REV-DS-1"),
    ("REV-US-2", "UNDER_SECRETARY", 8, "REV-DS-1"),
    ("REV-DS-1", "DEPUTY_SECRETARY", 7, None),
)
HOLDERS = {
    "REV-DA-1": "assistant",
    "REV-SO-1": "section officer",
    "REV-SO-2": "second officer",
    "REV-US-1": "under secretary",
    "REV-DS-1": "deputy secretary",
}


def heard(event: Event, sequence: int = 1) -> Event:
    """The event as a receiver gets it."""
    origin = Origin(clock.new_id(), None, clock.now())
    envelope = json.loads(envelope_body(event, new_event_id(), origin))
    return type(event).from_envelope({**envelope, "sequence": f"{sequence:020}", "department": "state"})


def open_office(tx: Transaction) -> None:
    """Fill the directory: one department, one section, five holders; the post REV-US-2 is vacant."""
    directory.save(tx, heard(a_department("REV", None)))
    directory.save(tx, heard(an_office("SEC-REV-S1")))
    for code, rank, level, above in LADDER:
        directory.save(tx, heard(a_post(code, rank, level, above)))
    for code, name in HOLDERS.items():
        directory.save(tx, heard(a_person(name)))
        directory.save(tx, heard(a_hold(name, code)))


def a_department(code: str, parent: str | None) -> DepartmentPublished:
    return DepartmentPublished(
        code=code,
        kind="department",
        parent=parent,
        name_en="Revenue",
        name_hi="राजस्व",
        valid_from=BEGINNING,
        valid_to=None,
        successor=None,
    )


def an_office(code: str) -> OfficePublished:
    return OfficePublished(
        office_id=an_id(code),
        code=code,
        kind="section",
        level="SECRETARIAT",
        department="REV",
        area="CG",
        parent_id=None,
        name_en="Section 1",
        name_hi="अनुभाग 1",
        valid_from=BEGINNING,
        valid_to=None,
        successor=None,
    )


def a_post(code: str, rank: str, level: int, above: str | None, **over: Any) -> PostPublished:
    known = {
        "post_id": an_id(code),
        "code": code,
        "office_id": an_id("SEC-REV-S1"),
        "department": "REV",
        "area": "CG",
        "rank": rank,
        "rank_level": level,
        "name_en": code,
        "name_hi": code,
        "reports_to": an_id(above) if above else None,
        "roles": [],
        "sanctioned": 1,
        "valid_from": BEGINNING,
        "valid_to": None,
        "successor": None,
    }
    return PostPublished(**{**known, **over})


def a_person(name: str) -> PersonPublished:
    return PersonPublished(
        person_id=an_id(name),
        staff_uid=f"CG{an_id(name).int % 1_000_000:06}",
        name_en=name.title(),
        name_hi=name,
        state="ACTIVE",
        language="hi",
    )


def a_hold(name: str, code: str, **over: Any) -> ChargePublished:
    known = {
        "charge_id": an_id(f"{name} holds {code}"),
        "person_id": an_id(name),
        "post_id": an_id(code),
        "kind": "SUBSTANTIVE",
        "for_person": None,
        "order_number": "GAD 1/2020",
        "valid_from": BEGINNING,
        "valid_to": None,
    }
    return ChargePublished(**{**known, **over})


def staff(name: str, code: str, zone: Zone = Zone.VPN, **over: Any) -> Actor:
    """Somebody of the section, acting with the post *code*; more of the charge by keyword."""
    rank, level = next((rank, level) for known, rank, level, _ in LADDER if known == code)
    charge = a_charge(
        charge_id=an_id(f"{name} holds {code}"),
        post_id=an_id(code),
        rank=rank,
        rank_level=level,
        **{"roles": frozenset(), **over},
    )
    return an_actor(person_id=an_id(name), charge=charge, charges=(charge,), zone=zone)


def person_of(actor: Actor) -> UUID:
    assert actor.person_id
    return actor.person_id


ASSISTANT = staff("assistant", "REV-DA-1")
SECTION_OFFICER = staff("section officer", "REV-SO-1")
AT_HOME = staff("section officer", "REV-SO-1", Zone.INTERNET)
SECOND_OFFICER = staff("second officer", "REV-SO-2")
UNDER_SECRETARY = staff("under secretary", "REV-US-1")
DEPUTY_SECRETARY = staff("deputy secretary", "REV-DS-1")
ADMINISTRATOR = staff("deputy secretary", "REV-DS-1", roles=frozenset({"state_admin"}))
