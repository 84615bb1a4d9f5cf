"""The directory and the demo staff of a local installation, entered through the acts of auth; repeating changes nothing."""

import csv
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.local.installation import Installation
from deploy.local.programs import write_private
from kernel import clock
from kernel.database import Database, Transaction
from kernel.identity import Actor
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

DATA = Path(__file__).parent / "data"
SYSTEM = Actor.system("auth")
STATE = "CG"
SINCE = date(2000, 11, 1)  # The day on which the state was formed.
ORDER = "DEMO/1"
LINK_ORDER = "DEMO/2"
LINK_DAYS = 365
STOOD_IN_BY = {"REV-US-1": "REV-US-2"}
PORTALS = {"REV": ("Revenue department's own site", "राजस्व विभाग की अपनी वेबसाइट")}
PORTAL_ORIGINS = ["https://revenue.example"]

Row = dict[str, str]


def seed(site: Installation) -> None:
    """Enter the directory, then the people, then their secrets and devices; what was entered before is left alone."""
    mark = site.directory / "seeded"
    if mark.exists() and mark.read_text() == _digest() and site.demo_logins.exists():
        return
    with _database(site) as database:
        with database.transaction() as tx:
            _enter_reference(tx)
            posts = _enter_posts(tx)
        with database.transaction() as tx:
            people = _enter_staff(tx, posts, _first_day(site))
        _enter_logins(site, database, people)
    write_private(mark, _digest())


