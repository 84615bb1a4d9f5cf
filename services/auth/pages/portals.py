"""The portals of departments, for those who keep them: found, registered, changed, closed."""

import json
from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.edge.http import Call, Upload
from kernel.edge.pages import Page, Redirect
from kernel.errors import Invalid, TooLarge
from kernel.identity import Actor
from services.auth.actions import openid
from services.auth.domain.openid.sheet import COLUMNS, portals_in
from services.auth.domain.words import WORDS_OF_ALGORITHM, WORDS_OF_API, WORDS_OF_METHOD
from services.auth.pages.openid import provider
from services.auth.pages.room import page, pages
from services.auth.schemas import ButtonForm
from services.auth.schemas import portals as shapes

PORTALS = "/staff/portals"


@pages.get(PORTALS, query=shapes.PortalSearch, may="portals.clients")
def portals(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The portals that the acting post keeps."""
    found = openid.find_portals(tx, actor, query["text"], query["after"])
    return page("portals.html", **found, text=query["text"], done=query["done"], methods=WORDS_OF_METHOD)


@pages.get(f"{PORTALS}/new", may="portals.clients")
def new_portal(tx: Transaction, actor: Actor) -> Page:
    """Where a portal is registered."""
    kept = openid.departments_kept(tx, actor)
    offered = [each for each in directory.departments(tx) if kept is None or each.code in kept]
    return page("portal_new.html", departments=offered)


@pages.post(f"{PORTALS}/new", may="portals.clients", takes=shapes.PortalForm, form=new_portal)
def open_portal(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Register a portal; how officers sign in there comes next."""
    names, loopback = (body["name_en"], body["name_hi"]), call.context.settings.loopback_portals
    portal_id, _key = openid.open_portal(
        tx, actor, body["department"], names, body["origins"], loopback=loopback
    )
    return Redirect(f"{PORTALS}/{portal_id}?done=opened")


@pages.get(f"{PORTALS}/import", may="portals.clients")
def import_form() -> Page:
    """Where a table of portals is pasted."""
    return page("portals_import.html", columns=", ".join(COLUMNS), lines=[], refused=[])


@pages.post(f"{PORTALS}/import", may="portals.clients", takes=shapes.ImportForm, form=import_form)
def import_portals(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Register many portals, all or none; each one's secret is taken on its own page."""
    loopback = call.context.settings.loopback_portals
    openid.open_portals(tx, actor, portals_in(body["rows"]), loopback=loopback)
    return Redirect(f"{PORTALS}?done=imported")


@pages.post(
    f"{PORTALS}/import/file",
    may="portals.clients",
    takes=shapes.BringForm,
    uploads=True,
    form=import_form,
    again_after=(TooLarge,),
)
def bring_portals(
    tx: Transaction, actor: Actor, call: Call, body: dict[str, Any], uploads: list[Upload]
) -> Page | Redirect:
    """Check a file of portals row by row, or register all of them."""
    stream = uploads[0].stream if len(uploads) == 1 else None
    loopback, trial = call.context.settings.loopback_portals, body["mode"] == "check"
    brought = openid.bring_portals(tx, actor, stream, loopback=loopback, trial=trial)
    if brought.done:
        return Redirect(f"{PORTALS}?done=imported")
    lines = [(line, line.refusal.sentence(call.language) if line.refusal else "") for line in brought.lines]
    shown = page("portals_import.html", columns=", ".join(COLUMNS), lines=lines, refused=brought.refused)
    shown.status = 200 if trial else Invalid.status
    return shown


@pages.get(f"{PORTALS}/import/file", may="portals.clients")
def back_to_import() -> Redirect:
    """The answer to a file, loaded again, begins at the form."""
    return Redirect(f"{PORTALS}/import")


@pages.get(f"{PORTALS}/{{portal_id:uuid}}", may="portals.clients")
def portal(tx: Transaction, actor: Actor, call: Call, portal_id: UUID) -> Page:
    """One portal: what its web master copies, how officers sign in there, its secret, its end."""
    shown = openid.show_portal(tx, actor, portal_id)
    return page("portal.html", **_shown(call, shown), done=call.request.get_param("done") or "")


@pages.get(f"{PORTALS}/{{portal_id:uuid}}/client", may="portals.clients")
@pages.get(f"{PORTALS}/{{portal_id:uuid}}/secret", may="portals.clients")
def back_to_portal(portal_id: UUID) -> Redirect:
    """The answer to a form, loaded again, begins at the portal."""
    return Redirect(f"{PORTALS}/{portal_id}")


@pages.post(
    f"{PORTALS}/{{portal_id:uuid}}/client", may="portals.clients", takes=shapes.ClientForm, form=portal
)
def save_client(tx: Transaction, actor: Actor, call: Call, portal_id: UUID, body: dict[str, Any]) -> Redirect:
    """Register how officers sign in; a secret is taken afterwards, by a button of its own."""
    loopback = call.context.settings.loopback_portals
    openid.save_client(tx, actor, portal_id, openid.Terms(**body), loopback=loopback)
    return Redirect(f"{PORTALS}/{portal_id}?done=saved")


@pages.post(f"{PORTALS}/{{portal_id:uuid}}/secret", may="portals.clients", takes=ButtonForm, form=portal)
def renew_secret(tx: Transaction, actor: Actor, portal_id: UUID) -> Page:
    """Another secret, shown this once."""
    secret = openid.renew_secret(tx, actor, portal_id)
    shown = openid.show_portal(tx, actor, portal_id)
    return page("portal_secret.html", portal=shown["portal"], secret=secret)


@pages.get(f"{PORTALS}/{{portal_id:uuid}}/close", may="portals.clients")
def close_form(tx: Transaction, actor: Actor, portal_id: UUID) -> Page:
    """What closing means, and the button for it."""
    return page("portal_close.html", portal=openid.show_portal(tx, actor, portal_id)["portal"])


@pages.post(f"{PORTALS}/{{portal_id:uuid}}/close", may="portals.clients", takes=ButtonForm, form=close_form)
def close(tx: Transaction, actor: Actor, portal_id: UUID) -> Redirect:
    """Close a portal."""
    openid.close(tx, actor, portal_id)
    return Redirect(f"{PORTALS}?done=closed")


def _shown(call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    issuer, client = provider(call).issuer, shown["client"]
    return {
        **shown,
        "methods": WORDS_OF_METHOD,
        "algorithms": WORDS_OF_ALGORITHM,
        "apis": WORDS_OF_API,
        "issuer": issuer,
        "filled": _filled(client),
        "copy": _copy(issuer, client) if client else "",
    }


def _filled(client: Any) -> dict[str, Any]:
    if client is None:
        return {"method": "SECRET", "algorithm": "RS256"}
    return {
        "method": client.method.value,
        "algorithm": client.algorithm.value,
        "redirect_uris": "\n".join(client.redirect_uris),
        "post_logout_uris": "\n".join(client.post_logout_uris),
        "backchannel_uri": client.backchannel_uri or "",
        "public_keys": json.dumps(client.keys, indent=1) if client.keys else "",
        **{f"api_{api}": "yes" for api in client.apis},
    }


def _copy(issuer: str, client: Any) -> str:
    return "\n".join(
        (
            f"issuer={issuer}",
            f"discovery={issuer}/.well-known/openid-configuration",
            f"client_id={client.portal_id}",
            f"redirect_uri={client.redirect_uris[0]}",
            "scope=openid profile charges",
            "response_type=code",
            "code_challenge_method=S256",
            f"id_token_signed_response_alg={client.algorithm.value}",
        )
    )
