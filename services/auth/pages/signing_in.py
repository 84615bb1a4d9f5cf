"""The session in the browser: it begins, goes on unseen, and ends."""

from typing import Any
from urllib.parse import quote

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.http.callers import ACTING_POST_COOKIE, REFRESH_COOKIE, cookie_of
from kernel.edge.pages import Cookie, FormTooOld, Page, Redirect
from kernel.edge.pages.session import (
    LOGIN,
    is_card,
    local_path,
    page_before,
    page_path,
    signed_out,
    to_login,
)
from kernel.errors import Unavailable
from kernel.identity import Actor
from kernel.tokens import OtherDevice
from services.auth import actions, schemas
from services.auth.domain import DeviceNotYours, SessionEnded, SignInRefused
from services.auth.pages import kept_text
from services.auth.pages.room import (
    NEW_PASSWORD,
    desk,
    kept_in_browser,
    known_browser,
    page,
    pages,
    realm,
    wanted,
)


@pages.get(LOGIN, public=True)
def login_form(call: Call, actor: Actor) -> Page:
    """Where staff number, password and code are entered."""
    return _form(call, actor, wanted(call), call.typed.get("kept", ""))


@pages.post(
    LOGIN,
    public=True,
    takes=schemas.SignInForm,
    form=login_form,
    again_after=(SignInRefused, DeviceNotYours, Unavailable),
)
def login(call: Call, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Begin a session; who has an initial password chooses another first."""
    # Nobody is to be signed in by another site under a name that is not his.
    if call.request.get_header("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise FormTooOld
    known = known_browser(call)
    signed = _signed_in(call, actor, body, known.value)
    # The post for which somebody else acted in this browser is not remembered.
    cookies = [*kept_in_browser(signed), Cookie(ACTING_POST_COOKIE, "", 0), known]
    onwards = _onwards(signed, wanted(call))
    if body["kept"] and onwards == wanted(call):
        # The browser brings what it carries to where it is looked at whose it is.
        return Redirect(f"{kept_text.KEPT}?next={quote(onwards, safe='')}", cookies, 307)
    return Redirect(onwards, cookies)


@pages.get("/staff/renew", public=True)
def renew(call: Call, actor: Actor) -> Redirect | Page:
    """Go on with the session, and back to the page."""
    return _renewed(call, actor)


@pages.post("/staff/renew", public=True, tokenless=True)
def renew_and_send_again(call: Call, actor: Actor) -> Redirect | Page:
    """Go on with the session; the browser sends its form once more, and there its token is asked for."""
    return _renewed(call, actor)


@pages.get("/staff/logout", may="auth.own")
def leave_form() -> Redirect:
    """Who comes by an address signs out by the button there."""
    return Redirect("/staff/account")


@pages.post("/staff/logout", may="auth.own", takes=schemas.ButtonForm)
def logout(tx: Transaction, actor: Actor) -> Redirect:
    """End this session."""
    actions.logout(tx, actor)
    return Redirect(LOGIN, signed_out())


def _form(call: Call, actor: Actor, onwards: str, kept: str) -> Page:
    passkey = actions.options_to_sign_in(realm(call))
    return page("login.html", next=onwards, zone=actor.zone, passkey=passkey, kept=kept)


def _signed_in(call: Call, actor: Actor, body: dict[str, Any], browser: str) -> actions.SignedIn:
    uid, password = body["staff_uid"], body["password"]
    if body["passkey"]:
        return actions.login_with_passkey(desk(call), actor, body["passkey"], uid, password)
    return actions.login(desk(call), actor, uid, password, body["code"], browser=browser)


def _renewed(call: Call, actor: Actor) -> Redirect | Page:
    path = local_path(call.request.get_param("next"))
    try:
        signed = actions.refresh(desk(call), actor, cookie_of(call.request, REFRESH_COOKIE))
    except (SessionEnded, OtherDevice):
        return Page("part_signed_out.html", status=401) if is_card(path) else _over(call, actor, path)
    status = 307 if call.request.method == "POST" else 303
    return Redirect(_onwards(signed, path), kept_in_browser(signed), status)


def _over(call: Call, actor: Actor, path: str) -> Page | Redirect:
    kept = kept_text.sealed(call, path) if call.request.method == "POST" else ""
    if not kept:
        return to_login(call, path)
    shown = _form(call, actor, page_path(page_before(call)), kept)
    shown.cookies = signed_out()
    return shown


def _onwards(signed: actions.SignedIn, path: str) -> str:
    if not signed.password_is_initial or path.startswith(("/staff/logout", NEW_PASSWORD)):
        return path
    return f"{NEW_PASSWORD}?next={quote(path, safe='')}"
