"""The OpenID Connect provider for departments' portals: Authlib's rules on our rows, one transaction per act."""

from services.auth.actions.openid.authorizing import Way, ask, go_on
from services.auth.actions.openid.bringing import Brought, bring_portals
from services.auth.actions.openid.clients import (
    Terms,
    close,
    departments_kept,
    find_portals,
    open_portal,
    open_portals,
    renew_secret,
    save_client,
    show_portal,
)
from services.auth.actions.openid.ending import Left, Notice, claim_logouts, end_over, leave, settle_logout
from services.auth.actions.openid.exchanging import (
    give_back,
    is_origin_known,
    take_tokens,
    userinfo,
)
from services.auth.actions.openid.keys import keep_keys, published_keys
from services.auth.actions.openid.server import Asked, Provider, Reply, provider_of

__all__ = [
    "Asked",
    "Brought",
    "Left",
    "Notice",
    "Provider",
    "Reply",
    "Terms",
    "Way",
    "ask",
    "bring_portals",
    "claim_logouts",
    "close",
    "departments_kept",
    "end_over",
    "find_portals",
    "give_back",
    "go_on",
    "is_origin_known",
    "keep_keys",
    "leave",
    "open_portal",
    "open_portals",
    "provider_of",
    "published_keys",
    "renew_secret",
    "save_client",
    "settle_logout",
    "show_portal",
    "take_tokens",
    "userinfo",
]
