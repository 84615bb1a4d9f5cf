"""Revenue, Land Records and Health as the directory would announce them, their officers, and a portal."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor, ActorKind, Zone
from services.auth.events import (
    AreaPublished,
    DepartmentPublished,
    OfficePublished,
    PortalPublished,
    PostPublished,
)
from tests.fakes import a_charge, an_actor, an_id
from tests.wfh.office import heard

MORNING = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
BEGINNING = date(2020, 1, 1)
PORTAL_KEY = "portal-key-of-revenue"

DEPARTMENTS = (
    ("REV", None, "Revenue", "राजस्व विभाग"),
    ("LAND", "REV", "Land Records", "भू-अभिलेख"),
    ("HFW", None, "Health", "स्वास्थ्य विभाग"),
    ("PWD", None, "Public Works", "लोक निर्माण विभाग"),
    ("EDU", None, "School Education", "स्कूल शिक्षा विभाग"),
)
AREAS = (
    ("CG", None, "state", "Chhattisgarh", "छत्तीसगढ़"),
    ("CG-DMT", "CG", "district", "Dhamtari", "धमतरी"),
    ("CG-DMT-KRD", "CG-DMT", "tehsil", "Kurud", "कुरूद"),
    ("CG-DRG", "CG", "district", "Durg", "दुर्ग"),
)
POSTS = (
    ("REV-SO-1", "REV", "SECTION_OFFICER", 9, ["section_officer"]),
    ("REV-DA-1", "REV", "ASSISTANT_GRADE_1", 11, ["dealing_assistant"]),
    ("REV-US-1", "REV", "UNDER_SECRETARY", 8, ["nodal_officer", "approving_officer"]),
    ("REV-DS-1", "REV", "DEPUTY_SECRETARY", 7, ["appellate_officer", "approving_officer"]),
    ("HFW-US-1", "HFW", "UNDER_SECRETARY", 8, ["nodal_officer"]),
    ("PWD-US-1", "PWD", "UNDER_SECRETARY", 8, ["nodal_officer"]),
)


def open_town(tx: Transaction) -> None:
    """Fill the directory of public."""
    for event in (*_departments(), *_areas(), *_offices(), *_posts(), _portal()):
        directory.save(tx, heard(event))


def a_post(code: str, zone: Zone = Zone.VPN, **over: Any) -> Actor:
    """The holder of one of the town's posts at work."""
    _, department, rank, level, roles = next(post for post in POSTS if post[0] == code)
    facts = {
        "post_id": an_id(code),
        "department": department,
        "office_id": an_id(f"SEC-{department}"),
        "rank": rank,
        "rank_level": level,
        "roles": frozenset(roles),
        **over,
    }
    return an_actor(zone=zone, person_id=an_id(f"holder of {code}"), charge=a_charge(**facts))


def nodal(**over: Any) -> Actor:
    """Revenue's nodal officer."""
    return a_post("REV-US-1", **over)


def appellate() -> Actor:
    """Revenue's appellate officer."""
    return a_post("REV-DS-1")


def a_collector(area: str) -> Actor:
    """The collector of a district."""
    return an_actor(charge=a_charge(post_id=an_id(f"COL-{area}"), area=area, roles=frozenset({"collector"})))


def a_portal(department: str = "REV") -> Actor:
    """A department's portal."""
    return Actor(
        kind=ActorKind.PORTAL,
        zone=Zone.INTERNET,
        portal_id=an_id(f"portal of {department}"),
        portal_department=department,
    )


def a_visitor(language: str = "hi") -> Actor:
    """Somebody at a page."""
    return Actor(kind=ActorKind.VISITOR, zone=Zone.INTERNET, language=language, source="203.0.113.9")


def a_citizen(case_id: Any) -> Actor:
    """Who gave the code of a case."""
    return Actor(kind=ActorKind.CITIZEN, zone=Zone.INTERNET, case_id=case_id)


def a_body(**over: Any) -> dict[str, Any]:
    """A grievance as a portal hands it in."""
    body = {
        "nature": "GRIEVANCE",
        "area": "CG-DMT",
        "language": "hi",
        "text": "नामांतरण का आवेदन मार्च में दिया था, पटवारी हर बार अगले हफ्ते आने को कहते हैं।",
        "name": "राम कुमार",
        "mobile": "98765 43210",
        "contact_confirmed": True,
    }
    return {**body, **over}


def district(area: str, rank_level: int) -> list[OfficePublished | PostPublished]:
    """Revenue's office in a district, its nodal officer, and before whom appeals lie there."""
    roles = {"NO-1": "nodal_officer", "COL-1": "appellate_officer"}
    posts = [
        _post(f"{area}-{code}", area, "REV", "DEPUTY_COLLECTOR", rank_level, [role], area)
        for code, role in roles.items()
    ]
    return [_office(area, "REV", area, "DISTRICT"), *posts]


def _departments() -> list[DepartmentPublished]:
    return [
        DepartmentPublished(
            code=code,
            kind="department",
            parent=parent,
            name_en=english,
            name_hi=hindi,
            valid_from=BEGINNING,
            valid_to=None,
            successor=None,
        )
        for code, parent, english, hindi in DEPARTMENTS
    ]


def _areas() -> list[AreaPublished]:
    return [
        AreaPublished(
            code=code,
            kind=kind,
            parent=parent,
            name_en=english,
            name_hi=hindi,
            lgd_code=None,
            valid_from=BEGINNING,
            valid_to=None,
            successor=None,
        )
        for code, parent, kind, english, hindi in AREAS
    ]


def _offices() -> list[OfficePublished]:
    return [_office(f"SEC-{department}", department) for department in ("REV", "HFW", "PWD")]


def _office(code: str, department: str, area: str = "CG", level: str = "SECRETARIAT") -> OfficePublished:
    return OfficePublished(
        office_id=an_id(code),
        code=code,
        kind="secretariat",
        level=level,
        department=department,
        area=area,
        parent_id=None,
        name_en=department,
        name_hi=department,
        valid_from=BEGINNING,
        valid_to=None,
        successor=None,
    )


def _posts() -> list[PostPublished]:
    return [
        _post(code, f"SEC-{department}", department, rank, level, roles)
        for code, department, rank, level, roles in POSTS
    ]


def _post(
    code: str, office: str, department: str, rank: str, level: int, roles: list[str], area: str = "CG"
) -> PostPublished:
    return PostPublished(
        post_id=an_id(code),
        code=code,
        office_id=an_id(office),
        department=department,
        area=area,
        rank=rank,
        rank_level=level,
        name_en=code,
        name_hi=code,
        reports_to=None,
        roles=roles,
        sanctioned=1,
        valid_from=BEGINNING,
        valid_to=None,
        successor=None,
    )


def _portal() -> PortalPublished:
    return PortalPublished(
        portal_id=an_id("portal of REV"),
        department="REV",
        key_sha256=hashlib.sha256(PORTAL_KEY.encode()).hexdigest(),
        origins=["https://revenue.example", "https://www.revenue.example:8443"],
        state="ACTIVE",
        name_en="Revenue's own site",
        name_hi="राजस्व विभाग की वेबसाइट",
    )
