"""Employees who can sign in, by hundreds, and their requests; one process of auth behind the gateway."""

import contextlib
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import closing

import pyotp

from deploy.local.programs import Child, wait_until
from kernel.clock import new_id
from kernel.database import Database
from kernel.sealing import Sealing
from services.auth.actions import secrets
from tests.auth.organisation import enter
from tests.bench import callers
from tests.bench.programs import process, started
from tests.bench.site import Site

PASSWORD = "a proper लंबा password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BASE = "/api/auth"
STEP_SECONDS = 30
_numbers = itertools.count(1)


def settle(site: Site) -> None:
    """The small state of the tests, whose offices and posts employees belong to."""
    with closing(Database(site.stack.dsn("auth"))) as database, database.transaction() as tx:
        enter(tx)


def employ(site: Site, count: int) -> list[str]:
    """Make *count* fresh employees with a password, a second factor and a charge; their staff numbers."""
    sealing = Sealing.from_directory(site.installation.keys / "sealing" / "auth", "auth")
    uids = [f"BN{next(_numbers):06}" for _ in range(count)]
    ids = [str(new_id()) for _ in uids]
    hashed, wrapped = secrets.hash_password(PASSWORD), sealing.wrap(SECRET.encode())
    site.run(
        "auth",
        "INSERT INTO person (person_id, staff_uid, name_en, name_hi, language, state, state_since, state_order)"
        " SELECT id::uuid, uid, 'Somebody', 'कोई', 'hi', 'ACTIVE', now(), '1'"
        " FROM unnest(%s::text[], %s::text[]) AS t(id, uid)",
        ids,
        uids,
    )
    site.run(
        "auth",
        "INSERT INTO credential SELECT id::uuid, %s, false, now() FROM unnest(%s::text[]) AS t(id)",
        hashed,
        ids,
    )
    site.run(
        "auth",
        "INSERT INTO totp SELECT id::uuid, %s, 0, now() FROM unnest(%s::text[]) AS t(id)",
        wrapped,
        ids,
    )
    site.run(
        "auth",
        "INSERT INTO charge (charge_id, person_id, post_id, kind, order_number, valid_from)"
        " SELECT gen_random_uuid(), id::uuid, (SELECT post_id FROM post LIMIT 1), 'ADDITIONAL_CHARGE', '1',"
        " '2020-01-01' FROM unnest(%s::text[]) AS t(id)",
        ids,
    )
    return uids


def code() -> str:
    """The code of now, which is everybody's here."""
    return pyotp.TOTP(SECRET).generate_otp(int(time.time()) // STEP_SECONDS)


def login(staff_uid: str, password: str = PASSWORD, typed: str = "") -> bytes:
    """A sign-in over the JSON api."""
    return post("/v1/login", {"staff_uid": staff_uid, "password": password, "code": typed or code()})


def refresh(token: str) -> bytes:
    """The next turn of a session."""
    return post("/v1/refresh", {"refresh_token": token})


def me(access_token: str, path: str = "/v1/me") -> bytes:
    """An ordinary reading of who is signed in, or of something else at *path*."""
    head = f"GET {BASE}{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {access_token}\r\n\r\n"
    return head.encode()


def post(path: str, body: dict[str, str]) -> bytes:
    content = json.dumps(body).encode()
    head = (
        f"POST {BASE}{path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


@contextlib.contextmanager
def answering(site: Site) -> Iterator[tuple[Child, Child, int]]:
    """Auth's api, the gateway, and the gateway's port for everybody."""
    port = site.installation.gateway.plan().listeners[0].port
    socket = site.installation.sockets / "auth-api.sock"
    with started(process(site, "gateway").command) as gateway:
        with started(process(site, "auth-api").command) as api:
            wait_until(socket.exists, 20, f"auth-api ({api.log})", api.is_running)
            wait_for_keys(port)
            yield api, gateway, port
        socket.unlink(missing_ok=True)


def wait_for_keys(port: int) -> None:
    """Wait until auth shows its public keys through the gateway."""
    request = f"GET {BASE}/.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    callers.wait_for(port, lambda: request, 20, wanted=200)
