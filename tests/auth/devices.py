"""An issued laptop and its holder, for tests of enrolment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from kernel import clock
from kernel.certificates import Authority, key_pem, new_key, pem_of, request_for
from kernel.database import Database, Transaction
from kernel.identity import Actor, Zone
from services.auth import actions
from services.auth.domain.devices import IssuedDevice
from tests.auth.organisation import NOW, SYSTEM, OpenOffice, a_charge_of, open_office
from tests.fakes import a_charge, an_actor, an_id

LAPTOP = an_id("laptop")
NAME = "CG100001 REV-LAP-1"


@dataclass
class Hall:
    """An open office in which a laptop was issued to the section officer, and who decides about it."""

    office: OpenOffice
    counter: actions.Counter
    folder: Path

    @property
    def database(self) -> Database:
        """Auth's database."""
        return self.office.desk.database

    @property
    def holder(self) -> Actor:
        """The section officer at home, in the open internet."""
        return an_actor(person_id=self.office.state.officer, zone=Zone.INTERNET, device_id=None)

    def officer(self, *roles: str, staff_uid: str = "CG100002", department: str = "REV") -> Actor:
        """Somebody with roles, in the office."""
        charge = a_charge(roles=frozenset(roles), department=department)
        return an_actor(person_id=self.office.state.people[staff_uid], charge=charge, zone=Zone.SECURE_LAN)

    def code(self, at: datetime | None = None) -> str:
        """The holder's one-time code."""
        return self.office.code(at or clock.now())

    def ask(self, device_id: UUID = LAPTOP) -> actions.Asked:
        """The holder asks for an enrolment."""
        with self.database.transaction() as tx:
            return actions.ask_for_enrolment(tx, self.holder, device_id)

    def approve(self, asked: actions.Asked, officer: Actor | None = None) -> None:
        """An issuing officer approves it."""
        with self.database.transaction() as tx:
            decider = officer or self.officer("identity_custodian")
            actions.approve_enrolment(tx, decider, asked.enrolment.enrolment_id)

    def collect(self, link: str, request: str | None = None, code: str | None = None) -> actions.Certified:
        """The holder fetches the certificate."""
        wanted = request if request is not None else request_for(new_key(), NAME)
        return actions.collect_certificate(self.counter, self.holder, link, code or self.code(), wanted)

    def enrol(self) -> actions.Certified:
        """All of it."""
        asked = self.ask()
        self.approve(asked)
        return self.collect(asked.link)

    def renew(self, serial: str, request: str | None = None, zone: Zone = Zone.VPN) -> actions.Certified:
        """The device asks for its next certificate."""
        device = replace(an_actor(), device_id=serial, zone=zone, person_id=None, charge=None, charges=())
        with self.database.transaction() as tx:
            return actions.renew(tx, device, self.counter.issuer, request or request_for(new_key(), NAME))

    def publish(self) -> None:
        """What the worker's timer does."""
        with self.database.transaction() as tx:
            actions.publish_revocations(tx, self.counter.issuer)

    @contextmanager
    def later(self, **time: int) -> Iterator[Transaction]:
        """A transaction after some time."""
        with clock.frozen(clock.now() + timedelta(**time)), self.database.transaction() as tx:
            yield tx


def an_issued(person_id: UUID, device_id: UUID = LAPTOP, number: str = "REV-LAP-1") -> IssuedDevice:
    """A laptop in somebody's hands."""
    return IssuedDevice(device_id=device_id, person_id=person_id, kind="LAPTOP", asset_number=number)


def authority_files(folder: Path) -> tuple[Path, Path]:
    """A fresh authority's certificate and key, as files in *folder*."""
    founded = Authority.found("an authority", NOW)
    paths = (folder / "authority.pem", folder / "authority.key")
    paths[0].write_text(pem_of(founded.certificate), "ascii")
    paths[1].write_text(key_pem(founded.key), "ascii")
    return paths


def a_hall(database: Database, folder: Path) -> Hall:
    """The office, its authority, and a laptop issued to the section officer."""
    office = open_office(database, folder)
    certificate, key = authority_files(folder)
    issuer = actions.issuer_from(certificate, key, 365)
    with database.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(office.state, "REV-US-1", "CG100002"))
        actions.device_issued(tx, an_issued(office.state.officer))
    return Hall(office, actions.Counter(database, office.desk.sealing, issuer), folder)
