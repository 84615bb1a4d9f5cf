"""The room of pages, and what several pages need."""

from typing import Any

from kernel import clock
from kernel.edge.http import Call
from kernel.edge.http.callers import cookie_of
from kernel.edge.pages import Cookie, Page, Pages
from kernel.edge.pages.session import STAFF_PATH, page_path, signed_in
from services.auth import access, actions
from services.auth.domain import SESSION_LIMIT
from services.auth.domain.words import (
    WORDS_OF_ENROLMENT,
    WORDS_OF_EQUIPMENT,
    WORDS_OF_KIND,
    WORDS_OF_ZONE,
)

pages = Pages("auth", policy=access.POLICY)

WORDS = {
    "kinds": WORDS_OF_KIND,
    "zones": WORDS_OF_ZONE,
    "equipment": WORDS_OF_EQUIPMENT,
    "enrolment_states": WORDS_OF_ENROLMENT,
}
NEW_PASSWORD = "/staff/password"  # noqa: S105 - the address of a page
# By this a browser is known again when strangers have spent their tries; it opens nothing.
BROWSER_COOKIE = "browser"


def page(template: str, **shown: Any) -> Page:
    """A page with the words for charges, zones and devices at hand."""
    return Page(template, {**WORDS, **shown})


def home_of(call: Call) -> str:
    """Where this installation is found: as it was set, else as this request was addressed."""
    return str(call.context.settings.public_address or call.request.forwarded_prefix)


def desk(call: Call) -> actions.Desk:
    """What signing in and renewing work with."""
    context = call.context
    signer = actions.signer_from(context.settings.token_signing_key)
    return actions.Desk(context.database, context.sealing, signer, realm(call))


def realm(call: Call) -> actions.Realm:
    """For which site passkeys are made."""
    settings = call.context.settings
    return actions.Realm(settings.passkey_domain, settings.passkey_origins, call.context.form_key)


def wanted(call: Call) -> str:
    """The page to which the reader wants to go on."""
    return page_path(call.typed.get("next") or call.request.get_param("next"))


def known_browser(call: Call) -> Cookie:
    """What a browser keeps to be known again: what it has already, else something new."""
    browser = cookie_of(call.request, BROWSER_COOKIE) or actions.new_browser()
    return Cookie(BROWSER_COOKIE, browser, int(actions.PLACES_KEPT.total_seconds()), STAFF_PATH)


def kept_in_browser(signed: actions.SignedIn) -> list[Cookie]:
    """The cookies of a session that begins or goes on."""
    # The token opens nothing after the session, but by it a text is given back to who wrote it.
    remembered_until = signed.session.ends_at + SESSION_LIMIT
    seconds = int((remembered_until - clock.now()).total_seconds())
    return signed_in(signed.access_token, signed.refresh_token, max(seconds, 1))
