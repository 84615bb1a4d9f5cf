"""HTTP in: signing in, one's own sessions, reading the directory, and its changes by administrators."""

from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.database import Database, Transaction
from kernel.edge.http import Api
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import access, actions, schemas
from services.auth.domain import Charge
from services.auth.settings import Settings

Body = dict[str, Any]

api = Api("auth", policy=access.POLICY)


@api.post("/v1/login", takes=schemas.SignIn, gives=schemas.SignedIn, public=True)
def login(database: Database, sealing: Sealing, settings: Settings, actor: Actor, body: Body) -> Any:
    """Sign in with staff number, password and one-time code."""
    desk = _desk(database, sealing, settings)
    return actions.login(desk, actor, body["staff_uid"], body["password"], body["code"])


@api.post("/v1/refresh", takes=schemas.Refresh, gives=schemas.SignedIn, public=True)
def refresh(database: Database, sealing: Sealing, settings: Settings, actor: Actor, body: Body) -> Any:
    """Take the next access token and the next refresh token of a session."""
    return actions.refresh(_desk(database, sealing, settings), actor, body["refresh_token"])


@api.post("/v1/logout", may="auth.own")
def logout(tx: Transaction, actor: Actor) -> None:
    """End this session."""
    actions.logout(tx, actor)


@api.get("/v1/me", gives=schemas.Me, may="auth.own")
def me(tx: Transaction, actor: Actor) -> Any:
    """You, your charges of today, the acting post and the zone."""
    return actions.me(tx, actor)


@api.get("/v1/sessions", gives=schemas.SessionPage, may="auth.own")
def sessions(tx: Transaction, actor: Actor) -> Any:
    """Your living sessions, the newest first."""
    return _page(actions.own_sessions(tx, actor))


@api.post("/v1/sessions/{session_id:uuid}/end", may="auth.own")
def end_session(tx: Transaction, actor: Actor, session_id: UUID) -> None:
    """End one of your sessions."""
    actions.end_own_session(tx, actor, session_id)


@api.post("/v1/password", takes=schemas.ChangePassword, may="auth.own")
def change_password(database: Database, actor: Actor, body: Body) -> None:
    """Change your password; your other sessions end."""
    actions.change_password(database, actor, body["password_now"], body["password_new"])


@api.get("/.well-known/jwks.json", gives=schemas.Keys, public=True)
def keys(settings: Settings) -> Any:
    """The public keys by which access tokens are verified."""
    return actions.published_keys(settings.token_keys)


@api.get("/v1/departments", gives=schemas.Departments, may="directory.read")
def departments(tx: Transaction) -> Any:
    """The departments of today; `parent` gives the tree."""
    return _page(directory.departments(tx))


@api.get("/v1/departments/without-nodal-officer", gives=schemas.Departments, may="directory.read")
def departments_without_nodal_officer(tx: Transaction) -> Any:
    """Departments for whose cases no post is the nodal officer's."""
    return _page(directory.departments_without_role(tx, "nodal_officer"))


@api.get("/v1/departments/{code}", gives=schemas.Department, may="directory.read")
def department(tx: Transaction, code: str) -> Any:
    """One department, closed ones too."""
    return directory.department(tx, code)


@api.get("/v1/departments/{code}/posts", gives=schemas.Posts, may="directory.read")
def posts(tx: Transaction, code: str) -> Any:
    """The posts of a department today, highest first."""
    return _page(directory.posts_of_department(tx, code))


@api.get("/v1/areas", gives=schemas.Areas, may="directory.read")
def areas(tx: Transaction) -> Any:
    """The areas of today; `parent` gives the tree."""
    return _page(directory.areas(tx))


@api.get("/v1/posts/{post_id:uuid}", gives=schemas.PostWithHolder, may="directory.read")
def post(tx: Transaction, post_id: UUID) -> Any:
    """One post, who answers for it and who stands in."""
    return {
        "post": directory.post(tx, post_id),
        "holder": directory.holder(tx, post_id, tx.now),
        "link_officer": directory.link_officer(tx, post_id, tx.now),
    }


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


def _desk(database: Database, sealing: Sealing, settings: Settings) -> actions.Desk:
    return actions.Desk(database, sealing, actions.signer_from(settings.token_signing_key))


def _page(items: Any) -> dict[str, Any]:
    return {"items": items, "next": None}
