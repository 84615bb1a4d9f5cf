"""A department's portal with a certified client library (openid-client), in a Node of its own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.installation import Installation
from kernel.database import Database
from kernel.identity import Actor
from services.auth import actions
from services.auth.actions import openid
from services.auth.domain.openid import Method
from tests.architecture.house import ROOT
from tests.browser import elsewhere

PROGRAM = ROOT / "tests" / "node" / "portal.mjs"
# `make dev` puts the library there, beside what else is built.
BUILT = ROOT / "build" / "node"


@dataclass(frozen=True)
class Portal:
    """The running portal; browsers find it at `home`."""

    home: str
    port: int

    def told_of(self) -> list[str]:
        """The sessions of whose end the portal was told."""
        told: list[str] = self.get("/state")["toldOf"]
        return told

    def get(self, path: str) -> dict[str, Any]:
        """What the portal's program says at a path."""
        said: dict[str, Any] = httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=20).json()
        return said


@contextmanager
def opened(site: Installation) -> Iterator[Portal]:
    """The portal, registered as its department's administrator would and speaking with the installation."""
    shutil.copy(PROGRAM, BUILT)
    program = subprocess.Popen(
        ["node", BUILT / PROGRAM.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdin
    assert program.stdout
    try:
        port = int(program.stdout.readline())
        portal = Portal(f"http://localhost:{port}", port)
        told = {"home": portal.home, "issuer": site.url("INTERNET"), "client": _register(site, portal)}
        program.stdin.write(json.dumps(told) + "\n")
        program.stdin.flush()
        assert program.stdout.readline() == "ready\n"
        yield portal
    finally:
        program.terminate()
        program.communicate(timeout=10)


def _register(site: Installation, portal: Portal) -> dict[str, str]:
    terms = openid.Terms(
        method=Method.SECRET,
        redirect_uris=[f"{portal.home}/signed-in"],
        post_logout_uris=[f"{portal.home}/left"],
        backchannel_uri=f"http://127.0.0.1:{portal.port}/backchannel",
        apis=["directory"],
    )
    return registered(site, "REV", terms)


def registered(site: Installation, department: str, terms: openid.Terms) -> dict[str, str]:
    """A portal of a department, registered and known to the services; by what its program proves itself."""
    pool, actor = Database(site.stack.dsn("auth"), size=1, wait_ms=60_000, name="test"), Actor.system("auth")
    try:
        with pool.transaction() as tx:
            names = ("A portal that signs in", "साइन-इन वाला पोर्टल")
            portal_id, _key = actions.register_portal(tx, actor, department, names, [])
            secret = openid.save_client(tx, actor, portal_id, terms, loopback=True)
    finally:
        pool.close()
    elsewhere.wait_for_portal(site, portal_id)
    return {"client_id": str(portal_id), "client_secret": secret or ""}
