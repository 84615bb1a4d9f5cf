"""Portals registered as clients: by those who keep them, each for the own departments."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor, require
from services.auth import access
from services.auth.actions.charges import departments_of
from services.auth.actions.devices import close_portal, register_portal
from services.auth.actions.openid.keys import RSA_BITS
from services.auth.domain import ReferenceMissing
from services.auth.domain.openid import (
    AddressNotAllowed,
    Algorithm,
    Client,
    KeysNotReadable,
    Method,
    NoSuchClient,
    PortalClosed,
    PublicClientCallsNoApi,
    check_address,
)
from services.auth.domain.openid.sheet import RowRefused
from services.auth.store import openid as store
from services.auth.store.employees import find_departments_named

PAGE = 25
_FIRST = ("", UUID(int=0))
MOST_KEYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is registered of a portal as a client."""

    method: Method
    redirect_uris: Sequence[str]
    post_logout_uris: Sequence[str] = ()
    backchannel_uri: str | None = None
    public_keys: dict[str, Any] | None = None
    apis: Sequence[str] = ()
    algorithm: Algorithm = Algorithm.RS256


def departments_kept(tx: Transaction, actor: Actor) -> set[str] | None:
    """The departments whose portals the actor keeps; None for all."""
    return None if access.keeps_every_portal(actor) else departments_of(tx, actor)


def find_portals(tx: Transaction, actor: Actor, text: str, after: tuple[str, UUID] | None) -> dict[str, Any]:
    """One page of the portals that the actor keeps, by department, and where the next one begins."""
    kept = departments_kept(tx, actor)
    found = store.find_portals(
        tx, None if kept is None else sorted(kept), text.strip(), after or _FIRST, PAGE + 1
    )
    page = found[:PAGE]
    last = page[-1] if len(found) > PAGE else None
    return {"portals": page, "next": f"{last['department']}:{last['portal_id']}" if last else None}


def show_portal(tx: Transaction, actor: Actor, portal_id: UUID) -> dict[str, Any]:
    """A portal that the actor keeps, with what it is as a client; raises NoSuchClient for others."""
    portal = store.get_portal(tx, portal_id)
    require(access.may_keep_portal(actor, portal["department"], departments_of(tx, actor)))
    return {"portal": portal, "client": store.find_client(tx, portal_id)}


def open_portal(
    tx: Transaction,
    actor: Actor,
    department: str,
    names: tuple[str, str],
    origins: Sequence[str],
    *,
    loopback: bool,
) -> tuple[UUID, str]:
    """Register a portal of one of the actor's departments; its id and its key, shown this once."""
    require(access.may_keep_portals_of(actor, department, departments_of(tx, actor)))
    _check_all("origins", origins, loopback=loopback)
    return register_portal(tx, actor, department, names, list(origins))


def save_client(
    tx: Transaction, actor: Actor, portal_id: UUID, terms: Terms, *, loopback: bool = False
) -> str | None:
    """Register how officers sign in on a portal, or change it; a new secret is returned, shown this once."""
    portal = _open_portal(tx, actor, portal_id)
    _check(terms, loopback=loopback)
    before = store.find_client(tx, portal_id)
    secret, digest = None, before.secret_sha256 if before else None
    if terms.method is not Method.SECRET:
        digest = None
    elif digest is None:
        secret, digest = _new_secret()
    store.save_client(tx, _client(portal, terms, digest))
    tx.record(actor, "portal.client-saved", portal_id, method=terms.method, apis=sorted(terms.apis))
    return secret


def open_portals(
    tx: Transaction, actor: Actor, many: Sequence[dict[str, Any]], *, loopback: bool = False
) -> list[tuple[UUID, str | None]]:
    """Register many portals with what they are as clients, all or none; the ids and secrets in the same order.

    Raises RowRefused with the number of the first that cannot be registered, and why.
    """
    made = []
    for number, one in enumerate(many, start=1):
        try:
            made.append(_open_with_client(tx, actor, one, loopback=loopback))
        except Refused as refusal:
            row, why = one.get("number", number), refusal.sentence(actor.language)
            raise RowRefused(row=row, why=why) from None
    return made


def check_new(tx: Transaction, actor: Actor, one: dict[str, Any], *, loopback: bool) -> None:
    """Raise the refusal with which a portal of a table could not be registered; nothing is changed."""
    require(access.may_keep_portals_of(actor, one["department"], departments_of(tx, actor)))
    if one["department"] not in find_departments_named(tx, {one["department"]}):
        raise ReferenceMissing
    _check_all("origins", one["origins"], loopback=loopback)
    _check(Terms(**one["client"]), loopback=loopback)


