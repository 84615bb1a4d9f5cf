"""Access tokens checked offline: five-minute Ed25519 JWTs that carry a person's charges."""

from kernel.tokens.callers import ACCESS_COOKIE, Circumstances, actor_from, normal_serial, token_in_cookies
from kernel.tokens.claims import (
    AUDIENCE,
    ISSUER,
    LIFETIME_SECONDS,
    Claims,
    OtherDevice,
    PostNotHeld,
    TokenNotValid,
)
from kernel.tokens.signatures import ALGORITHM
from kernel.tokens.verifier import PORTAL_TYPE, TYPE, Verifier, is_of_portal, portal_token

__all__ = [
    "ACCESS_COOKIE",
    "ALGORITHM",
    "AUDIENCE",
    "ISSUER",
    "LIFETIME_SECONDS",
    "PORTAL_TYPE",
    "TYPE",
    "Circumstances",
    "Claims",
    "OtherDevice",
    "PostNotHeld",
    "TokenNotValid",
    "Verifier",
    "actor_from",
    "is_of_portal",
    "normal_serial",
    "portal_token",
    "token_in_cookies",
]
