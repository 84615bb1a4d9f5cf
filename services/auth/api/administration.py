"""Changes of the directory by administrators: charges, grants, people, devices, portals."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Database, Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import actions, schemas
from services.auth.api.room import Body, api
from services.auth.domain import Charge


@api.post("/v1/charges", takes=schemas.Appoint, gives=schemas.Appointed, may="directory.appoint", status=201)
def appoint(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Give a person a charge of a post."""
    return {"charge_id": actions.appoint(tx, actor, Charge(charge_id=clock.new_id(), **body))}


@api.post("/v1/charges/{charge_id:uuid}/end", takes=schemas.Ending, may="directory.appoint")
def end_charge(tx: Transaction, actor: Actor, charge_id: UUID, body: Body) -> None:
    """End a charge after a last day, or at once."""
    actions.end_charge(tx, actor, charge_id, body["order_number"], body["last_day"])


@api.post("/v1/grants", takes=schemas.Grant, gives=schemas.Granted, may="directory.grant", status=201)
def grant(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Give a post access to the secure network."""
    return {"grant_id": actions.grant_access(tx, actor, **body)}


@api.post("/v1/grants/{grant_id:uuid}/revoke", takes=schemas.Ending, may="directory.grant")
def revoke_grant(tx: Transaction, actor: Actor, grant_id: UUID, body: Body) -> None:
    """End a post's access after a last day, or at once."""
    actions.revoke_access(tx, actor, grant_id, body["order_number"], body["last_day"])


@api.post("/v1/people/{person_id:uuid}/suspend", takes=schemas.Order, may="directory.suspend")
def suspend(tx: Transaction, actor: Actor, person_id: UUID, body: Body) -> None:
    """Suspend an employee; sessions and tokens end within a second."""
    actions.suspend(tx, actor, person_id, body["order_number"])


@api.post("/v1/people/{person_id:uuid}/reinstate", takes=schemas.Order, may="directory.suspend")
def reinstate(tx: Transaction, actor: Actor, person_id: UUID, body: Body) -> None:
    """Let a suspended employee work again."""
    actions.reinstate(tx, actor, person_id, body["order_number"])


@api.post(
    "/v1/devices", takes=schemas.RegisterDevice, gives=schemas.Device, may="directory.issue", status=201
)
def register_device(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Register a device's certificate in an employee's name."""
    return {"serial": actions.register_device(tx, actor, **body)}


@api.post("/v1/devices/{serial}/revoke", takes=schemas.Order, may="directory.issue")
def revoke_device(tx: Transaction, actor: Actor, serial: str, body: Body) -> None:
    """Take a device back; its sessions end."""
    actions.revoke_device(tx, actor, serial, body["order_number"])


@api.post(
    "/v1/portals", takes=schemas.RegisterPortal, gives=schemas.Portal, may="directory.issue", status=201
)
def register_portal(database: Database, actor: Actor, body: Body) -> Any:
    """Register a department's portal; its key is shown this once."""
    names = (body["name_en"], body["name_hi"])
    with database.transaction() as tx:
        portal_id, key = actions.register_portal(tx, actor, body["department"], names, body["origins"])
    return {"portal_id": portal_id, "key": key}


@api.post("/v1/portals/{portal_id:uuid}/close", may="directory.issue")
def close_portal(tx: Transaction, actor: Actor, portal_id: UUID) -> None:
    """Make a portal's key worthless."""
    actions.close_portal(tx, actor, portal_id)


@api.post("/v1/directory/republish", gives=schemas.Republished, may="directory.republish", status=201)
def republish(tx: Transaction, actor: Actor, sealing: Sealing) -> Any:
    """Announce the whole directory again, so that every copy is rebuilt."""
    return {"run_id": actions.republish(tx, actor, sealing)}
