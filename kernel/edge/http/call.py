"""One request on its way: what the gateway says of it, and what its route declares."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import falcon

from kernel import clock
from kernel.edge.context import Context
from kernel.edge.http.routes import Route, Router
from kernel.identity import Actor, Zone
from kernel.languages import LANGUAGES, best_language

LANGUAGE_COOKIE = "language"


@dataclass
class Call:
    """A request, its route and the process's context."""

    request: falcon.Request
    router: Router
    route: Route
    context: Context
    path_parameters: dict[str, Any]
    correlation_id: UUID = field(init=False)
    language: str = field(init=False)
    typed: dict[str, Any] = field(default_factory=dict, init=False)
    actor: Actor | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if not self.route.cookies:
            # A page that stands in somebody else's page is nobody's: not a citizen's, not an officer's.
            self.request.env.pop("HTTP_COOKIE", None)
        self.correlation_id = uuid_of(self.request.get_header("X-Request-Id")) or clock.new_id()
        self.language = language_of(self.request)

    @property
    def zone(self) -> Zone:
        """The gateway's word; without it the request counts as from the open internet."""
        name = self.request.get_header("X-Zone") or ""
        return Zone(name) if name in Zone.__members__ else Zone.INTERNET

    @property
    def source(self) -> str:
        """The address from which the gateway took the request."""
        return (self.request.get_header("X-Forwarded-For") or "").split(",")[0].strip()

    @property
    def acting_post(self) -> UUID | None:
        """The post that the caller names as acting."""
        return uuid_of(self.request.get_header("X-Acting-Post"))


def language_of(request: falcon.Request) -> str:
    """The reader's language: asked for in the address, kept in a cookie, or accepted by the browser."""
    asked = request.get_param("lang") or next(iter(request.get_cookie_values(LANGUAGE_COOKIE) or ()), None)
    return asked if asked in LANGUAGES else best_language(request.get_header("Accept-Language"))


def uuid_of(text: str | None) -> UUID | None:
    """The id that *text* spells, if it is one."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
