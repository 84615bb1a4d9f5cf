"""A small state for tests: two departments, a district, three posts and their officers."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyotp

from kernel import directory
from kernel.clock import new_id
from kernel.database import Database, Queries, Transaction
from kernel.events import find
from kernel.identity import Actor, ActorKind, Zone
from kernel.sealing import Sealing
from services.auth import actions
from services.auth.domain import (
    Area,
    Charge,
    ChargeKind,
    Department,
    Office,
    OfficeLevel,
    Person,
    Post,
    Rank,
    Role,
)
from services.auth.events import DIRECTORY, AccountChanged
from tests.keys import sealing_keys, signing_keys

queries = Queries.beside(__file__)
SYSTEM = Actor.system("auth")
SINCE = date(2020, 1, 1)
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
PASSWORD = "a proper लंबा password"
SERIAL = "0A1B2C"

DEPARTMENTS = [
    Department(code="REV", kind="department", name_en="Revenue", name_hi="राजस्व विभाग", valid_from=SINCE),
    Department(
        code="LAND", kind="directorate", parent="REV", name_en="Land", name_hi="भू-अभिलेख", valid_from=SINCE
    ),
    Department(code="HFW", kind="department", name_en="Health", name_hi="स्वास्थ्य विभाग", valid_from=SINCE),
]
AREAS = [
    Area(code="CG", kind="state", name_en="Chhattisgarh", name_hi="छत्तीसगढ़", valid_from=SINCE),
    Area(code="CG-DMT", kind="district", parent="CG", name_en="Dhamtari", name_hi="धमतरी", valid_from=SINCE),
]
LEVELS = [
    OfficeLevel(
        level=level,
        name_en=level,
        name_hi=f"स्तर {level}",
        nodal_rank="UNDER_SECRETARY",
        appellate_rank="DEPUTY_SECRETARY",
    )
    for level in ("SECRETARIAT", "DISTRICT")
]
RANKS = [
    Rank(code=code, level=level, name_en=code, name_hi=f"पद-स्तर {code}", service_group="A", valid_from=SINCE)
    for level, code in (
        (5, "COLLECTOR"),
        (7, "DEPUTY_SECRETARY"),
        (8, "UNDER_SECRETARY"),
        (9, "SECTION_OFFICER"),
    )
]
OFFICES = [
    Office(
        code="SEC-REV",
        kind="secretariat",
        level="SECRETARIAT",
        department="REV",
        area="CG",
        name_en="Revenue, Mantralaya",
        name_hi="राजस्व, मंत्रालय",
        valid_from=SINCE,
    ),
    Office(
        code="COL-CG-DMT",
        kind="collectorate",
        level="DISTRICT",
        department="REV",
        area="CG-DMT",
        parent="SEC-REV",
        name_en="Collectorate, Dhamtari",
        name_hi="कलेक्टोरेट, धमतरी",
        valid_from=SINCE,
    ),
]


def a_post(code: str, rank: str, *roles: Role, office: str = "SEC-REV", up: str | None = None) -> Post:
    """A post in Revenue's secretariat unless another office is named."""
    return Post(
        code=code,
        office=office,
        rank=rank,
        name_en=code,
        name_hi=f"पद {code}",
        reports_to=up,
        roles=frozenset(roles),
        valid_from=SINCE,
    )


POSTS = [
    a_post("REV-DS-1", "DEPUTY_SECRETARY", Role.APPELLATE_OFFICER, Role.STATE_ADMIN),
    a_post("REV-US-1", "UNDER_SECRETARY", Role.NODAL_OFFICER, Role.APPROVING_OFFICER, up="REV-DS-1"),
    a_post("REV-SO-1", "SECTION_OFFICER", Role.SECTION_OFFICER, up="REV-US-1"),
    a_post("REV-COL-DMT", "COLLECTOR", Role.COLLECTOR, office="COL-CG-DMT"),
]
PEOPLE = [
    Person(staff_uid=f"CG10000{number}", name_en=name, name_hi=name, language="hi")
    for number, name in enumerate(("Anjali", "Bharat", "Chitra"), start=1)
]


