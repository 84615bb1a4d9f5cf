"""Auth with employees of Land, which stands under Revenue, and all that may be theirs."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp

from kernel.certificates import new_key, request_for
from kernel.clock import new_id
from kernel.database import Database, Transaction
from kernel.identity import Actor, Zone
from services.auth import actions
from services.auth import store as auth_store
from services.auth.actions import imports, openid
from services.auth.api import api
from services.auth.domain import Charge, ChargeKind, Person, Role, Session
from services.auth.domain.devices import IssuedDevice
from services.auth.domain.factors import Passkey
from services.auth.domain.openid import Method
from services.auth.domain.structure import OrderAct, UnitKind
from services.auth.pages import pages
from services.auth.settings import Settings
from services.auth.store import factors
from tests.access.facts import Facts, sender_of
from tests.access.owned.trying import NAMED, Thing
from tests.auth.administrators import a_row, as_text
from tests.auth.devices import authority_files
from tests.auth.organisation import (
    NOW,
    OFFICES,
    PASSWORD,
    SINCE,
    SYSTEM,
    TODAY,
    a_charge_of,
    a_post,
    enter,
    follow,
)
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.keys import signing_keys

HERSELF, ABOVE = "herself", "the department above hers"
BESIDE, ELSEWHERE = "a colleague of her department", "another department"
DEPARTMENTS = {HERSELF: "LAND", ABOVE: "REV", BESIDE: "LAND", ELSEWHERE: "HFW"}
OTHERS = {ABOVE: "CG100002", BESIDE: "CG100003", ELSEWHERE: "CG100001"}
ADMINISTRATORS = ("department_admin", "state_admin", "identity_custodian", "auditor", "operator")
ORDER: dict[str, Any] = {"order_number": "GAD/7"}
LATER = (TODAY + timedelta(days=40)).isoformat()
PASSPHRASE = "a-passphrase-of-2026"
BACK = "https://land.example/back"
TERMS = {"method": "SECRET", "redirect_uris": [BACK]}
NAMES = {"name_en": "Esha Sahu", "name_hi": "ईशा साहू"}
RENAMED = {"name_en": "Another", "name_hi": "अन्य", "holds_from": LATER, **ORDER}
PART = {"code_1": "LAND-NEW", "name_en_1": "New", "name_hi_1": "नया", "survives": "true"}


FIELDS: dict[str, dict[str, Any]] = {
    "rename": {"name": "laptop"},
    "correct": NAMES,
    "retire": {"last_day": LATER, **ORDER},
    "state": {"then": "suspend", **ORDER},
    "transfer": {"post_code": "LAND-FREE", "last_day": TODAY.isoformat(), **ORDER},
    "refuse": {"remark": "not this one"},
    "client": TERMS,
    "codes": {"kind": "print"},
    "change": {"office": "SEC-LAND", "rank": "SECTION_OFFICER", "sanctioned": "2", **ORDER},
    "close": {"holds_from": LATER, "end_charges": "true", **ORDER},
    "merge": {"into": "LAND-FREE", "holds_from": LATER, "end_charges": "true", **ORDER},
    "split": {"holds_from": LATER, **PART, **ORDER},
}
# Where the same word stands for another act, or takes nothing.
FIELDS_OF_DOOR: dict[str, dict[str, Any]] = {
    "auth POST /v1/people/{person_id}/link": {},
    "auth POST /staff/people/{person_id}/link": {},
    "auth POST /v1/people-imports/{batch_id}/codes": {},
    "auth POST /staff/charges/of/{staff_uid}/suspend": {"then": "suspend", **ORDER},
    "auth POST /staff/organisation/{units}/{code}/rename": RENAMED,
    "auth POST /staff/portals/{portal_id}/close": {},
    "auth POST /staff/portals/{portal_id}/client": {
        **TERMS,
        "redirect_uris": BACK,
    },
}
NEW_POST = {
    **NAMES,
    **ORDER,
    "office": "SEC-LAND",
    "rank": "SECTION_OFFICER",
    "sanctioned": "1",
    "valid_from": TODAY.isoformat(),
}
Maker = Callable[[Transaction, str], Thing]


class Directory:
    """Auth in the office, with as many employees of Land as are asked for; the last one is she of whom it is about."""

    places = tuple(DEPARTMENTS)
    usual = Facts("STAFF", "SECURE_LAN", grant="granted", standing="own")
    # Others are told apart by nothing that such doors look at.
    roles: tuple[str, ...] = ("section_officer", *ADMINISTRATORS)
    refusals: frozenset[int] = frozenset()

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.numbers = database, count(1)
        signing_keys(folder)
        certificate, key = authority_files(folder)
        settings = Settings(folder / "signing.json", folder / "keys.json", certificate, key)
        self.client: Client = a_client("auth", database, folder, [api, pages], settings)
        with database.transaction() as tx:
            self.state = enter(tx)
            actions.save_offices(tx, SYSTEM, [replace(OFFICES[0], code="SEC-LAND", department="LAND")])
            free = replace(a_post("LAND-FREE", "SECTION_OFFICER", office="SEC-LAND"), sanctioned=400)
            keeper = a_post("LAND-ADM-1", "SECTION_OFFICER", Role.DEPARTMENT_ADMIN, office="SEC-LAND")
            self.state.posts |= actions.save_posts(tx, SYSTEM, [free, keeper])
            actions.appoint(tx, SYSTEM, a_charge_of(self.state, "LAND-ADM-1", OTHERS[BESIDE]))
        follow(database)
        self.person_id, self.staff_uid = self.state.people["CG100001"], "CG100001"
        self.post_id, self.post_code, self.charge_id = new_id(), "", new_id()

    def caller(self, who: Facts, place: str, **charge: Any) -> Actor:
        known = {"post_id": self.state.posts["REV-US-1"], "charge_id": an_id("a charge")}
        actor = sender_of(who, department=DEPARTMENTS[place], **{**known, **charge})
        if place == HERSELF:
            return replace(actor, person_id=self.person_id, staff_uid=self.staff_uid)
        return replace(actor, person_id=self.state.people[OTHERS[place]], staff_uid=OTHERS[place])

    def fields(self, door: str, thing: Thing) -> Mapping[str, Any]:
        if "{link}" in door:
            name = f"{self.staff_uid} {thing['asset_number']}"
            files = {"password_file": PASSPHRASE, "password_again": PASSPHRASE}
            own = files if door.endswith("/parcel") else {"request": request_for(new_key(), name)}
            return {"code": thing["code_of_now"], **own}
        if door.endswith("/transfer"):
            return {**FIELDS["transfer"], "seat": next(self.numbers)}
        by_act: Mapping[str, Any] = FIELDS.get(door.rpartition("/")[2], ORDER)
        if door.endswith("/new"):
            return {**NEW_POST, "code": f"LAND-N-{next(self.numbers)}"}
        return FIELDS_OF_DOOR.get(door, by_act)

    def thing(self, door: str) -> Thing:
        makers: dict[str, Maker] = {
            "session_id": self._a_session,
            "passkey_id": self._a_passkey,
            "serial": self._a_certificate,
            "enrolment_id": self._an_enrolment,
            "link": self._an_enrolment,
            "grant_id": self._a_grant,
            "order_id": self._an_order,
            "portal_id": self._a_portal,
        }
        with self.database.transaction() as tx:
            thing = self._an_employee(tx, door)
            for name, make in makers.items():
                if f"{{{name}}}" in door:
                    thing |= make(tx, door)
        return thing | (self._a_table(door) if "{batch_id}" in door else {})

    def _an_employee(self, tx: Transaction, door: str) -> dict[str, str]:
        number = next(self.numbers)
        self.staff_uid, self.post_code = f"CG3{number:05}", f"LAND-T-{number}"
        person = Person(staff_uid=self.staff_uid, language="hi", **NAMES)
        self.person_id = actions.save_people(tx, SYSTEM, [person])[self.staff_uid]
        post = a_post(self.post_code, "SECTION_OFFICER", office="SEC-LAND")
        self.post_id = actions.save_posts(tx, SYSTEM, [post])[self.post_code]
        self.charge_id = actions.appoint(tx, SYSTEM, self._a_charge(ChargeKind.SUBSTANTIVE))
        if "/delegations/" in door:
            self.charge_id = self._a_delegation(tx)
        if door.endswith("/reinstate"):
            actions.suspend(tx, SYSTEM, self.person_id, "GAD/1")
        of_land = "{code}/posts" in door or "/departments/" in door
        return {
            "person_id": str(self.person_id),
            "staff_uid": self.staff_uid,
            "charge_id": str(self.charge_id),
            "post_id": str(self.state.posts["REV-US-1"]),
            "units": "posts",
            "kind": "csv",
            **({NAMED: self.staff_uid} if "/export/" in door else {}),
            "code": "LAND" if of_land else self.post_code,
        }

    def _a_charge(self, kind: ChargeKind, **over: Any) -> Charge:
        known = {"charge_id": new_id(), "person_id": self.person_id, "post_id": self.post_id, "kind": kind}
        return Charge(**{**known, "order_number": "1", "valid_from": SINCE, **over})

    def _a_delegation(self, tx: Transaction) -> UUID:
        days = {"valid_from": TODAY, "valid_to": TODAY + timedelta(days=7)}
        colleague = {"person_id": self.state.people["CG100003"], "for_person": self.person_id}
        lent = self._a_charge(ChargeKind.DELEGATED, **colleague, **days)
        return actions.delegate(tx, self.caller(replace(self.usual, role="section_officer"), HERSELF), lent)

    def _a_session(self, tx: Transaction, _door: str) -> Thing:
        ends: dict[str, Any] = {
            "started_at": NOW,
            "second_factor_at": NOW,
            "seen_at": NOW,
            "ends_at": NOW + timedelta(hours=9),
        }
        session = Session(new_id(), self.person_id, Zone.SECURE_LAN, None, **ends)
        auth_store.add_session(tx, session)
        return {"session_id": str(session.session_id)}

    def _a_passkey(self, tx: Transaction, _door: str) -> Thing:
        passkey = Passkey(new_id(), self.person_id, self.staff_uid.encode(), b"key", 0, "a laptop")
        factors.add_passkey(tx, passkey)
        return {"passkey_id": str(passkey.passkey_id)}

    def _a_certificate(self, tx: Transaction, _door: str) -> Thing:
        serial = f"{next(self.numbers):X}"
        return {"serial": actions.register_device(tx, SYSTEM, serial, self.person_id)}

    def _an_enrolment(self, tx: Transaction, door: str) -> Thing:
        device_id, number = new_id(), f"LAND-LAP-{next(self.numbers)}"
        actions.device_issued(
            tx,
            IssuedDevice(device_id=device_id, person_id=self.person_id, kind="LAPTOP", asset_number=number),
        )
        asked = actions.ask_for_enrolment(
            tx, self.caller(replace(self.usual, role="section_officer"), HERSELF), device_id
        )
        thing = {"enrolment_id": str(asked.enrolment.enrolment_id), "link": asked.link}
        if "{link}" not in door:
            return thing
        custodian = self.caller(replace(self.usual, role="identity_custodian"), ABOVE)
        actions.approve_enrolment(tx, custodian, asked.enrolment.enrolment_id)
        actions.set_password(tx, SYSTEM, self.person_id, PASSWORD)
        secret = actions.enrol_totp(tx, SYSTEM, self.client.context.sealing, self.person_id)
        return {**thing, "asset_number": number, "code_of_now": pyotp.TOTP(secret).at(NOW)}

    def _a_grant(self, tx: Transaction, _door: str) -> Thing:
        return {"grant_id": str(actions.grant_access(tx, SYSTEM, self.post_id, "GAD/1", SINCE))}

    def _an_order(self, tx: Transaction, _door: str) -> Thing:
        day = TODAY + timedelta(days=40)
        rename = {"kind": UnitKind.POST, "act": OrderAct.RENAME, "codes": [self.post_code], **NAMES}
        (order,) = actions.orders_of({**rename, "holds_from": day, **ORDER})
        actions.give_order(tx, SYSTEM, order)
        return {"order_id": str(order.order_id)}

    def _a_portal(self, tx: Transaction, _door: str) -> Thing:
        portal_id, _key = actions.register_portal(tx, SYSTEM, "LAND", ("Land", "भू-अभिलेख"), [])
        openid.save_client(tx, SYSTEM, portal_id, openid.Terms(method=Method.SECRET, redirect_uris=[BACK]))
        return {"portal_id": str(portal_id)}

    def _a_table(self, door: str) -> Thing:
        context, table = self.client.context, as_text([a_row(next(self.numbers) + 1000)])
        administrator = self.caller(
            replace(self.usual, role="department_admin"), BESIDE, post_id=self.state.posts["LAND-ADM-1"]
        )
        means = imports.Means(self.database, context.blobs, context.sealing)
        with self.database.transaction() as tx:
            file = (context.blobs, context.sealing, io.BytesIO(table), "people.csv")
            batch_id = imports.hand_in(tx, administrator, *file)
        imports.work_off(means)
        if door.endswith("/codes"):
            with self.database.transaction() as tx:
                imports.order(tx, administrator, batch_id)
            imports.work_off(means)
        return {"batch_id": str(batch_id)}
