"""The demo staff: people, charges, secure-network access, secrets, devices and a portal's key."""

import json
import secrets
from datetime import date, timedelta
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.local.authority import Issued
from deploy.local.installation import Installation
from deploy.local.programs import write_private
from deploy.local.seed.directory import SYSTEM, Row, rows
from kernel import clock
from kernel.certificates import key_pem, new_key, request_for
from kernel.database import Database, Transaction
from kernel.sealing import Sealing
from services.auth import actions, store
from services.auth.actions import openid
from services.auth.domain import Charge, ChargeKind, Person
from services.auth.domain.openid import Method

# By what a charge is known again, whatever became of it.
OF_AN_ORDER = ("person_id", "post_id", "order_number", "valid_from")
ORDER = "DEMO/1"
LINK_ORDER = "DEMO/2"
LINK_DAYS = 365
DEVICE_DAYS = 365
LABEL = "DEMO-1"
STOOD_IN_BY = {"REV-US-1": "REV-US-2"}
PORTALS = {"REV": ("Revenue department's own site", "राजस्व विभाग की अपनी वेबसाइट")}
PORTAL_ORIGINS = ["https://revenue.example"]
PORTAL_TERMS = openid.Terms(
    method=Method.SECRET,
    redirect_uris=["https://revenue.example/signed-in"],
    post_logout_uris=["https://revenue.example/"],
    apis=["cases", "directory"],
)


def enter_staff(tx: Transaction, posts: dict[str, UUID], since: date) -> dict[str, UUID]:
    """Enter people, charges and accesses that are not there yet, also if they ended; people's ids are returned."""
    staff = rows("demo_staff")
    people = _enter_people(tx, staff)
    at_post = {row["post"]: people[row["staff_uid"]] for row in staff}
    charges = [_charge(person, posts[post], since) for post, person in at_post.items()]
    charges += [_link(at_post[by], posts[post], at_post[post], since) for post, by in STOOD_IN_BY.items()]
    _appoint(tx, charges)
    _grant(tx, [posts[row["post"]] for row in staff if row["access"] == "yes"], since)
    return people


def _enter_people(tx: Transaction, staff: list[Row]) -> dict[str, UUID]:
    known = store.find_person_ids(tx, [row["staff_uid"] for row in staff])
    new = [
        Person(
            staff_uid=row["staff_uid"],
            name_en=row["name_en"],
            name_hi=row["name_hi"],
            language=row["language"],
        )
        for row in staff
        if row["staff_uid"] not in known
    ]
    return known | actions.save_people(tx, SYSTEM, new)


def _appoint(tx: Transaction, charges: list[Charge]) -> None:
    given = {itemgetter(*OF_AN_ORDER)(row) for row in store.find_charges_to_publish(tx)}
    for charge in charges:
        if attrgetter(*OF_AN_ORDER)(charge) not in given:
            actions.appoint(tx, SYSTEM, charge)


def _grant(tx: Transaction, posts: list[UUID], since: date) -> None:
    given = {
        (row["post_id"], row["order_number"], row["valid_from"]) for row in store.find_grants_to_publish(tx)
    }
    for post in posts:
        if (post, ORDER, since) not in given:
            actions.grant_access(tx, SYSTEM, post, ORDER, since)


def _charge(person: UUID, post: UUID, since: date) -> Charge:
    return Charge(
        charge_id=clock.new_id(),
        person_id=person,
        post_id=post,
        kind=ChargeKind.SUBSTANTIVE,
        order_number=ORDER,
        valid_from=since,
    )


def _link(person: UUID, post: UUID, principal: UUID, since: date) -> Charge:
    return Charge(
        charge_id=clock.new_id(),
        person_id=person,
        post_id=post,
        kind=ChargeKind.LINK_OFFICER,
        for_person=principal,
        order_number=LINK_ORDER,
        valid_from=since,
        valid_to=since + timedelta(days=LINK_DAYS),
    )


def enter_logins(site: Installation, database: Database, people: dict[str, UUID]) -> None:
    """Passwords, second factors, devices and portal keys, each made once and kept in one private file."""
    sealing = Sealing.from_directory(site.keys / "sealing" / "auth", "auth")
    logins = _kept(site.demo_logins)
    for row in rows("demo_staff"):
        if any(login["staff_uid"] == row["staff_uid"] for login in logins["staff"]):
            continue
        with database.transaction() as tx:
            login = _new_login(tx, site, sealing, row, people[row["staff_uid"]])
            contact = {name: login[name] for name in ("mobile", "email", "language")}
            actions.save_contact(tx, SYSTEM, sealing, people[row["staff_uid"]], contact)
        logins["staff"].append(login)
        _keep(site.demo_logins, logins)
    _enter_portals(site, database, logins)


def _enter_portals(site: Installation, database: Database, logins: dict[str, list[dict[str, Any]]]) -> None:
    known = {portal["department"] for portal in logins["portals"]}
    for department, names in PORTALS.items():
        if department in known:
            continue
        with database.transaction() as tx:
            portal_id, key = actions.register_portal(tx, SYSTEM, department, names, PORTAL_ORIGINS)
            secret = openid.save_client(tx, SYSTEM, portal_id, PORTAL_TERMS)
        portal = {"department": department, "portal_id": str(portal_id), "key": key, "secret": secret}
        logins["portals"].append(portal)
        _keep(site.demo_logins, logins)


def _new_login(
    tx: Transaction, site: Installation, sealing: Sealing, row: Row, person_id: UUID
) -> dict[str, Any]:
    staff_uid = row["staff_uid"]
    password = f"{secrets.token_urlsafe(12)}-कार्य"
    actions.set_password(tx, SYSTEM, person_id, password, is_initial=False)
    device = _enrolled(tx, site, person_id, f"device-{staff_uid}")
    return {
        "staff_uid": staff_uid,
        "person_id": str(person_id),
        "post": row["post"],
        "name_en": row["name_en"],
        "name_hi": row["name_hi"],
        "password": password,
        "totp_secret": actions.enrol_totp(tx, SYSTEM, sealing, person_id),
        "device": device.serial,
        "device_certificate": str(device.certificate),
        "device_key": str(device.key),
        "mobile": f"+9198000{staff_uid[-5:]}",
        "language": row["language"],
        "email": f"{staff_uid.lower()}@karyasetu.example",
    }


def _enrolled(tx: Transaction, site: Installation, person_id: UUID, file: str) -> Issued:
    """What a device does, and what auth does for it: a key that stays here, a request, a certificate."""
    authority = site.gateway.authority
    path, key = authority.directory / f"{file}.pem", new_key()
    issuer = actions.issuer_from(authority.certificate_path, authority.key_path, DEVICE_DAYS)
    owner = actions.owner_of(tx, person_id, LABEL, None)
    certified = actions.certify(tx, SYSTEM, issuer, owner, request_for(key, owner.name))
    write_private(path.with_suffix(".key"), key_pem(key))
    write_private(path, certified.certificate, mode=0o644)
    return Issued(path, path.with_suffix(".key"), certified.serial)


def _kept(path: Path) -> dict[str, list[dict[str, Any]]]:
    if not path.exists():
        return {"staff": [], "portals": []}
    logins: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return logins


def _keep(path: Path, logins: dict[str, list[dict[str, Any]]]) -> None:
    write_private(path, json.dumps(logins, ensure_ascii=False, indent=1))