def _digest() -> str:
    """A fingerprint of everything the seed is made from."""
    sources = [Path(__file__), *sorted(DATA.glob("*.csv"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


@contextmanager
def _database(site: Installation) -> Iterator[Database]:
    database = Database(site.stack.dsn("auth"), size=2, wait_ms=10_000, name="seed")
    try:
        yield database
    finally:
        database.close()


def _first_day(site: Installation) -> date:
    """The day on which the demo staff took charge, remembered so that a repeated seed is the same seed."""
    return date.fromisoformat(
        site.memory.once("staff_since", lambda: clock.local_date(clock.now()).isoformat())
    )


def rows(name: str) -> list[Row]:
    """The rows of a file of reference data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _enter_reference(tx: Transaction) -> None:
    departments = [
        Department(
            code=row["code"],
            kind=row["kind"],
            parent=row["parent"] or None,
            name_en=row["name_en"],
            name_hi=row["name_hi"],
            valid_from=SINCE,
        )
        for row in rows("departments")
    ]
    actions.save_departments(tx, SYSTEM, departments)
    areas = [
        Area(**{**row, "parent": row["parent"] or None}, valid_from=SINCE)  # type: ignore[arg-type]  # texts, by name
        for row in rows("areas")
    ]
    actions.save_areas(tx, SYSTEM, areas)
    _enter_ranks(tx)
    actions.save_offices(tx, SYSTEM, offices())


def _enter_ranks(tx: Transaction) -> None:
    levels = [OfficeLevel(**{k: v for k, v in row.items() if k != "source"}) for row in rows("office_levels")]
    actions.save_office_levels(tx, SYSTEM, levels)
    ranks = [
        Rank(
            code=row["code"],
            level=int(row["level"]),
            name_en=row["name_en"],
            name_hi=row["name_hi"],
            service_group=row["group"],
            valid_from=SINCE,
        )
        for row in rows("ranks")
    ]
    actions.save_ranks(tx, SYSTEM, ranks)


def offices() -> list[Office]:
    """A secretariat office per department, a section in Revenue, a collectorate per district."""
    named = [
        ("secretariat", f"SEC-{row['code']}", "SECRETARIAT", row["code"], STATE, row)
        for row in rows("departments")
        if row["kind"] == "department"
    ]
    named += [
        ("collectorate", f"COL-{row['code']}", "DISTRICT", "REV", row["code"], row)
        for row in rows("areas")
        if row["kind"] == "district"
    ]
    endings = {
        "secretariat": (", Mantralaya", ", मंत्रालय"),
        "collectorate": (" Collectorate", " कलेक्टोरेट"),
    }
    made = [
        Office(
            code=code,
            kind=kind,
            level=level,
            department=department,
            area=area,
            name_en=row["name_en"] + endings[kind][0],
            name_hi=row["name_hi"] + endings[kind][1],
            valid_from=SINCE,
        )
        for kind, code, level, department, area, row in named
    ]
    return [*made, _section()]


def _section() -> Office:
    return Office(
        code="SEC-REV-S1",
        kind="section",
        level="SECRETARIAT",
        department="REV",
        area=STATE,
        parent="SEC-REV",
        name_en="Revenue Section 1",
        name_hi="राजस्व अनुभाग 1",
        valid_from=SINCE,
    )


def _enter_posts(tx: Transaction) -> dict[str, UUID]:
    named = rows("demo_posts")
    taken = {row["code"] for row in named}
    departments = [row for row in rows("departments") if row["kind"] == "department"]
    posts = [_post(row) for row in named]
    posts += [post for row in departments for post in _officers_of(row) if post.code not in taken]
    posts += [_collector_of(row) for row in rows("areas") if row["kind"] == "district"]
    return actions.save_posts(tx, SYSTEM, posts)


def _post(row: Row) -> Post:
    return Post(
        code=row["code"],
        office=row["office"],
        rank=row["rank"],
        roles=frozenset(Role(role) for role in row["roles"].split("|") if role),
        reports_to=row["reports_to"] or None,
        name_en=row["name_en"],
        name_hi=row["name_hi"],
        valid_from=SINCE,
    )


def _officers_of(department: Row) -> list[Post]:
    """Who answers for grievances in a department: an under secretary, and a deputy secretary for appeals."""
    code, office = department["code"], f"SEC-{department['code']}"
    shared: dict[str, Any] = {"office": office, "valid_from": SINCE}
    deputy = Post(
        code=f"{code}-DS-1",
        rank="DEPUTY_SECRETARY",
        roles=frozenset({Role.APPELLATE_OFFICER, Role.APPROVING_OFFICER}),
        name_en=f"Deputy Secretary, {department['name_en']}",
        name_hi=f"उप सचिव, {department['name_hi']}",
        **shared,
    )
    under = Post(
        code=f"{code}-US-1",
        rank="UNDER_SECRETARY",
        roles=frozenset({Role.NODAL_OFFICER, Role.APPROVING_OFFICER}),
        reports_to=deputy.code,
        name_en=f"Under Secretary, {department['name_en']}",
        name_hi=f"अवर सचिव, {department['name_hi']}",
        **shared,
    )
    return [deputy, under]


def _collector_of(district: Row) -> Post:
    return Post(
        code=f"COL-{district['code']}-1",
        office=f"COL-{district['code']}",
        rank="COLLECTOR",
        roles=frozenset({Role.COLLECTOR}),
        name_en=f"Collector, {district['name_en']}",
        name_hi=f"कलेक्टर, {district['name_hi']}",
        valid_from=SINCE,
    )


def _enter_staff(tx: Transaction, posts: dict[str, UUID], since: date) -> dict[str, UUID]:
    staff = rows("demo_staff")
    named = [
        Person(
            staff_uid=row["staff_uid"],
            name_en=row["name_en"],
            name_hi=row["name_hi"],
            language=row["language"],
        )
        for row in staff
    ]
    people = actions.save_people(tx, SYSTEM, named)
    at_post = {row["post"]: people[row["staff_uid"]] for row in staff}
    for row in staff:
        post = posts[row["post"]]
        actions.appoint(tx, SYSTEM, _charge(at_post[row["post"]], post, since))
        if row["access"] == "yes":
            actions.grant_access(tx, SYSTEM, post, ORDER, since)
    for post_code, by in STOOD_IN_BY.items():
        actions.appoint(tx, SYSTEM, _link(at_post[by], posts[post_code], at_post[post_code], since))
    return people


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


def _enter_logins(site: Installation, database: Database, people: dict[str, UUID]) -> None:
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
        logins["portals"].append({"department": department, "portal_id": str(portal_id), "key": key})
        _keep(site.demo_logins, logins)


def _new_login(
    tx: Transaction, site: Installation, sealing: Sealing, row: Row, person_id: UUID
) -> dict[str, Any]:
    staff_uid = row["staff_uid"]
    password = f"{secrets.token_urlsafe(12)}-कार्य"
    actions.set_password(tx, SYSTEM, person_id, password)
    device = site.gateway.authority.issue_device(f"device-{staff_uid}")
    return {
        "staff_uid": staff_uid,
        "person_id": str(person_id),
        "post": row["post"],
        "name_en": row["name_en"],
        "name_hi": row["name_hi"],
        "password": password,
        "totp_secret": actions.enrol_totp(tx, SYSTEM, sealing, person_id),
        "device": actions.register_device(tx, SYSTEM, device.serial, person_id),
        "device_certificate": str(device.certificate),
        "device_key": str(device.key),
        "mobile": f"+9198000{staff_uid[-5:]}",
        "language": row["language"],
        "email": f"{staff_uid.lower()}@karyasetu.example",
    }


def _kept(path: Path) -> dict[str, list[dict[str, Any]]]:
    if not path.exists():
        return {"staff": [], "portals": []}
    logins: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return logins


def _keep(path: Path, logins: dict[str, list[dict[str, Any]]]) -> None:
    write_private(path, json.dumps(logins, ensure_ascii=False, indent=1))
