"""The second factor once more, and back to the very form that asked for it, with all that was typed into it."""

from typing import Any
from urllib.parse import quote

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.edge.pages.session import HOME, STEP_UP, access_cookies, local_path
from kernel.freshness import is_fresh
from kernel.identity import Actor
from services.auth import actions, schemas
from services.auth.pages.room import desk, page, pages, realm
from services.auth.schemas import factors as shapes

CONFIRM = f"{STEP_UP}/confirm"
# Our own fields beside those of the form that is carried along.
OWN = "step_"
SEND_AGAIN = f"{OWN}again"


@pages.get(STEP_UP, may="auth.own")
def step_up_form(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """Where a code or a passkey is asked for before a page."""
    if is_fresh(actor, tx.now).allowed:
        return Redirect(_wanted(call))
    return _asked(tx, actor, call, {})


@pages.post(STEP_UP, may="auth.own", takes=schemas.ButtonForm, tokenless=True)
def step_up_with_form(tx: Transaction, actor: Actor, call: Call) -> Page | Redirect:
    """Where it is asked for before a form is done: the form is carried along, and its token is asked for there."""
    if is_fresh(actor, tx.now).allowed:
        return Redirect(_wanted(call), status=307)
    return _asked(tx, actor, call, {**call.typed, SEND_AGAIN: "1"})


def asked_again(tx: Transaction, actor: Actor, call: Call) -> Page:
    """The same page after a wrong code, with what it carries."""
    return _asked(tx, actor, call, call.typed)


# A code that nobody else has stands for the token: no other site can send this form.
@pages.post(CONFIRM, may="auth.own", takes=shapes.StepUpForm, form=asked_again, tokenless=True)
def confirm(call: Call, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Show the factor, and go on; the browser sends its first form once more."""
    stepped_up = actions.step_up(desk(call), actor, body[f"{OWN}code"], body[f"{OWN}passkey"])
    status = 307 if call.typed.get(SEND_AGAIN) else 303
    return Redirect(_wanted(call), access_cookies(stepped_up.access_token), status)


def _asked(tx: Transaction, actor: Actor, call: Call, carried: dict[str, Any]) -> Page:
    onwards = _wanted(call)
    kept = {name: value for name, value in carried.items() if not name.startswith(OWN) or name == SEND_AGAIN}
    return page(
        "step_up.html",
        action=f"{CONFIRM}?next={quote(onwards, safe='')}",
        carried=kept,
        passkey=actions.options_to_step_up(tx, realm(call), actor),
        has_form=SEND_AGAIN in kept,
    )


def _wanted(call: Call) -> str:
    path = local_path(call.request.get_param("next"))
    return HOME if path.startswith(STEP_UP) else path
