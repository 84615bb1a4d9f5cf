"""Every route says who may, and the rule it names exists and is used."""

import ast
import importlib
from itertools import chain

import pytest

from kernel.edge.http import Router
from tests.architecture.house import SERVICES, python_files, relative, tree


def _routers(service: str) -> list[Router]:
    rooms = {name: importlib.import_module(f"services.{service}.{name}") for name in ("api", "pages")}
    named = [("api", "api"), ("api", "exchange"), ("pages", "pages")]
    return [getattr(rooms[room], name) for room, name in named if hasattr(rooms[room], name)]


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_rule_that_exists(service: str) -> None:
    missing = [
        route.name
        for router in _routers(service)
        for route in router.routes
        if not route.public and route.may not in router.policy
    ]

    assert missing == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_rule_guards_a_route(service: str) -> None:
    policy = importlib.import_module(f"services.{service}.access").POLICY
    named = {route.may for route in chain.from_iterable(router.routes for router in _routers(service))}

    assert sorted(policy.keys() - named) == []


def test_what_a_role_may_is_decided_in_the_access_rooms_alone() -> None:
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files("services")
        if path.name != "access.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "roles" and ast.unparse(node.value) == "actor"
    ]

    assert found == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_of_the_api_has_a_summary_and_a_version(service: str) -> None:
    routes = [route for router in _routers(service) if router.is_api for route in router.routes]

    assert [route.name for route in routes if not route.handler.__doc__] == []
    assert [r.name for r in routes if not r.path.startswith(("/v1/", "/.well-known/", "/openid/"))] == []
