"""An officer's session in the browser: its cookies, and the way to their renewal and back."""

import re
from urllib.parse import quote

from kernel.edge.http import Call
from kernel.edge.http.callers import ACTING_POST_COOKIE, REFRESH_COOKIE
from kernel.edge.pages.results import Cookie, Redirect
from kernel.errors import NotAllowed, NotSignedIn
from kernel.identity import ActorKind
from kernel.tokens import ACCESS_COOKIE, LIFETIME_SECONDS, OtherDevice, TokenNotValid

HOME = "/home"
RENEW = "/staff/renew"
LOGIN = "/staff/login"
STEP_UP = "/staff/step-up"
STAFF_PATH = "/staff/"
# A browser keeps no cookie beyond 4 KB, and an officer with many charges has a longer token.
_PIECE = 3500
_LONGEST_PATH = 1500
# The browser forgets a token a little before it ends, so that a page finds a living one or none.
_ACCESS_SECONDS = LIFETIME_SECONDS - 10
# A browser reads "/\" and "/<tab>/" as "//", the beginning of another site's address.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*\Z")
# Who is sent there after a renewal goes in a circle, or reaches what only the gateway may.
_CIRCLES = re.compile(r"/staff/(renew|login)\b|.*/_fragment/")
# After signing in one wants a page: not the end of the session, and not a part of a page.
_NO_PAGES = re.compile(r"/staff/logout\b|.*/_card/")


def signed_in(access_token: str, refresh_token: str, seconds: int) -> list[Cookie]:
    """The cookies of a session that lives *seconds* longer."""
    return [*access_cookies(access_token), Cookie(REFRESH_COOKIE, refresh_token, seconds, STAFF_PATH)]


def access_cookies(access_token: str) -> list[Cookie]:
    """The cookies of a token, in pieces that a browser keeps."""
    pieces = [access_token[at : at + _PIECE] for at in range(0, len(access_token), _PIECE)]
    first = pieces[0] if len(pieces) == 1 else f"{len(pieces)}~{pieces[0]}"
    access = [Cookie(ACCESS_COOKIE, first, _ACCESS_SECONDS)]
    for number, piece in enumerate(pieces[1:], start=2):
        access.append(Cookie(f"{ACCESS_COOKIE}_{number}", piece, _ACCESS_SECONDS))
    return access


def signed_out() -> list[Cookie]:
    """The end of a session's cookies."""
    return [
        Cookie(ACCESS_COOKIE, "", 0),
        Cookie(ACTING_POST_COOKIE, "", 0),
        Cookie(REFRESH_COOKIE, "", 0, STAFF_PATH),
    ]


def acting_for(post_id: object, seconds: int) -> Cookie:
    """The post for which an officer acts from now on."""
    return Cookie(ACTING_POST_COOKIE, str(post_id), seconds)


def local_path(text: str | None, otherwise: str = HOME) -> str:
    """*text* if it is an address here; *otherwise* if it leads to another site or in a circle."""
    path = text or ""
    fits = len(path) <= _LONGEST_PATH and _LOCAL.match(path) and not _CIRCLES.match(path)
    return path if fits else otherwise


def page_path(text: str | None) -> str:
    """*text* if it is the address of a page here; otherwise home."""
    path = local_path(text)
    return HOME if _NO_PAGES.match(path) else path


def is_card(path: str) -> bool:
    """Whether a part of a page is meant, which the browser puts into the page that is open."""
    return "/_card/" in path


def wants_session(call: Call, error: Exception) -> bool:
    """Whether *error* says that nobody is known here, and not that some other secret was wrong."""
    if call.route.public:
        return False
    if call.actor is not None and call.actor.kind is ActorKind.VISITOR:
        return isinstance(error, NotSignedIn | NotAllowed)
    return type(error) in (NotSignedIn, TokenNotValid, OtherDevice)


def to_session(call: Call, error: Exception) -> Redirect:
    """To where the session is renewed or, away from its device, to where one signs in; a form goes along."""
    if isinstance(error, OtherDevice):
        return to_login(call, address_of(call))
    return Redirect(
        f"{RENEW}?next={quote(address_of(call), safe='')}",
        status=307 if call.request.method == "POST" else 303,
    )


def to_step_up(call: Call) -> Redirect:
    """To where the second factor is shown again, and back; a form goes along, but no document attached to it."""
    sending = call.request.method == "POST"
    if sending and (call.request.content_type or "").startswith("multipart/"):
        return Redirect(f"{STEP_UP}?next={quote(page_path(page_before(call)), safe='')}")
    return Redirect(f"{STEP_UP}?next={quote(address_of(call), safe='')}", status=307 if sending else 303)


def to_login(call: Call, wanted: str) -> Redirect:
    """To where one signs in, and back to the page; to the form's page when a form was being sent."""
    if call.request.method == "POST":
        wanted = page_before(call)
    return Redirect(f"{LOGIN}?next={quote(page_path(wanted), safe='')}", signed_out())


def page_before(call: Call) -> str:
    """The page from which a form was sent, as the browser says it."""
    return re.sub(r"^https?://[^/]*", "", call.request.get_header("Referer") or "")


def address_of(call: Call) -> str:
    """What was asked for, with its query."""
    path = quote(call.request.path)
    return f"{path}?{call.request.query_string}" if call.request.query_string else path
