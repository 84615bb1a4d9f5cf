"""What a portal's program asks: tokens, who signed in, tokens given back."""

from typing import Any

from authlib.oauth2 import OAuth2Error

from kernel import allowance, clock
from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor, Zone
from services.auth import store as people
from services.auth.actions.openid.grants import WAYS, ready
from services.auth.actions.openid.server import Asked, Provider, Reply, Server, refusal_of
from services.auth.actions.sign_in import digest_of
from services.auth.domain.openid import (
    Client,
    InvalidClient,
    InvalidRequest,
    InvalidToken,
    ProtocolRefused,
    TokenKind,
)
from services.auth.store import openid as store

# A portal's server asks for all its officers from one address; who guesses secrets does so, too.
TRIES, TRIES_SECONDS = 6000, 300
BEARER = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def take_tokens(provider: Provider, actor: Actor, asked: Asked, origin: str | None) -> Reply:
    """Tokens for a code, a refresh token, or in the portal's own name; raises ProtocolRefused.

    What was stolen ends although this is refused, therefore it opens its own transaction.
    """
    with provider.database.transaction() as tx:
        allowance.spend(tx, f"openid-token:{actor.source}", TRIES, TRIES_SECONDS)
        server = ready(Server(tx, provider, actor, origin))
        outcome = _guarded(server, asked)
        if isinstance(outcome, ProtocolRefused):
            tx.record(actor, "openid.refused", _named(asked), error=outcome.error)
    if isinstance(outcome, ProtocolRefused):
        raise outcome
    return outcome


def give_back(provider: Provider, actor: Actor, asked: Asked) -> None:
    """End a token (RFC 7009): with a refresh token the whole sign-in ends there. Unknown ones are ended already."""
    with provider.database.transaction() as tx:
        server = Server(tx, provider, actor)
        try:
            client: Client = server.authenticate_client(asked, WAYS, "revocation")
        except (OAuth2Error, ValueError) as error:
            refusal: Refused | None = _client_refused(error)
        else:
            refusal = _end(server, client, asked)
        if isinstance(refusal, ProtocolRefused):
            tx.record(actor, "openid.refused", _named(asked), error=refusal.error)
    if refusal is not None:
        raise refusal


def userinfo(tx: Transaction, access_token: str) -> dict[str, Any]:
    """Who signed in, as far as the scope and the zone of the sign-in allow; raises InvalidToken."""
    row = store.find_grant_of_access(tx, digest_of(access_token)) if access_token else None
    if row is None:
        raise InvalidToken("the access token opens nothing", headers=BEARER)
    person = people.find_person(tx, row["person_id"])
    scopes, is_near = row["scope"].split(), Zone(row["zone"]).level >= Zone.VPN.level
    told: dict[str, Any] = {"sub": str(row["person_id"])}
    if "profile" in scopes:
        told |= {"name": person["name_en"], "name#hi": person["name_hi"], "locale": person["language"]}
        told |= {"staff_uid": person["staff_uid"]} if is_near else {}
    if "charges" in scopes:
        charges = store.find_charges(tx, row["person_id"], clock.local_date(tx.now))
        told["charges"] = [_charge(each, is_near=is_near) for each in charges]
    return told


def is_origin_known(tx: Transaction, origin: str) -> bool:
    """Whether a program in a browser may ask from pages of this origin."""
    return store.is_origin_known(tx, origin)


def _guarded(server: Server, asked: Asked) -> Reply | ProtocolRefused:
    try:
        outcome: Reply | ProtocolRefused = server.create_token_response(asked)
    except ProtocolRefused as refusal:
        return refusal
    except ValueError:
        # Strange signs in a header, or in what a refusal would have repeated.
        return InvalidRequest()
    return outcome


def _end(server: Server, client: Client, asked: Asked) -> ProtocolRefused | None:
    token = asked.form.get("token")
    if not token:
        return InvalidRequest("'token' is missing")
    digest = digest_of(token)
    for kind in TokenKind:
        found = store.find_grant_of_token(server.tx, digest, kind)
        if found is None or not found[0].check_client(client):
            continue
        if kind is TokenKind.ACCESS:
            store.end_token(server.tx, digest)
        else:
            store.end_grant(server.tx, found[0].grant_id)
        server.tx.record(server.actor, "openid.token-given-back", found[0].grant_id, kind=kind)
    return None


def _client_refused(error: Exception) -> ProtocolRefused:
    return refusal_of(error) if isinstance(error, OAuth2Error) else InvalidClient("the client is unknown")


def _named(asked: Asked) -> str:
    client = asked.client
    return client.get_client_id() if isinstance(client, Client) else "-"


def _charge(row: dict[str, Any], *, is_near: bool) -> dict[str, Any]:
    # Designations are public; by what right somebody holds a post is told on our own networks only.
    public = {"department": row["department"], "post": row["name_en"], "post#hi": row["name_hi"]}
    return {**public, "code": row["code"], "kind": row["kind"]} if is_near else public
