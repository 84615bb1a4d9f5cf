"""Signing in and out, one's own sessions and password, and the keys that verify tokens."""

from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Call
from kernel.identity import Actor
from services.auth import actions, schemas
from services.auth.api.room import Body, api, desk, page_of
from services.auth.settings import Settings


@api.post("/v1/login", takes=schemas.SignIn, gives=schemas.SignedIn, public=True)
def login(call: Call, actor: Actor, body: Body) -> Any:
    """Sign in with staff number, password and one-time code, or with a backup code in its place."""
    return actions.login(desk(call), actor, body["staff_uid"], body["password"], body["code"])


@api.post("/v1/refresh", takes=schemas.Refresh, gives=schemas.SignedIn, public=True)
def refresh(call: Call, actor: Actor, body: Body) -> Any:
    """Take the next access token and the next refresh token of a session."""
    return actions.refresh(desk(call), actor, body["refresh_token"])


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
    return page_of(actions.own_sessions(tx, actor))


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