def renew_secret(tx: Transaction, actor: Actor, portal_id: UUID) -> str:
    """Give a portal another secret, shown this once; the one before opens nothing from now on."""
    _open_portal(tx, actor, portal_id)
    secret, digest = _new_secret()
    if not store.save_secret(tx, portal_id, digest):
        raise NoSuchClient
    tx.record(actor, "portal.secret-renewed", portal_id)
    return secret


def close(tx: Transaction, actor: Actor, portal_id: UUID) -> None:
    """Close a portal: its key, its secret and what officers' sign-ins on it gave it open nothing any more."""
    _open_portal(tx, actor, portal_id)
    store.end_grants_of_portal(tx, portal_id)
    close_portal(tx, actor, portal_id)


def _open_with_client(
    tx: Transaction, actor: Actor, one: dict[str, Any], *, loopback: bool
) -> tuple[UUID, str | None]:
    names = (one["name_en"], one["name_hi"])
    portal_id, _key = open_portal(tx, actor, one["department"], names, one["origins"], loopback=loopback)
    return portal_id, save_client(tx, actor, portal_id, Terms(**one["client"]), loopback=loopback)


def _open_portal(tx: Transaction, actor: Actor, portal_id: UUID) -> dict[str, Any]:
    portal = store.get_portal_for_update(tx, portal_id)
    require(access.may_keep_portal(actor, portal["department"], departments_of(tx, actor)))
    if portal["state"] != "ACTIVE":
        raise PortalClosed
    return portal


def _new_secret() -> tuple[str, str]:
    secret = f"kss_{secrets.token_urlsafe(32)}"
    return secret, sha256(secret.encode()).hexdigest()


def _client(portal: dict[str, Any], terms: Terms, digest: str | None) -> Client:
    return Client(
        portal_id=portal["portal_id"],
        department=portal["department"],
        origins=tuple(portal["origins"]),
        method=terms.method,
        secret_sha256=digest,
        keys=terms.public_keys if terms.method is Method.KEY else None,
        redirect_uris=tuple(terms.redirect_uris),
        post_logout_uris=tuple(terms.post_logout_uris),
        backchannel_uri=terms.backchannel_uri or None,
        apis=tuple(sorted(set(terms.apis))),
        algorithm=terms.algorithm,
    )


def _check(terms: Terms, *, loopback: bool) -> None:
    _check_all("redirect_uris", terms.redirect_uris, loopback=loopback)
    _check_all("post_logout_uris", terms.post_logout_uris, loopback=loopback)
    _check_all("backchannel_uri", [terms.backchannel_uri] if terms.backchannel_uri else [], loopback=loopback)
    if terms.method is Method.NONE and terms.apis:
        raise PublicClientCallsNoApi(fields={"apis": [PublicClientCallsNoApi.text]})
    if terms.method is Method.KEY and not _are_public_keys(terms.public_keys):
        raise KeysNotReadable(fields={"public_keys": [KeysNotReadable.text]})


def _check_all(field: str, addresses: Sequence[str], *, loopback: bool) -> None:
    for address in addresses:
        try:
            check_address(address, loopback=loopback)
        except AddressNotAllowed:
            raise AddressNotAllowed(fields={field: [AddressNotAllowed.text]}) from None


def _are_public_keys(given: dict[str, Any] | None) -> bool:
    listed = (given or {}).get("keys")
    # Not even looked into: a secret that somebody pasted here.
    if not isinstance(listed, list) or any(_kind(each) not in ("RSA", "EC") for each in listed):
        return False
    try:
        found = KeySet.import_key_set(given or {}).keys  # type: ignore[arg-type]  # that is what is tried here
    except (JoseError, ValueError, TypeError, LookupError, AttributeError):
        return False
    return 0 < len(found) <= MOST_KEYS and all(_is_fit(key) for key in found)


def _kind(key: Any) -> Any:
    return key.get("kty") if isinstance(key, dict) else None


def _is_fit(key: Any) -> bool:
    if key.is_private:
        return False
    if isinstance(key, RSAKey):
        return int(key.public_key.key_size) >= RSA_BITS
    return isinstance(key, ECKey) and key.curve_name == "P-256"
