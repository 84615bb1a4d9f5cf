"""The one-time way to a login on pages: the slip for the administrator, and the way itself for its owner."""

import base64
from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Call
from kernel.edge.http.callers import cookie_of
from kernel.edge.pages import Cookie, Page, Redirect
from kernel.identity import Actor
from kernel.sealing import SealBrokenError, Sealing
from services.auth.actions import employees, first_login
from services.auth.domain import DeviceNotYours
from services.auth.domain.first_login import AuthenticatorCodeWrong, FirstLoginRefused
from services.auth.domain.squares import qr_of
from services.auth.pages.employees import PEOPLE, PERSON, person
from services.auth.pages.room import home_of, known_browser, page, pages
from services.auth.schemas import employees as schemas

FIRST = first_login.PATH
SETUP = FIRST + "/setup"
SLIP_COOKIE, WAY_COOKIE = "slip", "way"
SLIP_SECONDS, WAY_SECONDS = 600, 3600


@pages.post(PERSON + "/link", may="employees.link", takes=schemas.IssueLink, form=person, fresh=True)
def issue(
    database: Database, actor: Actor, sealing: Sealing, person_id: UUID, body: dict[str, Any]
) -> Redirect:
    """Give a one-time way, and show its slip once."""
    with database.transaction() as tx:
        issued = first_login.issue(tx, actor, sealing, person_id, everything_lost=body["everything_lost"])
    path = f"{PEOPLE}/{person_id}/link"
    return Redirect(path, [Cookie(SLIP_COOKIE, _wrapped(sealing, issued.code), SLIP_SECONDS, path)])


@pages.get(PERSON + "/link", may="employees.link", reading=False)
def slip(tx: Transaction, actor: Actor, call: Call, sealing: Sealing, person_id: UUID) -> Page:
    """The slip with the code, shown once; whoever loads it again finds that it is gone."""
    path = f"{PEOPLE}/{person_id}/link"
    code = _unwrapped(sealing, cookie_of(call.request, SLIP_COOKIE))
    shown = page(
        "slip.html",
        person=employees.show(tx, actor, sealing, person_id),
        code=code,
        way=way_with(call, code),
        living_until=first_login.living_until(tx, person_id),
    )
    shown.cookies = [Cookie(SLIP_COOKIE, "", 0, path)]
    return shown


@pages.get(FIRST, public=True)
def code_form(call: Call) -> Page:
    """Where the code of a slip is typed; a link brings it along."""
    return page("first.html", values={"code": call.request.get_param("code") or ""})


@pages.post(
    FIRST,
    public=True,
    takes=schemas.FirstLogin,
    form=code_form,
    again_after=(FirstLoginRefused, DeviceNotYours),
)
def begin(call: Call, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Open the way, and go on to the choice of password and authenticator."""
    first_login.begin(_door(call), actor, body["code"])
    value = _wrapped(call.context.sealing, body["code"])
    return Redirect(SETUP, [Cookie(WAY_COOKIE, value, WAY_SECONDS, FIRST)])


@pages.get(SETUP, public=True)
def setup_form(call: Call, actor: Actor) -> Page | Redirect:
    """Whose login it will be, the picture for the authenticator, and where a password is chosen."""
    code = _unwrapped(call.context.sealing, cookie_of(call.request, WAY_COOKIE))
    if not code:
        return Redirect(FIRST)
    found = first_login.begin(_door(call), actor, code)
    return page("first_setup.html", **found, **qr_of(found["uri"]))


@pages.post(
    SETUP,
    public=True,
    takes=schemas.SetupForm,
    form=setup_form,
    again_after=(AuthenticatorCodeWrong,),
)
def finish(call: Call, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Keep what was chosen, and lead to where one signs in with it."""
    code = _unwrapped(call.context.sealing, cookie_of(call.request, WAY_COOKIE))
    known = known_browser(call)
    chosen = (body["password_new"], body["authenticator_code"])
    first_login.finish(_door(call), actor, code, *chosen, browser=known.value)
    return Redirect(f"{FIRST}/done", [Cookie(WAY_COOKIE, "", 0, FIRST), known])


@pages.get(FIRST + "/done", public=True)
def done() -> Page:
    """What comes next."""
    return page("first_done.html")


def way_with(call: Call, code: str) -> dict[str, Any]:
    """The link that brings a code along, so that nobody types it, and its picture."""
    link = f"{home_of(call)}{FIRST}?code={code}"
    return {"link": link, **qr_of(link)}


def _door(call: Call) -> first_login.Door:
    return first_login.Door(call.context.database, call.context.sealing)


def _wrapped(sealing: Sealing, code: str) -> str:
    return base64.urlsafe_b64encode(sealing.wrap(code.encode())).decode()


def _unwrapped(sealing: Sealing, value: str) -> str:
    try:
        return sealing.unwrap(base64.urlsafe_b64decode(value)).decode() if value else ""
    except (SealBrokenError, ValueError):
        return ""
