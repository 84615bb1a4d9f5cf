"""What the gateway's counter offers on this machine: its figures, and the gateway's own part of the operations page."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

from deploy.gateway import OWN_PART
from deploy.gateway.part import Part
from kernel import clock


class _Silent(WSGIRequestHandler):
    """Writes down nothing of who asked."""

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def offered(port: int, registry: CollectorRegistry, part: Part) -> Iterator[None]:
    """Answer on loopback, in threads beside the caller's, until the block ends."""
    metrics = make_wsgi_app(registry)

    def answer(asked: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if asked["PATH_INFO"] != OWN_PART:
            answered: Iterable[bytes] = metrics(asked, start)
            return answered
        language = parse_qs(asked["QUERY_STRING"]).get("lang", [""])[0]
        text = part.html(language, clock.now()).encode()
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(text)))])
        return [text]

    with make_server("127.0.0.1", port, answer, ThreadingWSGIServer, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield
        server.shutdown()
        thread.join()