@dataclass
class State:
    """The ids of what was entered."""

    posts: dict[str, UUID]
    people: dict[str, UUID]

    @property
    def officer(self) -> UUID:
        """The section officer."""
        return self.people["CG100001"]


def enter(tx: Transaction) -> State:
    """Enter the small state; entered twice, nothing changes."""
    actions.save_departments(tx, SYSTEM, DEPARTMENTS)
    actions.save_areas(tx, SYSTEM, AREAS)
    actions.save_office_levels(tx, SYSTEM, LEVELS)
    actions.save_ranks(tx, SYSTEM, RANKS)
    actions.save_offices(tx, SYSTEM, OFFICES)
    return State(posts=actions.save_posts(tx, SYSTEM, POSTS), people=actions.save_people(tx, SYSTEM, PEOPLE))


def a_charge_of(state: State, post: str, staff_uid: str, **over: object) -> Charge:
    """A substantive charge since 2020, by order 1, unless said otherwise."""
    values: dict[str, object] = {
        "charge_id": new_id(),
        "person_id": state.people[staff_uid],
        "post_id": state.posts[post],
        "kind": ChargeKind.SUBSTANTIVE,
        "order_number": "1",
        "valid_from": SINCE,
    }
    return Charge(**{**values, **over})  # type: ignore[arg-type] - the test knows its values


@dataclass
class OpenOffice:
    """A running auth for tests: its database, its keys, one officer who can sign in."""

    desk: actions.Desk
    state: State
    secret: str

    def code(self, at: datetime) -> str:
        """The officer's one-time code at an instant."""
        return pyotp.TOTP(self.secret).at(at)


def a_desk(database: Database, folder: Path) -> actions.Desk:
    """What signing in works with, with keys in *folder*."""
    signing_keys(folder)
    sealing = Sealing.from_directory(sealing_keys(folder / "sealing") / "auth", "auth")
    return actions.Desk(database, sealing, actions.signer_from(folder / "signing.json"))


def open_office(database: Database, folder: Path) -> OpenOffice:
    """The small state with a section officer who has a password, a second factor and a device."""
    desk = a_desk(database, folder)
    with database.transaction() as tx:
        state = enter(tx)
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        actions.grant_access(tx, SYSTEM, state.posts["REV-SO-1"], "G/1", SINCE)
        actions.set_password(tx, SYSTEM, state.officer, PASSWORD, is_initial=False)
        secret = actions.enrol_totp(tx, SYSTEM, desk.sealing, state.officer)
        expires = tx.now.date() + timedelta(days=3650)
        actions.register_device(tx, SYSTEM, SERIAL, state.officer, expires)
    return OpenOffice(desk, state, secret)


def follow(database: Database) -> None:
    """Take auth's own announcements into its copy of the directory, as relay and worker do, and forget them."""
    with database.transaction() as tx:
        envelopes = [json.loads(row["envelope"]) for row in tx.fetch_all(queries.find_outbox)]
        for envelope in envelopes:
            event = find(envelope["type"])
            assert event
            if event in DIRECTORY:
                directory.save(tx, event.from_envelope(envelope))
        tx.execute(queries.empty_outbox)


def changes_told(database: Database) -> list[tuple[str, str]]:
    """Whom auth told what of the own account, in order."""
    with database.transaction() as tx:
        envelopes = [json.loads(row["envelope"]) for row in tx.fetch_all(queries.find_outbox)]
    told = [each["data"] for each in envelopes if each["type"] == AccountChanged.type()]
    return [(each["person_id"], each["what"]) for each in told]


def a_visitor(zone: Zone = Zone.INTERNET, device: str | None = None, source: str = "192.0.2.1") -> Actor:
    """Somebody who has not signed in yet."""
    return Actor(kind=ActorKind.VISITOR, zone=zone, device_id=device, source=source)
