"""An officer's own account: charges, sessions, password, and the post for which to act."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from kernel import clock
from kernel.database import Database, Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.edge.pages.session import LOGIN, RENEW, acting_for, signed_out
from kernel.identity import Actor
from kernel.tokens import PostNotHeld
from services.auth import access, actions, schemas
from services.auth.domain import SESSION_LIMIT, PresentPasswordWrong, SignInRefused
from services.auth.pages.room import NEW_PASSWORD, page, pages, wanted

ACCOUNT = "/staff/account"


@pages.get(ACCOUNT, may="auth.own")
def account(tx: Transaction, actor: Actor, call: Call) -> Page:
    """Oneself, the charges of today and the living sessions."""
    return page(
        "account.html",
        me=actions.me(tx, actor),
        sessions=actions.own_sessions(tx, actor),
        today=clock.local_date(tx.now),
        ends_others=access.may_administer(actor).allowed,
        done=call.request.get_param("done") or "",
    )


@pages.post("/staff/sessions/{session_id:uuid}/end", may="auth.own", takes=schemas.ButtonForm)
def end_session(tx: Transaction, actor: Actor, session_id: UUID) -> Redirect:
    """End one of one's own sessions, as after losing a device."""
    actions.end_own_session(tx, actor, session_id)
    if session_id == actor.session_id:
        return Redirect(LOGIN, signed_out())
    return Redirect(f"{ACCOUNT}?done=session")


@pages.get(NEW_PASSWORD, may="auth.own")
def password_form(tx: Transaction, actor: Actor, call: Call) -> Page:
    """Where a new password is chosen, with its rules."""
    initial = actions.has_initial_password(tx, actor)
    return page("password.html", next=wanted(call), is_initial=initial, staff_uid=actor.staff_uid)


@pages.post(NEW_PASSWORD, may="auth.own", takes=schemas.PasswordForm, form=password_form)
def change_password(database: Database, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Change the password; one's other sessions end, and this one goes on with all its rights."""
    try:
        actions.change_password(database, actor, body["password_now"], body["password_new"])
    except SignInRefused:
        raise PresentPasswordWrong from None
    path = wanted(call)
    onwards = f"{ACCOUNT}?done=password" if path == "/home" and actor.charges else path
    return Redirect(f"{RENEW}?next={quote(onwards, safe='')}")


@pages.get("/staff/post", may="auth.own")
def post_form(tx: Transaction, actor: Actor, call: Call) -> Page:
    """One's charges of today, to choose the post for which to act."""
    return page("post.html", me=actions.me(tx, actor), next=wanted(call))


@pages.post("/staff/post", may="auth.own", takes=schemas.ChoosePost, form=post_form)
def choose_post(actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Act for this post from now on; the edge has made sure that it is held."""
    if actor.post_id != body["post"]:
        raise PostNotHeld
    return Redirect(wanted(call), [acting_for(body["post"], int(SESSION_LIMIT.total_seconds()))])
