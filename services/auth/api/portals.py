"""Portals as clients, by those who keep them: found, registered, given another secret."""

from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Call, Upload
from kernel.identity import Actor
from services.auth.actions import openid
from services.auth.api.room import Body, api
from services.auth.domain.openid import NoSuchClient
from services.auth.schemas import portals as shapes
from services.auth.settings import Settings


@api.get("/v1/portals", query=shapes.PortalSearch, gives=shapes.PortalRows, may="portals.clients")
def portals(tx: Transaction, actor: Actor, query: Body) -> Any:
    """The portals that you keep, by department, 25 at a time."""
    return openid.find_portals(tx, actor, query["text"], query["after"])


@api.get("/v1/portals/{portal_id:uuid}/client", gives=shapes.Client, may="portals.clients")
def client(tx: Transaction, actor: Actor, portal_id: UUID) -> Any:
    """What a portal is as a client; never its secret."""
    found = openid.show_portal(tx, actor, portal_id)["client"]
    if found is None:
        raise NoSuchClient
    return found


@api.post(
    "/v1/portals/{portal_id:uuid}/client",
    takes=shapes.SaveClient,
    gives=shapes.ClientSecret,
    may="portals.clients",
)
def save_client(database: Database, settings: Settings, actor: Actor, portal_id: UUID, body: Body) -> Any:
    """Register how officers sign in on a portal, or change it; a new secret is shown this once."""
    with database.transaction() as tx:
        terms = openid.Terms(**body)
        secret = openid.save_client(tx, actor, portal_id, terms, loopback=settings.loopback_portals)
    return {"client_id": portal_id, "client_secret": secret}


@api.post("/v1/portals/{portal_id:uuid}/secret", gives=shapes.ClientSecret, may="portals.clients")
def renew_secret(database: Database, actor: Actor, portal_id: UUID) -> Any:
    """Give a portal another secret, shown this once; the one before stops working."""
    with database.transaction() as tx:
        secret = openid.renew_secret(tx, actor, portal_id)
    return {"client_id": portal_id, "client_secret": secret}


@api.post(
    "/v1/portals/file",
    takes=shapes.BringForm,
    gives=shapes.BroughtPortals,
    uploads=True,
    may="portals.clients",
)
def bring_portals(tx: Transaction, actor: Actor, call: Call, body: Body, uploads: list[Upload]) -> Any:
    """Check a file of portals (.xlsx or .csv) row by row, or register all of them; secrets are taken one by one."""
    stream = uploads[0].stream if len(uploads) == 1 else None
    loopback, trial = call.context.settings.loopback_portals, body["mode"] == "check"
    brought = openid.bring_portals(tx, actor, stream, loopback=loopback, trial=trial)
    lines = [
        {
            "number": line.number,
            "department": line.department,
            "name_en": line.name_en,
            "name_hi": line.name_hi,
            "fault": line.refusal.sentence(call.language) if line.refusal else None,
        }
        for line in brought.lines
    ]
    return {"done": brought.done, "lines": lines}


@api.post(
    "/v1/portals/import",
    takes=shapes.OpenPortals,
    gives=shapes.ClientSecrets,
    may="portals.clients",
    status=201,
)
def open_portals(database: Database, settings: Settings, actor: Actor, body: Body) -> Any:
    """Register many portals at once, all or none; their secrets are shown this once."""
    with database.transaction() as tx:
        made = openid.open_portals(tx, actor, body["items"], loopback=settings.loopback_portals)
    return {"items": [{"client_id": portal_id, "client_secret": secret} for portal_id, secret in made]}
