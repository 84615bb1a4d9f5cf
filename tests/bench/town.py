"""The grievances that are filed, and the town in which they are filed."""

import json
from collections.abc import Iterator
from contextlib import closing

from kernel import clock
from kernel.database import Database
from tests.bench.site import Site
from tests.public.town import PORTAL_KEY, a_body, open_town

PATH = "/api/public/v1/cases"


def settle(site: Site) -> None:
    """Departments, areas, offices, posts and a portal, as the directory announces them, in both copies."""
    for service in ("public", "notify"):
        with closing(Database(site.stack.dsn(service))) as database, database.transaction() as tx:
            open_town(tx)


def grievances() -> Iterator[bytes]:
    """HTTP requests without end; each has its own complainant, text and Idempotency-Key."""
    number = 0
    while True:
        number += 1
        yield grievance(number)


def grievance(number: int = 0) -> bytes:
    """One grievance of a citizen as Revenue's portal hands it in, about one kilobyte."""
    told = a_body(mobile=f"98{number % 100_000_000:08d}", name=f"राम कुमार {number}")
    told["text"] = f"{number}: {told['text']} " * 3
    body = json.dumps(told, ensure_ascii=False).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nX-Portal-Key: {PORTAL_KEY}\r\n"
        f"Idempotency-Key: {clock.new_id()}\r\nAccept-Language: hi\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
