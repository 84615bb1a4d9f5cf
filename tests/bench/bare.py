"""The least that W1 costs: an api that checks nothing and only repeats, in one round trip, what ours tells the database.

`python -m tests.bench.bare` lets the service itself answer the first filings and listens to its statements. From then on
it answers with the same statements and fresh ids: the database, the relay, the broker and the consumer have the very
work that ours gives them, and Python has next to none.
"""

import re
import threading
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg2
from psycopg2.extensions import cursor

from deploy import launch
from kernel import clock
from kernel.database import Connection, connect
from kernel.settings import kernel_settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SERVICE = "public"
# In what is written of an event, and as the database is told it.
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=')[0-9a-f]{32}(?='::uuid)")
_CREATED = "201 Created"


class Overheard(cursor):
    """A cursor that keeps what was said to the database."""

    said: ClassVar[list[bytes]] = []

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the library calls it so
        super().execute(query, vars)
        self.said.append(self.query or b"")


class Filing:
    """What was said to the database for one filing, and what was answered."""

    def __init__(self, said: list[bytes], answer: bytes) -> None:
        self.learned = [each for each in said if each.startswith(b"PREPARE")]
        self.statements = b";".join(each for each in said if not each.startswith(b"PREPARE"))
        self.answer = answer

    def ids(self) -> list[bytes]:
        return [_digits(found) for found in _ID.findall(self.statements)]


class Pattern:
    """A filing in which each id that another filing does not share is a place for a fresh one."""

    def __init__(self, one: Filing, other: Filing) -> None:
        own = [mine for mine, others in zip(one.ids(), other.ids(), strict=True) if mine != others]
        self._places = {found: b"%d" % place for place, found in enumerate(dict.fromkeys(own))}
        self._statements, self._answer = self._open(one.statements), self._open(one.answer)

    def filled(self) -> tuple[bytes, bytes]:
        """The statements and the answer of one more filing."""
        ids = {place: str(clock.new_id()).encode() for place in self._places.values()}
        return self._statements % ids, self._answer % ids

    def _open(self, text: bytes) -> bytes:
        return _ID.sub(
            lambda found: b"%%(%b)b" % place if (place := self._places.get(_digits(found[0]))) else found[0],
            text.replace(b"%", b"%%"),
        )


def _digits(found: bytes) -> bytes:
    return found.replace(b"-", b"")


class Bare:
    """The WSGI application: the service itself until it did the same twice, and then its repetition."""

    def __init__(self, service: "WSGIApplication", dsn: str) -> None:
        self._service, self._dsn = service, dsn
        self._listening = threading.Lock()
        self._own = threading.local()
        self._heard: list[Filing] = []
        self._pattern: Pattern | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._pattern is None:
            with self._listening:
                if self._pattern is None:
                    return self._listen(environ, start_response)
        return self._repeat(self._pattern, environ, start_response)

    def _repeat(
        self, pattern: Pattern, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        said, answer = pattern.filled()
        with self._connection().cursor(cursor_factory=cursor) as line:
            line.execute(said)
        start_response(_CREATED, [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
        return [answer]

    def _listen(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        statuses: list[str] = []

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, headers, *rest)

        Overheard.said.clear()
        answer = b"".join(self._service(environ, started))
        if statuses == [_CREATED]:
            self._heard.append(Filing(list(Overheard.said), answer))
            self._compare(self._heard[-2:])
        return [answer]

    def _compare(self, last: list[Filing]) -> None:
        if len({(len(filing.ids()), bool(filing.learned)) for filing in last}) == 1 < len(last):
            self._pattern = Pattern(*last)

    def _connection(self) -> Connection:
        if not hasattr(self._own, "line"):
            self._own.line = connect(self._dsn, "bare")
            with self._own.line.cursor() as line:
                for preparation in dict.fromkeys(each for filing in self._heard for each in filing.learned):
                    line.execute(preparation)
        line_of_thread: Connection = self._own.line
        return line_of_thread


def application() -> "WSGIApplication":
    """Called by the server in the process that answers."""
    from kernel.edge.context import Context  # noqa: PLC0415 - the process that starts it loads no HTTP edge.
    from kernel.edge.http import application as build  # noqa: PLC0415 - as above.

    psycopg2.connect = partial(psycopg2.connect, cursor_factory=Overheard)
    settings = kernel_settings(SERVICE)
    context = Context.from_settings(settings, launch.own_settings(SERVICE), "bare")
    return Bare(build(context, list(launch.routers(SERVICE))), context.database.dsn)


if __name__ == "__main__":
    launch.serve_api(kernel_settings(SERVICE), "tests.bench.bare:application")
