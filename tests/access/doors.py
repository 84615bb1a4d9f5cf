"""Every door of the house: the routes of all services, as the servers have them."""

import importlib
from dataclasses import dataclass

from kernel.edge.http import Router
from kernel.edge.http.routes import Route
from tests.architecture.house import SERVICES


@dataclass(frozen=True)
class Door:
    """A route in its room."""

    service: str
    router: Router
    route: Route

    @property
    def name(self) -> str:
        return f"{self.service} {self.route.name}"


def all_doors() -> list[Door]:
    """The routes of the api and of the pages of the five services."""
    return [
        Door(service, router, route)
        for service in SERVICES
        for room, name in (("api", "api"), ("api", "exchange"), ("pages", "pages"))
        if (router := _router(service, room, name)) is not None
        for route in router.routes
    ]


def _router(service: str, room: str, name: str) -> Router | None:
    router: Router | None = getattr(importlib.import_module(f"services.{service}.{room}"), name, None)
    return router
