"""The provider's side that programs of portals speak with; what officers' browsers see is in `pages`."""

from typing import Any

from kernel.database import Transaction
from kernel.edge.http import Call, Exchange, Told
from kernel.edge.http.exchange import AnyForm
from kernel.identity import Actor
from services.auth.actions import openid
from services.auth.domain.openid import (
    APIS,
    AUTHORIZE,
    LARGEST_REQUEST,
    LEAVE,
    METHODS,
    SCOPES,
    Algorithm,
    InvalidRequest,
)

DAY = {"Cache-Control": "public, max-age=3600", "Pragma": ""}


def _allows(call: Call, origin: str) -> bool:
    with call.context.database.transaction(reading=True) as tx:
        return openid.is_origin_known(tx, origin)


exchange = Exchange("auth", _allows)


@exchange.get("/.well-known/openid-configuration", public=True)
def configuration(call: Call) -> Told:
    """What this provider offers, and where."""
    return Told(_configuration(_provider(call).issuer), headers=DAY)


@exchange.get("/openid/jwks", public=True)
def jwks(tx: Transaction) -> Told:
    """The public keys by which ID tokens are checked, the next ones among them."""
    return Told(openid.published_keys(tx), headers=DAY)


@exchange.post("/openid/token", takes=AnyForm, public=True)
def token(call: Call, actor: Actor) -> Told:
    """Tokens for a code, for a refresh token, or in the portal's own name."""
    reply = openid.take_tokens(_provider(call), actor, _asked(call), call.request.get_header("Origin"))
    return Told(reply.body, reply.status, reply.headers)


@exchange.post("/openid/revoke", takes=AnyForm, public=True)
def revoke(call: Call, actor: Actor) -> Told:
    """Give a token back; an unknown one is given back already."""
    openid.give_back(_provider(call), actor, _asked(call))
    return Told({})


@exchange.get("/openid/userinfo", public=True)
@exchange.post("/openid/userinfo", public=True)
def userinfo(tx: Transaction, call: Call) -> Told:
    """Who signed in: the public identity, and what the scope and the zone add to it."""
    scheme, _, access_token = (call.request.get_header("Authorization") or "").partition(" ")
    return Told(openid.userinfo(tx, access_token.strip() if scheme.lower() == "bearer" else ""))


@exchange.options("/.well-known/openid-configuration", public=True)
@exchange.options("/openid/jwks", public=True)
@exchange.options("/openid/token", public=True)
@exchange.options("/openid/revoke", public=True)
@exchange.options("/openid/userinfo", public=True)
def before_asking() -> Told:
    """What a browser asks for a page of another origin."""
    return Told(None, 204)


def _provider(call: Call) -> openid.Provider:
    return openid.provider_of(call.context, str(call.request.forwarded_prefix))


def _asked(call: Call) -> openid.Asked:
    if (call.request.content_length or 0) > LARGEST_REQUEST:
        raise InvalidRequest("the request is longer than 8 kB")
    headers = {"Authorization": call.request.get_header("Authorization") or ""}
    return openid.Asked("POST", call.typed, headers)


def _configuration(issuer: str) -> dict[str, Any]:
    ways = [each for methods in METHODS.values() for each in methods]
    algorithms = [algorithm.value for algorithm in Algorithm]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}{AUTHORIZE}",
        "token_endpoint": f"{issuer}/openid/token",
        "userinfo_endpoint": f"{issuer}/openid/userinfo",
        "jwks_uri": f"{issuer}/openid/jwks",
        "revocation_endpoint": f"{issuer}/openid/revoke",
        "end_session_endpoint": f"{issuer}{LEAVE}",
        "scopes_supported": [*SCOPES, *APIS],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": ways,
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "revocation_endpoint_auth_methods_supported": ways,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login"],
        "claims_supported": [
            "sub",
            "sid",
            "auth_time",
            "acr",
            "amr",
            "name",
            "locale",
            "staff_uid",
            "charges",
        ],
        "ui_locales_supported": ["hi", "en"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
