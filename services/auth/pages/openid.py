"""An officer's browser on the way to a portal and back: the session is looked at, renewed, or begun."""

from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.http.callers import REFRESH_COOKIE, cookie_of
from kernel.edge.http.exchange import AnyForm
from kernel.edge.pages import Cookie, Page, Redirect
from kernel.edge.pages.session import LOGIN, signed_out
from kernel.identity import Actor
from kernel.tokens import OtherDevice
from services.auth import actions
from services.auth.actions import openid
from services.auth.domain import SessionEnded
from services.auth.domain.openid import AUTHORIZE, LEAVE, RequestNotTrusted
from services.auth.pages.room import NEW_PASSWORD, desk, kept_in_browser, page, pages


@pages.get(AUTHORIZE, public=True)
@pages.post(AUTHORIZE, public=True, tokenless=True, takes=AnyForm)
def authorize(call: Call, actor: Actor) -> Redirect:
    """A portal sends an officer here to sign in; with a session here the way leads straight back."""
    signed = _session(call, actor)
    way = openid.ask(provider(call), actor, _asked(call), _fit(signed))
    return _onwards(way, signed)


@pages.get("/staff/openid/{request_id:uuid}", public=True)
def go_on(call: Call, actor: Actor, request_id: UUID) -> Redirect | Page:
    """Who had to sign in here first goes on to the portal."""
    signed = _session(call, actor)
    way, asked_from = openid.go_on(provider(call), actor, request_id, _fit(signed))
    if not way.address:
        return _onwards(way, signed)
    # A browser that came by the form of the sign-in page follows no redirect to another site from there.
    return page_to(way.address, urlsplit(asked_from).netloc, _cookies(signed))


@pages.get(LEAVE, public=True, reading=False)
@pages.post(LEAVE, public=True, tokenless=True, takes=AnyForm)
def leave(tx: Transaction, call: Call, actor: Actor) -> Redirect:
    """A portal's officer signs out: of all portals and of this place, then back to the portal."""
    left = openid.leave(tx, provider(call), actor, _asked(call), cookie_of(call.request, REFRESH_COOKIE))
    if left.address or left.ended:
        return Redirect(left.address or LOGIN, signed_out() if left.ended else ())
    return Redirect("/staff/account")


def provider(call: Call) -> openid.Provider:
    """What the provider works with in this call."""
    return openid.provider_of(call.context, str(call.request.forwarded_prefix))


def page_to(address: str, host: str, cookies: list[Cookie]) -> Page:
    """A page that leads on by itself, and by a link where it does not."""
    shown = page("openid_onwards.html", address=address, host=host)
    shown.cookies = cookies
    return shown


def _session(call: Call, actor: Actor) -> actions.SignedIn | None:
    token = cookie_of(call.request, REFRESH_COOKIE)
    try:
        return actions.refresh(desk(call), actor, token) if token else None
    except (SessionEnded, OtherDevice):
        return None


def _fit(signed: actions.SignedIn | None) -> Any:
    return signed.session if signed and not signed.password_is_initial else None


def _onwards(way: openid.Way, signed: actions.SignedIn | None) -> Redirect:
    if way.address:
        return Redirect(way.address, _cookies(signed))
    first = NEW_PASSWORD if signed and signed.password_is_initial else LOGIN
    back = quote(f"/staff/openid/{way.waits_as}", safe="")
    return Redirect(f"{first}?next={back}", _cookies(signed))


def _cookies(signed: actions.SignedIn | None) -> list[Cookie]:
    return kept_in_browser(signed) if signed else []


def _asked(call: Call) -> dict[str, str]:
    request = call.request
    asked = call.typed if request.method == "POST" else request.params
    if any(isinstance(value, list) for value in asked.values()):
        raise RequestNotTrusted
    return {name: str(value) for name, value in asked.items() if name != "lang"}
