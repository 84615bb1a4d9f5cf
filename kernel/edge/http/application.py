"""The WSGI application of a service: one request, one transaction, one action."""

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar

import falcon

from kernel import logs
from kernel.edge.context import Context
from kernel.edge.http import answers
from kernel.edge.http.api import Api
from kernel.edge.http.call import Call
from kernel.edge.http.performing import perform, queries
from kernel.edge.http.routes import Route, Router
from kernel.errors import NotFound, Refused
from kernel.metrics import REFUSALS, REQUEST_SECONDS, REQUESTS, exposition


class Responder:
    """Answers the calls of one path; the methods it has are the methods that are declared."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self, router: Router, route: Route) -> None:
        """Answer the route's method on this path."""

        def respond(request: falcon.Request, response: falcon.Response, **path_parameters: Any) -> None:
            call = Call(request, router, route, self._context, path_parameters)
            request.context.call = call
            perform(call, route.handler).send(call, response)

        setattr(self, f"on_{route.method.lower()}", respond)


def application(context: Context, routers: Iterable[Router]) -> falcon.App[falcon.Request, falcon.Response]:
    """The application that serves the routes of *routers* with the parts of *context*."""
    app = falcon.App(middleware=[Watch(context.service)])
    app.req_options.strip_url_path_trailing_slash = True
    routers = list(routers)
    app.add_error_handler(Exception, _on_error)
    app.add_error_handler(falcon.HTTPError, Elsewhere(context, routers))
    responders: dict[str, Responder] = {}
    for router in routers:
        for route in router.routes:
            responder = responders.setdefault(route.path, Responder(context))
            responder.add(router, route)
    for path, responder in responders.items():
        app.add_route(path, responder)
    for router in routers:
        if isinstance(router, Api):
            app.add_route("/openapi.json", Document(router))
    app.add_route("/healthz", Health(context))
    app.add_route("/metrics", Metrics())
    return app


def _on_error(
    request: falcon.Request, response: falcon.Response, error: Exception, _parameters: dict[str, Any]
) -> None:
    _read_all(request)
    call: Call | None = getattr(request.context, "call", None)
    if call is None:
        raise error
    reference = str(call.correlation_id)
    if call.router.is_routine(call, error):
        logs.logger().debug("request-without-session", route=call.route.name, reference=reference)
    elif isinstance(error, Refused):
        REFUSALS.labels(call.context.service, error.code).inc()
        logs.logger().info("request-refused", route=call.route.name, reference=reference, code=error.code)
    else:
        logs.logger().error("request-fault", route=call.route.name, reference=reference, **logs.fault(error))
    call.router.send_error(call, response, error)


def _read_all(request: falcon.Request) -> None:
    # Who is answered before all was read would see a broken connection instead of the answer.
    with suppress(OSError):
        request.bounded_stream.exhaust()


class MethodNotOffered(Refused):
    """There is such a page, but nothing can be sent to it, or nothing read from it."""

    status = 405
    text = answers.NOT_OFFERED


class Elsewhere:
    """Answers where no route is declared: programs get a problem document, people a page."""

    _refusals: ClassVar = {refusal.status: refusal for refusal in (NotFound, MethodNotOffered)}

    def __init__(self, context: Context, routers: Iterable[Router]) -> None:
        self._context = context
        self._pages = next((router for router in routers if not router.is_api), None)

    def __call__(
        self,
        request: falcon.Request,
        response: falcon.Response,
        error: falcon.HTTPError,
        _parameters: dict[str, Any],
    ) -> None:
        """Say that nothing is here, in the form in which it was asked for."""
        _read_all(request)
        refusal = self._refusals.get(falcon.http_status_to_code(error.status))
        if self._pages is None or refusal is None or _is_for_programs(request):
            answers.send_not_offered(request, response, error)
            return
        nowhere = Route(request.method, request.path, _nobody, public=True)
        self._pages.send_error(Call(request, self._pages, nowhere, self._context, {}), response, refusal())


def _is_for_programs(request: falcon.Request) -> bool:
    return request.path.startswith("/v1/") or not request.client_accepts("text/html")


def _nobody() -> None:
    """Handle nothing: the route stands for an address that has none."""


class Watch:
    """Counts and times every request."""

    def __init__(self, service: str) -> None:
        self._service = service

    def process_request(self, request: falcon.Request, _response: falcon.Response) -> None:
        """Note the arrival."""
        request.context.arrived = time.perf_counter()

    def process_response(
        self, request: falcon.Request, response: falcon.Response, _resource: object, _succeeded: object
    ) -> None:
        """Count the answer under its route."""
        call: Call | None = getattr(request.context, "call", None)
        route = call.route.name if call else "other"
        REQUESTS.labels(self._service, route, str(falcon.http_status_to_code(response.status))).inc()
        REQUEST_SECONDS.labels(self._service, route).observe(time.perf_counter() - request.context.arrived)


class Health:
    """Whether this process can do its work."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def on_get(self, _request: falcon.Request, response: falcon.Response) -> None:
        """200 when the database answers; Unavailable otherwise."""
        try:
            with self._context.database.transaction(reading=True) as tx:
                tx.fetch_value(queries.answer)
            response.media = {"service": self._context.service, "state": "ready"}
        except Refused as refusal:
            answers.send_refusal(response, refusal, "en", "")


class Document:
    """The OpenAPI document of the service, made when it is first asked for."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._document: dict[str, Any] = {}

    def on_get(self, _request: falcon.Request, response: falcon.Response) -> None:
        """The document as JSON; it is public, as the routes' names are."""
        self._document = self._document or self._api.openapi()
        response.media = self._document


class Metrics:
    """The process's counters, for the operators' listener only."""

    def on_get(self, _request: falcon.Request, response: falcon.Response) -> None:
        """Prometheus' text form."""
        response.content_type = "text/plain; version=0.0.4"
        response.data = exposition()
