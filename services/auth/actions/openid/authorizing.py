"""An officer signs in on a portal: what was asked is checked, the session is looked at, a code is given."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error

from kernel import allowance, clock
from kernel.database import Transaction
from kernel.identity import Actor, ActorKind
from services.auth.actions.openid.grants import ready, wanted_of
from services.auth.actions.openid.server import Asked, Provider, Reply, Server
from services.auth.domain import Session
from services.auth.domain.openid import LARGEST_REQUEST, RequestNotTrusted, RequestOver
from services.auth.store import openid as store

REQUESTS, REQUEST_SECONDS = 3000, 300


@dataclass(frozen=True, slots=True)
class Way:
    """Where the browser goes next: to an address of the portal, or to sign in for the waiting request."""

    address: str = ""
    waits_as: UUID | None = None


def ask(provider: Provider, actor: Actor, asked: dict[str, str], session: Session | None) -> Way:
    """Answer a request to sign in, or let it wait while the officer signs in here.

    Raises RequestNotTrusted where the browser can be led nowhere.
    """
    if sum(len(name) + len(value) for name, value in asked.items()) > LARGEST_REQUEST:
        raise RequestNotTrusted
    return _decide(provider, actor, asked, session, None)


def go_on(provider: Provider, actor: Actor, request_id: UUID, session: Session | None) -> tuple[Way, str]:
    """Answer a request that waited, and the portal's origin for a page that says where one is led.

    Raises RequestOver when it waited too long or was answered already.
    """
    with provider.database.transaction(reading=True) as tx:
        row = store.find_request(tx, request_id)
    if row is None:
        raise RequestOver
    way = _decide(provider, actor, row["asked"], session, (request_id, row["asked_at"]))
    return way, row["asked"].get("redirect_uri", "")


def _decide(
    provider: Provider,
    actor: Actor,
    asked: dict[str, str],
    session: Session | None,
    waiting: tuple[UUID, Any] | None,
) -> Way:
    if session is not None:
        actor = replace(
            actor, kind=ActorKind.STAFF, person_id=session.person_id, session_id=session.session_id
        )
    with provider.database.transaction() as tx:
        server = ready(Server(tx, provider, actor))
        request = Asked("GET", {**asked, "response_type": _plain(asked.get("response_type", ""))})
        try:
            address, error = _answer(server, request, session, waiting)
        except OAuth2Error as refusal:
            address, error = _with_error(refusal), refusal.error
        if waiting and address:
            _answered(tx, waiting[0])
        if error:
            client_id = asked.get("client_id", "")[:36] if address else "-"
            tx.record(actor, "openid.refused", client_id, error=error)
        way = Way(_from_us(provider, address)) if address else None
        if way is None and not error:
            way = Way(waits_as=waiting[0] if waiting else _waits(tx, actor, asked))
    if way is None:
        raise RequestNotTrusted
    return way


def _answer(
    server: Server, request: Asked, session: Session | None, waiting: tuple[UUID, Any] | None
) -> tuple[str, str]:
    now = server.tx.now
    wanted = wanted_of(request.payload.data, waiting[1] if waiting else now)
    fresh = session if session and wanted.is_met(session.second_factor_at, now) else None
    grant = server.get_consent_grant(request, fresh)
    if fresh is None:
        return "", ""
    reply = server.create_authorization_response(request, fresh, grant=grant)
    if not isinstance(reply, Reply):  # The portal was closed at this very moment.
        raise RequestNotTrusted
    return reply.headers["Location"], ""


def _with_error(error: OAuth2Error) -> str:
    # Only an address that was compared with the registered ones is led to.
    if not error.redirect_uri:
        return ""
    _status, _body, headers = error()
    return str(dict(headers)["Location"])


def _from_us(provider: Provider, address: str) -> str:
    # Who speaks with several providers sees from which of them this came (RFC 9207).
    return str(add_params_to_uri(address, [("iss", provider.issuer)]))


def _plain(response_type: str) -> str:
    # Authlib repeats it in its refusal, in which not every character may stand.
    return response_type if response_type.replace(" ", "").replace("_", "").isalnum() else "unknown"


def _waits(tx: Transaction, actor: Actor, asked: dict[str, str]) -> UUID:
    allowance.spend(tx, f"openid-request:{actor.source}", REQUESTS, REQUEST_SECONDS)
    request_id = clock.new_id()
    store.add_request(tx, request_id, asked)
    return request_id


def _answered(tx: Transaction, request_id: UUID) -> None:
    if not store.forget_request(tx, request_id):
        raise RequestOver
