"""What is refused when officers sign in on portals, and when portals are registered."""

from collections.abc import Mapping
from typing import ClassVar

from kernel.errors import Conflict, Invalid, NotFound, Refused
from kernel.languages import _


class RequestNotTrusted(Refused):
    """Nobody is led to an address that its portal did not register."""

    text = _(
        "This request to sign in does not come from a registered portal, or it would lead to an address that the "
        "portal did not register. Nothing was changed and you were led nowhere. Tell the keeper of that portal."
    )


class RequestOver(Refused):
    """A request to sign in waits for a quarter of an hour."""

    text = _("This request to sign in is over. Go back to the portal and sign in there once more.")


class ProtocolRefused(Refused):
    """A portal's program sent what the protocol refuses; `error` is the code of its RFC."""

    error: ClassVar[str] = "invalid_request"
    text = _("This request does not fit the protocol: %(why)s.")

    def __init__(
        self, why: str = "the request is malformed", *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(why=why)
        self.headers = dict(headers or {})


class InvalidRequest(ProtocolRefused):
    """RFC 6749 5.2: something is missing, is there twice, or has the wrong shape."""


class InvalidClient(ProtocolRefused):
    """RFC 6749 5.2: the portal did not prove who it is."""

    status = 401
    error = "invalid_client"


class InvalidGrant(ProtocolRefused):
    """RFC 6749 5.2: a code or refresh token is unknown, over, used, or another portal's."""

    error = "invalid_grant"


class UnauthorizedClient(ProtocolRefused):
    """RFC 6749 5.2: this portal may not use this way."""

    error = "unauthorized_client"


class UnsupportedGrantType(ProtocolRefused):
    """RFC 6749 5.2: there is no such way."""

    error = "unsupported_grant_type"


class InvalidScope(ProtocolRefused):
    """RFC 6749 5.2: more was asked than this portal may have."""

    error = "invalid_scope"


class InvalidToken(ProtocolRefused):
    """RFC 6750 3.1: the access token opens nothing, or nothing any more."""

    status = 401
    error = "invalid_token"


class OriginNotRegistered(ProtocolRefused):
    """A program in a browser speaks for a portal only from that portal's own pages."""

    status = 403
    error = "unauthorized_client"


class AddressNotAllowed(Invalid):
    """An address of a portal is whole and cannot be read in two ways."""

    text = _(
        "Write whole addresses that begin with https://, without # and without *, one in each line: "
        "they are compared letter by letter."
    )


class KeysNotReadable(Invalid):
    """A portal that proves itself by a key registers the public half."""

    text = _("Paste the public keys as a JWK set: RSA of at least 2048 bits or P-256, without private parts.")


class PublicClientCallsNoApi(Invalid):
    """Who can keep no secret calls nothing in the portal's name."""

    text = _(
        "A portal that runs in the browser alone can keep no secret, so it gets no access to interfaces."
    )


class NoSuchClient(NotFound):
    """The portal is unknown, another department's, or no sign-in was registered for it."""

    text = _("There is no such portal in your department, or nobody can sign in on it yet.")


class PortalClosed(Conflict):
    """A closed portal stays closed."""

    text = _("This portal is closed. Register it anew if it is to open again.")
