"""The declaration of routes, which tests and documents read as well as the server."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import falcon
from marshmallow import Schema

from kernel.errors import NotAllowed, Refused
from kernel.identity import ALLOWED, Actor, Decision, Policy, refused
from kernel.languages import _

Handler = Callable[..., Any]

_CONVERTER = re.compile(r":[a-z]+(?:\([^)]*\))?}")


# A right whose name ends so is about the caller himself, whatever post he acts for.
_ABOUT_ONESELF = (".own", "-own")


class ChargeReadsOnly(NotAllowed):
    """Who was lent a post for reading does nothing for it."""

    text = _(
        "You hold this post for reading only. Act for a post of your own, or ask its officer to do this."
    )


class RouteUndeclaredError(TypeError):
    """A route says neither who may nor that anybody may."""


@cache
def shape(schema: type[Schema]) -> Schema:
    """The one instance of a *schema*: it keeps nothing between calls, and making it costs more than using it."""
    return schema()


@dataclass(frozen=True)
class Route:
    """One method on one path."""

    method: str
    path: str
    handler: Handler
    takes: type[Schema] | None = None
    query: type[Schema] | None = None
    gives: type[Schema] | None = None
    may: str = ""
    public: bool = False
    uploads: bool = False
    status: int = 200
    reading: bool = False
    form: Handler | None = None
    cookies: bool = True
    again_after: tuple[type[Refused], ...] = ()
    fragment: bool = False
    signed_out: str = ""
    tokenless: bool = False
    fresh: bool = False

    @property
    def name(self) -> str:
        """Method and path without converters, as documents and metrics show it."""
        return f"{self.method} {_CONVERTER.sub('}', self.path)}"

    @property
    def wants(self) -> tuple[str, ...]:
        """The names of the handler's parameters."""
        return tuple(inspect.signature(self.handler).parameters)


class Router:
    """The routes of one room of a service."""

    is_api = True
    # Whether callers prove themselves as another protocol has it, and send forms as that has them.
    is_foreign = False

    def __init__(self, service: str, policy: Policy | None = None) -> None:
        self.service = service
        self.policy = policy or {}
        self.routes: list[Route] = []

    def get(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a reading route."""
        return self._declare("GET", path, {"reading": True, **declared})

    def post(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare an act."""
        return self._declare("POST", path, declared)

    def put(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare the replacement of something."""
        return self._declare("PUT", path, declared)

    def delete(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare the end of something."""
        return self._declare("DELETE", path, declared)

    def decide(self, route: Route, actor: Actor) -> Decision:
        """Whether *actor* may use *route* at all; without a rule nobody may."""
        if route.public:
            return ALLOWED
        rule = self.policy.get(route.may)
        if rule is None:
            return refused()
        reads_only = actor.charge is not None and actor.charge.reads_only
        if reads_only and route.method != "GET" and not route.may.endswith(_ABOUT_ONESELF):
            return refused(ChargeReadsOnly())
        return rule(actor)

    def admit(self, call: Any) -> None:
        """Look at what was sent before anything is done; a room of forms wants its token here."""

    def key_of(self, request: falcon.Request, fields: dict[str, Any]) -> str | None:
        """The key under which a repeated act is known, if it has one."""
        raise NotImplementedError

    def again(self, call: Any, status: int, text: str) -> Any:
        """The result that an earlier, identical request got."""
        raise NotImplementedError

    def is_routine(self, _call: Any, _error: Exception) -> bool:
        """Whether *error* is a step on a usual way, and no refusal that operators count."""
        return False

    def send_error(self, call: Any, response: falcon.Response, error: Exception) -> None:
        """Write a refusal, or our own fault, in the form of this room."""
        raise NotImplementedError

    def _declare(self, method: str, path: str, declared: dict[str, Any]) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            route = Route(method, path, handler, **declared)
            if route.public == bool(route.may):
                raise RouteUndeclaredError(f"{route.name} needs may=... or public=True, and not both")
            if route.fresh and route.uploads and not self._asks_first(route):
                raise RouteUndeclaredError(f"{route.name} takes files: its form=... wants fresh=True, too")
            self.routes.append(route)
            return handler

        return keep

    def _asks_first(self, route: Route) -> bool:
        """Whether the page of a form asks for the second factor; a program keeps its files and sends them again."""
        return self.is_api or any(each.fresh and each.handler is route.form for each in self.routes)
