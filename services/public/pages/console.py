"""The console of those who keep a department's portal: what to copy, how it looks, whether a browser would show it."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.embedding import SAYS, Block, findings
from services.public.domain.origins import origin_of
from services.public.domain.portal import WORDS_OF_ACCENT, Accent, Look
from services.public.pages import poster, snippets
from services.public.pages.room import page, pages


@pages.get("/desk/portals", query=schemas.PortalList, may="portals.keep")
def portals(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The portals that the acting post keeps."""
    return page("portals.html", **actions.own_portals(tx, actor, query["after"]))


@pages.get("/desk/portals/{portal_id:uuid}", may="portals.keep")
def portal(tx: Transaction, actor: Actor, call: Call, portal_id: UUID) -> Page:
    """One portal: what to copy, its look, a test of a page."""
    return page("portal.html", **_shown(call, actions.own_portal(tx, actor, portal_id)))


@pages.get("/desk/portals/{portal_id:uuid}/look", may="portals.keep")
@pages.get("/desk/portals/{portal_id:uuid}/test", may="portals.keep")
def back_to_portal(portal_id: UUID) -> Redirect:
    """The answer to a form, loaded again, begins at the portal."""
    return Redirect(f"/desk/portals/{portal_id}")


@pages.post("/desk/portals/{portal_id:uuid}/look", may="portals.keep", takes=schemas.LookForm, form=portal)
def choose_look(tx: Transaction, actor: Actor, portal_id: UUID, body: dict[str, Any]) -> Redirect:
    """Choose the colour and the first language of the block."""
    actions.choose_look(tx, actor, portal_id, Look(Accent(body["accent"]), body["language"]))
    return Redirect(f"/desk/portals/{portal_id}#look")


@pages.post(
    "/desk/portals/{portal_id:uuid}/test", may="portals.keep", takes=schemas.EmbedTestForm, form=portal
)
def test_page(tx: Transaction, actor: Actor, call: Call, portal_id: UUID, body: dict[str, Any]) -> Page:
    """What a browser would refuse in a page, and how to mend it; nothing is fetched."""
    shown = _shown(call, actions.own_portal(tx, actor, portal_id))
    found = findings(_block(shown), body["address"], body["headers"])
    return page("portal.html", **{**shown, "tested": body["address"], "findings": found, "values": body})


@pages.get("/desk/portals/{portal_id:uuid}/poster", may="portals.keep")
def poster_page(tx: Transaction, actor: Actor, call: Call, portal_id: UUID) -> Page:
    """The poster, to look at and to print."""
    return page("poster.html", **poster.shown(call, actions.own_portal(tx, actor, portal_id)))


@pages.get("/desk/portals/{portal_id:uuid}/poster.pdf", may="portals.keep")
def poster_paper(actor: Actor, call: Call, portal_id: UUID) -> Download:
    """The poster as a PDF of one A4 page; it is made after the transaction, for it takes a moment."""
    with call.context.database.transaction(correlation_id=call.correlation_id, reading=True) as tx:
        facts = actions.own_portal(tx, actor, portal_id)
    return poster.paper(call, facts)


def _shown(call: Call, facts: dict[str, Any]) -> dict[str, Any]:
    home, portal_id, look = snippets.home_of(call), facts["portal"].portal_id, facts["look"]
    return {
        **facts,
        "home": home,
        "colours": [
            (accent.value, translate(word, call.language, "public"))
            for accent, word in WORDS_OF_ACCENT.items()
        ],
        "copies": [
            (make.__name__, make(home, portal_id, look.language))
            for make in (snippets.frame, snippets.frame_with_script, snippets.link)
        ],
        "says": SAYS,
        "tested": None,
        "findings": [],
    }


def _block(shown: dict[str, Any]) -> Block:
    portal, home = shown["portal"], origin_of(shown["home"])
    assert home is not None  # An installation is reached by http or https.
    path = f"/embed/{portal.portal_id}"
    return Block(tuple(portal.origins), portal.is_open, home, path, snippets.integrity())
