"""Who is calling: staff by token, portals by key, a citizen by a signed cookie, else a visitor."""

import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

import falcon

from kernel import clock, directory, signing
from kernel.database import Transaction
from kernel.edge.http.call import Call, uuid_of
from kernel.errors import NotSignedIn
from kernel.identity import Actor, ActorKind
from kernel.tokens import (
    Circumstances,
    Claims,
    PostNotHeld,
    TokenNotValid,
    actor_from,
    is_of_portal,
    normal_serial,
    token_in_cookies,
)

REFRESH_COOKIE = "refresh"
ACTING_POST_COOKIE = "acting_post"
CITIZEN_COOKIE = "case"
CITIZEN_PURPOSE = "citizen-case"
MOBILE_COOKIE = "citizen"
MOBILE_HEADER = "X-Citizen"
MOBILE_PURPOSE = "citizen-mobile"
_PORTALS_KNOWN_SECONDS = 3.0
# A portal shows another token every few minutes, so of old ones there would be more and more.
_MOST_PORTALS_KNOWN = 2000

_Find = Callable[[Call, Transaction, str], directory.Portal | None]

_portals: dict[str, tuple[float, directory.Portal]] = {}


class Caller:
    """The actor of a call and, for staff, the claims that are checked against revocations."""

    def __init__(self, actor: Actor, claims: Claims | None = None) -> None:
        self.actor = actor
        self._claims = claims

    def confirm(self, tx: Transaction) -> None:
        """Raise NotSignedIn when the session or the person was cut off after the token was issued."""
        claims = self._claims
        if claims and directory.is_revoked(tx, claims.session_id, claims.person_id, claims.issued_at):
            raise TokenNotValid


def identify(call: Call) -> Caller:
    """Find out who calls; raises NotSignedIn for a token or key that is not valid.

    An officer's cookie counts on pages for officers only: never for the JSON api, where a foreign page
    could make a browser send it, and never on public pages, where an officer reads as anybody does.
    """
    caller = _caller(call)
    call.actor = caller.actor
    return caller


def names_post_in_form(call: Call, caller: Caller) -> bool:
    """Whether the form may say for which post the caller acts, so that it must be read first."""
    return not call.router.is_api and call.route.method == "POST" and caller.actor.kind is ActorKind.STAFF


def cookie_of(request: falcon.Request, name: str) -> str:
    """The value of a cookie, '' without one; of several the first."""
    value: str = next(iter(request.get_cookie_values(name) or ()), "")
    return value


def _caller(call: Call) -> Caller:
    request = call.request
    if call.router.is_foreign:
        # Such credentials are for the handler, which knows the protocol.
        return Caller(_visitor(call))
    authorization = request.get_header("Authorization")
    if authorization:
        return _bearer(call, authorization)
    if key := request.get_header("X-Portal-Key"):
        return Caller(_portal(call, key, _portal_by_key))
    if not call.router.is_api and not call.route.public:
        token = token_in_cookies(partial(cookie_of, request))
        return _staff(call, token) if token else Caller(_visitor(call))
    return Caller(_citizen(call))


def _bearer(call: Call, authorization: str) -> Caller:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise TokenNotValid
    token = token.strip()
    return Caller(_portal(call, token, _portal_by_token)) if is_of_portal(token) else _staff(call, token)


def _staff(call: Call, token: str) -> Caller:
    claims = call.context.verifier.claims_of(token)
    around = Circumstances(
        zone=call.zone,
        device_id=call.request.get_header("X-Device") or "",
        acting_post=call.acting_post if call.router.is_api else _post_of_page(call, claims),
        language=call.language,
        source=call.source,
    )
    return Caller(actor_from(claims, around), claims)


def _post_of_page(call: Call, claims: Claims) -> UUID | None:
    # What the page says is meant and must be held; what the browser remembers may be over by now.
    if named := call.typed.get("post") or call.request.get_param("post"):
        post = uuid_of(str(named))
        if post is None:
            raise PostNotHeld
        return post
    remembered = uuid_of(cookie_of(call.request, ACTING_POST_COOKIE))
    held = {charge.post_id for charge in claims.live_charges(clock.local_date(clock.now()))}
    return call.acting_post or (remembered if remembered in held else None)


def _portal(call: Call, shown: str, find: _Find) -> Actor:
    portal = _known_portal(call, shown, find)
    return Actor(
        kind=ActorKind.PORTAL,
        zone=call.zone,
        portal_id=portal.portal_id,
        portal_department=portal.department,
        language=call.language,
        source=call.source,
    )


def _known_portal(call: Call, shown: str, find: _Find) -> directory.Portal:
    known = _portals.get(shown)
    if known and known[0] > time.monotonic():
        return known[1]
    with call.context.database.transaction(reading=True) as tx:
        portal = find(call, tx, shown)
    if portal is None:
        _portals.pop(shown, None)
        raise NotSignedIn
    if len(_portals) >= _MOST_PORTALS_KNOWN:
        _portals.clear()
    _portals[shown] = (time.monotonic() + _PORTALS_KNOWN_SECONDS, portal)
    return portal


def _portal_by_key(_call: Call, tx: Transaction, key: str) -> directory.Portal | None:
    return directory.portal_by_key(tx, key)


def _portal_by_token(call: Call, tx: Transaction, token: str) -> directory.Portal | None:
    portal = directory.find_portal(tx, call.context.verifier.portal_of(token, call.context.service))
    return portal if portal and portal.is_open else None


def _citizen(call: Call) -> Actor:
    case_id = uuid_of(
        _signed(call, CITIZEN_PURPOSE, cookie_of(call.request, CITIZEN_COOKIE)).get("case_id", "")
    )
    session = call.request.get_header(MOBILE_HEADER) or cookie_of(call.request, MOBILE_COOKIE)
    mobile = _signed(call, MOBILE_PURPOSE, session).get("mobile")
    if case_id is None and mobile is None:
        return _visitor(call)
    return Actor(
        kind=ActorKind.CITIZEN,
        zone=call.zone,
        case_id=case_id,
        mobile=mobile,
        language=call.language,
        source=call.source,
    )


def _signed(call: Call, purpose: str, text: str) -> dict[str, str]:
    try:
        return signing.read(call.context.form_key, purpose, text) if text else {}
    except signing.SignatureInvalidError:
        return {}


def _visitor(call: Call) -> Actor:
    return Actor(
        kind=ActorKind.VISITOR,
        zone=call.zone,
        device_id=normal_serial(call.request.get_header("X-Device") or "") or None,
        language=call.language,
        source=call.source,
    )
