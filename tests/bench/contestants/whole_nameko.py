"""nameko as its documentation shows it: an HTTP entrypoint, an event dispatcher after the commit, an event handler.

No outbox, and an event whose handler fails is acknowledged all the same. The same rows are written.
"""

import eventlet

eventlet.monkey_patch()

import hashlib
import json
import os
import re
import socket
import sys
import time
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import psycopg2
from eventlet.queue import Queue
from kernel.sealing import Sealing
from nameko.events import EventDispatcher, event_handler
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner
from nameko.web.handlers import http
from nameko.web.server import WebServer
from psycopg2.extras import Json, RealDictCursor
from werkzeug.wrappers import Response

import statements
import whole

KNOWN_SECONDS = 3.0  # As long as ours and FastAPI remember portals and promises.
CONFIG = {"AMQP_URI": whole.AMQP, "max_workers": 10}
SEALING = Sealing.from_directory(Path(os.environ["BENCH_SEALING"]), "public")


class Connections(DependencyProvider):
    """One connection for each of nameko's workers."""

    def __init__(self, dsn):
        self.dsn = dsn

    def setup(self):
        self.idle = Queue()
        for _ in range(CONFIG["max_workers"]):
            self.idle.put(psycopg2.connect(self.dsn))

    def get_dependency(self, worker_ctx):
        return self.idle


def psycopg2_form(statement):
    return re.sub(r"\$(\d+)", r"%(p\1)s", statement.replace("%", "%%"))


def run(cursor, statement, *values):
    cursor.execute(psycopg2_form(statement), {f"p{n}": value for n, value in enumerate(values, 1)})
    return cursor


class Intake:
    name = "intake"
    connections = Connections(os.environ["BENCH_DSN"])
    dispatch = EventDispatcher()

    @http("POST", "/v1/cases")
    def file_case(self, request):
        body = json.loads(request.get_data())
        connection = self.connections.get()
        try:
            with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
                answer, told = register(cursor, body, request)
        finally:
            self.connections.put(connection)
        self.dispatch("case_registered", told)
        return Response(answer, 201, mimetype="application/json")


known = {}


def remembered(key, ask):
    found = known.get(key)
    if found is None or found[0] < time.monotonic():
        found = known[key] = (time.monotonic() + KNOWN_SECONDS, ask())
    return found[1]


def register(cursor, body, request):
    now, case_id, contact_id = datetime.now(timezone.utc), str(uuid4()), str(uuid4())
    digest = hashlib.sha256(request.headers["X-Portal-Key"].encode()).hexdigest()
    nature = body["nature"]
    portal = remembered(("portal", digest), lambda: run(cursor, statements.PORTAL, digest).fetchone())
    limit = remembered(("limit", nature), lambda: run(cursor, statements.LIMIT, nature).fetchone())
    of_department = ("post", portal["department"])
    post = remembered(of_department, lambda: run(cursor, statements.POST, portal["department"]).fetchone())
    post, department, area = post and post["post_id"], portal["department"], body.get("area") or "CG"
    due_at, language = now + timedelta(days=limit["days"]), body.get("language", "hi")
    contact = {"mobile": body["mobile"], "email": body.get("email"), "language": language}
    private = {"name": body["name"], "address": body.get("address"), **contact}
    run(cursor, statements.CONTACT, contact_id, SEALING.wrap(json.dumps(private).encode()))
    confirmed = "PORTAL" if body.get("contact_confirmed") else "NOBODY"
    number = run(
        cursor, statements.CASE, now.year, case_id, body["nature"], body.get("category"), department, area,
        language, bool(body.get("protected")), contact_id, confirmed, now, limit["limit_id"], due_at, post,
        portal["portal_id"], None, None,
    ).fetchone()["number"]  # fmt: skip
    words = unicodedata.normalize("NFC", f"{body['text']}\n{body['name']}").lower()
    run(cursor, statements.PETITION, case_id, SEALING.wrap(body["text"].encode()), words)
    run(cursor, statements.EVENT, str(uuid4()), case_id, now, department, due_at)
    run(cursor, statements.AUDIT, str(uuid4()), now, case_id, Json({"number": number}), str(uuid4()))
    told = {"event_id": str(uuid4()), "case_id": case_id, "number": number, "contact_id": contact_id}
    told |= {"language": language, "nature": body["nature"], "department": department, "area": area}
    told |= {"due_on": due_at.date().isoformat(), "nodal_post": post and str(post)}
    told["sealed"] = SEALING.seal(contact, to="notify")
    answer = json.dumps(
        {key: told[key] for key in ("case_id", "number", "department", "area", "nature", "due_on")}
    )
    sent = hashlib.sha256(request.get_data()).hexdigest()
    scope = (str(portal["portal_id"]), "POST /v1/cases", request.headers["Idempotency-Key"])
    run(cursor, statements.KEEP, *scope, sent, 201, answer)
    return answer, told


class Telling:
    name = "telling"
    connections = Connections(whole.DSN)

    @event_handler("intake", "case_registered")
    def on_case_registered(self, told):
        connection = self.connections.get()
        try:
            whole.take(connection, told)
        finally:
            self.connections.put(connection)


def on_unix_socket(path):
    """Let nameko's server listen where the gateway looks for it."""

    def start(self):
        if not self._starting:
            self._starting = True
            self._wsgi_app = self.get_wsgi_app()
            self._sock = eventlet.listen(path, family=socket.AF_UNIX, backlog=512)
            os.chmod(path, 0o666)
            self._serv = self.get_wsgi_server(self._sock, self._wsgi_app)
            self._gt = self.container.spawn_managed_thread(self.run)

    WebServer.start = start
    WebServer.bind_addr = ("127.0.0.1", 0)


if __name__ == "__main__":
    if sys.argv[1] == "api":
        on_unix_socket(sys.argv[2])
    runner = ServiceRunner(CONFIG)
    runner.add_service(Intake if sys.argv[1] == "api" else Telling)
    runner.start()
    runner.wait()
