"""The grievances that are filed, and the town in which they are filed."""

import functools
import hashlib
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing

from deploy.local.seed.directory import rows
from kernel import clock, directory
from kernel.database import Database
from kernel.events import Event
from services.auth.events import DepartmentPublished, OfficePublished, PortalPublished, PostPublished
from tests.bench.site import Site
from tests.fakes import an_id
from tests.public.citizens import multipart
from tests.public.town import BEGINNING, PORTAL_KEY, a_body, open_town
from tests.wfh.office import heard

PATH = "/api/public/v1/cases"
COPIES = ("public", "notify")
REFERENCE = rows("departments")
DEPARTMENTS = [row["code"] for row in REFERENCE]


def settle(site: Site) -> None:
    """Departments, areas, offices, posts and a portal, as the directory announces them, in both copies."""
    for service in COPIES:
        with closing(Database(site.stack.dsn(service))) as database, database.transaction() as tx:
            open_town(tx)


def enlarge(site: Site) -> None:
    """All departments of the reference data, each with a nodal officer and a portal of its own, in both copies."""
    for service in COPIES:
        with closing(Database(site.stack.dsn(service))) as database, database.transaction() as tx:
            for event in (event for row in REFERENCE for event in _announced(row)):
                directory.save(tx, heard(event))


def key_of(department: str) -> str:
    """The key of a department's portal."""
    return PORTAL_KEY if department == "REV" else f"portal-key-of-{department.lower()}"


def grievances(keys: Sequence[str] = (PORTAL_KEY,), paper_bytes: int = 0) -> Iterator[bytes]:
    """HTTP requests without end, from one portal after the other; each has its own complainant, text and key."""
    for number, key in enumerate(itertools.cycle(keys), 1):
        yield grievance(number, key, paper_bytes)


def grievance(number: int = 0, key: str = PORTAL_KEY, paper_bytes: int = 0) -> bytes:
    """One grievance of a citizen as a portal hands it in: about one kilobyte, and a paper where one is wanted."""
    told = a_body(mobile=f"98{number % 100_000_000:08d}", name=f"राम कुमार {number}")
    told["text"] = f"{number}: {told['text']} " * 3
    body, kind = json.dumps(told, ensure_ascii=False).encode(), "application/json"
    if paper_bytes:
        paper = ("paper.pdf", "application/pdf", a_paper(number, paper_bytes))
        body, kind = multipart(told, [paper])
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nX-Portal-Key: {key}\r\n"
        f"Idempotency-Key: {clock.new_id()}\r\nAccept-Language: hi\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def a_paper(number: int, size: int) -> bytes:
    """A PDF by its first bytes that is like no other and cannot be pressed smaller; *size* in bytes."""
    head = b"%%PDF-1.7\n%% %012d\n" % number
    return head + _noise(size)[len(head) :]


@functools.cache
def _noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def _announced(row: dict[str, str]) -> list[Event]:
    """A department with its secretariat, nodal officer and portal; what the town has already stays as it is."""
    code = row["code"]
    known = {"valid_from": BEGINNING, "valid_to": None, "successor": None}
    place = {"office_id": an_id(f"SEC-{code}"), "department": code, "area": "CG"}
    names = {"name_en": row["name_en"], "name_hi": row["name_hi"]}
    return [
        DepartmentPublished(code=code, kind=row["kind"], parent=row["parent"] or None, **names, **known),
        OfficePublished(
            code=f"SEC-{code}",
            kind="secretariat",
            level="SECRETARIAT",
            parent_id=None,
            **place,
            **names,
            **known,
        ),
        PostPublished(
            post_id=an_id(f"{code}-US-1"),
            code=f"{code}-US-1",
            rank="UNDER_SECRETARY",
            rank_level=8,
            reports_to=None,
            roles=["nodal_officer"],
            sanctioned=1,
            **place,
            **names,
            **known,
        ),
        PortalPublished(
            portal_id=an_id(f"portal of {code}"),
            department=code,
            key_sha256=hashlib.sha256(key_of(code).encode()).hexdigest(),
            origins=[],
            state="ACTIVE",
            **names,
        ),
    ]
