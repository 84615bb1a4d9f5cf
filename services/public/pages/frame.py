"""The block in a portal's own pages: no cookie, its portal's origins alone, and whatever is private in a tab of its own."""

from typing import Any
from uuid import UUID

from kernel.clock import new_id
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Cookie, Page, Redirect
from kernel.identity import Actor
from kernel.languages import LANGUAGES, translate
from services.public import actions, schemas
from services.public.domain.portal import origins_that_may_frame
from services.public.domain.refusals import NoSuchCase
from services.public.domain.timeline import WORDS_OF_NATURE
from services.public.pages.room import page, pages, wrong

PORTAL_COOKIE = "portal"
_REMEMBERED_SECONDS = 4 * 3600
_RULE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {origins}"
)


@pages.get("/embed/{portal}", public=True, cookies=False)
def block_form(tx: Transaction, call: Call, portal: str) -> Page:
    """The short form, in the page of a portal."""
    block = _spoken(tx, call, portal)
    kinds = [
        (nature.value, translate(WORDS_OF_NATURE[nature], call.language, "public"))
        for nature, _limit in actions.about_department(tx, block.portal.department)["promises"]
    ]
    places = [(area.code, area.name(call.language)) for area in actions.areas(tx)]
    return _framed(page("block_form.html", kinds=kinds, places=places), block)


@pages.post("/embed/{portal}", public=True, cookies=False, takes=schemas.BlockForm, form=block_form)
def file_in_block(tx: Transaction, actor: Actor, call: Call, portal: str, body: dict[str, Any]) -> Redirect:
    """Keep the filing and send the code; who fell into the trap is sent on and nothing is kept."""
    block = _spoken(tx, call, portal)
    if body["website"]:
        filing_id = new_id()
    else:
        form = {**body, "language": call.language}
        filing_id = actions.file_in_block(tx, actor, call.context, block, form)
    return Redirect(f"/embed/{portal}/sent/{filing_id}?lang={call.language}")


@pages.get("/embed/{portal}/sent/{filing_id:uuid}", public=True, cookies=False)
def sent(tx: Transaction, call: Call, portal: str, filing_id: UUID) -> Page:
    """What is left to do, in a tab of its own: enter the code."""
    return _framed(page("block_sent.html", filing_id=filing_id), _spoken(tx, call, portal))


@pages.get("/embed/{portal}/track", public=True, cookies=False)
def block_track_form(tx: Transaction, call: Call, portal: str) -> Page:
    """Where number and mobile are entered, in the page of a portal."""
    return _framed(page("block_track.html", case=None), _spoken(tx, call, portal))


@pages.post(
    "/embed/{portal}/track", public=True, cookies=False, takes=schemas.TrackForm, form=block_track_form
)
def track_in_block(tx: Transaction, actor: Actor, call: Call, portal: str, body: dict[str, Any]) -> Page:
    """Where a case stands, and nothing of what was written."""
    block = _spoken(tx, call, portal)
    case = actions.track(tx, actor, call.context, body["number"], body["mobile"])
    if case is None:
        sentence = translate(NoSuchCase.text, call.language, "public")
        return _framed(wrong("block_track.html", "number", sentence, values=body, case=None), block)
    return _framed(page("block_track.html", **actions.dates_of(tx, case)), block)


@pages.get("/g/{portal}", public=True)
def plain_link(tx: Transaction, portal: str) -> Redirect:
    """The department's page, for those who were led here by its portal or its poster."""
    block = actions.open_block(tx, portal)
    remembered = Cookie(PORTAL_COOKIE, str(block.portal.portal_id), _REMEMBERED_SECONDS)
    return Redirect(f"/d/{block.portal.department}", [remembered])


def portal_of(tx: Transaction, call: Call, department: str) -> UUID | None:
    """The portal that led the citizen to *department*'s form, if one did."""
    remembered = next(iter(call.request.get_cookie_values(PORTAL_COOKIE) or ()), None)
    return actions.intake_of_portal(tx, remembered, department)


def _spoken(tx: Transaction, call: Call, portal: str) -> actions.Block:
    """The block, in the language of its address or else in the portal's own."""
    block = actions.open_block(tx, portal)
    if call.request.get_param("lang") not in LANGUAGES:
        call.language = block.look.language
    return block


def _framed(shown: Page, block: actions.Block) -> Page:
    origins = origins_that_may_frame(block.portal.origins)
    shown.shown |= {"block": block, "portal": block.portal, "owner": block.department, "origins": origins}
    shown.headers = {"Content-Security-Policy": _RULE.format(origins=" ".join(origins) or "'none'")}
    return shown
