"""OpenAPI 3.1 from the declared routes."""

import re
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from kernel.edge.http.routes import Route, Router

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "object"},
    },
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "portal": {"type": "apiKey", "in": "header", "name": "X-Portal-Key"},
}
_PARAMETER = re.compile(r"{(\w+)(?::(\w+)(?:\([^)]*\))?)?}")
_KINDS = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer"}}


def document(router: Router) -> dict[str, Any]:
    """The document of a service's routes, each operation with what it takes, gives and refuses."""
    spec = APISpec(
        title=f"KaryaSetu {router.service}",
        version="1",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
    )
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    for name, scheme in SECURITY.items():
        spec.components.security_scheme(name, scheme)
    for route in router.routes:
        spec.path(_PARAMETER.sub(r"{\1}", route.path), operations={route.method.lower(): _operation(route)})
    return dict(spec.to_dict())


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": (route.handler.__doc__ or route.handler.__name__).strip().splitlines()[0],
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": {str(route.status): _given(route), "default": _problem()},
        "security": [{}] if route.public else [{"token": []}, {"portal": []}],
    }
    if route.may:
        operation["x-permission"] = route.may
    if route.takes or route.uploads:
        operation["requestBody"] = {"required": True, "content": _taken(route)}
    if route.method == "POST":
        operation["parameters"].append(
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
        )
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _KINDS.get(kind, {"type": "string"})}
        for name, kind in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    return [{"in": "query", "schema": route.query}] if route.query else []


def _taken(route: Route) -> dict[str, Any]:
    kinds = ["multipart/form-data"] if route.uploads else ["application/json"]
    schema: type[Schema] | dict[str, Any] = route.takes or {"type": "object"}
    return {kind: {"schema": schema} for kind in kinds}


def _given(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done."}
    if route.gives:
        answer["content"] = {"application/json": {"schema": route.gives}}
    return answer


def _problem() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "Refused.", "content": {"application/problem+json": {"schema": schema}}}
