"""Who is calling: staff by token, portals by key, a citizen by a signed cookie, else a visitor."""

import time
from uuid import UUID

from kernel import directory, signing
from kernel.database import Transaction
from kernel.edge.http.call import Call
from kernel.errors import NotSignedIn
from kernel.identity import Actor, ActorKind
from kernel.tokens import Circumstances, Claims, TokenNotValid, actor_from, normal_serial

CITIZEN_COOKIE = "case"
CITIZEN_PURPOSE = "citizen-case"
_PORTALS_KNOWN_SECONDS = 3.0

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
    """Find out who calls; raises NotSignedIn for a token or key that is not valid."""
    request = call.request
    authorization = request.get_header("Authorization")
    if authorization:
        return _staff(call, authorization)
    if key := request.get_header("X-Portal-Key"):
        return Caller(_portal(call, key))
    if cookie := next(iter(request.get_cookie_values(CITIZEN_COOKIE) or ()), None):
        return Caller(_citizen(call, cookie))
    return Caller(_visitor(call))


def _staff(call: Call, authorization: str) -> Caller:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise TokenNotValid
    claims = call.context.verifier.claims_of(token.strip())
    around = Circumstances(
        zone=call.zone,
        device_id=call.request.get_header("X-Device") or "",
        acting_post=call.acting_post,
        language=call.language,
        source=call.source,
    )
    return Caller(actor_from(claims, around), claims)


def _portal(call: Call, key: str) -> Actor:
    portal = _known_portal(call, key)
    return Actor(
        kind=ActorKind.PORTAL,
        zone=call.zone,
        portal_id=portal.portal_id,
        portal_department=portal.department,
        language=call.language,
        source=call.source,
    )


def _known_portal(call: Call, key: str) -> directory.Portal:
    known = _portals.get(key)
    if known and known[0] > time.monotonic():
        return known[1]
    with call.context.database.transaction(reading=True) as tx:
        portal = directory.portal_by_key(tx, key)
    if portal is None:
        _portals.pop(key, None)
        raise NotSignedIn
    _portals[key] = (time.monotonic() + _PORTALS_KNOWN_SECONDS, portal)
    return portal


def _citizen(call: Call, cookie: str) -> Actor:
    try:
        facts = signing.read(call.context.form_key, CITIZEN_PURPOSE, cookie)
        case_id = UUID(facts["case_id"])
    except (signing.SignatureInvalidError, KeyError, ValueError):
        return _visitor(call)
    return Actor(
        kind=ActorKind.CITIZEN, zone=call.zone, case_id=case_id, language=call.language, source=call.source
    )


def _visitor(call: Call) -> Actor:
    return Actor(
        kind=ActorKind.VISITOR,
        zone=call.zone,
        device_id=normal_serial(call.request.get_header("X-Device") or "") or None,
        language=call.language,
        source=call.source,
    )
